// Owns a whole estate for fault tests, in this process: a real collector and real agents on real sockets, databases and
// files, each to be stopped, copied, put back and started again. Says how things stand; what must hold is the tests'.
import { createHash } from 'node:crypto'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { type AgentOptions, enrolAgent, type RunningAgent, startAgent } from '@sekisho/agent/main.ts'
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { type RunningCollector, startCollector } from '@sekisho/collector/main.ts'
import type { FindingRow, GapRow, HostRow, ObservationRow } from '@sekisho/shared/api.ts'
import { type Client, openClient } from '@sekisho/shared/client.ts'
import type { Log, LogFields } from '@sekisho/shared/log.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { readBatch } from '@sekisho/shared/seal.ts'
import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import { unpackEvidence } from '../../collector/store/evidence.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'

type AgentSetting = z.input<typeof AgentConfigSchema>

export interface LogLine {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly message: string
  readonly fields: LogFields
}

export interface EstateSetting {
  /** Files of the shop by their path. */
  readonly files?: Readonly<Record<string, string>>
  readonly agent?: AgentSetting
  /** Folder of the collector's state, where it must lie somewhere special. */
  readonly collectorState?: string
  readonly agentState?: string
  /** Where all of it lies, if not in a fresh temporary folder. */
  readonly within?: string
}

/** What the collector shows of a path, and what the disk holds, in the same words. */
export type Standing = Readonly<Record<string, string>>

export class Estate {
  readonly folder: string
  /** The document root. */
  readonly shop: string
  readonly log: LogLine[] = []
  readonly collectorState: string
  readonly agentState: string
  readonly #setting: EstateSetting
  readonly #agents = new Map<string, RunningAgent>()
  #collector: RunningCollector | null = null
  /** Kept for the next start: agents know the collector by its address. */
  #port = 0
  #client: Client | null = null

  constructor(setting: EstateSetting) {
    this.#setting = setting
    this.folder = setting.within ?? temporaryFolder()
    this.shop = join(this.folder, 'shop')
    this.collectorState = setting.collectorState ?? join(this.folder, 'collector-state')
    this.agentState = setting.agentState ?? join(this.folder, 'agent-state')
    mkdirSync(this.shop)
    for (const [path, content] of Object.entries(setting.files ?? {})) this.write(path, content)
    onTestFinished(async () => {
      await this.stopAll()
    })
  }

  // ---- the shop

