// Owns one collector and one agent as processes of their own, to be killed and started again: their state folder, their
// lives one after the other, and when the agent was up. What the kills must not do is the tests' to say.
import { fork, type StdioOptions } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { Fault as AgentFault } from '@sekisho/agent/journal/faults.ts'
import { enrolAgent } from '@sekisho/agent/main.ts'
import { type Client, openClient } from '@sekisho/shared/client.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import { onTestFinished } from 'vitest'
import type { Fault as CollectorFault } from '../../collector/handover.ledger.ts'
import type { AgentSettings } from './crash-agent.ts'
import type { CollectorSettings } from './crash-collector.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'
import type { Random } from './random.ts'

export type Victim = 'agent' | 'collector'

/** From when to when an agent was up without a break. */
export interface Uptime {
  readonly from: number
  readonly until: number
}

const entries: Readonly<Record<Victim, string>> = {
  agent: new URL('./crash-agent.ts', import.meta.url).pathname,
  collector: new URL('./crash-collector.ts', import.meta.url).pathname,
}
/** A loaded machine needs seconds to start a process; one that hangs must not hang the tests. */
const limitMs = 60_000

/** One life of a program, from its start to its death. */
export class Life {
  readonly program: Victim
  readonly #child: ReturnType<typeof fork>
  readonly #answers: ((answer: unknown) => void)[] = []
  #said = ''
  #upAt: number | null = null
  #killedAt: number | null = null
  /** Resolves with what it says once it is up. Rejects when it dies before. */
  readonly up: Promise<unknown>
  /** Resolves when it is dead. */
  readonly ended: Promise<void>

