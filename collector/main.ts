// Owns how a collector is started by whoever has its options: the command, `up`, and tests. The corridor is pipeline.ts's.
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { CollectorConfig } from './config.ts'
import { termsOf } from './keeping/config.ts'
import { type CollectorOptions, openCollector, type RunningCollector } from './pipeline.ts'

export { recognise } from './allowlist/profiles.ts'
export { knownProfiles, type RunningCollector } from './pipeline.ts'

/** @throws Failure when it cannot start; nothing is then left running */
export function startCollector(options: {
  state: string
  config: CollectorConfig
  log: Log
  clock?: Clock
  /** Crash tests only: see store/faults.ts. */
  faults?: CollectorOptions['faults']
}): Promise<RunningCollector> {
  const { state, config, log, clock = systemClock, faults } = options
  const tls = config.tls ? { cert: readPem(config.tls.cert), key: readPem(config.tls.key) } : null
  const { listen, publicAddress = null, profiles = null, notify, contents, disk } = config
  const keeping = termsOf(config.keeping)
  const known = {
    state,
    listen,
    tls,
    publicAddress,
    profiles,
    notify,
    contents,
    keeping,
    disk,
    log,
    clock,
  }
  return openCollector({ ...known, ...(faults ? { faults } : {}) })
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure('config-invalid', 'tls: the file cannot be read', { cause: error, place: file })
  }
}
