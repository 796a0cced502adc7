// Owns the check of kept evidence: every batch is what its digest and its agent's signature say, follows the one before, and
// nothing is left out between the first and the last. Reads from whoever holds it; pure but for that.
import { openBatch } from '@sekisho/shared/batch.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import { contentDigest, contentOf } from '@sekisho/shared/seal.ts'
import type { Batch } from '@sekisho/shared/wire.ts'
import type {
  BreakCode,
  ChainBreak,
  ChainHead,
  EvidenceReader,
  KeptBatch,
  KeptChain,
  PrunedStretch,
} from '../handover.evidence.ts'
import { leastTermDays } from '../handover.keeping.ts'

/** The link that the next batch must follow. */
interface Link {
  readonly sequence: number
  readonly digest: string | null
}

/** As ingest counts: more links than this between two batches are no refused ones. */
const maxRefused = 1_000

/** No term is shorter, less what an agent's clock may be ahead. */
const leastAgeMs = (leastTermDays - 7) * 86_400_000
/** A copy may be looked at by another machine's clock: as much as RFC 4120 (1.6) calls loosely synchronised. */
const clockMs = 5 * 60_000

/**
 * Every break, chain by chain in the order of their batches; none where all of it holds.
 * @param heads what left the machine earlier: of a chain that was rewritten since, its own content shows nothing
 * @param now milliseconds since 1970: nothing was pruned later. Asked anew, since a collector that runs may prune meanwhile
 * @param looked told how many batches were looked at so far
 * @param pruned told of each stretch that is recorded as pruned: the chain is followed over it
 */
export function* verifyEvidence(
  reader: EvidenceReader,
  heads: readonly ChainHead[],
  now: () => number,
  looked: (batches: number) => void = () => {},
  pruned: (chain: KeptChain, stretch: PrunedStretch) => void = () => {},
): Generator<ChainBreak, void, undefined> {
  let count = 0
  const due = new Heads(heads)
  const record = reader.prunedRecord()
  if (record !== null && record.found !== record.audited)
    yield breakAt(nowhere, 0, 'pruned-record', record.audited, record.found)
  for (const chain of reader.chains()) {
    const check = new ChainCheck(chain, reader, now)
    for (const batch of reader.batches(chain)) {
      yield* check.take(batch)
      for (const stretch of check.takePruned()) {
        yield* due.passPruned(chain, stretch)
        pruned(chain, stretch)
      }
      yield* due.pass(chain, batch)
      looked(++count)
    }
    yield* check.end()
    for (const batch of reader.refused(chain)) yield* checkRefused(chain, batch)
  }
  yield* due.missing()
}

const nowhere: Whose = { customer: '', host: '', epoch: '' }

/** The last batch of each chain. */
export function* headsOf(reader: EvidenceReader): Generator<ChainHead, void, undefined> {
  for (const chain of reader.chains()) {
    const { customer, host, epoch } = chain
    let last: KeptBatch | null = null
    for (const batch of reader.batches(chain)) last = batch
    if (last !== null)
      yield { customer, host, epoch, sequence: last.sequence, digest: last.digest, at: last.receivedAt }
  }
}

/** Whatever was wrong with it, its bytes are those that were refused. */
function* checkRefused(chain: KeptChain, kept: KeptBatch): Generator<ChainBreak, void, undefined> {
  const found = digestOf(kept)
  if (found.error !== null) yield breakAt(chain, kept.sequence, 'unpacked', null, found.error)
  else if (found.digest !== kept.digest) yield breakAt(chain, kept.sequence, 'content', kept.digest, found.digest)
}

type Unpacked =
  | { readonly error: null; readonly bytes: Uint8Array; readonly digest: string }
  | { readonly error: string }

