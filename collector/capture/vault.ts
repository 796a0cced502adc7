// Owns how a kept content becomes bytes again: its parts opened in their order, and the whole compared with its digest.
import { createHash } from 'node:crypto'
import { CardReader, type CardsFound } from '@sekisho/shared/cards.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ContentReads } from '../handover.capture.ts'
import type { ContentKeys } from './keys.ts'

interface Kept {
  readonly content: number
  readonly customer: number
  readonly sha256: string
  readonly bytes: number
}

/** The parts in their order. @throws Failure content-key-missing, content-damaged */
export async function* partsOf(
  reads: Pick<ContentReads, 'contentPart'>,
  keys: ContentKeys,
  { content, customer, sha256, bytes }: Kept,
): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes; ) {
    const part = await reads.contentPart({ content, from })
    if (part === null) throw damaged(sha256, reason('content-part.missing', { from }))
    const opened = keys.open({ customer, sha256, from }, part)
    if (opened.length !== part.length) throw damaged(sha256, reason('content-part.length', { from }))
    from += opened.length
    yield opened
  }
}

/** What came: its digest, and the card numbers in it, of which an honest agent would have sent none. @throws as partsOf */
export async function lookThrough(
  reads: Pick<ContentReads, 'contentPart'>,
  keys: ContentKeys,
  kept: Kept,
): Promise<{ readonly sha256: string; readonly cards: CardsFound }> {
  const hash = createHash('sha256')
  const cards = new CardReader()
  for await (const part of partsOf(reads, keys, kept)) {
    hash.update(part)
    cards.read(part)
  }
  return { sha256: hash.digest('hex'), cards: cards.finish() }
}

/** @throws as partsOf, and content-damaged where a whole one is not what its digest says */
export async function takeOut(
  reads: Pick<ContentReads, 'contentPart'>,
  keys: ContentKeys,
  kept: Kept & { readonly whole: boolean },
): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of partsOf(reads, keys, kept)) parts.push(part)
  const bytes = Buffer.concat(parts)
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (kept.whole && digest !== kept.sha256) throw damaged(kept.sha256, reason('content-part.digest', { digest }))
  return bytes
}

function damaged(sha256: string, why: Reason): Failure {
  return new ToldFailure('content-damaged', why, { place: sha256 })
}
