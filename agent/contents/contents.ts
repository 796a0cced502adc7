// Owns the answers to a collector that asks for the content of a file: which bytes, and when there are none to give. Reads
// below the host's own roots alone, and hands on neither settings nor card numbers nor what a profile keeps here. Sends nothing
// by itself.
import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { CardReader, cardsOfDump } from '@sekisho/shared/cards.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { closeDescriptor, fstatOf, openBelow, openRoot } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import {
  type ContentAnswer,
  type ContentAttributes,
  contentPartBytes,
  maxContentBytes,
  type WithheldWhy,
} from '@sekisho/shared/wire.content.ts'
import type { Order } from '@sekisho/shared/wire.ts'
import type { KeptContent } from '../handover.ts'
import { readAttributes, toldAttributes } from './attributes.ts'

type Wish = Extract<Order, { what: 'content' }>
type Withheld = Extract<ContentAnswer, { outcome: 'withheld' }>

/** Some milliseconds of reading, after which others have their turn: the thread also serves the connection. */
const sliceBytes = 512 * 1024
/** A collector asks for the next part within seconds; what nobody asks for is not held. */
const heldMs = 60_000

export interface ContentsOptions {
  /** The roots of this host, its own and those that were bound. */
  roots(): readonly PathText[]
  /** Whether the profile of the root says that the path's content stays on this host. */
  stays(root: PathText, path: PathText): boolean
  /** What was kept of a file that may be gone; null where nothing was. */
  kept(sha256: string): Promise<KeptContent | null>
  readonly clock: Clock
  /** What takes secrets and card numbers out of a text. */
  readonly redact: Redact
}

/** What is being handed on. */
interface Held {
  readonly sha256: string
  readonly root: PathText
  readonly path: PathText
  /** Of the whole file, or of its beginning that was asked for. */
  readonly size: number
  readonly isGrown: boolean
  readonly bytes: Buffer
  readonly attributes: ContentAttributes
}

export class Contents {
  readonly #options: ContentsOptions
  /** One at a time: a collector takes one after the other. */
  #held: Held | null = null
  #letGo: Timer | null = null

  constructor(options: ContentsOptions) {
    this.#options = options
  }

  /** Null: there is no such root here. @throws system errors that say nothing of the file, such as too many open files */
  async answer(wish: Wish): Promise<ContentAnswer | null> {
    const { root, path, sha256, from } = wish
    if (!this.#options.roots().includes(root)) return null
    // Its path by the profile, or its name, alone forbids it, whatever lies there and whatever was kept.
    if (this.#options.stays(root, path)) return { outcome: 'withheld', why: 'settings', by: 'profile' }
    if (mayHoldSettings(nameOf(path))) return withheld('settings')
    const known = this.#held
    const isHeld = known?.sha256 === sha256 && known.root === root && known.path === path
    const found = isHeld ? known : await this.#find(wish)
    if ('outcome' in found) return found
    this.#hold(found)
    const part = found.bytes.subarray(from, from + contentPartBytes)
    const told = from === 0 ? { attributes: found.attributes } : {}
    const grown = found.isGrown ? { grown: true as const } : {}
    return { outcome: 'part', size: found.size, from, bytes: part.toString('base64'), ...grown, ...told }
  }

  stop(): void {
    this.#letGo?.cancel()
    this.#held = null
  }

  async #find(wish: Wish): Promise<Held | Withheld> {
    const { root, path, sha256 } = wish
    const { redact } = this.#options
    const kept = await this.#options.kept(sha256)
    if (kept !== null) {
      const bytes = Buffer.from(kept.bytes.buffer, kept.bytes.byteOffset, kept.bytes.byteLength)
      const cards = new CardReader()
      cards.read(bytes)
      if (createHash('sha256').update(bytes).digest('hex') === sha256)
        return withoutCards(
          {
            sha256,
            root,
            path,
            size: bytes.length,
            isGrown: false,
            bytes,
            attributes: await this.#attributesOf(wish, kept),
          },
          cards,
        )
    }
    const read = await readBeginning(root, path, redact, wish)
    if ('why' in read) return withheld(read.why)
    // Of a larger file there is the beginning alone, and whoever asks is told so by its size.
    if (read.size <= maxContentBytes && read.sha256 !== sha256) return withheld('changed')
    const { size, isGrown, bytes, attributes } = read
    return withoutCards({ sha256, root, path, size, isGrown, bytes, attributes }, read.cards)
  }

  /** They are the file's and not the content's: where another one lies there by now, those that it had when it was closed. */
  async #attributesOf({ root, path, sha256 }: Wish, kept: KeptContent): Promise<ContentAttributes> {
    const { redact } = this.#options
    const read = await readBeginning(root, path, redact, { size: kept.bytes.length, whole: true })
    return 'why' in read || read.sha256 !== sha256 ? toldAttributes(kept.attributes, redact) : read.attributes
  }

