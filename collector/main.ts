// Owns how a collector is started by whoever has its options: the command, `up`, and tests. The corridor is pipeline.ts's.
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { type Say, translator } from '@sekisho/shared/messages.ts'
import type { CollectorConfig } from './config.ts'
import { readCertificate } from './gateway/certificate.ts'
import { termsOf } from './keeping/config.ts'
import { channelNames } from './notify/channels.ts'
import { type CollectorOptions, openCollector, type RunningCollector } from './pipeline.ts'

export { recognise } from './allowlist/profiles.ts'
export { knownProfiles, type RunningCollector } from './pipeline.ts'

/** @throws Failure when it cannot start; nothing is then left running */
export function startCollector(options: {
  state: string
  config: CollectorConfig
  log: Log
  /** How a config that cannot be used is told; in English unless told. */
  say?: Say
  clock?: Clock
  /** Crash tests only: see store/faults.ts. */
  faults?: CollectorOptions['faults']
}): Promise<RunningCollector> {
  const { state, config, log, say = translator('en'), clock = systemClock, faults } = options
  const tls = config.tls ? readCertificate(config.tls, say) : null
  // Read here as well, before anything is opened: what channels say later is in the language of alarms.
  channelNames(config.notify, process.env, say)
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