  constructor(program: Victim, settings: AgentSettings | CollectorSettings, folder: string) {
    this.program = program
    // What one start has compiled, the next ones need not.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
    const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'ipc']
    this.#child = fork(entries[program], [JSON.stringify(settings)], { execArgv: [], env, stdio })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString()
    })
    this.#child.on('message', message => this.#answers.shift()?.(message))
    this.ended = new Promise(resolve => this.#child.once('close', () => resolve()))
    this.up = this.#answer().then(said => {
      this.#upAt = systemClock.now()
      return said
    })
    // Whoever does not wait for it need not hear that it died young.
    this.up.catch(() => {})
  }

  /** How it stands; for the agent alone. Rejects when it dies before it answers. */
  async status(): Promise<Heartbeat> {
    await this.up
    this.#child.send('status')
    return (await this.#answer()) as Heartbeat
  }

  /** Kill -9; resolves when it is dead. */
  async kill(): Promise<void> {
    this.#killedAt ??= systemClock.now()
    this.#child.kill('SIGKILL')
    await this.ended
  }

  /** Resolves when it has died of a fault. Rejects when it lives on, or ended otherwise. */
  async dies(): Promise<void> {
    const deadline = systemClock.after(limitMs, () => void this.kill())
    await this.ended
    deadline.cancel()
    const { signalCode, exitCode } = this.#child
    if (this.#killedAt !== null || signalCode !== 'SIGKILL') {
      throw new Error(`the ${this.program} met no fault: ${signalCode ?? exitCode}\n${this.#said}`)
    }
  }

  /** Null where nobody knows when it died, or it was never up. */
  uptime(): Uptime | null {
    if (this.#upAt === null) return null
    if (this.#killedAt !== null) return { from: this.#upAt, until: this.#killedAt }
    return this.#child.exitCode === null && this.#child.signalCode === null
      ? { from: this.#upAt, until: systemClock.now() }
      : null
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL'
  }

  /** On standard error. */
  said(): string {
    return this.#said
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#answers.push(resolve)
      void this.ended.then(() => reject(new Error(`the ${this.program} died\n${this.#said}`)))
    })
  }
}

export class CrashHouse {
  /** The document root. */
  readonly root: string
  readonly state: string
  /** All since the agent knows what it is to watch. */
  readonly lives: Life[] = []
  readonly #folder = temporaryFolder()
  readonly #port: number
  #client: Client | null = null
  #agent: Life | null = null
  #collector: Life | null = null
  #marks = 0

  constructor(port: number) {
    this.#port = port
    this.root = join(this.#folder, 'shop')
    this.state = join(this.#folder, 'state')
    mkdirSync(this.state, { mode: 0o700 })
    onTestFinished(() => this.kill())
  }

  get client(): Client {
    if (this.#client === null) throw new Error('no collector was up yet')
    return this.#client
  }

  get agent(): Life {
    if (this.#agent === null) throw new Error('no agent was started yet')
    return this.#agent
  }

  get collector(): Life {
    if (this.#collector === null) throw new Error('no collector was started yet')
    return this.#collector
  }

  /** A collector at its first start, and an agent that is enrolled there and has its root bound, but does not run. */
  async enrol(): Promise<void> {
    const { token } = (await this.startCollector().up) as { token: string }
    this.#client = openClient({ address: `http://127.0.0.1:${this.#port}`, token })
    const enrolment = await this.#client.makeEnrolment(60)
    await enrolAgent({ state: this.state, token: enrolment.token, name: 'web1', tls: undefined })
    await this.#client.addSite('shop')
    await this.#client.bindRoot({ host: 'web1', root: pathTextOfString(this.root), site: 'shop', profile: 'php' })
  }

  /**
   * Lets an agent hear what it is to watch, and kills both as soon as it knows, in the midst of its first census. Its later
   * lives know it from their start.
   */
  async bind(): Promise<void> {
    this.startAgent()
    await eventually(() => existsSync(join(this.state, 'agent', 'bindings.json')))
    await this.kill()
    this.lives.length = 0
  }

  startCollector(faults: readonly CollectorFault[] = []): Life {
    this.#collector = this.#born(new Life('collector', { state: this.state, port: this.#port, faults }, this.#folder))
    return this.#collector
  }

  startAgent(faults: readonly AgentFault[] = []): Life {
    this.#agent = this.#born(new Life('agent', { state: this.state, faults }, this.#folder))
    return this.#agent
  }

  async kill(): Promise<void> {
    await Promise.all([this.#agent?.kill(), this.#collector?.kill()])
  }

  /** The agent's whole uptimes. */
  uptimes(): readonly Uptime[] {
    return this.lives.flatMap(life => (life.program === 'agent' ? (life.uptime() ?? []) : []))
  }

  /** Resolves when the agent has nothing left to do and nothing left to tell. */
  async quiet(): Promise<void> {
    await eventually(async () => {
      const { rooms, roots, waiting } = await this.agent.status()
      const idle = ['settle', 'fingerprint', 'walk', 'journal', 'uplink'].every(room => rooms[room]?.depth === 0)
      const watching = roots.length > 0 && roots.every(({ phase }) => phase === 'watching')
      if (idle && watching && rooms.uplink?.phase === 'sending' && waiting.fast + waiting.bulk === 0) return true
      throw new Error(JSON.stringify({ rooms, roots, waiting }))
    })
  }

  /**
   * Resolves when all that happened in the root before it was asked is told: the kernel queues in order, and what comes last
   * has reached the collector. Every gap of a root has ended then, so no walk is still to come.
   */
  async caughtUp(): Promise<void> {
    this.#marks += 1
    const name = `caught-up-${this.#marks}.txt`
    writeFileSync(join(this.root, name), name)
    await eventually(() => this.rows(`SELECT 1 FROM inventory WHERE path = '${name}'`).length > 0)
    await eventually(async () => {
      const { roots } = await this.agent.status()
      if (roots.every(({ openGaps }) => openGaps === 0)) return true
      throw new Error(JSON.stringify(roots))
    })
    await this.quiet()
  }

  /** Copies the collector's database as it now is, while no collector runs; the answer puts the copy back. */
  copyStore(): () => void {
    const place = join(this.state, 'collector')
    const copy = join(this.#folder, 'store-copy')
    const files = () => readdirSync(place).filter(name => name.startsWith('store.db'))
    for (const name of files()) cpSync(join(place, name), join(copy, name))
    return () => {
      for (const name of files()) rmSync(join(place, name))
      for (const name of readdirSync(copy)) cpSync(join(copy, name), join(place, name))
    }
  }

  /** Puts a record into the agent's outbox, while no agent runs, that no collector will ever take. */
  poisonOutbox(): void {
    const database = new DatabaseSync(join(this.state, 'agent', 'journal.db'))
    const body = '{"record":"entry","path":"../outside","after":{"state":"absent","at":1}}'
    const values = 'SELECT 1, coalesce(max(id), 0) + 1, (SELECT max(id) FROM roots), 1, ? FROM outbox'
    database.prepare(`INSERT INTO outbox (lane, id, root, at, body) ${values}`).run(body)
    database.close()
  }

  /** Rows of the collector's database, read beside it. */
  rows(question: string): readonly Record<string, SQLOutputValue>[] {
    const database = new DatabaseSync(join(this.state, 'collector', 'store.db'), { readOnly: true, timeout: 5000 })
    try {
      return database.prepare(question).all()
    } finally {
      database.close()
    }
  }

  /** Deaths by SIGKILL so far, from outside or by a fault. */
  get kills(): number {
    return this.lives.filter(life => life.wasKilled).length
  }

  /** What the lives wrote on standard error, for whoever reads a failure. */
  said(): string {
    const spoke = this.lives.filter(life => life.said() !== '')
    return spoke.map(life => `---- ${life.program}\n${life.said().slice(-4000)}`).join('\n')
  }

  #born(life: Life): Life {
    this.lives.push(life)
    return life
  }
}

/**
 * A house on a port that is free now and that no outgoing connection gets (ip(7): ip_local_port_range begins at 32768):
 * agents know their collector by its address, and its lives must all have the same.
 */
export async function openCrashHouse(random: Random): Promise<CrashHouse> {
  for (;;) {
    const port = random.between(12_000, 32_000)
    if (await isFree(port)) return new CrashHouse(port)
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