  #hold(held: Held): void {
    this.#held = held
    this.#letGo?.cancel()
    this.#letGo = this.#options.clock.after(heldMs, () => {
      this.#held = null
    })
  }
}

function withheld(why: WithheldWhy): Withheld {
  return { outcome: 'withheld', why }
}

function withoutCards(held: Held, reader: CardReader): Held | Withheld {
  const { count, shown } = reader.finish()
  return count < cardsOfDump ? held : { outcome: 'withheld', why: 'cards', cards: { count, shown: [...shown] } }
}

interface Beginning {
  /** As fstat told before it was read; no more than was asked for. */
  readonly size: number
  /** Whether more lies behind what was asked for. */
  readonly isGrown: boolean
  readonly bytes: Buffer
  readonly sha256: string
  readonly cards: CardReader
  readonly attributes: ContentAttributes
}

/**
 * Of the file that lies there now, no more than is ever sent, or than `size`: whatever grows meanwhile comes to an end. To grow
 * leaves what was there as it was, and the digest of as much as somebody read once says whether that is so.
 */
async function readBeginning(
  root: PathText,
  path: PathText,
  redact: Redact,
  { size: most, whole }: Pick<Wish, 'size' | 'whole'> = {},
): Promise<Beginning | { readonly why: WithheldWhy }> {
  if (path === '') return { why: 'no-file' }
  let descriptor: number | null = null
  try {
    descriptor = openIn(root, path)
    const { type, size } = fstatOf(descriptor)
    if (type !== 'file') return { why: 'no-file' }
    // Nobody needs to read it to know that it is another one.
    if (most !== undefined && (size < most || (whole && size > most))) return { why: 'changed' }
    const read = await readSlices(descriptor, most ?? size)
    return {
      ...read,
      isGrown: most !== undefined && size > most,
      attributes: toldAttributes(readAttributes(descriptor, Number.POSITIVE_INFINITY), redact),
    }
  } catch (error) {
    return { why: whyNotRead(error) }
  } finally {
    if (descriptor !== null) closeDescriptor(descriptor)
  }
}

/** @throws what says nothing of the file: the collector asks again */
function whyNotRead(error: unknown): WithheldWhy {
  const errno = errnoOf(error)
  if (errno === undefined || ['EMFILE', 'ENFILE', 'ENOMEM'].includes(errno)) throw error
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return 'gone'
  // A link or a socket (open(2)).
  return errno === 'ELOOP' || errno === 'ENXIO' ? 'no-file' : 'unreadable'
}

async function readSlices(descriptor: number, size: number): Promise<Omit<Beginning, 'attributes' | 'isGrown'>> {
  const bytes = Buffer.alloc(Math.min(size, maxContentBytes))
  const digest = createHash('sha256')
  const cards = new CardReader()
  let length = 0
  while (length < bytes.length) {
    const got = readSync(descriptor, bytes, length, Math.min(sliceBytes, bytes.length - length), length)
    if (got === 0) break
    const slice = bytes.subarray(length, length + got)
    digest.update(slice)
    cards.read(slice)
    length += got
    await new Promise<void>(resolve => setImmediate(resolve))
  }
  return {
    size: length < bytes.length ? length : size,
    bytes: bytes.subarray(0, length),
    sha256: digest.digest('hex'),
    cards,
  }
}

function openIn(root: PathText, path: PathText): number {
  const top = openRoot(root)
  try {
    return openBelow(top, path)
  } finally {
    closeDescriptor(top)
  }
}
