// Owns the answers to a collector that asks for the content of a file: which bytes, and when there are none to give. Reads
// below the host's own roots alone, and hands on neither settings nor card numbers nor what a profile keeps here. Sends nothing
// by itself.
import { type CardsFound, cardsOfDump } from '@sekisho/shared/cards.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { contentPartBytes, maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import type { ContentAnswer, ContentAttributes, WithheldWhy } from '@sekisho/shared/wire.content.ts'
import type { Order } from '@sekisho/shared/wire.ts'
import type { KeptContent } from '../handover.ts'
import { toldAttributes } from './attributes.ts'
import { readBeginning } from './reading.ts'
import { lookThrough } from './slices.ts'
import type { SpooledContent } from './spool.ts'

type Wish = Extract<Order, { what: 'content' }>
type Withheld = Extract<ContentAnswer, { outcome: 'withheld' }>

/** A collector asks for the next part within seconds; what nobody asks for is not held. */
const heldMs = 60_000

export interface ContentsOptions {
  /** The roots of this host, its own and those that were bound. */
  roots(): readonly PathText[]
  /** Whether the profile of the root says that the path's content stays on this host. */
  stays(root: PathText, path: PathText): boolean
  /** What was kept of a file that may be gone; null where nothing was. */
  kept(sha256: string): Promise<KeptContent | null>
  /** What waits on the disk for whoever asks. */
  readonly spool: {
    of(sha256: string): Promise<SpooledContent | null>
    asked(sha256: string): void
  }
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
    this.#options.spool.asked(sha256)
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
    const kept = await this.#kept(sha256)
    if (kept !== null) {
      const { bytes } = kept
      const looked = await lookThrough(bytes)
      if (looked.sha256 === sha256) {
        const attributes = await this.#attributesOf(wish, kept)
        return withoutCards({ sha256, root, path, size: bytes.length, isGrown: false, bytes, attributes }, looked.cards)
      }
    }
    const read = await readBeginning(root, path, redact, wish)
    if ('why' in read) return withheld(read.why)
    // Of a larger file there is the beginning alone, and whoever asks is told so by its size.
    if (read.size <= maxContentBytes && read.sha256 !== sha256) return withheld('changed')
    const { size, isGrown, bytes, attributes } = read
    return withoutCards({ sha256, root, path, size, isGrown, bytes, attributes }, read.cards)
  }

  async #kept(sha256: string): Promise<SpooledContent | null> {
    const { kept: keptOf, spool, redact } = this.#options
    const kept = await keptOf(sha256)
    if (kept === null) return spool.of(sha256)
    const { buffer, byteOffset, byteLength } = kept.bytes
    return { bytes: Buffer.from(buffer, byteOffset, byteLength), attributes: toldAttributes(kept.attributes, redact) }
  }

  /** They are the file's and not the content's: where another one lies there by now, those that it had when it was closed. */
  async #attributesOf({ root, path, sha256 }: Wish, kept: SpooledContent): Promise<ContentAttributes> {
    const read = await readBeginning(root, path, this.#options.redact, { size: kept.bytes.length, whole: true })
    return 'why' in read || read.sha256 !== sha256 ? kept.attributes : read.attributes
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

function withoutCards(held: Held, { count, shown }: CardsFound): Held | Withheld {
  return count < cardsOfDump ? held : { outcome: 'withheld', why: 'cards', cards: { count, shown: [...shown] } }
}
