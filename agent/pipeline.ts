// Owns the agent's corridor: makes every room, hands each its next door, and stops them in the order of the flow.
// The life of a root is pipeline.roots.ts's, the way from touch to journal pipeline.flow.ts's.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Timer } from '@sekisho/shared/clock.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import { type StopOutcome, stopDeadlines, stopInOrder } from '@sekisho/shared/shutdown.ts'
import { lockState, refuseStateInside } from '@sekisho/shared/state.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { Coverage } from './coverage/coverage.ts'
import { Fingerprinter } from './fingerprint/fingerprinter.ts'
import type { Committed, Touch, WatchDoor } from './handover.ts'
import { type Enrolment, readEnrolment } from './identity/enrolment.ts'
import { openIdentity, settingsKeyOf, spoolKeyOf } from './identity/identity.ts'
import type { Journal } from './journal/journal.ts'
import { type ContentKeeper, openContentKeeper } from './pipeline.contents.ts'
import { makeCoverage } from './pipeline.coverage.ts'
import { Flow, topmost } from './pipeline.flow.ts'
import { Keepers } from './pipeline.keepers.ts'
import { Links } from './pipeline.links.ts'
import { type AgentPipelineOptions, openOwnJournal, ownFolders } from './pipeline.opening.ts'
import { type OrderRooms, obey } from './pipeline.orders.ts'
import type { Walked, WalkMode } from './pipeline.roots.ts'
import { Sources } from './pipeline.sources.ts'
import { ViewsKeeper } from './pipeline.views.ts'
import { Walks } from './pipeline.walks.ts'
import { Roots } from './roots/roots.ts'
import { Settle } from './settle/settle.ts'
import { digestProgram, heartbeatOf, type ProgramDigests } from './status.ts'
import { refusePlain } from './uplink/plain.ts'
import { Uplink } from './uplink/uplink.ts'

export interface RunningAgent {
  /** As the collector hears it. */
  status(): Heartbeat
  /** Resolves when the journal's thread has answered, whatever it says: on a full disk it lives. */
  alive(): Promise<void>
  stop(): Promise<StopOutcome>
}

const drainMs = 1500
const tickMs = 5000
/** Names at one fingerprint thread: two messages of 128, so that it never waits for the next. */
const namesOfThread = 256

const answered = () => {}