function digestOf(kept: KeptBatch): Unpacked {
  try {
    const bytes = kept.bytes()
    return { error: null, bytes, digest: contentDigest(contentOf(bytes)) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

type Looks = Pick<EvidenceReader, 'refusedDigests' | 'isRefused' | 'pruned' | 'isKept'>

class ChainCheck {
  readonly #chain: KeptChain
  readonly #reader: Looks
  readonly #now: () => number
  #last: Link = { sequence: 0, digest: null }
  /** Of the first batch: an epoch is one journal's, and a journal has one key. */
  #signer: KeyId | null = null
  /** When the last batch that somebody signed was, by its agent's clock. */
  #sealedAt = Number.NEGATIVE_INFINITY
  #pruned: PrunedStretch[] = []
  #lastPruned: PrunedStretch | null = null

  constructor(chain: KeptChain, reader: Looks, now: () => number) {
    this.#chain = chain
    this.#reader = reader
    this.#now = now
  }

  *take(kept: KeptBatch): Generator<ChainBreak, void, undefined> {
    const { sequence, digest } = kept
    const sealedAt = yield* this.#content(kept)
    yield* this.#overPruned(kept, sealedAt ?? this.#sealedAt)
    yield* this.#follows(kept)
    const { recorded } = this.#chain
    if (recorded?.sequence === sequence && recorded.digest !== digest)
      yield breakAt(this.#chain, sequence, 'recorded', recorded.digest, digest)
    this.#last = { sequence, digest }
    this.#sealedAt = sealedAt ?? this.#sealedAt
  }

  /** Later batches may have come since the record was read: a collector that runs need not be stopped. */
  *end(): Generator<ChainBreak, void, undefined> {
    const { recorded } = this.#chain
    if (recorded !== null && recorded.sequence > this.#last.sequence)
      yield breakAt(this.#chain, recorded.sequence, 'recorded', recorded.digest, null)
  }

  /** Those that were passed since it was asked last. */
  takePruned(): readonly PrunedStretch[] {
    const taken = this.#pruned
    this.#pruned = []
    return taken
  }

  /** Asked each time anew: a collector that runs may prune meanwhile, also what was just looked at. */
  *#overPruned({ sequence, previous }: KeptBatch, sealedAt: number): Generator<ChainBreak, void, undefined> {
    for (;;) {
      const stretch = this.#reader.pruned(this.#chain, this.#last.sequence + 1, sequence)
      if (stretch === null) return
      const { from, to, digest } = stretch
      const holdsIt = to >= sequence
      // A stretch and the batches in it go in one transaction: a record that says otherwise is nobody's run.
      if (holdsIt && this.#reader.isKept(this.#chain, sequence)) {
        yield breakAt(this.#chain, sequence, 'not-pruned', null, null)
        return
      }
      if (from > this.#last.sequence) yield* this.#follows({ sequence: from, previous: stretch.previous })
      this.#last = holdsIt ? { sequence: sequence - 1, digest: previous } : { sequence: to, digest }
      yield* this.#passed(stretch, sealedAt)
      if (holdsIt) return
    }
  }

  /**
   * Each batch that was read before it went comes upon the same stretch.
   * @param sealedAt of the batch behind it: where that is older than the one before, the agent's clock was set back
   */
  *#passed(stretch: PrunedStretch, sealedAt: number): Generator<ChainBreak, void, undefined> {
    const last = this.#lastPruned
    if (last?.from === stretch.from && last.to === stretch.to) return
    this.#lastPruned = stretch
    this.#pruned.push(stretch)
    const { from, at } = stretch
    // Only now: what is read may have been written this moment.
    const latest = this.#now() + clockMs
    // What comes later in a chain is no older than what stands before it.
    const sealed = Math.min(this.#sealedAt, sealedAt)
    if (at > latest) yield breakAt(this.#chain, from, 'pruned-early', `before ${safeTime(latest)}`, safeTime(at))
    else if (isYoung(sealed, at))
      yield breakAt(this.#chain, from, 'pruned-early', `after ${safeTime(sealed + leastAgeMs)}`, safeTime(at))
  }

  /** Answers with when it was signed; null where nobody did. */
  *#content(kept: KeptBatch): Generator<ChainBreak, number | null, undefined> {
    const broken = (what: BreakCode, expected: string | null, found: string | null) =>
      breakAt(this.#chain, kept.sequence, what, expected, found)
    const unpacked = digestOf(kept)
    if (unpacked.error !== null) {
      yield broken('unpacked', null, unpacked.error)
      return null
    }
    const { bytes, digest } = unpacked
    if (digest !== kept.digest) yield broken('content', kept.digest, digest)
    const [batch, detail] = this.#opened(bytes)
    if (batch === null) {
      yield broken(detail === null ? 'signature' : 'form', null, detail)
      return null
    }
    if (this.#signer !== null && this.#signer !== batch.agent) yield broken('key', this.#signer, batch.agent)
    this.#signer ??= batch.agent
    const { epoch } = this.#chain
    if (batch.epoch !== epoch || batch.sequence !== kept.sequence || batch.previous !== kept.previous)
      yield broken('place', placeText({ ...kept, epoch }), placeText(batch))
    for (const record of batch.records)
      if (record.record === 'tombstone' && !this.#reader.isRefused(this.#chain, record.digest))
        yield broken('tombstone', record.digest, null)
    return batch.sealedAt
  }

  /** The batch, where a key of the host signed it; else why it is none, null where nobody did. */
  #opened(bytes: Uint8Array): readonly [Batch | null, string | null] {
    for (const key of this.#chain.keys) {
      const opened = openBatch(bytes, key)
      if (opened.outcome === 'genuine') return [opened.batch, null]
      if (opened.outcome === 'malformed') return [null, opened.detail]
    }
    return [null, null]
  }

  /** Batches that were refused for good have their place in the chain too: the next one that counts names the last of them. */
  *#follows({ sequence, previous }: Pick<KeptBatch, 'sequence' | 'previous'>): Generator<ChainBreak, void, undefined> {
    let allowed: readonly (string | null)[] = [this.#last.digest]
    const first = this.#last.sequence + 1
    const from = Math.max(first, sequence - maxRefused)
    for (let missing = from; missing < sequence; missing++) {
      allowed = this.#reader.refusedDigests(this.#chain, missing)
      if (allowed.length === 0) yield breakAt(this.#chain, missing, 'missing', null, null)
    }
    if (from > first) yield breakAt(this.#chain, first, 'missing', null, null)
    // What follows a hole cannot be shown to follow anything.
    if (allowed.length > 0 && !allowed.includes(previous))
      yield breakAt(this.#chain, sequence, 'previous', allowed[0] ?? null, previous)
  }
}

/** Heads that left the machine, each found again or not. Of one place there may be several, which cannot all hold. */
class Heads {
  readonly #waiting = new Map<string, readonly ChainHead[]>()

  constructor(heads: readonly ChainHead[]) {
    for (const head of heads) this.#waiting.set(placeKey(head), [...(this.#waiting.get(placeKey(head)) ?? []), head])
  }

  /** A host may have taken another name since: a batch of that very content is the one. */
  *pass(
    chain: KeptChain,
    { sequence, digest }: Pick<KeptBatch, 'sequence' | 'digest'>,
  ): Generator<ChainBreak, void, undefined> {
    const key = placeKey({ epoch: chain.epoch, sequence })
    const heads = this.#waiting.get(key)
    if (heads === undefined) return
    const isOwn = (head: ChainHead) => head.customer === chain.customer && head.host === chain.host
    const others = heads.filter(head => head.digest !== digest)
    this.#waiting.set(
      key,
      others.filter(head => !isOwn(head)),
    )
    for (const head of others.filter(isOwn)) yield breakAt(chain, sequence, 'head-differs', head.digest, digest)
  }

  /**
   * Of a stretch that was pruned only the last digest is known: what left the machine of the rest can show nothing more, but
   * that it was received too late to have been pruned by then. Such a head stays, and is missing.
   */
  *passPruned(chain: KeptChain, { from, to, digest, at }: PrunedStretch): Generator<ChainBreak, void, undefined> {
    const last = this.#waiting.get(placeKey({ epoch: chain.epoch, sequence: to })) ?? []
    if (!last.some(head => isYoung(head.at, at))) yield* this.pass(chain, { sequence: to, digest })
    for (const [key, heads] of this.#waiting) {
      const rest = heads.filter(
        head => head.epoch !== chain.epoch || head.sequence < from || head.sequence >= to || isYoung(head.at, at),
      )
      if (rest.length < heads.length) this.#waiting.set(key, rest)
    }
  }

  *missing(): Generator<ChainBreak, void, undefined> {
    for (const head of [...this.#waiting.values()].flat())
      yield breakAt(head, head.sequence, 'head-missing', head.digest, null)
  }
}

type Whose = Pick<KeptChain, 'customer' | 'host' | 'epoch'>

/** Too young to have been pruned then. */
function isYoung(received: number | undefined, at: number): boolean {
  return received !== undefined && received > at - leastAgeMs
}

function placeKey({ epoch, sequence }: Pick<ChainHead, 'epoch' | 'sequence'>): string {
  return JSON.stringify([epoch, sequence])
}

function placeText({ epoch, sequence, previous }: Pick<Batch, 'epoch' | 'sequence' | 'previous'>): string {
  return `${epoch}/${sequence} after ${previous ?? 'nothing'}`
}

function breakAt(
  { customer, host, epoch }: Whose,
  sequence: number,
  what: BreakCode,
  expected: string | null,
  found: string | null,
): ChainBreak {
  return { what, customer, host, epoch, sequence, expected, found }
}
