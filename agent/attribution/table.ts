// Owns the process table: who has which pid, and which program it runs, learned when the program begins and kept until after
// it is gone. Reads /proc through proc.ts. Where a program could be another one it is not named: a wrong actor is a defect.
import { type Actor, type ActorParent, baseName, type KnownActor } from '@sekisho/shared/actor.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { compileRedact } from '@sekisho/shared/redact.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { ProcessTable } from '../handover.ts'
import { actorOf, parentOf, type Telling } from './describe.ts'
import { isUnfinished, Proc, type Snapshot, type Stat } from './proc.ts'
import { Users } from './users.ts'
import { WebUsers } from './web-users.ts'

export interface ProcessTableOptions {
  readonly clock: Clock
  /** Patterns besides the usual ones: see shared/redact.ts. */
  readonly redact?: readonly string[]
  /** Processes known at one time; 8,192 unless told: some 1 KB each. */
  readonly capacity?: number
  /** Where the process file system is mounted; `/proc` unless told. */
  readonly proc?: string
  /** `/etc/passwd` unless told. */
  readonly passwd?: string
}

/**
 * Which program a process runs, as far as this table can tell.
 *   certain    in: forked and never another; a begun program was seen to be there   out: → begun, → doubtful
 *   begun      in: a program was opened to be run, and is not there yet             out: it is there → certain
 *   doubtful   in: another program is there than was announced                      out: one is announced → begun, certain
 */
type ProgramState = 'certain' | 'begun' | 'doubtful'

interface Entry {
  seen: Snapshot
  state: ProgramState
  /** `Stat.program` of the last certain one; null where there was none. */
  before: string | null
  /** File name of the program that was begun, where the source told it. */
  begun: string | undefined
  readonly parents: readonly ActorParent[]
  /** The machine's count of processes when this one was last seen alive, or lower. */
  forks: number
  exited: boolean
  /** How often reports had been lost when its program was last seen. */
  lost: number
  /** How often it was looked at again since its program was begun. */
  lookedAgain: number
  /** Made when first asked for; null after a change. */
  actor: KnownActor | null
  asParent: ActorParent | null
}

const maxParents = 8
/** Where nothing else happens meanwhile; and how often, since some programs cannot be run. */
const lookAgainMs = 1
const maxLooks = 20
/** More than this many begin at one time only where somebody makes them fail: the newest are looked at. */
const maxBeginning = 8
const countForksEachMs = 1000
/** PHP on demand ends after ten idle seconds (php-fpm's process_idle_timeout): two looks fall into them. */
const lookForWebEachMs = 5000
/** Known processes that are looked after at each new one: two, so that the gone leave faster than others come. */
const lookedAfter = 2
/** The kernel opens it for each program, after the program itself. Whoever gives his own file such a name stays in doubt. */
const loader = /^ld(?:[-.]|$)/

/**
 * Reads what runs already, so open it once executions are reported. What is reported and what is asked must come in the order in
 * which it happened: told of a program before a write of the one before it, the table would name the wrong one. fanotify keeps
 * that order within one group alone. In a worker thread: loads neither zod nor winston.
 */
export function openProcessTable(options: ProcessTableOptions): ProcessTable {
  const table = new Table(options, { readingAll: false, followsWeb: true })
  table.readAll()
  return table
}

/** What is known of one process that runs now, without following any. 'unknown' where it is gone. */
export function actorNow(pid: number, options: ProcessTableOptions): Actor {
  return new Table(options, { readingAll: true, followsWeb: false }).actorOf(pid)
}

class Table implements ProcessTable {
  readonly #clock: Clock
  readonly #proc: Proc
  readonly #telling: Telling
  readonly #capacity: number
  readonly #pidMax: number
  /** The longest not looked after first. */
  readonly #entries = new Map<number, Entry>()
  #forks: number
  #countedAt: number
  /** Living processes that were given up because the table was full. */
  #forgotten = 0
  /** How often reports were lost. */
  #lost = 0
  #since: number
  #readingAll: boolean
  /** Those whose program was begun just now. */
  readonly #beginning = new Set<Entry>()
  #again: Timer | null = null
  readonly #webUsers: WebUsers
  readonly #lookingForWeb: Timer | null

  constructor(
    { clock, redact, capacity = 8192, proc = '/proc', passwd = '/etc/passwd' }: ProcessTableOptions,
    { readingAll, followsWeb }: { readonly readingAll: boolean; readonly followsWeb: boolean },
  ) {
    this.#readingAll = readingAll
    const users = new Users(passwd, clock)
    this.#clock = clock
    this.#proc = new Proc(proc)
    this.#capacity = capacity
    this.#pidMax = this.#proc.pidMax()
    const { forks, startedAt } = this.#proc.machine()
    this.#forks = forks
    this.#webUsers = new WebUsers(this.#proc)
    this.#lookingForWeb = followsWeb ? clock.inStep(lookForWebEachMs, () => this.#lookForWeb()) : null
    this.#countedAt = clock.monotonic()
    this.#since = clock.monotonic()
    this.#telling = {
      redact: compileRedact(redact),
      nameOfUser: uid => users.nameOf(uid),
      isWebUser: uid => (followsWeb ? this.#webUsers.has(uid) : null),
      machineStartedAt: startedAt,
    }
  }

