// Owns how a command finds its collector: the one named by options or environment, else the one that runs on this state
// folder. Secrets are read here and handed to the client alone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunningCollector } from '@sekisho/collector/main.ts'
import { type Client, openClient } from '@sekisho/shared/client.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { fetchPinned } from '@sekisho/shared/pinned.ts'
import { isRunning, stateFolder } from '@sekisho/shared/state.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import { z } from 'zod'
import type { ConnectionOptions, Shell } from './command.ts'

const LocalSchema = z.object({
  /** Where it listens. */
  address: z.string(),
  token: z.string(),
  /** By which others reach it. */
  publicAddress: z.string().optional(),
  /** sha256 of its certificate, where it speaks TLS. */
  pin: z.string().optional(),
})
/** Where a collector is, and the secret that it knows the asker by. */
type Place = z.infer<typeof LocalSchema>

/** @throws Failure collector-unreachable where none is named and none runs here, config-invalid for half a name */
export function connect(shell: Shell, options: ConnectionOptions): Client {
  return open(shell, findCollector(shell, options))
}

/** The collector that runs on this state folder; null where none does. @throws Failure config-invalid, file-unreadable */
export function connectLocal(shell: Shell, state: string): Client | null {
  const local = readLocal(state)
  return local === null ? null : open(shell, local)
}

/** The collector that this very process runs. */
export function connectOwn(shell: Shell, { beside, token }: Pick<RunningCollector, 'beside' | 'token'>): Client {
  return open(shell, { address: beside.http, token, ...(beside.pin === null ? {} : { pin: beside.pin }) })
}

function open({ terminal }: Shell, { address, token, pin }: Place): Client {
  return openClient({
    address,
    token,
    locale: terminal.locale,
    ...(pin === undefined ? {} : { ask: fetchPinned(pin) }),
  })
}

/** @throws Failure as `connect` */
function findCollector(shell: Shell, options: ConnectionOptions): Place {
  const { environment } = shell
  const address = options.collector ?? environment.SEKISHO_COLLECTOR
  const token = options.tokenFile === undefined ? environment.SEKISHO_TOKEN : readToken(options.tokenFile)
  if (address && token) return { address: checkedAddress(shell, address), token }
  const local = readLocal(stateFolder(options.state, environment))
  if (address && local === null) throw new Failure('config-invalid', shell.terminal.say('connect.no-token'))
  if (local === null) {
    const place = stateFolder(options.state, environment)
    throw new Failure('collector-unreachable', shell.terminal.say('connect.none'), { place })
  }
  // The local token is for the local collector: it is never sent to an address that somebody names.
  // By whichever of its addresses it is named, it is reached by the way that stays on this machine.
  if (address && !namesOf(local).includes(checkedAddress(shell, address)))
    throw new Failure('config-invalid', shell.terminal.say('connect.no-token'))
  return { ...local, token: token ?? local.token }
}

/**
 * What a running collector left for the commands beside it; null where none did. One that was killed leaves it too: by then
 * any user of this machine may listen on its port, and the token must not be shown to him.
 */
function readLocal(state: string): Place | null {
  const file = join(state, 'collector', 'local.json')
  if (!isRunning(state, 'collector')) return null
  try {
    return LocalSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    // The cause would quote the file, which holds a secret.
    if (errnoOf(error) !== undefined) throw unreadableFile(file, error)
    throw new ToldFailure('config-invalid', say => say('connect.damaged'), { place: file })
  }
}

function namesOf({ address, publicAddress = address }: Place): string[] {
  return [address, publicAddress].map(name => new URL(name).href)
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

/** Agents speak ws and people copy addresses: the API is at the same place by http. */
function checkedAddress({ terminal }: Shell, address: string): string {
  const url = URL.parse(address.replace(/^ws(s?):/, 'http$1:'))
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Failure('config-invalid', terminal.say('connect.bad-address', { address }))
  return url.href
}
