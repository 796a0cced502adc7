// Owns the reading of fanotify's events: always to the end of the queue, each event to the paths below the roots that it
// concerns, and what the kernel says it lost. Blocks in poll only, which an eventfd ends. Claims nothing about contents.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Actor, GapCause, Glimpse } from '@sekisho/shared/finding.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { AttributesOf, ClosedFile, KeptContent, KeptFile, Linked, ProcessTable, Touch } from '../../handover.ts'
import { type HandleKey, type NamedEvent, readNamedEvents } from './events.ts'
import { Gathering } from './gathering.ts'
import { type Glanced, Glances } from './glances.ts'
import { Keepings } from './keepings.ts'
import { Marks } from './marks.ts'
import { readMounts } from './mounts.ts'
import { Outside } from './outside.ts'
import { below, type Place, Places, UnansweredError } from './places.ts'
import { Programs } from './programs.ts'
import type { RoomReports, RootRules } from './protocol.ts'
import { type Named, Recent } from './recent.ts'
import { ServedRoots } from './roots.ts'
import { meaningOf, namedChanges } from './signs.ts'
import { fan, PollSet, pollIn, pollPriority, type System } from './system.ts'

export interface ReaderDoors {
  send(touches: readonly Touch[]): void
  linked(files: readonly Linked[]): void
  kept(files: readonly KeptFile[]): void
  closed(file: ClosedFile): void
  lost(root: PathText, cause: GapCause, from: number): void
}

export interface ReaderParts {
  readonly system: System
  /** Makes the table that is told of programs and asked who did it, once the kernel tells of programs. */
  openProcesses(): ProcessTable
  readonly attributesOf: AttributesOf
  /** Somebody keeps contents for longer, and is told of them. */
  readonly handsOn: boolean
  readonly clock: Clock
  /** Folders with this process' own databases: the kernel must open nothing there for it. See `Marks`. */
  readonly unopened: readonly PathText[]
  /** `/proc/self/mountinfo`, open: poll tells of every change. Its owner closes it. */
  readonly mountInfo: number
  /** Before each reading of the queue; tests hold it up there. */
  fault(): void
}

/** Between two looks at whether the roots are what they were; where the kernel tells of that, in case that it did not. */
const guardMs = 1000
const toldGuardMs = 5000
/** While a program begins the process table looks again by timers, which run between two waits. */
const restlessMs = 1
/** Some thousand events; fanotify(7) recommends a large buffer. */
const bufferBytes = 64 * 1024
/** Files that somebody else has open for us: of the 1,024 that a process may have (getrlimit(2)). */
const handedAtOnce = 64
/** Paths of one message that are worth sending before all is read. */
const many = 2048
const cameByName = fan.create | fan.movedTo
const movedDirectory = fan.movedFrom | fan.movedTo

export class Reader {
  /** An eventfd: writing to it ends the wait. Whoever writes to it closes it. */
  readonly wake: number
  readonly roots: ServedRoots
  readonly gathering: Gathering
  readonly #parts: ReaderParts
  readonly #doors: ReaderDoors
  readonly #marks: Marks
  readonly #places: Places
  readonly #glances: Glances
  /** Where the files lie that were told of last. */
  readonly #recent: Recent
  readonly #outside = new Outside()
  readonly #keepings = new Keepings()
  #linked: Linked[] = []
  #kept: KeptFile[] = []
  /** Files that were handed on and are not closed again. */
  #handed = 0
  readonly #programs: Programs
  readonly #processes: ProcessTable
  /** Who has which pid, of those that this reading told of: all that they did there came before it is looked up. */
  readonly #actors = new Map<number, Actor>()
  readonly #polled = new PollSet()
  readonly #buffer = Buffer.alloc(bufferBytes)
  /** When the queue was last empty: what the kernel lost came later. */
  #emptyAt: number
  /** When it was last empty before this round: what is read in it came later, by name or closed. */
  #roundFrom: number
  /** Of what was read last there some could not be asked for, and that is declared. */
  readonly #declared = new Set<PathText>()
  #guardAt: number
  #mustLook = false
  #closed = false