  /** What runs before executions are reported runs for certain. */
  readAll(): void {
    this.#readingAll = true
    for (const pid of this.#proc.pids()) {
      const stat = this.#proc.stat(pid)
      if (stat !== null) this.#living(pid, stat)
    }
    this.#readingAll = false
    this.#lookForWeb()
  }

  executed(pid: number, name?: string): void {
    this.#lookAgain()
    if (name !== undefined && loader.test(name)) return
    const seen = this.#proc.snapshot(pid)
    const known = this.#entries.get(pid)
    if (seen === null) {
      // It ran something, and what that was nobody will learn.
      if (known !== undefined) enterProgram(known, 'begun', name)
      return
    }
    if (known === undefined || known.seen.start !== seen.start) {
      const entry = this.#enter(seen, 'begun')
      entry.before = seen.forkedOnly ? seen.program : null
      entry.begun = name
      this.#settle(entry)
      return
    }
    enterProgram(known, 'begun', name)
    this.#see(known, seen)
    this.#settle(known)
  }

  /** What it wrote last may still be asked for: it leaves when others need the place. */
  exited(pid: number): void {
    const known = this.#entries.get(pid)
    if (known !== undefined) known.exited = true
  }

  get waits(): boolean {
    return this.#beginning.size > 0
  }

  /** Those that live are looked at when they are asked for. */
  missed(): void {
    this.#lost++
  }

  actorOf(pid: number): Actor {
    if (pid <= 0) return 'unknown'
    this.#lookAgain()
    const stat = this.#proc.stat(pid)
    if (stat === null) return this.#actorOfGone(pid)
    const entry = this.#living(pid, stat)
    if (entry === null) return this.#actorOfGone(pid)
    return this.#tell(entry, this.#hasSameUsers(entry))
  }

  report(): RoomReport {
    const phase = this.#forgotten === 0 ? 'following' : `full: ${this.#forgotten} forgotten`
    return { phase, sinceMs: this.#clock.monotonic() - this.#since, depth: this.#entries.size, oldestAgeMs: 0 }
  }

  close(): void {
    this.#again?.cancel()
    this.#lookingForWeb?.cancel()
    this.#beginning.clear()
    this.#entries.clear()
  }

  /** The process that has the pid now, its program looked at again. Null when it is gone meanwhile. */
  #living(pid: number, stat: Stat, depth = 0): Entry | null {
    const known = this.#entries.get(pid)
    if (known === undefined || known.seen.start !== stat.start) {
      const seen = this.#proc.snapshot(pid)
      // One that was forked and no more runs what its parent ran; any other program should have been announced.
      const isCertain = seen?.forkedOnly || this.#readingAll
      return seen === null ? null : this.#enter(seen, isCertain ? 'certain' : 'doubtful', depth)
    }
    known.forks = this.#countForks()
    known.lost = this.#lost
    if (stat.program === known.seen.program) return known
    const seen = this.#proc.snapshot(pid)
    if (seen === null || seen.start !== stat.start) return null
    if (known.state === 'certain') enterProgram(known, 'doubtful', undefined)
    this.#see(known, seen)
    this.#settle(known)
    return known
  }

