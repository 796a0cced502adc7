// A program that crash tests start: an agent's journal in its own thread and a pretended collector on a file, which a
// fault ends in the middle. Started again without the fault, it goes on where it was, and ends with exit code 0.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { packObserved } from '@sekisho/agent/handover.packed.ts'
import type { Observed, SealedBatch } from '@sekisho/agent/handover.ts'
import type { Fault } from '@sekisho/agent/journal/faults.ts'
import { openJournal } from '@sekisho/agent/journal/journal.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { keyPairFromPem } from '@sekisho/shared/proof.ts'

export interface CrashSettings {
  readonly file: string
  readonly pem: string
  /** What the pretended collector got, one JSON of a `CollectorLine` a line. */
  readonly collector: string
  readonly faults: readonly Fault[]
}

export type CollectorLine =
  | { readonly got: 'batch'; readonly epoch: string; readonly sequence: number; readonly bytes: string }
  | { readonly got: 'refused'; readonly epoch: string; readonly sequence: number; readonly bytes: string }
  /** It lost all that it held. */
  | { readonly got: 'lost' }

export const crashRoot = '/srv/shop' as PathText
export const crashPaths = ['a.php', 'b.php', 'c.php'] as PathText[]
/** How often every path changes. */
export const crashRounds = 6
const refusedRound = 2
const lostRound = 4

export function crashObservation(path: PathText, round: number): Observed {
  const after: Present = {
    state: 'present',
    at: 1000 + round,
    type: 'file',
    size: 10,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtimeMs: round,
    ctimeMs: round,
    inode: 1,
    links: 1,
    target: null,
    digest: { algorithm: 'sha256', hex: String(round).padStart(64, '0') },
    marks: { version: 1, found: [] },
  }
  return { root: crashRoot, path, noticed: 'walk', saw: [], actor: 'unknown', lane: 'fast', after }
}

export function readCollector(file: string): readonly CollectorLine[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as CollectorLine)
}

async function run(settings: CrashSettings): Promise<void> {
  const journal = await openJournal({
    file: settings.file,
    key: keyPairFromPem(settings.pem),
    entry: new URL('../../agent/pipeline.journal.ts', import.meta.url),
    clock: systemClock,
    budget: { keepFreeShare: 0, freeShare: 1 },
    faults: settings.faults,
  })
  const write = (line: CollectorLine) => appendFileSync(settings.collector, `${JSON.stringify(line)}\n`)
  const held = () => readCollector(settings.collector)
  const deliver = async (batch: SealedBatch, refuse: boolean) => {
    const { epoch, sequence } = batch
    const before = held().find(line => line.got !== 'lost' && line.epoch === epoch && line.sequence === sequence)
    const refused = before === undefined ? refuse : before.got === 'refused'
    const bytes = Buffer.from(batch.bytes).toString('base64')
    if (before === undefined) write({ got: refused ? 'refused' : 'batch', epoch, sequence, bytes })
    // The same sequence comes again only byte for byte.
    else if (before.got !== 'lost' && before.bytes !== bytes) throw new Error(`sequence ${sequence} has two contents`)
    if (refused) await journal.setAside({ epoch, sequence, code: 'batch-malformed' })
    else await journal.acknowledge(batch)
  }
  const deliverAll = async (refuseFirst: boolean) => {
    for (const batch of await journal.unacknowledged()) await deliver(batch, false)
    let refuse = refuseFirst
    for (;;) {
      const batch = await journal.seal({ records: 2, bytes: 1 << 20 })
      if (batch === null) return
      await deliver(batch, refuse)
      refuse = false
    }
  }
  const census = async (round: number) => {
    if (journal.rootState(crashRoot).censused) return
    await journal.beginCensus(crashRoot)
    await journal.commit([
      packObserved(
        crashRoot,
        crashPaths.map(path => crashObservation(path, round)),
      ),
    ])
    await journal.endCensus(crashRoot)
  }

  // As uplink does on connecting: a collector that holds nothing of an epoch that was acknowledged went back.
  const sinceLost = held().slice(held().findLastIndex(line => line.got === 'lost') + 1)
  const { epoch, acknowledged } = journal.position()
  if (acknowledged > 0 && !sinceLost.some(line => line.got !== 'lost' && line.epoch === epoch)) {
    await journal.newEpoch('collector-restored')
  }
  const lost = held().some(line => line.got === 'lost')
  for (let round = lost ? lostRound : 0; round < crashRounds; round++) {
    await census(round)
    for (const path of crashPaths) await journal.commit([packObserved(crashRoot, [crashObservation(path, round)])])
    if (round === lostRound && !held().some(line => line.got === 'lost')) {
      write({ got: 'lost' })
      await journal.newEpoch('collector-restored')
      await census(round)
    }
    await deliverAll(round === refusedRound)
  }
  await journal.close()
}

if (process.argv[1] === import.meta.filename) await run(JSON.parse(process.argv[2] ?? '') as CrashSettings)
