// Owns the check of a collector's evidence, and its export, apart from a collector that runs: store reads, evidence checks and
// writes, and capture opens contents.
import { join, resolve } from 'node:path'
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import { readKeyFile } from '@sekisho/shared/keyfile.ts'
import { placedReasons, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { makeWholeFolder } from '@sekisho/shared/whole-folder.ts'
import { sealZip } from './archive/sealed-zip.ts'
import { ContentKeys } from './capture/keys.ts'
import { partsOf } from './capture/vault.ts'
import { type ContentsWay, type ExportReport, type ExportTold, writeExport } from './evidence/export.ts'
import { ExportFolder, type ExportMaker } from './evidence/export-folder.ts'
import { headsOf, verifyEvidence } from './evidence/verify.ts'
import type { ChainBreak, ChainHead, KeptChain, PrunedStretch } from './handover.evidence.ts'
import type { ExportVault } from './handover.export.ts'
import manifest from './package.json' with { type: 'json' }
import { keyFileOf } from './pipeline.capture.ts'
import { EvidenceFile } from './store/evidence-file.ts'
import { ExportFile } from './store/export-file.ts'
import { LooksFile } from './store/looks-file.ts'

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
  readonly told: ExportTold
  /** Where the keys of contents lie, if the collector's config says so; null: contents are left out. */
  readonly contents: {
    readonly keyFile?: string | undefined
    /** Null: each content lies open in the folder; else all lie in one archive that it opens. */
    readonly password: string | null
  } | null
}

/**
 * Writes one incident with its evidence into a new folder, whether a collector runs on the state or not. Writes nothing there but
 * lines of the audit trail: one for the export, before anything of it is written, and one for each content that it hands out.
 * @throws Failure folder-taken, name-unknown, key-unusable, schema-older, schema-newer, export-failed
 */
export async function exportIncident(wish: ExportWish): Promise<ExportReport> {
  const { state, contents, told } = wish
  const folder = resolve(wish.folder)
  const reader = new ExportFile(databaseIn(state))
  const looks = new LooksFile(databaseIn(state))
  try {
    const key = readKeyFile(join(state, 'collector', 'collector.key'))
    const { incident, by, madeAt } = wish
    const facts = { incident, by, madeAt, version: manifest.version, key }
    const way = contents === null ? null : wayOf(reader, looks, wish, contents)
    return await makeWholeFolder(folder, staging => {
      noteExport(reader, looks, wish)
      return writeExport(reader, new ExportFolder(staging), facts, way, told)
    })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('export-failed', describeError(error), { place: folder, cause: error })
  } finally {
    looks.close()
    reader.close()
  }
}

function wayOf(...[reader, looks, wish, contents]: Parameters<typeof openVault>): ContentsWay {
  const { password } = contents
  const sealed = password === null ? null : { seal: sealZip, password }
  return { open: () => openVault(reader, looks, wish, contents), sealed }
}

/** A key that is missing is not made anew: this collector has closed contents with it. */
function openVault(
  reader: ExportFile,
  looks: LooksFile,
  wish: ExportWish,
  contents: NonNullable<ExportWish['contents']>,
): ExportVault {
  const keys = new ContentKeys({ ...keyFileOf(wish.state, contents, process.env.CREDENTIALS_DIRECTORY), own: false })
  keys.load(reader.contentKeys())
  const { trouble } = keys
  const parts = { contentPart: async (part: { content: number; from: number }) => reader.contentPart(part) }
  return {
    trouble: trouble === null ? null : placedReasons(trouble),
    note: look => note(reader, looks, wish, 'content.download', look),
    open: kept => partsOf(parts, keys, kept),
    isKept: kept => reader.isKept(kept),
  }
}

/** That there is no such incident is the export's to say. */
function noteExport(reader: ExportFile, looks: LooksFile, wish: ExportWish): void {
  const { incident, contents } = wish
  if (reader.incident(incident) === null) return
  const how = contents === null ? 'left-out' : contents.password === null ? 'open' : 'sealed'
  note(reader, looks, wish, 'evidence.export', { contents: how })
}

function note(
  { customer }: ExportFile,
  looks: LooksFile,
  { incident, by, madeAt }: ExportWish,
  what: 'evidence.export' | 'content.download',
  more: Readonly<Record<string, unknown>>,
): void {
  // Whoever exports can set it as they like: it says more, and stands for nobody.
  const sudo = by.sudoUser === null ? {} : { sudoUser: by.sudoUser }
  const detail = { ...more, exportOf: incident, ...sudo }
  try {
    looks.add({ customer, at: madeAt, who: `local:${by.user}`, from: 'local', what, detail })
  } catch (error) {
    throw new ToldFailure('export-failed', reason('export.no-trail', { detail: describeError(error) }), {
      cause: error,
    })
  }
}
