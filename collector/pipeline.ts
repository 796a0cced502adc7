// Owns the collector's corridor: makes every room, hands each its next door, and stops them in the order of the flow.
// Decides nothing else.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { type StopOutcome, type Stoppable, stopDeadlines, stopInOrder } from '@sekisho/shared/shutdown.ts'
import { lockState } from '@sekisho/shared/state.ts'
import { type Addresses, addressesOf } from './addresses.ts'
import { Allowlist } from './allowlist/allowlist.ts'
import { loadProfiles } from './allowlist/profiles.ts'
import { type Api, buildApi } from './api/build.ts'
import { makeEnrolment, redeemEnrolment } from './auth/enrolment.ts'
import { openAccess } from './auth/sessions.ts'
import { localToken } from './auth/tokens.ts'
import type { Capture } from './capture/capture.ts'
import type { ContentsConfig } from './capture/config.ts'
import { answerCoverage } from './coverage/coverage.ts'
import { answerExposure } from './coverage/exposure.ts'
import type { DiskConfig } from './disk/config.ts'
import type { DiskWatch } from './disk/watch.ts'
import type { Certificate } from './gateway/certificate.ts'
import { Gateway } from './gateway/gateway.ts'
import { type CollectorServer, closeServer, listen, makeServer } from './gateway/server.ts'
import type { KeepTerms } from './handover.keeping.ts'
import type { ApiDoors, GatewayDoors, LiveNews } from './handover.ts'
import { openIdentity } from './identity/identity.ts'
import { Latencies } from './latency.ts'
import { openChannels } from './notify/channels.ts'
import type { NotifyConfig } from './notify/config.ts'
import { Notifier } from './notify/notifier.ts'
import { openPing, Ping } from './notify/ping.ts'
import manifest from './package.json' with { type: 'json' }
import { openCapture } from './pipeline.capture.ts'
import { openDiskWatch } from './pipeline.disk.ts'
import { announce, keptToken, withdraw } from './status.ts'
import { openStore, type Store } from './store/store.ts'

export interface CollectorOptions {
  /** The state folder, made and checked by whoever starts the program. */
  readonly state: string
  readonly listen: { readonly host: string; readonly port: number; readonly allowPlain: boolean }
  /** Null: without TLS. */
  readonly tls: Certificate | null
  /** By which agents and browsers reach it, such as `wss://sekisho.example.jp`; null: where it listens. */
  readonly publicAddress: string | null
  /** The operator's own profiles, a folder beside those that come with Sekisho. */
  readonly profiles?: string | null
  readonly notify: NotifyConfig
  readonly contents: ContentsConfig
  readonly disk: DiskConfig
  /** How long each kind is kept; nothing is pruned without it. */
  readonly keeping?: KeepTerms
  readonly log: Log
  readonly clock: Clock
  /** Crash tests only: see store/faults.ts. */
  readonly faults?: Parameters<typeof openStore>[0]['faults']
}

export interface RunningCollector extends Addresses {
  /** Admin token of this machine's commands. */
  readonly token: string
  /** Resolves when the store's writer has answered, whatever it says: on a full disk it lives. */
  alive(): Promise<void>
  stop(): Promise<StopOutcome>
}

/** How soon silence is noticed, beside the 30 s that make it silence. */
const silenceCheckMs = 5000
const nobody = '0'.repeat(64)
/** How soon after its time an overlap or a release ends. */
const dueCheckMs = 1000
const houseKeeper = { customer: 1, who: 'local', from: 'local' }
const dashboardFolder = fileURLToPath(new URL('./dashboard/dist', import.meta.url))
const profileFolder = fileURLToPath(new URL('../config/profiles', import.meta.url))

/** Filled in once it listens: where, and the token by which this machine's commands speak with it. */
interface Reach {
  http: string
  ws: string
  token: string | null
}

/** Those that come with Sekisho, and those of the operator's own folder. @throws Failure config-invalid */
export function knownProfiles(own: string | null = null) {
  return loadProfiles(own === null ? [profileFolder] : [profileFolder, own], translator('en'))
}

