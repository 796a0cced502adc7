// Owns the comparison of what web servers and PHP see with what this agent sees: which processes those are, when they are
// looked at, and which could not be. What stands there is look.ts's; that a difference is told once is the journal's.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type Actor, baseName } from '@sekisho/shared/actor.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { isWebProgram } from '@sekisho/shared/web-server.ts'
import type { OtherView, ViewsSeen } from '../handover.ts'
import { compareViews, type Process } from './look.ts'
import { type MountTable, parseMounts } from './mounts.ts'

export interface ViewsOptions {
  readonly clock: Clock
  /** Who a process is; asked of those alone that see something else. */
  readonly actorOf: (pid: number) => Actor
  /** `/proc` unless told. */
  readonly proc?: string
}

/** More than this many different views are those of a machine that is no shop's. */
const maxGroups = 200
/** Between two turns of the loop: each costs some 15 µs. */
const processesOfTurn = 100
const maxTold = 100

export class Views {
  readonly #clock: Clock
  readonly #actorOf: (pid: number) => Actor
  readonly #proc: string
  #seen: ViewsSeen | null = null
  #phase = 'idle'
  #since: number

  constructor({ clock, actorOf, proc = '/proc' }: ViewsOptions) {
    this.#clock = clock
    this.#actorOf = actorOf
    this.#proc = proc
    this.#since = clock.monotonic()
  }

  /** What the last look could see; null before the first. */
  get seen(): ViewsSeen | null {
    return this.#seen
  }

  /** Every difference that there is now, for each root. Null when the mounts changed meanwhile: to be looked at again. */
  async compare(roots: readonly PathText[]): Promise<readonly OtherView[] | null> {
    this.#enter('comparing')
    try {
      const before = this.#mountText('self')
      const pids = await this.#webProcesses()
      const found = this.#compareAll(roots, pids, before ?? '')
      return before !== null && this.#mountText('self') === before ? found : null
    } finally {
      this.#enter('idle')
    }
  }

  report(): RoomReport {
    return { phase: this.#phase, sinceMs: this.#clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }

  #compareAll(roots: readonly PathText[], pids: readonly number[], ownText: string): readonly OtherView[] {
    const at = this.#clock.now()
    const own = parseMounts(ownText)
    const groups = this.#groups(pids)
    const found = new Map<string, OtherView>()
    const count = { at, processes: pids.length, unseen: 0, contained: 0 }
    for (const { process, members } of groups) {
      const views = roots.flatMap(root => this.#differences(root, process, own, at))
      const actor = views.length === 0 ? 'unknown' : this.#actorOf(process.pid)
      // A container has files of its own by its nature. It is told as what is not watched.
      if (this.#isElsewhere(actor)) count.contained += members
      else {
        if (!process.isOpen) count.unseen += members
        for (const view of views) found.set(`${view.root}\0${view.path}\0${view.sees}`, { ...view, actor })
      }
    }
    this.#seen = count
    return [...found.values()].slice(0, maxTold)
  }

  #differences(root: PathText, process: Process, own: MountTable, at: number): readonly Omit<OtherView, 'actor'>[] {
    return (compareViews(this.#proc, root, process, own, at) ?? []).map(difference => ({ root, ...difference }))
  }

  #isElsewhere(actor: Actor): boolean {
    if (actor === 'unknown' || actor.container === undefined) return false
    const own = this.#actorOf(process.pid)
    return own === 'unknown' || own.container !== actor.container
  }

  /** Processes that see the same, by one of them. */
  #groups(pids: readonly number[]): readonly { readonly process: Process; readonly members: number }[] {
    const groups = new Map<string, { process: Process; members: number }>()
    for (const pid of pids) {
      const text = this.#mountText(String(pid))
      if (text === null) continue
      const top = this.#rootOf(pid)
      const key = `${top ?? ''}\0${text}`
      const known = groups.get(key)
      if (known) known.members++
      else if (groups.size < maxGroups)
        groups.set(key, { process: { pid, mounts: parseMounts(text), isOpen: top !== null }, members: 1 })
    }
    return [...groups.values()]
  }

  async #webProcesses(): Promise<number[]> {
    const all = readdirSync(this.#proc).filter(name => /^\d+$/.test(name))
    const found: number[] = []
    for (const [index, name] of all.entries()) {
      if (index % processesOfTurn === processesOfTurn - 1) await new Promise(resolve => setImmediate(resolve))
      const program = this.#programOf(name)
      if (program !== null && isWebProgram(program)) found.push(Number(name))
    }
    return found
  }

  /** By its executable, or where that is not to be seen by its name, which anybody can choose: one more is looked at. */
  #programOf(pid: string): string | null {
    try {
      return baseName(readlinkSync(`${this.#proc}/${pid}/exe`))
    } catch (error) {
      // A thread of the kernel, or one that ended: it serves nothing.
      if (errnoOf(error) === 'ENOENT') return null
      return this.#text(`${pid}/comm`)?.trimEnd() ?? null
    }
  }

  /** Null where this agent may not enter it. */
  #rootOf(pid: number): string | null {
    try {
      return readlinkSync(`${this.#proc}/${pid}/root`)
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return ''
      // ptrace(2), PTRACE_MODE_READ: root, or CAP_SYS_PTRACE.
      return null
    }
  }

  #mountText(pid: string): string | null {
    return this.#text(`${pid}/mountinfo`)
  }

  #text(name: string): string | null {
    try {
      return readFileSync(`${this.#proc}/${name}`, 'latin1')
    } catch {
      // It ended since it was listed.
      return null
    }
  }

  #enter(phase: 'idle' | 'comparing'): void {
    this.#phase = phase
    this.#since = this.#clock.monotonic()
  }
}
