// Owns an estate for flow tests, set up by the commands that README names: a collector and a host with an agent, each a
// process with a state folder of its own, a release team with its key and token, and everything that was judged as heard live.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import type { FileRow, FindingRow, RootRow } from '@sekisho/shared/api.ts'
import { type Client, openClient } from '@sekisho/shared/client.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { scan } from './disk-scan.ts'
import { eventually } from './eventually.ts'
import { type Program, sekisho, startProgram } from './sekisho.ts'

const host = 'web1'

/** One finding as it was first heard, and when. */
interface Heard {
  readonly row: FindingRow
  readonly at: number
}

/** What was made on the disk: the finding that came of it, and how long that took, milliseconds. */
interface Change {
  readonly row: FindingRow
  readonly delayMs: number
}

interface Published {
  readonly component: string
  readonly version: string
  readonly site: string
  readonly exclude?: readonly string[]
  /** None unless named. */
  readonly overlap?: string
}

export interface Estate {
  /** Everything of this estate lies here. */
  readonly folder: string
  readonly client: Client
  /** The one that runs, or ran last. */
  readonly agent: Program
  readonly collector: Program
  /** Findings in the order in which they were heard. */
  readonly heard: readonly Heard[]
  /** Resolves with the first finding of the path that was heard after the first `past` findings. */
  hears(path: string, past?: number): Promise<Heard>
  /** Makes a change on the disk, and resolves with the finding that is heard of it. */
  change(path: string, make: () => void): Promise<FindingRow>
  /** What `change` has made, in order. */
  readonly changes: readonly Change[]
  /** Every finding of one path, oldest first, as the API lists them. */
  history(path: string): Promise<FindingRow[]>
  /** Those that are still open. */
  open(path: string): Promise<FindingRow[]>
  /** What the inventory holds of one path now. */
  standing(path: string): Promise<FileRow | undefined>
  /** Some files whose content the inventory of the site tells otherwise than the disk, or that only one of them has. */
  apart(site: string, root: string): Promise<string[]>
  /** As `sekisho` prints them with --json. */
  findings(...words: string[]): Promise<FindingRow[]>
  files(...words: string[]): Promise<FileRow[]>
  /** As `sekisho` prints for people; in another language where LANG says so. */
  text(words: readonly string[], LANG?: string): Promise<string>
  addSite(name: string): Promise<void>
  /** With the profile of plain PHP unless told otherwise. */
  bind(root: string, site: string, profile?: string): Promise<void>
  /** Signs what the folder holds, as the release team does, and publishes it with the team's token; it may be held then. */
  publish(source: string, to: Published): Promise<ReleaseRow>
  /** Publishes it; where it is held, somebody else confirms it. */
  release(source: string, to: Published): Promise<void>
  /** As `sekisho` prints it for the release team, with its token. */
  asTeam(words: readonly string[]): Promise<string>
  /** Resolves with the root once its census is complete; it is watched by then. */
  counted(root: string): Promise<RootRow>
  /** Resolves with what the agent hears of the root by; `none` is what a root says before it has chosen. */
  source(root: string): Promise<string>
  /** Makes changes while the agent does not run, and resolves when it has started again and walked the root. */
  away(root: string, make: () => void): Promise<void>
  /** Orders a walk that reads all code again, and resolves when the agent has reported it done. */
  walked(root: string): Promise<void>
  /** For estates whose collector is replaced: whoever comes in its place does not know the listener's token. */
  hearNoMore(): void
  stop(): Promise<{ agentMs: number; collectorMs: number }>
}

