// Owns the making of the agent's coverage: its canaries' place, and its doors to journal, settle and uplink. Decides nothing.
import { mkdirSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import type { AgentConfig } from './config.ts'
import { Canaries } from './coverage/canaries.ts'
import { touchCanary } from './coverage/canary-file.ts'
import { Coverage } from './coverage/coverage.ts'
import type { Journal } from './journal/journal.ts'

export interface CoverageSetting {
  /** The program's own folder in the state folder. */
  readonly folder: string
  readonly config: AgentConfig['canary']
  readonly journal: Journal
  /** Resolves when everything touched so far is in the journal. */
  settled(): Promise<void>
  /** Records wait in the outbox. */
  wake(): void
  isConnected(): boolean
  lost(root: PathText, cause: GapCause, from: number): void
  lostAll(cause: GapCause, from: number): void
  readonly clock: Clock
  readonly log: Log
}

/** More than this needs longer than a canary has. */
const littleWaiting = 500

export function makeCoverage(setting: CoverageSetting): Coverage {
  const { folder, config, journal, settled, wake, isConnected, lost, lostAll, clock, log } = setting
  const own = join(folder, 'canaries')
  if (config.place === 'state') mkdirSync(own, { recursive: true, mode: 0o700 })
  const canaries = new Canaries({
    place: config.place,
    folder: pathTextOfString(own),
    everyMs: config.every,
    touch: touchCanary,
    settled,
    tell: async (root, at) => {
      const told = await journal.tellSpan(root, at)
      wake()
      return told
    },
    isDue: (root, at) => {
      const { fast, bulk } = journal.waiting()
      return isConnected() && fast + bulk < littleWaiting && journal.onTheWay(root) === at
    },
    lost: (root, from) => lost(root, 'canary-lost', from),
    clock,
    log,
  })
  journal.onArrival((root, at) => canaries.arrived(root, at))
  return new Coverage(canaries, {
    uptime: () => uptime() * 1000,
    beginSpan: (root, span) => journal.beginSpan(root, span),
    endSpan: (root, at) => journal.endSpan(root, at),
    markAlive: at => journal.markAlive(at),
    settled,
    jumped: ({ cause, from }) => lostAll(cause, from),
    wake,
    clock,
    log,
  })
}
