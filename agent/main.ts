// Owns how an agent is started and enrolled by whoever has its options: the commands, `up`, and tests.
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { readKeyFile } from '@sekisho/shared/keyfile.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { parseEnrolmentToken } from '@sekisho/shared/proof.ts'
import type { AgentConfig } from './config.ts'
import { readEnrolment, writeEnrolment } from './identity/enrolment.ts'
import { freshIdentity, openIdentity } from './identity/identity.ts'
import { openAgent, type RunningAgent } from './pipeline.ts'
import { askCollector } from './uplink/ask.ts'
import { enrol } from './uplink/enrol.ts'
import type { Tls } from './uplink/link.ts'
import { refusePlain } from './uplink/plain.ts'
import { trustOf } from './uplink/trust.ts'

export type { RunningAgent } from './pipeline.ts'

/** A collector of the same machine: reached where it listens and known by its certificate, whatever the config's `tls` says. */
export interface Beside {
  readonly ws: string
  /** sha256 of its certificate; null without TLS. */
  readonly pin: string | null
}

export interface AgentOptions {
  /** The state folder, made and checked by whoever starts the program. */
  readonly state: string
  readonly config: AgentConfig
  readonly beside?: Beside
  readonly log: Log
  /** How a config that cannot be used is told; in English unless told. */
  readonly say?: Say
  readonly clock?: Clock
  /** Crash tests only: see journal/faults.ts. */
  readonly faults?: Parameters<typeof openAgent>[0]['faults']
  /** Tests only: see fingerprint/worker.ts. */
  readonly fingerprint?: Parameters<typeof openAgent>[0]['fingerprint']
  /** Tests only: see pipeline.watch.ts. */
  readonly watchFaults?: string
  /** Tests only: see settle/settle.ts. */
  readonly ceilings?: Parameters<typeof openAgent>[0]['ceilings']
}

/** @throws Failure when it cannot start, not-enrolled among them; nothing is then left running */
export function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { config, beside, say, clock = systemClock } = options
  return openAgent({ ...options, clock, ...lineTo(config.tls, beside, say) })
}

/**
 * Enrols this host with a one-time token and keeps where it belongs. A host that was enrolled before gets a new key, so
 * that no copy of its files goes on under its name; `sameKey` is for one that only moves to another address.
 * @throws Failure config-invalid before anything is made or dialled; agent-unproven for a token that is unknown, used or too old;
 *   collector-unproven, tls-untrusted, link-down
 */
export async function enrolAgent(options: {
  state: string
  token: string
  name: string
  tls: AgentConfig['tls']
  beside?: Beside
  /** As the config says; false unless told. */
  allowPlain?: boolean
  sameKey?: boolean
  /** As for `startAgent`. */
  say?: Say
}): Promise<{ host: string; address: string }> {
  const { state, token, name, beside, allowPlain = false, sameKey = false } = options
  const line = lineTo(options.tls, beside, options.say)
  refusePlain(beside?.ws ?? parseEnrolmentToken(token).address, allowPlain)
  mkdirSync(join(state, 'agent'), { recursive: true, mode: 0o700 })
  const [keyFile, enrolmentFile] = [join(state, 'agent', 'host.key'), join(state, 'agent', 'enrolment.json')]
  const renewed = existsSync(enrolmentFile) && !sameKey ? freshIdentity(keyFile) : null
  const key = renewed?.key ?? openIdentity(keyFile)
  const fresh = { nonce: randomBytes(32).toString('hex'), epoch: randomUUID() }
  const { address, collector, host } = await enrol(token, {
    key,
    name,
    ...line,
    clock: systemClock,
    ...fresh,
  })
  renewed?.keep()
  writeEnrolment(enrolmentFile, { address, collector })
  return { host, address }
}

/**
 * Dials the collector at which this host is enrolled, as the agent would, and leaves once that has proved its key.
 * @returns its address; null where the host is not enrolled
 * @throws Failure config-invalid, enrolment-damaged, key-unusable, link-down, tls-untrusted, collector-unproven
 */
export async function dialEnrolled(options: {
  state: string
  config: Pick<AgentConfig, 'tls' | 'allowPlain'>
  say: Say
}): Promise<string | null> {
  const { state, config, say } = options
  const enrolment = readEnrolment(join(state, 'agent', 'enrolment.json'))
  if (enrolment === null) return null
  const { address } = enrolment
  refusePlain(address, config.allowPlain)
  const key = readKeyFile(join(state, 'agent', 'host.key'))
  const nonce = randomBytes(32).toString('hex')
  await askCollector({ ...enrolment, key, tls: trustOf(config.tls, say), clock: systemClock, nonce })
  return address
}

function lineTo(
  tls: AgentConfig['tls'],
  beside: Beside | undefined,
  say: Say | undefined,
): { dial?: string; tls: Tls | null } {
  if (beside === undefined) return { tls: trustOf(tls, say) }
  return { dial: beside.ws, tls: beside.pin === null ? null : { pin: beside.pin } }
}