  /** @throws SystemError: why there is no fanotify here */
  constructor(parts: ReaderParts, doors: ReaderDoors) {
    const { system, clock, mountInfo } = parts
    this.#parts = parts
    this.#doors = doors
    this.#marks = new Marks(system, parts.unopened)
    this.#programs = new Programs(system, this.#marks.named)
    // Programs are announced before the table reads what runs already.
    this.#programs.mark(readMounts(), new Set())
    this.#processes = parts.openProcesses()
    this.wake = system.eventFd()
    this.#places = new Places(system)
    this.#recent = new Recent(this.#places)
    const { attributesOf } = parts
    this.#glances = new Glances({ system, group: this.#marks.opened, attributesOf, now: () => clock.now() })
    this.roots = new ServedRoots(
      { system, marks: this.#marks, places: this.#places },
      { lost: (root, cause, from) => doors.lost(root, cause, from), now: () => clock.now() },
    )
    this.gathering = new Gathering({
      send: touches => doors.send(touches),
      lost: (root, cause) => doors.lost(root, cause, clock.now()),
      monotonic: () => clock.monotonic(),
    })
    this.#emptyAt = clock.now()
    this.#roundFrom = this.#emptyAt
    this.#guardAt = clock.monotonic() + guardMs
    this.#polled.set(
      new Map([
        [this.wake, pollIn],
        [this.#marks.named, pollIn],
        [this.#marks.opened, pollIn],
        // proc(5): a change of the mounts is told as a priority event.
        [mountInfo, pollPriority],
      ]),
    )
  }

  get descriptors(): readonly number[] {
    return [this.wake, this.#marks.named, this.#marks.opened]
  }

  /** Waits, reads, and comes back through the event loop, which brings what the owner says. */
  run(): void {
    if (this.#closed) return
    this.#round()
    setImmediate(() => this.run())
  }

  rules(roots: readonly RootRules[]): void {
    if (this.#keepings.rules(roots)) this.#glances.forgetKept()
  }

  /** A file that was handed on is closed again. */
  closedAgain(): void {
    this.#handed--
  }

  kept(sha256: string): KeptContent | null {
    return this.#glances.kept(sha256)
  }

  report(): RoomReports {
    return { watch: this.gathering.report(), attribution: this.#processes.report() }
  }

  close(): void {
    this.#closed = true
    this.#marks.close()
    this.#processes.close()
  }

  #round(): void {
    const { system, clock, mountInfo } = this.#parts
    const startedAt = clock.now()
    this.#roundFrom = this.#emptyAt
    // What has gathered goes first: it may be that no event follows for a long time.
    this.gathering.flush()
    // What waited when a root was first looked at is read at once: all later changes of its way count.
    const most = this.roots.isFresh ? 0 : this.#processes.waits ? restlessMs : toldGuardMs
    system.poll(this.#polled, Math.max(0, Math.min(most, this.#guardAt - clock.monotonic())))
    if (this.#polled.isReady(this.wake)) system.read(this.wake, this.#buffer)
    this.#parts.fault()
    if (this.#polled.isReady(mountInfo) || this.roots.areMountsUnread) {
      const found = this.roots.mountsChanged()
      if (found !== null) this.#programs.mark(found.mounts, found.standing.programs)
    }
    this.#drain()
    this.#glance()
    this.#places.release()
    this.#guardWhenDue(startedAt)
    this.gathering.flush()
  }

  #guardWhenDue(at: number): void {
    const now = this.#parts.clock.monotonic()
    if (now < this.#guardAt && !this.#mustLook) return
    this.#mustLook = false
    this.roots.guard(at)
    this.#guardAt = now + (this.roots.areTold ? toldGuardMs : guardMs)
  }

  #drain(): void {
    const { system, clock } = this.#parts
    const startedAt = clock.now()
    for (;;) {
      this.#declared.clear()
      const length = system.read(this.#marks.named, this.#buffer)
      if (length === 0) break
      this.#actors.clear()
      readNamedEvents(this.#buffer, length, event => this.#told(event))
      this.#flushMany()
    }
    this.#emptyAt = startedAt
    this.roots.drained()
  }

  /**
   * What was closed is told twice, by name and by descriptor. After each look at some of the latter all names are read, so
   * that the paths of these files are known; what lies below no root has none.
   */
  #glance(): void {
    this.#glances.startRound()
    const visit = (files: readonly Glanced[]) => {
      this.#drain()
      for (const file of files) this.#visited(file)
    }
    while (this.#glances.take(visit)) {
      this.#flushMany()
      if (this.#linked.length > 0) this.#doors.linked(this.#linked)
      this.#linked = []
      if (this.#kept.length > 0) this.#doors.kept(this.#kept)
      this.#kept = []
    }
  }

  /** Few paths wait for what is said of them in the same breath: each message lets them be read from the disk once more. */
  #flushMany(): void {
    if (this.gathering.depth >= many) this.gathering.flush()
  }

  #visited(file: Glanced): void {
    try {
      this.#glanced(file)
    } catch (error) {
      this.#missed(error)
    }
  }

  #glanced(glanced: Glanced): void {
    const { file, glimpse } = glanced
    const places = this.#recent.of(file)
    this.#closedOutside(glanced, places)
    const keeping = this.#keepings.of(places)
    const byName = new Map<PathText, Glimpse | null>()
    for (const place of places) {
      const name = nameOf(place.path)
      if (!byName.has(name)) byName.set(name, glimpse(name, keeping))
      const seen = byName.get(name) ?? null
      if (seen !== null) this.gathering.glimpsed(place, seen)
    }
    if (places.length > 0) this.#recent.closed(file, [...byName.values()].find(seen => seen !== null) ?? null)
    const newlyKept = this.#glances.takeNewlyKept()
    if (!this.#parts.handsOn || places.length === 0 || keeping === 'nothing') return
    for (const kept of newlyKept) this.#kept.push({ ...kept, places })
    if ([...byName.values()].every(seen => seen === null)) this.#handOn(glanced, places)
  }

  /** What was too large, or one too many, to be read here. Half of the places are for what is gone already. */
  #handOn(glanced: Glanced, places: readonly Place[]): void {
    if (this.#handed >= handedAtOnce) return
    const handed = glanced.handOver(this.#handed >= handedAtOnce / 2)
    if (handed === null) return
    this.#handed++
    this.#doors.closed({ ...handed, places })
  }

  /** By a link outside of the roots a file of theirs may have been written. */
  #closedOutside({ file, otherwiseNamed }: Glanced, places: readonly Place[]): void {
    const pid = this.#outside.whoClosed(file)
    if (pid === null) return
    const elsewhere = places.length === 0 ? otherwiseNamed() : null
    if (places.length === 0 && elsewhere === null) return
    const witness = this.#processes.actorOf(pid)
    if (elsewhere !== null) this.#linked.push({ ...elsewhere, witness })
    for (const place of places) this.gathering.add(place, { saw: ['written'], settled: true, witness })
  }

  #told(event: NamedEvent): void {
    try {
      this.#seen(event)
    } catch (error) {
      this.#missed(error)
      // Only then: whoever makes folders that cannot be asked for must not have all others asked for anew, each time.
      if (event.mask & fan.onDirectory) this.#forgetPlaces()
    }
  }

  #seen(event: NamedEvent): void {
    const { mask, directory, name, file } = event
    if (mask & fan.queueOverflow) this.#overflowed()
    if (mask & fan.openExec) this.#executed(event)
    if (directory === null || (mask & namedChanges) === 0) return
    const isDirectory = (mask & fan.onDirectory) !== 0
    const held = file !== null && mask & fan.movedTo ? this.#recent.heldBy(file) : null
    if (file !== null && mask & fan.modify) this.#recent.written(file)
    if (isDirectory && mask & movedDirectory && this.#concernsPlaces(directory, name)) this.#places.moved()
    if (mask & (cameByName | fan.delete | fan.movedFrom) && this.roots.concerns(name)) {
      this.#mustLook = true
      this.roots.led(directory, name)
    }
    const folders = this.#places.of(directory)
    const places = name === '.' ? folders : folders.map(folder => below(folder, name))
    // A root is more than a name in its parent: it has places of its own.
    if (isDirectory && file !== null && !this.roots.isStep(directory, name)) this.#learn(mask, file, places)
    if (places.length === 0) {
      // An execution in the same event may have come before or after.
      if (mask & fan.closeWrite && file !== null) this.#outside.closed(file, mask & fan.openExec ? 0 : event.pid)
      // Its folder may have been moved out of the root.
      if (file !== null) this.#recent.left(file, { directory, name })
      return
    }
    if (file !== null) this.#outside.toldInside(file)
    if (!isDirectory && file !== null) this.#remember(mask, file, { directory, name, places })
    const meaning = meaningOf(mask)
    const witness = this.#actorOf(event)
    for (const place of places) this.gathering.add(place, { ...meaning, witness })
    if (held !== null) this.#cameHolding(held, places)
  }

  /**
   * What is moved from one folder outside to another is no place before or after, and whoever moves it must not have all asked
   * for anew. Of a folder that is gone nobody knows whether it was inside.
   */
  #concernsPlaces(directory: HandleKey, name: PathText): boolean {
    return this.roots.concerns(name) || this.#places.of(directory).length > 0 || this.#places.isGone(directory)
  }

  /** By the time that its new place is read another may be there. Settings are told apart by what is observed at both ends. */
  #cameHolding(held: Glimpse, places: readonly Place[]): void {
    const at = this.#parts.clock.now()
    for (const place of places) {
      const name = nameOf(place.path)
      if (!mayHoldSettings(name)) this.gathering.glimpsed(place, { ...this.#glances.underName(name, held), at })
    }
  }

  /** The kernel makes one event of several: what was also moved away is there no more, or as good as that. */
  #remember(mask: number, file: HandleKey, named: Named): void {
    if (mask & fan.movedFrom) this.#recent.left(file, named)
    else if (mask & cameByName) this.#recent.came(file, named)
    else this.#recent.touched(file, named)
  }

  #executed({ pid, directory, name }: NamedEvent): void {
    this.#actors.delete(pid)
    this.#outside.executed(pid)
    if (directory === null) this.#processes.executed(pid)
    else this.#processes.executed(pid, name)
  }

  /** The kernel may have made one event of a write and an execution of what was written: which came first is not known. */
  #actorOf({ mask, pid }: NamedEvent): Actor {
    if (mask & fan.openExec) return 'unknown'
    const known = this.#actors.get(pid)
    if (known !== undefined) return known
    const actor = this.#processes.actorOf(pid)
    this.#actors.set(pid, actor)
    return actor
  }

  /** Where a directory came to be is known from the event: by the time it is read, it may be gone. */
  #learn(mask: number, file: string, places: readonly Place[]): void {
    if (mask & cameByName) this.#places.learn(file, places)
    else if (mask & fan.delete) this.#places.forget(file)
  }

  #overflowed(): void {
    this.#lost(this.roots.all, this.#emptyAt)
    this.#forgetPlaces()
    this.#processes.missed()
  }

  /**
   * What cannot be asked for counts as lost by the kernel: once for all that was read together, since the walk that follows
   * begins after it.
   */
  #missed(error: unknown): void {
    if (!(error instanceof UnansweredError)) throw error
    const roots = (error.roots ?? this.roots.all).filter(root => !this.#declared.has(root))
    this.#lost(roots, this.#roundFrom)
    for (const root of roots) this.#declared.add(root)
  }

  #lost(roots: readonly PathText[], from: number): void {
    for (const root of roots) this.#doors.lost(root, 'overflow', from)
    this.#recent.missed()
  }

  /** What was lost may have been the move of a directory, or of a root. */
  #forgetPlaces(): void {
    this.#places.moved()
    this.#mustLook = true
  }
}