  write(path: string, content: string): void {
    const file = join(this.shop, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  remove(path: string): void {
    rmSync(join(this.shop, path), { recursive: true })
  }

  // ---- the programs

  get client(): Client {
    if (this.#client === null) throw new Error('no collector has been started')
    return this.#client
  }

  async startCollector(): Promise<void> {
    mkdirSync(this.collectorState, { recursive: true, mode: 0o700 })
    const config = CollectorConfigSchema.parse({ listen: { port: this.#port } })
    this.#collector = await startCollector({ state: this.collectorState, config, log: this.#logOf('collector') })
    const { http, token } = this.#collector
    this.#port = Number(new URL(http).port)
    this.#client = openClient({ address: http, token })
  }

  async stopCollector(): Promise<void> {
    const collector = this.#collector
    this.#collector = null
    await collector?.stop()
  }

  /** Enrols the agent of a state folder and binds the shop to it. */
  async enrol(name = 'web1', state = this.agentState): Promise<void> {
    const { token } = await this.client.makeEnrolment(60)
    await enrolAgent({ state, token, name, tls: undefined })
    if (!(await this.client.sites()).some(({ site }) => site === 'shop')) await this.client.addSite('shop')
    await this.client.bindRoot({ host: name, root: this.root, site: 'shop', profile: 'php' })
  }

  async startAgent(state = this.agentState, more: Partial<AgentOptions> = {}): Promise<RunningAgent> {
    const config = AgentConfigSchema.parse({
      ...this.#setting.agent,
      // What else fills the disk of the machine that runs the tests is not what they are about.
      outbox: { keepFreePercent: 0, maxPercentOfFree: 50, ...this.#setting.agent?.outbox },
    })
    const agent = await startAgent({ state, config, log: this.#logOf('agent'), ...more })
    this.#agents.set(state, agent)
    return agent
  }

  agent(state = this.agentState): RunningAgent {
    const agent = this.#agents.get(state)
    if (agent === undefined) throw new Error(`no agent runs on ${state}`)
    return agent
  }

  async stopAgent(state = this.agentState): Promise<void> {
    const agent = this.#agents.get(state)
    this.#agents.delete(state)
    await agent?.stop()
  }

  async stopAll(): Promise<void> {
    for (const state of [...this.#agents.keys()]) await this.stopAgent(state)
    await this.stopCollector()
  }

  /** A collector, and an enrolled agent that watches the shop, at rest. */
  async open(more: Partial<AgentOptions> = {}): Promise<RunningAgent> {
    await this.startCollector()
    await this.enrol()
    const agent = await this.startAgent(this.agentState, more)
    await this.atRest(agent)
    return agent
  }

  /** Resolves when the root is watched after a walk, and all that the agent has seen is at the collector. */
  async atRest(agent: RunningAgent): Promise<void> {
    await eventually(() => {
      const found = unrest(agent, this.root)
      if (Object.keys(found).length === 0) return true
      throw new Error(`not at rest: ${JSON.stringify(found)}; last said: ${JSON.stringify(this.log.slice(-12))}`)
    })
  }

  // ---- how it stands

  get root(): PathText {
    return pathTextOfString(this.shop)
  }

  /** Every file and link on the disk, in the words of `inventory`. */
  disk(): Standing {
    const standing: Record<string, string> = {}
    // By hand: node's own recursion goes through links.
    const scan = (folder: string) => {
      for (const name of readdirSync(join(this.shop, folder))) {
        const path = join(folder, name)
        const file = join(this.shop, path)
        const stat = lstatSync(file)
        if (stat.isDirectory()) scan(path)
        else if (stat.isSymbolicLink())
          standing[path] = `symlink ${digestOf(readlinkSync(file, { encoding: 'buffer' }))}`
        else standing[path] = `file ${digestOf(readFileSync(file))}`
      }
    }
    scan('')
    return standing
  }

  /** What the collector says is there. */
  async inventory(host = 'web1'): Promise<Standing> {
    const standing: Record<string, string> = {}
    for await (const { path, type, sha256 } of this.client.files({ host })) standing[path] = `${type} ${sha256}`
    return standing
  }

  async findings(host = 'web1'): Promise<FindingRow[]> {
    const findings: FindingRow[] = []
    for await (const finding of this.client.findings({ host })) findings.push(finding)
    return findings
  }

  async host(name = 'web1'): Promise<HostRow> {
    const found = (await this.client.hosts()).find(({ host }) => host === name)
    if (found === undefined) throw new Error(`the collector knows no host ${name}`)
    return found
  }

  async gaps(cause: GapRow['cause'], host = 'web1'): Promise<GapRow[]> {
    return (await this.client.gaps(host)).filter(gap => gap.cause === cause)
  }

  logged(pattern: RegExp): LogLine[] {
    return this.log.filter(({ message, fields }) => pattern.test(`${message} ${JSON.stringify(fields)}`))
  }

  #logOf(program: string): Log {
    const keep =
      (level: LogLine['level']) =>
      (message: string, fields: LogFields = {}) => {
        this.log.push({ level, message, fields: { ...fields, program } })
      }
    return { error: keep('error'), warn: keep('warn'), info: keep('info'), debug: keep('debug') }
  }
}

export function openEstate(setting: EstateSetting = {}): Estate {
  return new Estate(setting)
}

/** What is not at rest yet; empty when all is. */
function unrest(agent: RunningAgent, root: string): Readonly<Record<string, unknown>> {
  const { rooms, roots, waiting } = agent.status()
  const state = roots.find(known => known.root === root)
  const busy = ['settle', 'fingerprint', 'walk', 'journal', 'uplink'].filter(room => rooms[room]?.depth !== 0)
  return {
    ...Object.fromEntries(busy.map(room => [room, rooms[room]])),
    ...(rooms.uplink?.phase === 'sending' ? {} : { uplink: rooms.uplink }),
    ...(waiting.fast + waiting.bulk === 0 ? {} : { waiting }),
    ...(state?.phase === 'watching' && state.openGaps === 0 ? {} : { state }),
  }
}

export interface Snapshot {
  /** The folder is as it was. */
  putBack(): void
  copyTo(state: string): void
}

/** A program's folder as it now is, as a snapshot of the machine's disk has it: the program may be running. */
export function snapshotOf(state: string, program: 'agent' | 'collector'): Snapshot {
  const kept = mkdtempSync(`${state}.snapshot-`)
  const place = join(state, program)
  // The index of the log belongs to processes that run; SQLite makes it anew.
  cpSync(place, kept, { recursive: true, filter: source => !source.endsWith('-shm') })
  return {
    putBack: () => {
      rmSync(place, { recursive: true })
      cpSync(kept, place, { recursive: true })
    },
    copyTo: other => {
      mkdirSync(other, { mode: 0o700 })
      cpSync(kept, join(other, program), { recursive: true })
    },
  }
}

/**
 * Where a path's findings do not follow from one another: each `before` must be the `after` of the one before it, and the
 * first must begin with nothing. Empty when every chain is whole.
 */
export function brokenChains(findings: readonly FindingRow[]): readonly string[] {
  const last = new Map<string, FindingRow>()
  return findings.flatMap(finding => {
    const earlier = last.get(finding.path)
    last.set(finding.path, finding)
    const before = finding.before === null ? 'absent' : decisive(finding.before)
    const expected = earlier === undefined ? 'absent' : decisive(earlier.after)
    return follows(expected, before) ? [] : [`${finding.path} #${finding.id} ${finding.kind}: ${expected} -> ${before}`]
  })
}

/** A directory that only comes or goes makes no finding. */
function follows(expected: string, before: string): boolean {
  const isDirectory = (seen: string) => seen.startsWith('{"type":"directory"')
  if (expected === 'absent' && isDirectory(before)) return true
  return expected === before || (isDirectory(expected) && before === 'absent')
}

function decisive(row: ObservationRow): string {
  const { state, type, mode, uid, gid, target, sha256, xxh64 } = row
  return state === 'present' ? JSON.stringify({ type, mode, uid, gid, target, sha256, xxh64 }) : state
}

/** sha256 of some content, as findings show it. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** What the collector's audit trail says, oldest first. */
export function auditOf(state: string): readonly { readonly what: string; readonly detail: string }[] {
  return rowsBeside(state, 'SELECT what, detail FROM audit ORDER BY id') as { what: string; detail: string }[]
}

/** Epochs in which a census reached the collector from its begin to its end, as the signed batches that it keeps say. */
export function censusedEpochs(state: string): readonly string[] {
  const batches = rowsBeside(state, "SELECT epoch, bytes FROM evidence WHERE state = 'accepted' ORDER BY id")
  const begun = new Set<string>()
  return (batches as { epoch: string; bytes: Uint8Array }[]).flatMap(({ epoch, bytes }) =>
    readBatch(unpackEvidence(bytes)).records.flatMap(record => {
      if (record.record === 'census-begin') begun.add(`${epoch} ${record.census}`)
      return record.record === 'census-end' && begun.has(`${epoch} ${record.census}`) ? [epoch] : []
    }),
  )
}

/** Read beside the collector, which may be running. */
function rowsBeside(state: string, query: string): readonly unknown[] {
  const database = new DatabaseSync(join(state, 'collector', 'store.db'), { readOnly: true, timeout: 5000 })
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}
