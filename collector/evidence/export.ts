// Owns what an export of one incident holds: the signed batches in which its findings lie with all between them, and what
// this collector makes of them, with the contents of their files. Reads from whoever holds the database, and writes through the export's folder alone.
import { readFileSync } from 'node:fs'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Seal } from '../handover.archive.ts'
import type { ExportedBatch, ExportedChain, ExportReader, ExportVault } from '../handover.export.ts'
import { archiveSink, fileSink } from './content-sinks.ts'
import { type ContentsReport, ShownContents, writeContents } from './export-contents.ts'
import type { ExportFolder, ExportMaker, ExportManifest } from './export-folder.ts'
import { exportReadme } from './readme.ts'
import { safeName } from './safe-name.ts'

/** A file each, and the manifest and chains.json are read as a whole: half a million make 200 MB of them. */
const maxBatches = 500_000

export interface ExportFacts {
  readonly incident: number
  readonly madeAt: number
  readonly by: ExportMaker
  readonly version: string
  readonly key: KeyPair
}

export interface ExportReport {
  readonly manifest: ExportManifest
  readonly findings: number
  readonly chains: number
  readonly batches: number
  /** Batches that can no longer be read: they are listed, and missing, as the verifier says. */
  readonly unreadable: number
  readonly contents: ContentsReport
}

export interface ContentsWay {
  readonly open: () => ExportVault
  /** Null: each lies open in a file of its own. */
  readonly sealed: { readonly seal: Seal; readonly password: string } | null
}

/** How far it came: batches, or bytes of contents, and of how many. */
export type ExportTold = (step: 'batches' | 'contents', done: number, total: number) => void

/**
 * @param contents how they are opened, asked once it is known whose incident it is, and closed again; null: they are left out
 * @throws Failure name-unknown, export-failed; what reader and file system throw
 */
export async function writeExport(
  reader: ExportReader,
  folder: ExportFolder,
  facts: ExportFacts,
  contents: ContentsWay | null,
  told: ExportTold,
): Promise<ExportReport> {
  const { incident, chains, findings, sites, shown } = reader.moment(() => writeFacts(reader, folder, facts))
  const total = chains.reduce((sum, { batches }) => sum + batches.length, 0)
  let [done, unreadable] = [0, 0]
  for (const chain of chains)
    for (const batch of chain.batches) {
      const bytes = bytesOf(reader, batch)
      if (bytes === null) unreadable++
      else folder.add(fileOf(chain, batch), [bytes])
      told('batches', ++done, total)
    }
  const { madeAt, by, version, key } = facts
  const sink = sinkOf(folder, contents, madeAt)
  const way = contents === null ? null : { vault: contents.open(), sink }
  const put = await writeContents(folder, shown, way, (at, of) => told('contents', at, of))
  const said = { incident, madeAt: isoTime(madeAt), by, version, schema: reader.schema }
  folder.add('README.txt', [
    exportReadme({ ...said, collector: key.id, findings, batches: total, contents: put, sites }),
  ])
  folder.add('verify.mjs', [readFileSync(new URL('./verifier.mjs', import.meta.url))])
  return {
    manifest: folder.seal(said, key),
    findings,
    chains: chains.length,
    batches: total,
    unreadable,
    contents: put,
  }
}

function sinkOf(folder: ExportFolder, contents: ContentsWay | null, at: number) {
  const sealed = contents?.sealed ?? null
  return sealed === null ? fileSink(folder) : archiveSink(folder, sealed.seal, sealed.password, at)
}

/** All but the batches themselves, which never change: those need not be of one moment. */
function writeFacts(reader: ExportReader, folder: ExportFolder, { incident: asked, madeAt }: ExportFacts) {
  const incident = reader.incident(asked)
  if (incident === null) throw new ToldFailure('name-unknown', reason('problem.no-incident', { id: asked }))
  const batches = reader.countBatches()
  if (batches > maxBatches) {
    throw new ToldFailure('export-failed', reason('export.many-batches', { batches, most: maxBatches }))
  }
  const chains = reader.chains()
  const places = new Map(chains.map(chain => [placeKey(chain.host, chain.epoch), chain]))
  folder.addJson('incident.json', incident)
  folder.addLines('files.ndjson', reader.files())
  const shown = new ShownContents()
  const findings = folder.addLines('findings.ndjson', withFiles(reader.findings(), places, shown))
  folder.addLines('hosts.ndjson', reader.hosts(madeAt))
  const sites = reader.sites()
  folder.addLines('sites.ndjson', sites)
  folder.addLines('coverage.ndjson', reader.coverage())
  folder.addLines('audit.ndjson', reader.audit(shown.digests))
  folder.addJson('chains.json', chains.map(chainEntry))
  return { incident: incident.id, chains, findings, sites, shown: shown.known(reader) }
}

/** Each with the file in which its record stands. */
function* withFiles(
  rows: ReturnType<ExportReader['findings']>,
  places: ReadonlyMap<string, ExportedChain>,
  shown: ShownContents,
) {
  for (const row of rows) {
    shown.take(row)
    const { epoch, sequence } = row.evidence
    const chain = places.get(placeKey(row.host, epoch))
    const file = chain === undefined ? null : `${folderOf(chain)}/${sequence}.batch`
    yield { ...row, evidence: { ...row.evidence, file } }
  }
}

function chainEntry(chain: ExportedChain) {
  const { host, epoch, keys, head, batches } = chain
  return {
    ...{ host, epoch, keys, head, folder: folderOf(chain) },
    batches: batches.map(({ id: _id, ...batch }) => ({ file: fileOf(chain, batch), ...batch })),
  }
}

function folderOf({ host, epoch }: ExportedChain): string {
  return `chains/${safeName(host)}/${safeName(epoch)}`
}

/** Of what was refused there may be several at one place. */
function fileOf(chain: ExportedChain, { sequence, state, digest }: Omit<ExportedBatch, 'id'>): string {
  const refused = state === 'refused' ? `.refused-${safeName(digest)}` : ''
  return `${folderOf(chain)}/${sequence}${refused}.batch`
}

function bytesOf(reader: ExportReader, batch: ExportedBatch): Uint8Array | null {
  try {
    return reader.bytes(batch)
  } catch {
    // Somebody damaged it: all else is wanted the more. It is counted, and the verifier names it with its place.
    return null
  }
}

function placeKey(host: string, epoch: string): string {
  return JSON.stringify([host, epoch])
}
