// Owns the reading of what lies at a path below a root when somebody wants its content: no more than is ever sent, through no
// link, and with its attributes. Decides nothing about who may have it.
import type { CardsFound } from '@sekisho/shared/cards.ts'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { closeDescriptor, fstatOf, openBelow, openRoot } from '@sekisho/shared/disk.ts'
import { errnoOf, isOwnTrouble } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import type { ContentAttributes, WithheldWhy } from '@sekisho/shared/wire.content.ts'
import { readAttributes, toldAttributes } from './attributes.ts'
import { lookThrough, readInSlices } from './slices.ts'

interface Wanted {
  /** No more than so many bytes, where it is known. */
  readonly size?: number | undefined
  /** A file of another size is another one. */
  readonly whole?: true | undefined
}

interface Beginning {
  /** As fstat told before it was read; no more than was asked for. */
  readonly size: number
  /** Whether more lies behind what was asked for. */
  readonly isGrown: boolean
  readonly bytes: Buffer
  readonly sha256: string
  readonly cards: CardsFound
  readonly attributes: ContentAttributes
}

/**
 * Of the file that lies there now, no more than is ever sent, or than `size`: whatever grows meanwhile comes to an end. To grow
 * leaves what was there as it was, and the digest of as much as somebody read once says whether that is so.
 */
export async function readBeginning(
  root: PathText,
  path: PathText,
  redact: Redact,
  { size: most, whole }: Wanted = {},
): Promise<Beginning | { readonly why: WithheldWhy }> {
  if (path === '') return { why: 'no-file' }
  let descriptor: number | null = null
  try {
    descriptor = openIn(root, path)
    const { type, size } = fstatOf(descriptor)
    if (type !== 'file') return { why: 'no-file' }
    // Nobody needs to read it to know that it is another one.
    if (most !== undefined && (size < most || (whole && size > most))) return { why: 'changed' }
    const wanted = most ?? size
    const bytes = await readInSlices(descriptor, Math.min(wanted, maxContentBytes))
    return {
      ...(await lookThrough(bytes)),
      // It has become shorter, and what was read is all of it.
      size: bytes.length < Math.min(wanted, maxContentBytes) ? bytes.length : wanted,
      bytes,
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
  if (errno === undefined || isOwnTrouble(errno)) throw error
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return 'gone'
  // A link or a socket (open(2)).
  return errno === 'ELOOP' || errno === 'ENXIO' ? 'no-file' : 'unreadable'
}

function openIn(root: PathText, path: PathText): number {
  const top = openRoot(root)
  try {
    return openBelow(top, path)
  } finally {
    closeDescriptor(top)
  }
}