/** @throws Failure when it cannot start; what was opened by then is closed again */
export async function openCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { state, log, clock } = options
  const lock = lockState(state, 'collector')
  const addresses: Reach = { http: '', ws: '', token: null }
  const closing: Stoppable[] = []
  const stop = async () => {
    const outcome = await stopInOrder(closing, clock, stopDeadlines.roomsMs)
    lock.release()
    return outcome
  }
  try {
    // One that was killed left its file, and commands trust it from the moment the lock is held.
    withdraw(state)
    const { server, store } = await openRooms(options, addresses, closing)
    const { port } = await listen(server, options.listen)
    const reached = addressesOf(options, port)
    Object.assign(addresses, reached)
    const token = await localToken(store, { ...houseKeeper, at: clock.now() }, keptToken(state))
    addresses.token = token
    announce(state, reached, token)
    const silence = watchSilence(store, clock, log)
    const due = watchDue(store, clock, log)
    closing.unshift(
      { name: 'announcement', stop: () => withdraw(state) },
      { name: 'silence', stop: () => silence.cancel() },
      { name: 'due', stop: () => due.cancel() },
    )
    log.info('collector listens', { address: addresses.http })
    return { ...reached, token, alive: () => answers(store), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A look-up of nobody goes all the way through the writer's thread. */
function answers(store: Store): Promise<void> {
  const done = () => {}
  return store.agents.findHost({ key: nobody }).then(done, done)
}

/** Makes the rooms; `closing` gets them in the order in which they stop: the way of the data. */
async function openRooms(options: CollectorOptions, addresses: Readonly<Reach>, closing: Stoppable[]) {
  const { state, log, clock, tls } = options
  const key = openIdentity(join(state, 'collector', 'collector.key'))
  const profiles = knownProfiles(options.profiles ?? null)
  const news = new News()
  const latencies = new Latencies()
  const rooms: { notifier?: Notifier } = {}
  const server = makeServer({ tls })
  const store = await openStore({
    file: join(state, 'collector', 'store.db'),
    profiles,
    clock,
    log,
    onNews: item => {
      news.tell(item)
      // What is told before the room is open, its first look finds.
      if (item.event === 'incidents-changed') rooms.notifier?.wake()
    },
    onBindings: ({ host, bindings }) => void gateway.sendBindings(host, bindings),
    onDeath: error => died(log, error),
    ...storeWishes(options),
  })
  closing.push({ name: 'store', stop: () => store.stop() })
  const ping = openPinging(options, store)
  const notifier = openNotifier(options, store, addresses, () => ping?.looked())
  rooms.notifier = notifier
  const capture = openCapture(options, store, () => gateway)
  const disk = openDiskWatch(options, store)
  closing.unshift(
    { name: 'disk', stop: () => disk.stop() },
    { name: 'capture', stop: () => capture.stop() },
    { name: 'ping', stop: () => ping?.stop() },
    { name: 'notify', stop: () => notifier.stop() },
  )
  const gateway = new Gateway({
    server,
    key,
    addresses: () => [addresses.ws],
    doors: gatewayDoors(store, latencies, clock),
    clock,
    log,
    nonce: () => randomBytes(32).toString('hex'),
  })
  const allowlist = new Allowlist({ clock, reads: store.reads, writes: store.releases })
  closing.unshift({ name: 'allowlist', stop: () => allowlist.stop() })
  const doors: ApiDoors = {
    reads: store.reads,
    writes: { ...store.writes, revokeHost: input => revoke(store, gateway, input) },
    releases: allowlist,
    ...storeDoors(store),
    exposure: exposureOf(store, clock),
    mutes: store.notify,
    notify: notifier,
    contents: capture,
    contacts: options.notify.contacts,
    profiles: () => profiles,
    coverage: wish => coverageOf(store, clock, wish),
    order: (customer, host, order) => sendOrder(store, gateway, customer, host, order),
    makeEnrolment: (by, lifetimeMs) =>
      makeEnrolment(store.writes, { by, lifetimeMs, address: addresses.ws, collector: key.id, random: randomBytes }),
    listen: (customer, hear) => news.listen(customer, hear),
    rooms: () => roomReports({ gateway, store, allowlist, capture, disk, notifier, ping, api }),
    latency: () => latencies.report(),
  }
  const api = await openApi(options, doors, store, server, addresses)
  closing.unshift(
    { name: 'gateway', stop: () => gateway.stop() },
    { name: 'api', stop: () => api.close() },
    { name: 'server', stop: () => closeServer(server) },
  )
  return { server, store }
}

/** Those behind which nothing but the store stands. */
function storeDoors({ approvals, windows, incidents, keeping, disk }: Store) {
  return { approvals, windows, incidents, keeping, disk: () => disk.reads.diskReport(null) }
}

/** What only some collectors say. */
function storeWishes({ faults, keeping, contents }: CollectorOptions) {
  const contentBytes = contents.keepMiB * 1024 ** 2
  return { contentBytes, ...(faults ? { faults } : {}), ...(keeping ? { keeping } : {}) }
}

function exposureOf({ exposure }: Store, clock: Clock): ApiDoors['exposure'] {
  return {
    ...exposure,
    exposure: wish => answerExposure(wish, question => exposure.exposure(question), clock.now()),
  }
}

function coverageOf(store: Store, clock: Clock, wish: Parameters<typeof answerCoverage>[0]) {
  return answerCoverage(wish, question => store.reads.coverage(question), clock.now())
}

/** Secrets are read here, so that a collector that could not alarm anybody does not start. */
function openNotifier(
  { notify, clock, log }: CollectorOptions,
  store: Store,
  addresses: { readonly http: string },
  looked: () => void,
): Notifier {
  return new Notifier({
    channels: openChannels(notify, process.env),
    reads: {
      ...store.notify.reads,
      incident: input => store.incidents.reads.incident(input),
      coverage: wish => coverageOf(store, clock, wish),
      diskReport: input => store.disk.reads.diskReport(input),
    },
    writes: store.notify.writes,
    writing: {
      locale: notify.language,
      timeZone: notify.timeZone,
      contacts: notify.contacts,
      link: () => addresses.http,
    },
    clock,
    log,
    random: Math.random,
    looked,
  })
}

function openPinging({ notify, clock, log }: CollectorOptions, store: Store): Ping | null {
  const target = openPing(notify, process.env)
  if (target === null) return null
  return new Ping(target, {
    beat: input => store.notify.writes.beat(input),
    keeps: () => store.reports().store.phase === 'open',
    clock,
    log,
    random: Math.random,
  })
}

function openApi(
  { clock, log }: CollectorOptions,
  doors: ApiDoors,
  store: Store,
  server: CollectorServer,
  addresses: Readonly<Reach>,
): Promise<Api> {
  const local = () => addresses.token
  const access = openAccess({ reads: store.reads, writes: store.writes, clock, local })
  const { http, secure } = server
  const address = () => addresses.http
  const version = manifest.version
  return buildApi({ doors, access, clock, log, server: http, address, secure, dashboard: dashboardFolder, version })
}

/** Without its store a collector can acknowledge nothing: it ends, and whoever runs it starts it again. */
function died(log: Log, error: Error): void {
  log.error('the store died: the collector ends', { code: 'worker-died', error })
  process.exitCode = 1
  process.kill(process.pid, 'SIGTERM')
}

function gatewayDoors(store: Store, latencies: Latencies, clock: Clock): GatewayDoors {
  const { agents, writes } = store
  return {
    findHost: key => agents.findHost({ key }),
    enrol: (claim, transcript, at) => redeemEnrolment(agents, claim, transcript, at),
    arrived: arrival => agents.arrived(arrival),
    async receive(batch) {
      const from = clock.monotonic()
      const answer = await agents.receive(batch)
      latencies.took(clock.monotonic() - from)
      return answer
    },
    refused: batch => agents.refused(batch),
    heartbeat: (host, heartbeat, receivedAt) => agents.heartbeat({ host, heartbeat, receivedAt }),
    forked: (host, detail, at) => agents.forked({ host, detail, at }),
    left: (host, at) => agents.left({ host, at }),
    audit: event => writes.audit(event),
  }
}

function watchSilence(store: Store, clock: Clock, log: Log): Timer {
  return clock.every(silenceCheckMs, () => {
    store.agents
      .noticeSilence({ now: clock.now() })
      .catch((error: unknown) => log.error('silence could not be noticed', { error }))
  })
}

function watchDue(store: Store, clock: Clock, log: Log): Timer {
  return clock.every(dueCheckMs, () => {
    store.releases
      .applyDue({ now: clock.now() })
      .catch((error: unknown) => log.error('what is over could not be ended', { error }))
  })
}

/** Nothing that a revoked host says counts from the commit on, so its live connection ends with it. */
async function revoke(
  store: Store,
  gateway: Gateway,
  input: Parameters<Store['writes']['revokeHost']>[0],
): Promise<void> {
  await store.writes.revokeHost(input)
  const id = await store.agents.hostId(input)
  if (id !== null) gateway.revoke(id)
}

async function sendOrder(
  store: Store,
  gateway: Gateway,
  customer: number,
  host: string,
  order: Parameters<ApiDoors['order']>[2],
): Promise<boolean> {
  const id = await store.agents.hostId({ customer, host })
  return id !== null && gateway.order(id, order)
}

function roomReports(rooms: {
  gateway: Gateway
  store: Store
  allowlist: Allowlist
  capture: Capture
  disk: DiskWatch
  notifier: Notifier
  ping: Ping | null
  api: Api
}): Record<string, RoomReport> {
  const { gateway, store, allowlist, capture, disk, notifier, ping, api } = rooms
  return {
    gateway: gateway.report(),
    ...store.reports(),
    allowlist: allowlist.report(),
    capture: capture.report(),
    disk: disk.report(),
    notify: notifier.report(),
    ...(ping === null ? {} : { ping: ping.report() }),
    api: api.report(),
  }
}

/** Who listens to committed news; the terminal and the page come here through the API. */
class News {
  readonly #listeners = new Set<{ customer: number; hear: (news: LiveNews) => void }>()

  tell(news: LiveNews): void {
    for (const { customer, hear } of this.#listeners) if (customer === news.customer) hear(news)
  }

  listen(customer: number, hear: (news: LiveNews) => void): () => void {
    const listener = { customer, hear }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