/** @throws Failure when it cannot start; what was opened by then is closed again */
export async function openAgent(options: AgentPipelineOptions): Promise<RunningAgent> {
  const { state, config } = options
  const lock = lockState(state, 'agent')
  const folder = join(state, 'agent')
  try {
    for (const { path } of config.roots) refuseStateInside(state, path)
    const enrolment = readEnrolment(join(folder, 'enrolment.json'))
    if (enrolment === null) throw new ToldFailure('not-enrolled', reason('enrolment.none'), { place: folder })
    refusePlain(options.dial ?? enrolment.address, config.allowPlain)
    const key = openIdentity(join(folder, 'host.key'))
    const journal = await openOwnJournal(options, key)
    const agent = await startedOn(journal, () => new Agent(options, journal, enrolment, key))
    return {
      status: () => agent.status(),
      alive: () => journal.pragma('user_version').then(answered, answered),
      async stop() {
        const outcome = await agent.stop()
        lock.release()
        return outcome
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What has its rooms takes them down again, and its journal with them; without rooms there is the journal alone. */
async function startedOn(journal: Journal, make: () => Agent): Promise<Agent> {
  let agent: Agent | null = null
  try {
    agent = make()
    await agent.start()
    return agent
  } catch (error) {
    await (agent?.stop() ?? journal.close())
    throw error
  }
}

class Agent {
  readonly #options: AgentPipelineOptions
  readonly #journal: Journal
  readonly #roots: Roots
  readonly #settle: Settle
  readonly #fingerprinter: Fingerprinter
  readonly #flow: Flow
  readonly #walks: Walks
  readonly #links: Links
  readonly #uplink: Uplink
  readonly #sources: Sources
  readonly #keepers: Keepers
  readonly #coverage: Coverage
  readonly #contents: ContentKeeper | null
  readonly #views: ViewsKeeper
  readonly #timers: Timer[] = []
  #program: ProgramDigests
  #stopping = false

  constructor(options: AgentPipelineOptions, journal: Journal, enrolment: Enrolment, key: KeyPair) {
    const { state, config, clock, log } = options
    this.#options = options
    this.#journal = journal
    this.#program = digestProgram(config, clock.now())
    this.#roots = new Roots({
      file: join(state, 'agent', 'bindings.json'),
      local: config.roots.map(({ path, profile }) => ({ root: path, profile })),
      log,
      clock,
      onChange: change => {
        this.#sources.rulesChanged()
        this.#contents?.rulesChanged()
        this.#keepers.change(change)
        this.#views.compare()
      },
    })
    this.#settle = new Settle({
      clock,
      onReady: () => this.#flow.pump(),
      quietMs: config.settle.quietMs,
      deadlineMs: config.settle.deadlineMs,
      ...(options.ceilings ? { ceilings: options.ceilings } : {}),
    })
    const bytesPerSecond = config.walk.megabytesPerSecond * 1_000_000
    this.#fingerprinter = new Fingerprinter({
      clock,
      size: config.fingerprint.threads,
      bytesPerSecond,
      onCold: (bytes, names) => this.#walks.readCold(bytes, names),
      onDeath: error => log.error('a fingerprint thread died', { error }),
      worker: { ...options.fingerprint, settingsKey: settingsKeyOf(key) },
    })
    this.#flow = this.#makeFlow()
    this.#walks = new Walks({
      file: join(state, 'agent', 'journal.db'),
      filesPerSecond: config.walk.filesPerSecond,
      bytesPerSecond,
      journal,
      settle: this.#settle,
      flow: this.#flow,
      expectWalk: () => this.#fingerprinter.expectWalk(),
      roots: () => this.#roots.list(),
      clock,
      log,
    })
    this.#links = new Links({
      whereAre: files => this.#walks.whereAre(files),
      touched: touches => this.#watched(touches),
      lost: error => {
        log.error('files that were written by links outside of all roots could not be looked for', { error })
        this.#keepers.lostAll('queue-full', clock.now())
      },
      clock,
    })
    this.#uplink = this.#makeUplink(enrolment, key)
    this.#contents = this.#openContents(key)
    const { redact } = config.attribution
    const thread = { redact, faults: options.watchFaults, unopened: ownFolders(state) }
    const inForce = () => this.#roots.list()
    const doors = { door: this.#watchDoor(), contents: this.#contents?.door ?? null }
    this.#sources = new Sources({ wanted: config.watch, thread, inForce, ...doors, clock, log })
    this.#keepers = this.#makeKeepers()
    this.#coverage = this.#makeCoverage()
    const roots = () => this.#roots.list().map(({ root }) => root)
    this.#views = new ViewsKeeper({ journal, roots, wake: () => this.#uplink.wake(), redact, clock, log })
  }

  async start(): Promise<void> {
    const { aliveAt } = this.#journal.opened
    const roots = this.#roots.list().map(({ root }) => root)
    void this.#walks.prepare(roots)
    if (aliveAt !== null)
      for (const root of roots) await this.#journal.openGap({ root, cause: 'restart', from: aliveAt })
    await this.#coverage.start()
    for (const root of roots) this.#keepers.keep(root)
    this.#uplink.start()
    await this.#contents?.start()
    this.#timers.push(this.#options.clock.inStep(tickMs, () => this.#tick()))
    this.#views.start()
  }

  status(): Heartbeat {
    const { epoch, boot } = this.#journal.position()
    return heartbeatOf({
      at: this.#options.clock.now(),
      boot,
      epoch,
      rooms: {
        roots: this.#roots.report(),
        ...this.#sources.reports(),
        settle: this.#settle.report(),
        fingerprint: this.#fingerprinter.report(),
        walk: this.#walks.report(),
        journal: this.#journal.report(),
        uplink: this.#uplink.report(),
        views: this.#views.report(),
        ...this.#contents?.reports(),
      },
      roots: this.#keepers.states().map(root => ({ ...root, canary: this.#coverage.canaries.state(root.root) })),
      bindings: this.#roots.digest,
      program: this.#program,
      waiting: this.#journal.waiting(),
      views: this.#views.seen,
      served: this.#views.served,
      servedUnknown: this.#views.servedUnknown,
    })
  }

  /** In the order of the flow: sources first, and the link last, so that what was found still goes out. */
  stop(): Promise<StopOutcome> {
    this.#stopping = true
    for (const timer of this.#timers) timer.cancel()
    const ending: Promise<void>[] = []
    const rooms = [
      { name: 'watch', stop: () => this.#keepers.stop().finally(() => this.#sources.stop()) },
      { name: 'views', stop: () => this.#views.stop() },
      { name: 'links', stop: () => this.#links.stop() },
      { name: 'walk', stop: () => this.#walks.stop() },
      { name: 'coverage', stop: () => this.#coverage.stop() },
      { name: 'settle', stop: () => this.#settle.stop() },
      // Threads behind everybody else end late where the machine is busy, and hold nothing: they are waited for at the end.
      { name: 'fingerprint', stop: () => void ending.push(this.#fingerprinter.stop()) },
      { name: 'uplink', stop: () => this.#uplink.stop(drainMs) },
      { name: 'contents', stop: () => this.#contents?.stop() },
      { name: 'journal', stop: () => this.#journal.close() },
      { name: 'fingerprint', stop: () => ending[0] },
    ]
    return stopInOrder(rooms, this.#options.clock, stopDeadlines.roomsMs)
  }

  #makeFlow(): Flow {
    const journal = this.#journal
    const fingerprinter = this.#fingerprinter
    const { threads } = this.#options.config.fingerprint
    return new Flow({
      settle: this.#settle,
      classify: this.#roots.classify,
      classifyIn: this.#roots.classifyIn,
      fingerprint: job => this.#fingerprinter.fingerprint(job),
      commit: packed => journal.commit(packed),
      committed: committed => this.#committed(committed),
      lost: (roots, cause) => {
        this.#walks.lost(roots)
        this.#keepers.lost(roots, cause, this.#options.clock.now())
      },
      rootMissing: root => {
        this.#walks.lost([root])
        this.#keepers.lost([root], 'root-missing', this.#options.clock.now())
      },
      // Huge files hold no place: sixteen of them must not keep all others from being read.
      get namesInFlight() {
        return (threads + 1) * namesOfThread + fingerprinter.large
      },
      clock: this.#options.clock,
      log: this.#options.log,
    })
  }

  #makeKeepers(): Keepers {
    const { state, config, clock, log } = this.#options
    return new Keepers({
      state,
      journal: this.#journal,
      schedule: { every: config.walk.every, rehashEveryMs: config.walk.rehashEvery },
      choose: root => this.#sources.choose(root),
      walk: (root, from, mode) => this.#walk(root, from, mode),
      isUnfinished: root => this.#walks.isUnfinished(root),
      settled: () => this.#settle.barrier(),
      wake: () => this.#uplink.wake(),
      standingChanged: () => this.#uplink.standingChanged(),
      watched: (root, source) => this.#coverage.watched(root, source),
      unwatched: root => this.#coverage.unwatched(root),
      clock,
      log,
    })
  }

  #makeCoverage(): Coverage {
    const { state, config, clock, log } = this.#options
    return makeCoverage({
      folder: join(state, 'agent'),
      config: config.canary,
      journal: this.#journal,
      settled: () => this.#settle.barrier(),
      wake: () => this.#uplink.wake(),
      isConnected: () => this.#uplink.report().phase === 'sending',
      lost: (root, cause, from) => this.#keepers.lost([root], cause, from),
      lostAll: (cause, from) => this.#keepers.lostAll(cause, from),
      clock,
      log,
    })
  }

  #watchDoor(): WatchDoor {
    return {
      touched: touches => this.#watched(touches),
      linked: files => this.#links.add(files),
      lost: ({ root, cause, from }) => {
        const roots = root === null ? this.#roots.list().map(known => known.root) : [root]
        this.#keepers.lost(roots, cause, from)
      },
    }
  }

  get #ordered(): OrderRooms {
    return { roots: this.#roots, keepers: this.#keepers, contents: this.#contents?.answers ?? null }
  }

  #openContents(key: KeyPair): ContentKeeper | null {
    const { state, config, clock, log } = this.#options
    return openContentKeeper(state, config, {
      key: spoolKeyOf(key),
      roots: this.#roots,
      journal: this.#journal,
      isConnected: () => this.#uplink.report().phase === 'sending',
      ring: sha256 => this.#sources.kept(sha256),
      touched: touches => this.#watched(touches),
      clock,
      log,
    })
  }

  #tick(): void {
    this.#keepers.tick()
    void this.#contents?.tick()
  }

  #makeUplink(enrolment: Enrolment, key: KeyPair): Uplink {
    const { dial, tls, clock, log } = this.#options
    return new Uplink({
      ...enrolment,
      key,
      dial,
      tls,
      outbox: this.#journal,
      localRoots: this.#roots.local,
      heartbeat: () => this.status(),
      onOrder: order => obey(this.#ordered, order),
      onWelcome: ({ bindings }) => void this.#roots.take(bindings),
      onNewEpoch: () => this.#keepers.requestAll('guarded'),
      clock,
      random: Math.random,
      nonce: () => randomBytes(32).toString('hex'),
      log,
    })
  }

  #walk(root: PathText, from: PathText, mode: WalkMode): Promise<Walked> {
    const { config, clock } = this.#options
    // By whatever mode: a root that is proven is walked by stat alone. Walks of a part come with each new folder.
    if (from === '') this.#program = digestProgram(config, clock.now())
    return this.#walks.walk(root, from, mode)
  }

  /** A watcher cannot pause: what settle has no room for is a loss. */
  #watched(touches: readonly Touch[]): void {
    const refused = new Set<PathText>()
    const { canaries } = this.#coverage
    for (const touch of touches)
      if (!canaries.seen(touch.root, touch.path) && !this.#flow.add(touch)) refused.add(touch.root)
    if (refused.size > 0) this.#keepers.lost([...refused], 'queue-full', this.#options.clock.now())
  }

  #committed({ subtrees, unseen, found }: Committed): void {
    this.#contents?.found(found)
    // Also where nothing waits: the commit may have sealed what it brought.
    this.#uplink.wake()
    void this.#walks.take(unseen.map(({ root, path }) => ({ root, directory: folderOf(path), names: [nameOf(path)] })))
    for (const { root, path } of topmost(subtrees)) {
      this.#walk(root, path, 'stat').catch((error: unknown) => {
        if (this.#stopping) return
        this.#options.log.error('a folder could not be walked', { root, path, error })
        this.#keepers.lost([root], 'queue-full', this.#options.clock.now())
      })
    }
  }
}
