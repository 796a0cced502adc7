// Owns the state folder: where it is, that nobody else can read it, and that one agent and one collector use it at a time.
// What the rooms keep in it is theirs.
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makePrivate } from './durable-file.ts'
import { errnoOf, Failure } from './failures.ts'
import { reason, ToldFailure } from './told-failure.ts'

export type Program = 'agent' | 'collector'

/** `--state`, else SEKISHO_STATE, else systemd's STATE_DIRECTORY, else the XDG state folder. Absolute. */
export function stateFolder(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  // systemd.exec(5): several directories are joined with colons; ours is the first.
  const systemd = environment.STATE_DIRECTORY?.split(':')[0]
  const home = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), '.local', 'state')
  return resolve(option || environment.SEKISHO_STATE || systemd || join(home, 'sekisho'))
}

/**
 * Makes the folder with mode 0700 where it is missing.
 * @throws Failure state-permissions when it belongs to somebody else or cannot be made
 */
export function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(folder)
    if (uid !== process.getuid?.())
      throw new ToldFailure('state-permissions', reason('state.of-other', { uid }), { place: folder })
    if ((mode & 0o077) !== 0) chmodSync(folder, 0o700)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new ToldFailure('state-permissions', reason('state.unusable', { errno: errnoOf(error) ?? '?' }), {
      cause: error,
      place: folder,
    })
  }
}

/** @throws Failure state-inside-root when the folder lies in the root, by real paths */
export function refuseStateInside(folder: string, root: string): void {
  const real = realOrGiven(root)
  for (let at = realOrGiven(folder); ; at = dirname(at)) {
    if (at === real) throw new ToldFailure('state-inside-root', reason('state.inside', { root }), { place: folder })
    if (at === dirname(at)) return
  }
}

/** A look at the lock takes it for less than a millisecond; who starts just then waits for that. */
const lookMs = 250
/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5

/** A handle that nobody holds on to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>()

export interface StateLock {
  release(): void
}

/**
 * Holds the program's place in the folder until released or until the process ends, however it ends:
 * the lock is the kernel's, taken through an exclusive SQLite transaction.
 * @throws Failure state-locked naming the process that holds it
 */
export function lockState(folder: string, program: Program): StateLock {
  makeStateFolder(join(folder, program))
  const pidFile = join(folder, program, 'pid')
  const lockFile = join(folder, program, 'lock.db')
  makePrivate(lockFile)
  const database = new DatabaseSync(lockFile, { timeout: lookMs })
  try {
    database.exec('PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const pid = readHolder(pidFile)
    const why = pid ? reason(`state.${program}-runs-as`, { pid }) : reason(`state.${program}-runs`)
    throw new ToldFailure('state-locked', why, {
      cause: error,
      place: folder,
    })
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  held.add(database)
  return {
    release() {
      held.delete(database)
      database.close()
    },
  }
}

/** Whether the program runs on this folder just now. A file that it left behind proves nothing; the kernel's lock does. */
export function isRunning(folder: string, program: Program): boolean {
  const file = join(folder, program, 'lock.db')
  if (!existsSync(file)) return false
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return true
    throw error
  } finally {
    database.close()
  }
}

function readHolder(pidFile: string): string | undefined {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    // The pid only makes the message better.
    return undefined
  }
}

function realOrGiven(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // It does not exist yet: compare as given, from its nearest existing parent.
    const parent = dirname(path)
    return parent === path ? path : join(realOrGiven(parent), path.slice(parent.length))
  }
}
