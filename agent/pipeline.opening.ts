// Owns what an agent is made of and opens before its rooms are made: its options, the journal within its budget, without which
// there is no agent, and which folders are its own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import type { AgentConfig } from './config.ts'
import type { FingerprinterOptions } from './fingerprint/fingerprinter.ts'
import { type Journal, type JournalOptions, openJournal } from './journal/journal.ts'
import { spoolFolder } from './pipeline.contents.ts'
import type { SettleOptions } from './settle/settle.ts'
import type { Tls } from './uplink/link.ts'

export interface AgentPipelineOptions {
  /** The state folder, made and checked by whoever starts the program. */
  readonly state: string
  readonly config: AgentConfig
  /** As LinkOptions'. */
  readonly dial?: string | undefined
  readonly tls: Tls | null
  readonly log: Log
  readonly clock: Clock
  /** Crash tests only: see journal/faults.ts. */
  readonly faults?: JournalOptions['faults']
  /** Tests only: see fingerprint/worker.ts. */
  readonly fingerprint?: FingerprinterOptions['worker']
  /** Tests only: see pipeline.watch.ts. */
  readonly watchFaults?: string
  /** Tests only: see settle/settle.ts. */
  readonly ceilings?: SettleOptions['ceilings']
}

/** @throws Failure when it cannot be opened */
export function openOwnJournal(
  { state, config, log, clock, faults }: AgentPipelineOptions,
  key: KeyPair,
): Promise<Journal> {
  const folder = join(state, 'agent')
  return openJournal({
    file: join(folder, 'journal.db'),
    entry: new URL('./pipeline.journal.ts', import.meta.url),
    // Bindings come with the first welcome: a host that has them has had a journal.
    expected: existsSync(join(folder, 'bindings.json')),
    key,
    clock,
    budget: budgetOf(config),
    hasCanaries: config.canary.place === 'root',
    onDeath: error => died(log, error),
    ...(faults ? { faults } : {}),
  })
}

/** Without its journal an agent can keep no promise: it ends, and whoever runs it starts it again with a gap. */
function died(log: Log, error: Error): void {
  log.error('the journal died', { error })
  process.exitCode = 1
  process.kill(process.pid, 'SIGTERM')
}

function budgetOf({ outbox }: Pick<AgentConfig, 'outbox'>): NonNullable<JournalOptions['budget']> {
  const { maxSize, maxPercentOfFree, keepFreePercent } = outbox
  return { outboxBytes: maxSize, freeShare: maxPercentOfFree / 100, keepFreeShare: keepFreePercent / 100 }
}

/**
 * In which the kernel opens nothing for this process: where it may have databases, its own and those of a collector that it
 * was started together with, and where it writes what it has just been told of.
 */
export function ownFolders(state: string): readonly PathText[] {
  return [state, join(state, 'agent'), join(state, 'collector'), spoolFolder(state)]
    .filter(existsSync)
    .map(pathTextOfString)
}
