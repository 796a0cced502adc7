// Owns the agent's way from walker to journal, laid as agent/pipeline.ts lays it but without watch and uplink, so that a
// walk can be measured apart from both. Decides nothing.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { Fingerprinter } from '@sekisho/agent/fingerprint/fingerprinter.ts'
import { openIdentity } from '@sekisho/agent/identity/identity.ts'
import { type Journal, openJournal } from '@sekisho/agent/journal/journal.ts'
import { Flow } from '@sekisho/agent/pipeline.flow.ts'
import { Settle } from '@sekisho/agent/settle/settle.ts'
import { partsOf } from '@sekisho/agent/walk/part.ts'
import type { WalkMode, WalkReport } from '@sekisho/agent/walk/request.ts'
import { Walker } from '@sekisho/agent/walk/walker.ts'
import { compileProfile } from '@sekisho/shared/classify.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Log, LogFields } from '@sekisho/shared/log.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'

/** What goes wrong is an end of the measurement, not a line in a file. */
const loud = (message: string, fields?: LogFields) => {
  throw new Error(message, { cause: fields })
}
const loudLog: Log = { error: loud, warn: loud, info: () => {}, debug: () => {} }

export interface Corridor {
  readonly journal: Journal
  /** Resolves when all that the walk touched is in the journal. */
  walk(mode: WalkMode): Promise<WalkReport>
  stop(): Promise<void>
}

/** An agent's rooms with default settings, over one root. */
export async function openCorridor(state: string, root: PathText, profile: Profile): Promise<Corridor> {
  const config = AgentConfigSchema.parse({})
  const folder = join(state, 'agent')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const clock = systemClock
  const classify = compileProfile(profile)
  const journal = await openJournal({
    file: join(folder, 'journal.db'),
    entry: new URL('../../agent/pipeline.journal.ts', import.meta.url),
    key: openIdentity(join(folder, 'host.key')),
    clock,
  })
  const settle: Settle = new Settle({ clock, onReady: () => flow.pump(), ...config.settle })
  const fingerprinter = new Fingerprinter({ clock, size: config.fingerprint.threads })
  const fail = (what: string) => {
    throw new Error(what)
  }
  const flow: Flow = new Flow({
    settle,
    classify: (_, path) => classify(path),
    classifyIn: (_, directory) => classify.within(directory),
    fingerprint: job => fingerprinter.fingerprint(job),
    commit: packed => journal.commit(packed),
    committed: () => {},
    lost: (_, cause) => fail(`lost: ${cause}`),
    rootMissing: () => fail('the root is missing'),
    namesInFlight: config.fingerprint.threads * 256,
    clock,
    log: loudLog,
  })
  const walker = new Walker({
    entry: new URL('../../agent/pipeline.walker.ts', import.meta.url),
    workerData: { file: join(folder, 'journal.db') },
    clock,
    async touched(walked) {
      for (const { root: of, directory, names } of walked)
        for (let from = 0; from < names.length; ) {
          const next = names.slice(from)
          const taken = flow.addWalked({ root: of, directory, names: next })
          if (taken === 0) await flow.room(of, joinPath(directory, next[0] ?? directory))
          from += taken
        }
    },
  })
  // As the agent does while its sources start.
  await Promise.all([walker.prepare(), fingerprinter.expectWalk()])
  return {
    journal,
    async walk(mode) {
      const startedAt = clock.now()
      const { censused } = journal.rootState(root)
      if (!censused) await journal.beginCensus(root)
      const { filesPerSecond } = config.walk
      const { paths } = journal.rootState(root)
      const request = { root, from: '' as PathText, mode, profile, roots: [root], filesPerSecond, paths }
      const report = await walker.walk(request, partsOf(request, paths))
      await settle.barrier()
      if (!censused) await journal.endCensus(root)
      await journal.closeGaps(root, startedAt, clock.now())
      return report
    },
    async stop() {
      await walker.stop()
      settle.stop()
      await fingerprinter.stop()
      await journal.close()
    },
  }
}
