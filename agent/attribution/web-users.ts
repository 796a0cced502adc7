// Owns which users web servers and PHP run as on this machine: looked for among all that runs, again and again, and kept
// once found, since PHP on demand runs for moments alone. What follows from that is the collector's.
import { baseName } from '@sekisho/shared/actor.ts'
import { isWebProgram } from '@sekisho/shared/web-server.ts'
import type { Proc, Snapshot } from './proc.ts'

/** Some 15 ms of a thread that also reads events; on most machines all that runs. */
const processesOfLook = 1000
/** What ran another program is passed over in all looks but each twelfth, a minute: nothing tells of a pid that is used again. */
const looksPassingOver = 12
/** A worker that was met as root counts when it is met so again, and may have changed its user since: both looks are made. */
const looksAfterFork = 2
/** Run everything as the user who started them, root in a container mostly: they have no workers. */
const single = /^(?:caddy|frankenphp)/

export class WebUsers {
  readonly #proc: Proc
  /** At most as many as the machine has users. */
  readonly #found = new Set<number>()
  #waiting: number[] = []
  /** Pids that ran another program: whatever begins one of these is met by the table. */
  #others = new Set<number>()
  #rounds = 0
  /** See `Proc.newestPid`, of the last round, and how many rounds it has stood there. */
  #newest: string | null = null
  #unchanged = 0
  /** Workers that ran as root, in this round and the one before, by pid and start. */
  #rootNow = new Set<string>()
  #rootBefore: ReadonlySet<string> = new Set()

  constructor(proc: Proc) {
    this.#proc = proc
  }

  has(uid: number): boolean {
    return this.#found.has(uid)
  }

  /** Takes the next of those that run. True when it found another user. */
  look(): boolean {
    if (this.#waiting.length === 0) this.#begin()
    let found = false
    for (const pid of this.#waiting.splice(0, processesOfLook)) found = this.#lookAt(pid) || found
    return found
  }

  /** True when it is a web server's or PHP's under a user that was not known. Of root a look alone can tell. */
  met({ executable, comm, effectiveUid }: Snapshot): boolean {
    return effectiveUid !== 0 && isWebProgram(nameOf(executable, comm)) && this.#add(effectiveUid)
  }

  /** Where nothing was forked since, all that runs was looked at. */
  #begin(): void {
    const isWhole = this.#rounds++ % looksPassingOver === 0
    const newest = this.#proc.newestPid()
    this.#unchanged = newest !== null && newest === this.#newest ? this.#unchanged + 1 : 0
    this.#newest = newest
    if (this.#unchanged > looksAfterFork && !isWhole) return
    const passed = isWhole ? new Set<number>() : this.#others
    const running = this.#proc.pids()
    this.#others = new Set(running.filter(pid => passed.has(pid)))
    this.#waiting = running.filter(pid => !passed.has(pid))
    this.#rootBefore = this.#rootNow
    this.#rootNow = new Set()
  }

  #lookAt(pid: number): boolean {
    const name = this.#proc.nameOf(pid)
    if (name === null || !isWebProgram(name)) {
      this.#others.add(pid)
      return false
    }
    const uids = this.#proc.uids(pid)
    if (uids === null) return false
    const { effectiveUid } = uids
    return (effectiveUid !== 0 || this.#servesAsRoot(pid, name)) && this.#add(effectiveUid)
  }

  /**
   * Masters run as root everywhere, and no page's code does in them. A worker is one whose parent is a web server too; for a
   * moment after its fork it is root still, so it counts when the next round meets it as root again.
   */
  #servesAsRoot(pid: number, name: string): boolean {
    if (single.test(name)) return true
    const stat = this.#proc.stat(pid)
    const parent = stat === null ? null : this.#proc.nameOf(stat.ppid)
    if (stat === null || parent === null || !isWebProgram(parent)) return false
    const worker = `${pid} ${stat.start}`
    this.#rootNow.add(worker)
    return this.#rootBefore.has(worker)
  }

  #add(uid: number): boolean {
    if (this.#found.has(uid)) return false
    this.#found.add(uid)
    return true
  }
}

/** Where the executable is not to be seen, anybody can choose the name: one user more matches no window. */
function nameOf(executable: string | null, comm: string): string {
  return executable === null ? comm : baseName(executable)
}
