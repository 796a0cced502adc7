// Owns the check of a collector's evidence, and its export, apart from a collector that runs: store reads, evidence checks and
// writes.
import { join, resolve } from 'node:path'
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import { readKeyFile } from '@sekisho/shared/keyfile.ts'
import { makeWholeFolder } from '@sekisho/shared/whole-folder.ts'
import { type ExportReport, writeExport } from './evidence/export.ts'
import { ExportFolder, type ExportMaker } from './evidence/export-folder.ts'
import { headsOf, verifyEvidence } from './evidence/verify.ts'
import type { ChainBreak, ChainHead, KeptChain, PrunedStretch } from './handover.evidence.ts'
import manifest from './package.json' with { type: 'json' }
import { EvidenceFile } from './store/evidence-file.ts'
import { ExportFile } from './store/export-file.ts'

export type { ExportReport } from './evidence/export.ts'
export {
  type BreakCode,
  type ChainBreak,
  type ChainHead,
  ChainHeadSchema,
  type KeptChain,
  type PrunedStretch,
} from './handover.evidence.ts'

export interface EvidenceCheck {
  /** Chains, and batches in them. */
  readonly chains: number
  readonly batches: number
  breaks(
    heads: readonly ChainHead[],
    looked: (batches: number) => void,
    pruned?: (chain: KeptChain, stretch: PrunedStretch) => void,
  ): Iterable<ChainBreak>
  heads(): Iterable<ChainHead>
  close(): void
}

/** The database of a state folder. */
export function databaseIn(state: string): string {
  return join(state, 'collector', 'store.db')
}

/**
 * @param now asked for milliseconds since 1970 whenever something is compared with them
 * @throws as EvidenceFile
 */
export function openEvidenceCheck(file: string, now: () => number): EvidenceCheck {
  const reader = new EvidenceFile(file)
  return {
    chains: reader.chains().length,
    batches: reader.count(),
    breaks: (heads, looked, pruned) => verifyEvidence(reader, heads, now, looked, pruned),
    heads: () => headsOf(reader),
    close: () => reader.close(),
  }
}

export interface ExportWish {
  readonly state: string
  readonly incident: number
  /** Made by this, with all that is in it. */
  readonly folder: string
  readonly by: ExportMaker
  /** Milliseconds since 1970. */
  readonly madeAt: number
  /** How many batches are written, and of how many. */
  readonly told: (done: number, total: number) => void
}

/**
 * Writes one incident with its evidence into a new folder, also while a collector runs on the state; reads alone from that.
 * @throws Failure name-taken, name-unknown, key-unusable, schema-newer, export-failed
 */
export async function exportIncident({ state, folder: wished, told, ...wish }: ExportWish): Promise<ExportReport> {
  const folder = resolve(wished)
  const reader = new ExportFile(databaseIn(state))
  try {
    const key = readKeyFile(join(state, 'collector', 'collector.key'))
    const facts = { ...wish, version: manifest.version, key }
    return await makeWholeFolder(folder, staging => writeExport(reader, new ExportFolder(staging), facts, told))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('export-failed', describeError(error), { place: folder, cause: error })
  } finally {
    reader.close()
  }
}
