// Owns running the installed git on a repository that may be hostile: its config, hooks, filters and remotes start nothing.
// git looks into the repository itself only to resolve names; everything else runs in an empty repository of our own that
// borrows its objects, so that no line of its config is in force.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { reason } from '@sekisho/shared/told-failure.ts'
import { SourceError } from './source-error.ts'

/** Enough of what git complains of. */
const maxErrorChars = 2000
/** What a name of an object is resolved under, where the repository's own config is in force: no program is started. */
const harmless = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.alternateRefsCommand=true',
]

export class GitError extends SourceError {
  override readonly name = 'GitError'
}

interface Running {
  readonly output: Readable
  readonly input: Writable
  /** @throws GitError with what git said */
  finished(): Promise<void>
  end(): void
}

export interface Git {
  /** Absolute. */
  readonly executable: string
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
}

/** In the repository itself, as the user: for names only. Its owner must be whom git's safe.directory allows. */
export function gitAtRepository(repository: string, above: string): Git {
  const { HOME, XDG_CONFIG_HOME } = process.env
  return {
    executable: findGit(),
    cwd: repository,
    environment: {
      ...common,
      // The repository that was named, and none above it.
      GIT_CEILING_DIRECTORIES: above,
      ...(HOME === undefined ? {} : { HOME }),
      ...(XDG_CONFIG_HOME === undefined ? {} : { XDG_CONFIG_HOME }),
    },
  }
}

/** In a repository of our own at `own`, with the objects of another one. No config but git's defaults is in force. */
export function gitWithObjects(own: string, objects: string): Git {
  return {
    executable: findGit(),
    cwd: own,
    environment: {
      ...common,
      HOME: own,
      XDG_CONFIG_HOME: own,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_DIR: own,
      GIT_INDEX_FILE: join(own, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
    },
  }
}

/** No variable of ours that git listens to reaches it, and it fetches nothing: git(1), Environment Variables. */
const common = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
} as const

/** Standard output, whole. @throws GitError */
export async function outputOf(git: Git, words: readonly string[]): Promise<string> {
  const running = runGit(git, words)
  running.input.end()
  const output = await text(running.output)
  await running.finished()
  return output
}

export function runGit(git: Git, words: readonly string[]): Running {
  const environment = { ...git.environment, PATH: process.env.PATH ?? '' }
  const child = spawn(git.executable, [...harmless, ...words], { cwd: git.cwd, env: environment, stdio: 'pipe' })
  const complaint = complaintOf(child)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', error => reject(new GitError(reason('source.git-unrun', { detail: error.message }), error)))
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      const said = complaint()
      const how = { command: words[0] ?? '', code: code ?? String(signal) }
      reject(new GitError(said === '' ? reason('source.git-ended', how) : () => said))
    })
  })
  // Told by `finished`, which may be asked later.
  ended.catch(() => {})
  // Of a git that ended early its exit tells more.
  child.stdin.on('error', () => {})
  return { output: child.stdout, input: child.stdin, finished: () => ended, end: () => child.kill() }
}

function complaintOf(child: ChildProcessByStdio<Writable, Readable, Readable>): () => string {
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (said.length < maxErrorChars) said += chunk.slice(0, maxErrorChars - said.length)
  })
  return () =>
    said
      .trim()
      .replace(/^fatal: /, '')
      .replace(/\s+/g, ' ')
}

/** Only absolute folders of PATH count: another one could mean a folder of the repository. @throws GitError */
function findGit(): string {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    if (!folder.startsWith('/')) continue
    const file = join(folder, 'git')
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // The next folder may have it.
    }
  }
  throw new GitError(reason('source.git-none'))
}
