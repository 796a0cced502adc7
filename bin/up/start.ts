// Owns what `up` waits for before it follows, and what it then tells: the first census in one look, or, after a start that
// continues, what changed meanwhile.
import { readdir } from 'node:fs/promises'
import type { RunningAgent } from '@sekisho/agent/main.ts'
import type { RootRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { pause } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { Shell } from '../command.ts'
import { openProgress } from '../progress.ts'
import type { Follower } from './follow.ts'
import { tellSummary } from './summary.ts'

export interface Judging {
  readonly shell: Shell
  readonly client: Client
  readonly host: string
  readonly root: string
  readonly signal: AbortSignal
}

/** Often enough to be prompt, seldom enough to cost nothing beside a census. */
const askAgainMs = 100
/** Between two looks at what is judged again: a release of the largest size takes seconds. */
const judgingAgainMs = 1000

/** The root once its first census is judged; null when asked to stop before. */
export async function whenJudged(judging: Judging, folder: string): Promise<RootRow | null> {
  const { shell, signal } = judging
  const progress = openProgress(shell.terminal, shell.clock, shell.terminal.say('progress.census'))
  let total: number | null = null
  if (shell.terminal.drawsProgress)
    countFiles(folder, signal).then(
      count => (total = count),
      () => {},
    )
  try {
    for (; !signal.aborted; await pause(shell.clock, askAgainMs)) {
      const row = await rootRow(judging)
      if (row?.censusAt) return row
      progress.to(row?.files ?? 0, total)
    }
    return null
  } finally {
    progress.end()
  }
}

/** Resolves when this start's first walk of the root is done and reported, or when asked to stop. */
export async function whenWalked({ shell, root, signal }: Judging, agent: RunningAgent, since: number): Promise<void> {
  for (; !signal.aborted; await pause(shell.clock, askAgainMs)) {
    const { roots, waiting } = agent.status()
    const state = roots.find(row => row.root === root)
    const walked = state !== undefined && state.lastWalkAt !== null && state.lastWalkAt >= since
    if (walked && waiting.fast + waiting.bulk === 0) return
  }
}

/** All authorised, or one summary. Findings of the census itself are in it; what came beside it is told. */
export async function tellFirstCensus(
  { shell, client, host, root }: Judging,
  row: RootRow,
  follower: Follower,
  command: string,
): Promise<void> {
  if (row.unauthorised === 0 || (await hasRelease(client, row.site))) tellStanding(shell, row, command)
  else tellSummary(await client.summary(host, root), shell.terminal, command)
  await follower.passCensus()
  await follower.passGaps()
}

/** What changed while nobody looked, and how things stand. */
export async function tellReturn(judging: Judging, follower: Follower, command: string): Promise<void> {
  const { shell, signal } = judging
  if (signal.aborted) return
  await follower.tellGaps()
  await follower.catchUp()
  if (follower.told === 0) shell.terminal.tell('up.nothing-changed')
  else shell.terminal.tell('up.changed-meanwhile', { count: follower.told })
  const row = await rootRow(judging)
  if (row !== null) tellStanding(shell, row, command)
}

function tellStanding({ terminal }: Shell, { files, unauthorised }: RootRow, command: string): void {
  if (unauthorised === 0) {
    terminal.tell('up.all-authorised', { files })
    return
  }
  terminal.line(terminal.colour('yellow', terminal.say('up.some-unauthorised', { files, unauthorised })))
  terminal.line(`  ${command} files --verdict unauthorised`)
}

/** To call at each change of the allowlist: tells how things stand once what it touches is judged again. */
export function tellerOfJudgingAgain(judging: Judging, command: string, log: Log): () => void {
  let telling = false
  return () => {
    judging.shell.terminal.tell('up.judged-again')
    // One at a time: it looks until nothing moves, so a second change is in what it tells.
    if (telling) return
    telling = true
    tellJudgedAgain(judging, command)
      .catch((error: unknown) => log.warn('how things stand could not be read', { error }))
      .finally(() => {
        telling = false
      })
  }
}

/** Two looks that see the same end it. */
async function tellJudgedAgain(judging: Judging, command: string): Promise<void> {
  const { shell, signal } = judging
  let before = -1
  for (; !signal.aborted; await pause(shell.clock, judgingAgainMs)) {
    const row = await rootRow(judging)
    if (row === null) return
    if (row.unauthorised === before) return tellStanding(shell, row, command)
    before = row.unauthorised
  }
}

async function rootRow({ client, host, root }: Judging): Promise<RootRow | null> {
  const row = (await client.hosts()).find(candidate => candidate.host === host)
  return row?.roots.find(candidate => candidate.root === root) ?? null
}

async function hasRelease(client: Client, site: string | null): Promise<boolean> {
  const row = (await client.sites()).find(candidate => candidate.site === site)
  return row?.components.some(component => component.release !== null) ?? false
}

/** For the time left alone, so it may be a little wrong. */
async function countFiles(folder: string, signal: AbortSignal): Promise<number> {
  let count = 0
  const folders: Buffer[] = [Buffer.from(folder)]
  for (let at = folders.pop(); at !== undefined && !signal.aborted; at = folders.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true, encoding: 'buffer' })) {
      if (entry.isDirectory()) folders.push(Buffer.concat([at, Buffer.from('/'), entry.name]))
      else count++
    }
  }
  return count
}
