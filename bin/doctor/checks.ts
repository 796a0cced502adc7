// Owns the order of doctor's checks and those that belong to no room: machine, state folder, config, keys, connection.
// Looks, and changes nothing.
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { trustOf } from '@sekisho/agent/uplink/trust.ts'
import { checkWatch } from '@sekisho/agent/watch/check.ts'
import { machineLimits } from '@sekisho/agent/watch/limits.ts'
import type { CollectorConfig } from '@sekisho/collector/config.ts'
import { readCertificate } from '@sekisho/collector/gateway/certificate.ts'
import { channelNames, channelsOf } from '@sekisho/collector/notify/channels.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { readKeyFile } from '@sekisho/shared/keyfile.ts'
import { isMessageKey, type Say } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { refuseStateInside, stateFolder } from '@sekisho/shared/state.ts'
import type { ConnectionOptions, Shell } from '../command.ts'
import { readAgentConfig, readCollectorConfig, usualConfig } from '../configs.ts'
import { connect } from '../connect.ts'
import { whyOf } from '../failure-text.ts'
import type { Environment } from '../terminal.ts'
import { unseenViews } from '../unseen-views.ts'
import { checkEnrolledElsewhere } from './enrolled.ts'
import { checkKernel } from './kernel.ts'
import { checkCapabilities, checkClockKept, checkInodes, checkMemory } from './machine.ts'
import { checkServed } from './served.ts'

export interface DoctorOptions extends ConnectionOptions {
  readonly agentConfig?: string
  readonly collectorConfig?: string
}

const neededNode = 24
/** Beyond it findings of two hosts no longer stand in the order in which they happened. */
const mostSkewMs = 2000
/** Below it the outbox stops the baseline: journal/'s own floor. */
const leastFreeShare = 0.1

/** Each check as it is done: the connection may take a while. */
export async function* checkAll(shell: Shell, options: DoctorOptions): AsyncGenerator<Check> {
  const { say } = shell.terminal
  const state = stateFolder(options.state, shell.environment)
  yield checkNode(say)
  yield checkProc(say)
  yield checkState(state, say)
  yield checkSpace(state, say)
  yield checkInodes(nearestExisting(state), say)
  yield checkMemory(say)
  yield checkClockKept(say)
  yield checkCapabilities(state, say)
  yield checkKeys(state, say)
  yield* checkConfigs(state, options, shell.environment, say)
  yield* checkKernel(say)
  const own = yield* checkConnection(shell, options, state)
  if (existsSync(hostKeyOf(state))) yield* checkServed(own, say)
}

function ok(name: string, found: string): Check {
  return { name, outcome: 'ok', found, mend: '' }
}

function checkNode(say: Say): Check {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= neededNode) return ok('doctor.node', node)
  return { name: 'doctor.node', outcome: 'failed', found: node, mend: say('doctor.node.mend', { needed: neededNode }) }
}

/** Every open of a path goes through /proc/self/fd. */
function checkProc(say: Say): Check {
  if (existsSync('/proc/self/fd')) return ok('doctor.proc', say('doctor.proc.found'))
  return { name: 'doctor.proc', outcome: 'failed', found: say('doctor.proc.missing'), mend: say('doctor.proc.mend') }
}

function checkState(state: string, say: Say): Check {
  const name = 'doctor.state'
  try {
    const { uid, mode } = statSync(state)
    const own = process.getuid?.()
    if (uid !== own) {
      const mend = say('doctor.state.mend-owner', { state, user: own ?? 0 })
      return { name, outcome: 'failed', found: say('doctor.state.owner', { state, owner: uid }), mend }
    }
    if ((mode & 0o077) === 0) return ok(name, state)
    const found = say('doctor.state.mode', { state, mode: (mode & 0o777).toString(8).padStart(4, '0') })
    return { name, outcome: 'failed', found, mend: `chmod 0700 ${state}` }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return ok(name, say('doctor.state.none', { state }))
    return { name, outcome: 'failed', found: `${state}: ${errnoOf(error) ?? ''}`, mend: say('doctor.state.mend') }
  }
}

