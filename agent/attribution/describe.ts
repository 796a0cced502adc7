// Owns how what was read of a process is told: its name, its command line without secrets, its users, its place. Pure.
import type { ActorParent, KnownActor } from '@sekisho/shared/actor.ts'
import { baseName } from '@sekisho/shared/actor.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import { placeOf } from './place.ts'
import type { Snapshot } from './proc.ts'

/** What the words for a process are made with. */
export interface Telling {
  readonly redact: Redact
  readonly nameOfUser: (uid: number) => string
  /** Whether web servers or PHP run as this user; null where nobody looks for that. */
  readonly isWebUser: (uid: number) => boolean | null
  /** When the machine started, milliseconds since 1970. */
  readonly machineStartedAt: number
}

/** What is known for certain of a process: its program may be in doubt where the process itself is not. */
export interface Certain {
  readonly program: boolean
  readonly user: boolean
}

/** USER_HZ is 100 wherever Linux runs Node (time(7)). */
const tickMs = 10
const maxName = 60

export function actorOf(
  seen: Snapshot,
  parents: readonly ActorParent[],
  certain: Certain,
  telling: Telling,
): KnownActor {
  const { nameOfUser, redact, machineStartedAt } = telling
  const { unit, container } = placeOf(seen.cgroup)
  const args = argumentsOf(seen.command)
  const webUser = certain.user ? sharesWebUser(seen, telling) : null
  const differs = certain.user && seen.realUid !== seen.effectiveUid
  return {
    ...parentOf(seen, certain.program, telling),
    command: certain.program && args.length > 0 ? redact(args) : null,
    user: certain.user ? nameOfUser(seen.effectiveUid) : null,
    ...(differs ? { realUser: nameOfUser(seen.realUid) } : {}),
    ...(webUser === null ? {} : { webUser }),
    ...(seen.loginUid === null ? {} : { loginUser: nameOfUser(seen.loginUid) }),
    parents,
    unit,
    ...(container === null ? {} : { container }),
    startedAt: machineStartedAt + seen.start * tickMs,
  }
}

/** A program that a web server's user starts with the rights of another is his deed too. */
function sharesWebUser({ realUid, effectiveUid }: Snapshot, { isWebUser }: Telling): boolean | null {
  const effective = isWebUser(effectiveUid)
  return effective === null ? null : effective || isWebUser(realUid) === true
}

export function parentOf(seen: Snapshot, programIsCertain: boolean, { redact }: Telling): ActorParent {
  const { pid, executable, comm } = seen
  if (!programIsCertain) return { pid, executable: null }
  const name = titleOf(seen, redact) ?? (executable === null ? comm : null)
  return { pid, executable, ...(name === null ? {} : { name: name.slice(0, maxName).toWellFormed() }) }
}

/**
 * Servers write what they are where their command line was: `php-fpm: pool www`, `nginx: worker process`. Anybody can, so it
 * counts only where the executable bears the name, or where that is not to be seen, the program's name as the kernel set it.
 */
function titleOf({ command, executable, comm }: Snapshot, redact: Redact): string | null {
  const [title = '', ...others] = argumentsOf(command)
  const [, program] = /^([\w.-]+): \S/.exec(title) ?? []
  if (program === undefined || others.length > 0) return null
  if (!(executable === null ? comm : baseName(executable)).startsWith(program)) return null
  return redact([title]).replace(/ (?:process\b|\().*$/s, '')
}

/** Titles leave NULs or spaces behind. What is not UTF-8 is shown as U+FFFD: command lines prove nothing. */
function argumentsOf(command: Buffer): string[] {
  let end = command.length
  // Not by a pattern: it would look from each blank of thousands on to where they end.
  while (end > 0 && (command[end - 1] === 0 || command[end - 1] === 0x20)) end--
  const text = command.toString('utf8', 0, end)
  return text === '' ? [] : text.split('\0')
}
