// Owns the check of a collector's evidence apart from a collector that runs: store reads, evidence checks.
import { join } from 'node:path'
import { headsOf, verifyEvidence } from './evidence/verify.ts'
import type { ChainBreak, ChainHead } from './handover.evidence.ts'
import { EvidenceFile } from './store/evidence-file.ts'

export { type BreakCode, type ChainBreak, type ChainHead, ChainHeadSchema } from './handover.evidence.ts'

export interface EvidenceCheck {
  /** Chains, and batches in them. */
  readonly chains: number
  readonly batches: number
  breaks(heads: readonly ChainHead[], looked: (batches: number) => void): Iterable<ChainBreak>
  heads(): Iterable<ChainHead>
  close(): void
}

/** The database of a state folder. */
export function databaseIn(state: string): string {
  return join(state, 'collector', 'store.db')
}

/** @throws as EvidenceFile */
export function openEvidenceCheck(file: string): EvidenceCheck {
  const reader = new EvidenceFile(file)
  return {
    chains: reader.chains().length,
    batches: reader.count(),
    breaks: (heads, looked) => verifyEvidence(reader, heads, looked),
    heads: () => headsOf(reader),
    close: () => reader.close(),
  }
}