function checkSpace(state: string, say: Say): Check {
  const name = 'doctor.space'
  const { bavail, blocks, bsize } = statfsSync(nearestExisting(state))
  const share = blocks === 0 ? 1 : bavail / blocks
  const found = say('doctor.space.found', {
    free: `${Math.floor((bavail * bsize) / 2 ** 20)} MiB`,
    percent: Math.floor(share * 100),
  })
  if (share >= leastFreeShare) return ok(name, found)
  return { name, outcome: 'warning', found, mend: say('doctor.space.mend') }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || folder === '/' ? folder : nearestExisting(dirname(folder))
}

function checkKeys(state: string, say: Say): Check {
  const name = 'doctor.keys'
  const files = [hostKeyOf(state), join(state, 'collector', 'collector.key'), ...keysIn(join(state, 'keys'))]
  const present = files.filter(file => existsSync(file))
  for (const file of present) {
    try {
      readKeyFile(file)
    } catch (error) {
      return { name, outcome: 'failed', found: `${file}: ${whyOf(error, say)}`, mend: say('doctor.keys.mend') }
    }
  }
  return ok(name, say('doctor.keys.found', { count: present.length }))
}

function keysIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(file => file.endsWith('.key'))
      .map(file => join(folder, file))
  } catch {
    // No key was made yet, or the state check has said that the folder cannot be read.
    return []
  }
}

function* checkConfigs(state: string, options: DoctorOptions, environment: Environment, say: Say): Generator<Check> {
  yield checkConfig('doctor.agent-config', say, () => {
    const config = readAgentConfig(state, options.agentConfig, say)
    for (const { path } of config.roots) refuseStateInside(state, path)
    trustOf(config.tls, say)
    return say('doctor.config.roots', { count: config.roots.length })
  })
  yield* checkCollectorConfig(state, options, environment, say)
}

/** Of a config that cannot be read nothing more is said: why not would be read once for each check. */
function* checkCollectorConfig(
  state: string,
  options: DoctorOptions,
  environment: Environment,
  say: Say,
): Generator<Check> {
  const name = 'doctor.collector-config'
  let config: CollectorConfig
  try {
    config = readCollectorConfig(state, options.collectorConfig, say)
  } catch (error) {
    yield refusedConfig(name, error, say)
    return
  }
  const { listen, tls, notify } = config
  yield checkConfig(name, say, () => {
    if (tls !== undefined) readCertificate(tls, say)
    return `${listen.host}:${listen.port}`
  })
  const file = options.collectorConfig ?? usualConfig('collector', state)
  // On a machine without a collector nothing is to be told, and nobody to be called.
  if (!existsSync(file) && !existsSync(join(state, 'collector'))) return
  yield checkConfig('doctor.notify', say, () => {
    const names = channelNames(notify, environment, say)
    return channelsOf(notify) === 0 ? lacking('doctor.notify', file, channelLine, say) : names.join(', ')
  })
  const { contacts } = notify
  if (contacts.length > 0) yield ok('doctor.contacts', contacts.map(({ name }) => name).join(', '))
  else yield lacking('doctor.contacts', file, contactLine, say)
}

const channelLine = 'email: [{ name: duty, host: mail.example.jp, from: sekisho@example.jp, to: [duty@example.jp] }]'
const contactLine = 'contacts: [{ name: Payment provider, phone: "+81 3-0000-0000" }]'

/** What nobody can enter for them, and must stand there before it is needed: who is told, and whom they call then. */
function lacking(name: 'doctor.notify' | 'doctor.contacts', file: string, line: string, say: Say): Check {
  // A service reads another file than the one that would lie here.
  const mend = say(existsSync(file) ? `${name}.mend` : `${name}.mend-elsewhere`, { file, line })
  return { name, outcome: 'warning', found: say(`${name}.none`, { file }), mend }
}

