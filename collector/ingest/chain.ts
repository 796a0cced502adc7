// Owns whether a batch, or an agent that comes back, fits the history that the collector holds (law 2). Decides only:
// recording a fork is fork.ts's, keeping a batch store's.
import type { Batch, Head } from '@sekisho/shared/wire.ts'
import type { Chain, Ledger } from '../handover.ledger.ts'
import type { Arrival } from '../handover.ts'

type Look = Pick<Ledger, 'knowsEpoch' | 'acceptedDigest' | 'refusedDigests'>

export type Place =
  /** The next link of the epoch that runs, or the first of a new one. */
  | { readonly place: 'next' | 'new-epoch' }
  /** Kept already, byte for byte. */
  | { readonly place: 'repeat' }
  /** Was refused for good before, and stays so. */
  | { readonly place: 'refused-before' }
  /** One before it is missing: it was refused for now, or is still under way. */
  | { readonly place: 'early'; readonly detail: string }
  /** A second history. `fresh`: not yet recorded. */
  | { readonly place: 'fork'; readonly detail: string; readonly fresh: boolean }

/** More links than this between two batches are no batches in flight. */
const maxMissing = 1_000

export function placeOf(chain: Chain, host: number, batch: Batch, digest: string, look: Look): Place {
  const { epoch, sequence } = batch
  if (look.acceptedDigest(host, epoch, sequence) === digest) return { place: 'repeat' }
  if (look.refusedDigests(host, epoch, sequence).includes(digest)) return { place: 'refused-before' }
  if (epoch === chain.epoch) return placeInRunning(chain, host, batch, look)
  if (look.knowsEpoch(host, epoch)) return fork(`batch ${sequence} continues an epoch that ended: ${epoch}`)
  const link = linkTo({ sequence: 0, digest: null }, host, batch, look)
  if (link !== null) return link
  const saysWhy = batch.records.some(({ record }) => record === 'gap' || record === 'census-begin')
  // Whose epoch was ended here, by a fork or by enrolling anew, need not say why it begins another.
  if (chain.epoch !== null && !chain.voided && !saysWhy)
    return fork(`a new epoch begins with neither gap nor census: ${epoch}`)
  return { place: 'new-epoch' }
}

function placeInRunning(chain: Chain, host: number, batch: Batch, look: Look): Place {
  if (chain.voided) return { place: 'fork', detail: 'this epoch has two histories', fresh: false }
  if (batch.sequence <= chain.sequence) return fork(`batch ${batch.sequence} came with two contents`)
  return linkTo(chain, host, batch, look) ?? { place: 'next' }
}

/** Null when the batch follows `head`, over batches that were refused for good where there are such. */
function linkTo(head: Pick<Chain, 'sequence' | 'digest'>, host: number, batch: Batch, look: Look): Place | null {
  const { epoch, sequence, previous } = batch
  const first = head.sequence + 1
  if (sequence === first) return previous === head.digest ? null : fork(`batch ${sequence} does not follow ours`)
  if (sequence - first > maxMissing) return { place: 'early', detail: `batch ${first} comes first` }
  for (let missing = first; missing < sequence; missing++) {
    const refused = look.refusedDigests(host, epoch, missing)
    if (refused.length === 0) return { place: 'early', detail: `batch ${missing} comes first` }
    const last = missing === sequence - 1
    if (last && !refused.some(digest => digest === previous)) return fork(`batch ${sequence} follows an unknown one`)
  }
  return null
}

function fork(detail: string): Place {
  return { place: 'fork', detail, fresh: true }
}

/** What an agent's own account of its chain says. */
export interface ArrivalPlace {
  /** The agent must start a new epoch. */
  readonly forked: boolean
  /** Set when this is the first that we hear of it. */
  readonly detail: string | null
}

/** A journal that was restored or copied shows here at the latest: its counters are behind what we hold. */
export function placeOfArrival(chain: Chain, arrival: Arrival, look: Pick<Ledger, 'knowsEpoch'>): ArrivalPlace {
  const { epoch, boot, head, host } = arrival
  if (epoch !== chain.epoch) {
    if (!look.knowsEpoch(host, epoch)) return { forked: false, detail: null }
    return { forked: true, detail: `an epoch that ended came back: ${epoch}` }
  }
  if (chain.voided) return { forked: true, detail: null }
  if (boot < chain.boot) return { forked: true, detail: `the boot counter went back from ${chain.boot} to ${boot}` }
  const sequence = head?.epoch === epoch ? head.sequence : 0
  if (sequence < chain.sequence) {
    return { forked: true, detail: `the sequence went back from ${chain.sequence} to ${sequence}` }
  }
  if (sequence === chain.sequence && sequence > 0 && head?.digest !== chain.digest) {
    return { forked: true, detail: `batch ${sequence} has two contents` }
  }
  return { forked: false, detail: null }
}

export function headOf({ epoch, sequence, digest }: Chain): Head | null {
  return epoch === null || digest === null || sequence === 0 ? null : { epoch, sequence, digest }
}
