// Owns the watchers that ours is measured beside, started as their documentation tells. They must be installed by the
// distribution or be packages of this checkout; what is missing is left out, and said.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describeError } from '@sekisho/shared/failures.ts'
import { isInstalled } from '../installed.ts'
import { processesOf } from '../resources.ts'
import { Heard } from './heard.ts'
import type { Rival, Watching } from './watching.ts'
import { watchman } from './watchman.ts'

const chokidarEntry = fileURLToPath(new URL('./chokidar.ts', import.meta.url))

/** Not -e open: they would drown in what the bench itself reads. */
const inotifyEvents = 'close_write,create,moved_to,delete'

const inotifywait: Rival = {
  name: 'inotifywait',
  command: 'inotifywait',
  start: tree =>
    listened('inotifywait', 'inotifywait', ['-m', '-r', '-e', inotifyEvents, '--format', '%w%f', tree], line => line, {
      errors: 'Watches established',
    }),
}

/** What a shop's own script would do: hash each file that was closed. */
const hashing: Rival = {
  name: 'inotifywait + sha256sum',
  command: 'inotifywait',
  start: tree => {
    const script =
      'inotifywait -m -r -e close_write,moved_to --format "%w%f" "$1" | while IFS= read -r file; do sha256sum "$file"; done'
    const path = (line: string) => line.slice(66)
    return listened('inotifywait + sha256sum', 'bash', ['-c', script, 'bash', tree], path, {
      errors: 'Watches established',
    })
  },
}

const chokidar: Rival = {
  name: 'chokidar alone',
  command: null,
  start: tree => listened('chokidar alone', process.execPath, [chokidarEntry, tree], line => line, { said: 'ready' }),
}

/** A file that is in every measured tree before it is watched. */
export const firstName = 'there-before'

const all: readonly Rival[] = [inotifywait, hashing, watchman, chokidar]

/** Those that can take part. */
export const rivals: readonly Rival[] = all.filter(({ command }) => command === null || isInstalled(command))

/** A rival that does not start takes no part, and says why. */
export async function startRival(
  rival: Rival,
  tree: string,
  folder: string,
): Promise<Watching | { readonly name: string; readonly why: string }> {
  try {
    return await rival.start(tree, folder)
  } catch (error) {
    return { name: rival.name, why: `did not start: ${describeError(error)}` }
  }
}

/** Who is measured elsewhere, or not at all, and why. */
export function absentees(): readonly string[] {
  const missing = all.filter(rival => !rivals.includes(rival)).map(({ name }) => name)
  return [
    ...(missing.length > 0 ? [`Not installed here, so not measured: ${missing.join(', ')}.`] : []),
    'AIDE and Samhain (4.1, as Debian has it) do not watch: they compare a whole tree when they are run, and hear of nothing in between. They stand with the walks.',
  ]
}

interface Signs {
  /** It is ready when its standard error says this. */
  readonly errors?: string
  /** It is ready when it prints this line, which is none of its paths. */
  readonly said?: string
}

async function listened(
  name: string,
  command: string,
  words: readonly string[],
  pathOf: (line: string) => string,
  signs: Signs,
): Promise<Watching> {
  // In a group of its own: a shell and what it started are ended together.
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const heard = new Heard()
  await new Promise<void>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${name} ended with ${code}`)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (signs.errors !== undefined && text.includes(signs.errors)) resolve()
    })
    createInterface(child.stdout).on('line', line => {
      if (line === signs.said) resolve()
      else heard.tell(pathOf(line))
    })
  })
  return { name, heard, pids: () => processesOf(child.pid ?? 0), stop: () => endAll([child]) }
}

async function endAll(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
    const ended = once(child, 'exit')
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It leads no group of its own.
      child.kill('SIGKILL')
    }
    await ended
  }
}
