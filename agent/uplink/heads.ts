// Owns the comparison of two ends of one chain, when a collector says what it holds. Pure: decides, and lets uplink act.
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Head } from '@sekisho/shared/wire.ts'

/** This agent's side of the chain. */
export interface OwnChain {
  readonly epoch: string
  /** Last batch sealed in this epoch. */
  readonly head: Head | null
  /** Highest sequence of this epoch that the collector acknowledged, 0 before the first. */
  readonly acknowledged: number
  /** Sealed in this epoch and not acknowledged, oldest first. */
  readonly unacknowledged: readonly { readonly sequence: number; readonly digest: string }[]
  /** Digest of the batch before the first of these; null where it is not known or there is none. */
  readonly digestBefore: string | null
}

export type Reconciled =
  /** One history. */
  | { readonly outcome: 'continue' }
  /** Two histories, or one that lost its end. */
  | { readonly outcome: 'new-epoch'; readonly cause: GapCause }

/** Compares what the collector holds of the agent's newest epoch with what the agent knows. */
export function compareHeads(own: OwnChain, theirs: { head: Head | null; forked: boolean }): Reconciled {
  const sealed = own.head?.sequence ?? 0
  // It holds what this journal never sealed: the journal is the older copy.
  if (theirs.head?.epoch === own.epoch && theirs.head.sequence > sealed) return newEpoch('journal-restored')
  if (theirs.forked) return newEpoch('identity-forked')
  // Another epoch, or none: right for one of which nothing was ever acknowledged, else the collector forgot.
  if (theirs.head === null || theirs.head.epoch !== own.epoch) {
    return own.acknowledged === 0 ? { outcome: 'continue' } : newEpoch('collector-restored')
  }
  const { sequence, digest } = theirs.head
  if (sequence < own.acknowledged) return newEpoch('collector-restored')
  const ours = digestAt(own, sequence)
  return ours === null || ours === digest ? { outcome: 'continue' } : newEpoch('identity-forked')
}

function newEpoch(cause: GapCause): Reconciled {
  return { outcome: 'new-epoch', cause }
}

/** Null where it is not known: the chain itself then tells, when the next batch names the one before. */
function digestAt(own: OwnChain, sequence: number): string | null {
  const [oldest] = own.unacknowledged
  if (oldest?.sequence === sequence + 1) return own.digestBefore
  const waiting = own.unacknowledged.find(batch => batch.sequence === sequence)
  if (waiting !== undefined) return waiting.digest
  return own.head?.sequence === sequence ? own.head.digest : null
}