/** `config`: of the collector. `environment`: what its secrets are read from. */
export async function openEstate(
  config: object = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Estate> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-flow-'))
  const at = { collector: join(folder, 'collector'), host: join(folder, 'host'), team: join(folder, 'team') }
  const configFile = join(folder, 'collector.yaml')
  // What is JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config))
  const words = ['collector', '--port', '0', '--state', at.collector, '--config', configFile]
  const collector = startProgram(words, environment)
  await collector.says('Collector running')
  const asked = ['--state', at.collector]
  const token = (await sekisho(['enroll', 'token', ...asked])).trim()
  await sekisho(['enroll', '-', '--name', host, '--state', at.host], { input: token })
  const team = await openTeam(at, asked)
  let agent = await startAgent(at.host)
  const local = JSON.parse(readFileSync(join(at.collector, 'collector', 'local.json'), 'utf8'))
  const client = openClient(local)
  const listener = await listen(client)
  const json = async (words: readonly string[]) => {
    const out = await sekisho([...words, '--json', ...asked])
    return out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
  }
  const changes: Change[] = []
  let stopped: { agentMs: number; collectorMs: number } | null = null
  const rootRow = async (root: string) =>
    (await client.hosts()).flatMap(row => row.roots).find(row => row.root === root)
  return {
    folder,
    client,
    get agent() {
      return agent
    },
    collector,
    ...listener,
    changes,
    async change(path, make) {
      const past = listener.heard.length
      const from = systemClock.now()
      make()
      const { row, at } = await listener.hears(path, past)
      changes.push({ row, delayMs: at - from })
      return row
    },
    history: path => all(client.findings({ path })),
    open: path => all(client.findings({ path, open: 'true' })),
    standing: async path => (await all(client.files({ path })))[0],
    apart: async (site, root) => apart(await all(client.files({ site })), root),
    findings: (...words) => json(['findings', ...words]),
    files: (...words) => json(['files', ...words]),
    text: (words, LANG = 'C') => sekisho([...words, ...asked], { LANG }),
    addSite: async name => void (await sekisho(['site', 'add', name, ...asked])),
    bind: async (root, site, profile = 'php') =>
      void (await sekisho(['root', 'bind', host, root, '--site', site, '--profile', profile, ...asked])),
    ...team,
    counted: root =>
      eventually(async () => {
        const row = await rootRow(root)
        return row?.censusAt ? row : undefined
      }),
    source: root =>
      eventually(async () => {
        const told = (await rootRow(root))?.source ?? 'none'
        return told === 'none' ? undefined : told
      }),
    async away(root, make) {
      const restarts = async () => (await client.gaps(host)).filter(gap => gap.root === root && gap.cause === 'restart')
      const before = (await restarts()).length
      await agent.stop()
      make()
      agent = await startAgent(at.host)
      await eventually(async () => {
        const now = await restarts()
        return now.length > before && now.every(({ to }) => to !== null)
      })
    },
    async walked(root) {
      const before = (await rootRow(root))?.lastWalkAt
      await client.order(host, { what: 'walk', root })
      await eventually(async () => (await rootRow(root))?.lastWalkAt !== before)
    },
    hearNoMore: () => listener.end(),
    async stop() {
      listener.end()
      if (stopped !== null) return stopped
      const [agentMs, collectorMs] = [await agent.stop(), await collector.stop()]
      // A path may be longer than Node's own removal can name.
      execFileSync('rm', ['-rf', folder])
      stopped = { agentMs, collectorMs }
      return stopped
    },
  }
}

async function startAgent(state: string): Promise<Program> {
  const agent = startProgram(['agent', '--state', state])
  await agent.says('Agent running')
  return agent
}

/** The release team works elsewhere: it has a key of its own, and of the collector a token that can publish and no more. */
async function openTeam(
  at: { collector: string; team: string },
  asked: readonly string[],
): Promise<Pick<Estate, 'asTeam' | 'publish' | 'release'>> {
  const key = (await sekisho(['key', 'create', 'release', '--state', at.team])).trim()
  await sekisho(['key', 'trust', key, '--name', 'release team', ...asked])
  const token = join(at.team, 'publish.token')
  mkdirSync(at.team, { recursive: true })
  writeFileSync(token, await sekisho(['token', 'create', 'ci', '--role', 'publish', ...asked]))
  const { address } = JSON.parse(readFileSync(join(at.collector, 'collector', 'local.json'), 'utf8'))
  const asTeam = (words: readonly string[]) =>
    sekisho([...words, '--collector', address, '--token-file', token, '--state', at.team])
  const publish: Estate['publish'] = async (source, { component, version, site, exclude = [], overlap = '0' }) => {
    const out = join(at.team, `${component}-${version}.json`)
    const named = ['--component', component, '--release', version, '--out', out, '--state', at.team]
    await sekisho(['release', 'create', source, ...named, ...exclude.flatMap(pattern => ['--exclude', pattern])])
    return JSON.parse(await asTeam(['release', 'publish', out, '--site', site, '--overlap', overlap, '--json']))
  }
  return {
    asTeam,
    publish,
    async release(source, to) {
      if ((await publish(source, to)).state !== 'held') return
      // The team's token cannot confirm what it has published: whoever runs the collector does.
      const named = [to.component, to.version]
      const looked = JSON.parse(await sekisho(['release', 'difference', ...named, '--json', ...asked]))
      await sekisho(['release', 'confirm', ...named, '--difference', looked.digest, ...asked])
    },
  }
}

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const listed: T[] = []
  for await (const row of rows) listed.push(row)
  return listed
}

/** Hears live what is judged, from now on. */
async function listen(client: Client): Promise<Pick<Estate, 'heard' | 'hears'> & { end(): void }> {
  const heard: Heard[] = []
  const ended = new AbortController()
  let opened = () => {}
  const open = new Promise<void>(resolve => (opened = resolve))
  const follow = async () => {
    for await (const item of client.live({ signal: ended.signal, clock: systemClock })) {
      if (item.event === 'open') opened()
      if (item.event === 'finding') heard.push({ row: item.finding, at: systemClock.now() })
    }
  }
  void follow()
  await open
  const hears = (path: string, past = 0) => eventually(() => heard.slice(past).find(({ row }) => row.path === path))
  return { heard, hears, end: () => ended.abort() }
}

/** A matcher's difference of two inventories takes minutes, and is asked for again and again while they come closer. */
function apart(rows: readonly FileRow[], root: string): string[] {
  const disk = [...scan(root)].filter(([, [words]]) => words?.startsWith('file '))
  const there = new Map<string, string | undefined>(disk.map(([path, [words]]) => [path, words?.split('sha256:')[1]]))
  const told = new Map(rows.flatMap(({ path, type, sha256 }) => (type === 'file' ? [[path, sha256]] : [])))
  const paths = new Set<string>([...there.keys(), ...told.keys()])
  return [...paths].filter(path => !there.has(path) || told.get(path) !== there.get(path)).slice(0, 5)
}