function checkConfig(name: string, say: Say, read: () => string | Check): Check {
  try {
    const found = read()
    return typeof found === 'string' ? ok(name, found) : found
  } catch (error) {
    return refusedConfig(name, error, say)
  }
}

function refusedConfig(name: string, error: unknown, say: Say): Check {
  const place = error instanceof Failure && error.place !== undefined ? `${error.place}: ` : ''
  return { name, outcome: 'failed', found: `${place}${whyOf(error, say)}`, mend: say('doctor.config.mend') }
}

/** This machine's host as the collector knows it; null where it does not, or was not reached. */
async function* checkConnection(
  shell: Shell,
  options: DoctorOptions,
  state: string,
): AsyncGenerator<Check, HostRow | null> {
  const { say } = shell.terminal
  const name = 'doctor.connection'
  try {
    const elsewhere = await checkEnrolledElsewhere(shell, options, state)
    if (elsewhere !== null) {
      yield elsewhere
      return null
    }
    const client = connect(shell, options)
    const asked = shell.clock.now()
    const { version, at } = await client.status()
    yield ok(name, say('doctor.connection.found', { version }))
    yield checkSkew(asked, Date.parse(at), shell.clock.now(), say)
    return yield* checkOwnHost(await client.hosts(), state, say)
  } catch (error) {
    // Starting it is no mend where it answers: how its certificate comes to be trusted stands in the message.
    const isUntrusted = error instanceof Failure && error.code === 'tls-untrusted'
    const found = whyOf(error, say)
    const mend = say(isUntrusted ? 'doctor.connection.mend-trust' : 'doctor.connection.mend')
    yield { name, outcome: 'failed', found, mend }
    return null
  }
}

/** The collector read its clock somewhere between asking and hearing: what lies there is no skew. */
export function checkSkew(asked: number, told: number, heard: number, say: Say): Check {
  const name = 'doctor.skew'
  const skewMs = told < asked ? asked - told : Math.max(told - heard, 0)
  const found = say('doctor.skew.found', { seconds: (skewMs / 1000).toFixed(1) })
  if (skewMs <= mostSkewMs) return ok(name, found)
  return { name, outcome: 'warning', found, mend: say('doctor.clock.mend') }
}

function hostKeyOf(state: string): string {
  return join(state, 'agent', 'host.key')
}

async function* checkOwnHost(
  hosts: readonly HostRow[],
  state: string,
  say: Say,
): AsyncGenerator<Check, HostRow | null> {
  const file = hostKeyOf(state)
  const own = existsSync(file) ? hosts.find(host => host.key === readKeyFile(file).id) : undefined
  yield checkEnrolled(own, existsSync(file), say)
  if (own?.state === 'online') yield checkViews(own, say)
  for (const { root, source } of own?.roots ?? []) {
    // What it told before it was stopped need not be what it will find.
    yield checkWatch(root as PathText, machineLimits(), say, own?.state === 'online' ? source : null)
  }
  return own ?? null
}

/** As the agent told with its last heartbeat: whoever runs this may see more or less. */
function checkViews(own: HostRow, say: Say): Check {
  const name = 'doctor.views'
  const limits = unseenViews(own).map(({ what }) => (isMessageKey(what) ? say(what) : what))
  if (limits.length === 0) return ok(name, say('doctor.views.found'))
  return { name, outcome: 'warning', found: limits.join('; '), mend: say('doctor.views.mend') }
}

function checkEnrolled(own: HostRow | undefined, isHost: boolean, say: Say): Check {
  const name = 'doctor.host'
  if (!isHost) return ok(name, say('doctor.host.none'))
  if (own === undefined) {
    return { name, outcome: 'failed', found: say('doctor.host.unknown'), mend: say('doctor.host.mend-enroll') }
  }
  if (own.state === 'online') return ok(name, own.host)
  const found = `${own.host}: ${say(`host-state.${own.state}`)}`
  return { name, outcome: 'warning', found, mend: say('doctor.host.mend') }
}