  /** A program that was opened is there within a millisecond, and may be gone within another. */
  #settle(entry: Entry): void {
    settleProgram(entry)
    if (entry.state !== 'begun' || entry.lookedAgain >= maxLooks || this.#beginning.has(entry)) return
    const [oldest] = this.#beginning
    if (oldest !== undefined && this.#beginning.size >= maxBeginning) this.#beginning.delete(oldest)
    this.#beginning.add(entry)
    this.#again ??= this.#clock.after(lookAgainMs, () => this.#lookAgain())
  }

  #lookAgain(): void {
    if (this.#beginning.size === 0) return
    this.#again?.cancel()
    this.#again = null
    const beginning = [...this.#beginning]
    this.#beginning.clear()
    for (const entry of beginning) {
      entry.lookedAgain++
      const stat = this.#proc.stat(entry.seen.pid)
      const isTheSame = stat !== null && this.#entries.get(stat.pid) === entry && stat.start === entry.seen.start
      if (isTheSame && this.#living(stat.pid, stat) === entry) this.#settle(entry)
    }
  }

  /** A pid is given again only after all others were: until half of them went by, what was known of it holds. */
  #actorOfGone(pid: number): Actor {
    const known = this.#entries.get(pid)
    if (known === undefined) return 'unknown'
    if (known.lost !== this.#lost && known.state === 'certain') enterProgram(known, 'doubtful', undefined)
    if (this.#countForks(0) - known.forks < this.#pidMax / 2) return this.#tell(known, true)
    this.#entries.delete(pid)
    return 'unknown'
  }

  #tell(entry: Entry, sameUsers: boolean): KnownActor {
    if (sameUsers && entry.actor !== null) return entry.actor
    const certain = { program: entry.state === 'certain', user: sameUsers }
    const actor = actorOf(entry.seen, entry.parents, certain, this.#telling)
    if (sameUsers) entry.actor = actor
    return actor
  }

  /** False when they changed since they were read: whose rights it had when it wrote is then not known. */
  #hasSameUsers(entry: Entry): boolean {
    const now = this.#proc.uids(entry.seen.pid)
    const { realUid, effectiveUid } = entry.seen
    if (now === null || (now.realUid === realUid && now.effectiveUid === effectiveUid)) return true
    entry.seen = { ...entry.seen, ...now }
    entry.actor = null
    this.#meetWeb(entry.seen)
    return false
  }

  #enter(seen: Snapshot, state: ProgramState, depth = 0): Entry {
    this.#lookAfter()
    const before = state === 'certain' ? seen.program : null
    const parents = this.#parentsOf(seen, depth)
    const known = {
      forks: this.#countForks(),
      lost: this.#lost,
      exited: false,
      lookedAgain: 0,
      actor: null,
      asParent: null,
    }
    const entry: Entry = { seen, state, before, begun: undefined, parents, ...known }
    this.#entries.delete(seen.pid)
    this.#entries.set(seen.pid, entry)
    this.#meetWeb(seen)
    return entry
  }

  #see(entry: Entry, seen: Snapshot): void {
    entry.seen = seen
    entry.forks = this.#countForks()
    entry.lost = this.#lost
    entry.actor = null
    entry.asParent = null
    this.#meetWeb(seen)
  }

  #meetWeb(seen: Snapshot): void {
    if (this.#webUsers.met(seen)) this.#tellAnew()
  }

  #lookForWeb(): void {
    if (this.#webUsers.look()) this.#tellAnew()
  }

  /** Another user is known as a web server's: what was put together of processes may be his. */
  #tellAnew(): void {
    for (const entry of this.#entries.values()) entry.actor = null
  }

  /** A parent is only one if it was there before its child, and is still the parent when all is read. */
  #parentsOf(child: Stat, depth: number): readonly ActorParent[] {
    if (child.ppid === 0 || depth === maxParents) return []
    const stat = this.#proc.stat(child.ppid)
    if (stat === null || stat.start > child.start) return []
    const parent = this.#living(stat.pid, stat, depth + 1)
    if (parent === null || this.#proc.stat(child.pid)?.ppid !== child.ppid) return []
    parent.asParent ??= parentOf(parent.seen, parent.state === 'certain', this.#telling)
    return [parent.asParent, ...parent.parents].slice(0, maxParents)
  }

  /** The count of processes, at most `maxAgeMs` old. */
  #countForks(maxAgeMs = countForksEachMs): number {
    const now = this.#clock.monotonic()
    if (now - this.#countedAt >= maxAgeMs) {
      this.#forks = this.#proc.machine().forks
      this.#countedAt = now
    }
    return this.#forks
  }

  /** Makes room for one more: the gone go once half of the places are taken; where all live, one of them is forgotten. */
  #lookAfter(): void {
    const oldest = this.#entries.entries()
    for (let looked = 0; looked < lookedAfter && this.#entries.size > this.#capacity / 2; looked++) {
      const [pid, entry] = oldest.next().value ?? [0, undefined]
      if (entry === undefined) return
      this.#entries.delete(pid)
      if (entry.exited || this.#proc.stat(pid)?.start !== entry.seen.start) continue
      if (this.#entries.size + 1 >= this.#capacity) this.#forget()
      else {
        entry.forks = this.#countForks()
        this.#entries.set(pid, entry)
      }
    }
  }

  #forget(): void {
    if (this.#forgotten++ === 0) this.#since = this.#clock.monotonic()
  }
}

/** To be called before what was read meanwhile is kept. */
function enterProgram(entry: Entry, state: 'begun' | 'doubtful', name: string | undefined): void {
  if (entry.state === 'certain') entry.before = entry.seen.program
  entry.state = state
  entry.begun = name
  entry.lookedAgain = 0
  entry.actor = null
  entry.asParent = null
}

/** Certain once another program than before is there, under the name that was begun. */
function settleProgram(entry: Entry): void {
  const { seen, state, before, begun } = entry
  if (state !== 'begun' || seen.program === before || seen.forkedOnly || isUnfinished(seen)) return
  if (begun !== undefined && seen.executable !== null && baseName(seen.executable) !== begun) return
  entry.state = 'certain'
  entry.before = seen.program
  entry.actor = null
  entry.asParent = null
}
