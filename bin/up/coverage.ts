// Owns what `up` says of what it cannot see in the folder: walks in the place of a watch, folders that may not be read, links
// that lead out. A good standing without it would promise too much.
import type { RunningAgent } from '@sekisho/agent/main.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { isBelow } from '@sekisho/shared/path.ts'
import { type Terminal, visible } from '../terminal.ts'

interface Watched {
  readonly host: string
  readonly root: string
}

/** More than these are counted, and `hosts` lists them. */
const mostNamed = 10

/** `command`: how this checkout is called. */
export async function tellCoverage(
  { host, root }: Watched,
  agent: RunningAgent,
  client: Client,
  terminal: Terminal,
  command: string,
): Promise<void> {
  const state = agent.status().roots.find(row => row.root === root)
  if (state?.grade === 'walked') {
    const told = terminal.say('up.walks-only', { why: state.why })
    terminal.line(terminal.colour('yellow', told))
  }
  const row = (await client.hosts()).find(candidate => candidate.host === host)
  const blind = row?.notWatched.filter(({ path }) => path !== null && isBelow(path, root)) ?? []
  for (const { what, path } of blind.slice(0, mostNamed)) {
    const words = `${terminal.say('up.not-watched')} ${terminal.sayOf(what)}: ${visible(path ?? '')}`
    terminal.line(terminal.colour('yellow', words))
  }
  const more = blind.length - mostNamed
  if (more > 0) terminal.tell('up.not-watched-more', { count: more, command: `${command} hosts` })
}
