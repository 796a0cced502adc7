// Owns what is known of the process behind a finding, and how it reads on one line. Uses no node: module: the dashboard
// imports it too. What it gives is foreign text, to be made visible by whoever shows it.

/** A process above another. */
export interface ActorParent {
  readonly pid: number
  /** As `KnownActor.executable`. */
  readonly executable: string | null
  /** As `KnownActor.name`. */
  readonly name?: string | undefined
}

/** The process behind a finding. A wrong actor is a defect, so what is not known stays null or is left out. */
export interface KnownActor extends ActorParent {
  /** Path text of the running program's file; ends in ` (deleted)` where that file is gone (proc_pid_exe(5)). */
  readonly executable: string | null
  /** What the process calls itself, such as `php-fpm: pool www`; left out where it is the executable's own name. */
  readonly name?: string | undefined
  /** Command line without secrets and card numbers, at most 1,000 characters. */
  readonly command: string | null
  /** Effective user, whose rights it has: by name where /etc/passwd knows one, else by number. */
  readonly user: string | null
  /** Real user, where it is another one. */
  readonly realUser?: string | undefined
  /**
   * Whether web servers or PHP run as its user on the host, or did since the agent began; left out where nobody looked.
   * What such a user does may be a page's doing.
   */
  readonly webUser?: boolean | undefined
  /** Who signed in (the audit system's login uid), which neither su nor sudo changes; left out where nobody did. */
  readonly loginUser?: string | undefined
  /** Nearest first, at most 8, as they were when the program began or was first met. */
  readonly parents: readonly ActorParent[]
  /** systemd unit, such as `php8.2-fpm.service`. */
  readonly unit: string | null
  /** Such as `docker 3f2a9c81b0d4`. */
  readonly container?: string | undefined
  /** When the process was started, milliseconds since 1970, to 10 ms. */
  readonly startedAt?: number | undefined
}
export type Actor = 'unknown' | KnownActor

/** What is told of an actor on one line. */
type Told = Omit<KnownActor, 'startedAt' | 'webUser'>

/** `www-data php-fpm: pool www ← php-fpm: master ← systemd (php8.2-fpm.service)`, as far as it is known. */
export function actorText(actor: Told): string {
  const chain = [actor, ...actor.parents].map(processName).join(' ← ')
  const user = userText(actor)
  const places = [actor.unit, actor.container].filter(place => place !== null && place !== undefined)
  return `${user === '' ? '' : `${user} `}${chain}${places.length > 0 ? ` (${places.join(', ')})` : ''}`
}

/** `root`, `root (real www-data)`, `root (login alice)`; empty when nothing is known. */
function userText({ user, realUser, loginUser }: Told): string {
  const others = [
    ...(realUser === undefined ? [] : [`real ${realUser}`]),
    ...(loginUser === undefined || loginUser === user ? [] : [`login ${loginUser}`]),
  ]
  return [...(user === null ? [] : [user]), ...(others.length > 0 ? [`(${others.join(', ')})`] : [])].join(' ')
}

/** What stands for one process: its title, else its executable's last part, else its number. */
function processName({ pid, executable, name }: ActorParent): string {
  return name ?? (executable === null ? `pid ${pid}` : baseName(executable))
}

/** The last part of an executable's path, without the mark of a deleted file. */
export function baseName(executable: string): string {
  return executable.slice(executable.lastIndexOf('/') + 1).replace(/ \(deleted\)$/, '')
}
