// Owns the reading of inotify's events: always to the end of the queue, each event to the places that it concerns, and what
// the kernel says it lost. Blocks in poll only, which an eventfd ends. Claims nothing about contents.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { Gathering } from '../linux/gathering.ts'
import type { RoomReports } from '../linux/protocol.ts'
import type { ReaderDoors } from '../linux/reader.ts'
import type { ThreadParts } from '../linux/serve.ts'
import { meaningOf } from '../linux/signs.ts'
import { ino, PollSet, pollIn, pollPriority } from '../linux/system.ts'
import { readWatchedEvents, type WatchedEvent } from './events.ts'
import type { Folder } from './folders.ts'
import { WatchedRoots } from './roots.ts'
import { type Found, Trees } from './trees.ts'

/** What was told of a folder while it had no place. */
interface Missed {
  readonly folder: Folder
  readonly name: PathText | null
  readonly mask: number
}

/** Between two looks at whether the roots are what they were. */
const guardMs = 1000
/** Some thousand events. */
const bufferBytes = 64 * 1024
/** Kept of one folder that is on its way from one place to another: beyond that something is lost. */
const missedCeiling = 1000
const came = ino.create | ino.movedTo
const went = ino.delete | ino.movedFrom
const ofItself = ino.deleteSelf | ino.moveSelf | ino.unmount

/** It opens nothing, and keeps no contents. */
type InotifyDoors = Omit<ReaderDoors, 'kept' | 'closed'>

export class InotifyReader {
  /** An eventfd: writing to it ends the wait. Whoever writes to it closes it. */
  readonly wake: number
  readonly roots: WatchedRoots
  readonly gathering: Gathering
  readonly #parts: ThreadParts
  readonly #doors: InotifyDoors
  readonly #trees: Trees
  readonly #polled = new PollSet()
  readonly #buffer = Buffer.alloc(bufferBytes)
  readonly #missed = new Map<Folder, Missed[]>()
  /** When the queue was last empty: what the kernel lost came later. */
  #emptyAt: number
  #overflowedFrom: number | null = null
  /** Roots of which the kernel has ended watches, with their file system. */
  readonly #unmounted = new Set<PathText>()
  #guardAt: number
  #mustLook = false
  #closed = false

  /** @throws SystemError: why there is no inotify here */
  constructor(parts: ThreadParts, doors: InotifyDoors) {
    const { system, clock, mountInfo } = parts
    this.#parts = parts
    this.#doors = doors
    this.#trees = new Trees(system, {
      found: (root, path, how) => this.#found(root, path, how),
      back: folder => this.#back(folder),
      failed: (root, error) => this.roots.failed(root, error),
      drain: () => this.#drain(),
    })
    this.wake = system.eventFd()
    this.roots = new WatchedRoots(this.#trees, {
      lost: (root, cause, from) => doors.lost(root, cause, from),
      now: () => clock.now(),
    })
    this.gathering = new Gathering({
      send: touches => doors.send(touches),
      lost: (root, cause) => doors.lost(root, cause, clock.now()),
      monotonic: () => clock.monotonic(),
    })
    this.#emptyAt = clock.now()
    this.#guardAt = clock.monotonic() + guardMs
    this.#polled.set(
      new Map([
        [this.wake, pollIn],
        [this.#trees.instance, pollIn],
        // proc(5): a change of the mounts is told as a priority event.
        [mountInfo, pollPriority],
      ]),
    )
  }

  get descriptors(): readonly number[] {
    return [this.wake, this.#trees.instance]
  }

  /** Waits, reads, and comes back through the event loop, which brings what the owner says. */
  run(): void {
    if (this.#closed) return
    this.#round()
    setImmediate(() => this.run())
  }

  report(): RoomReports {
    return { watch: this.gathering.report() }
  }

  close(): void {
    this.#closed = true
    this.#trees.close()
  }

  #round(): void {
    const { system, clock, mountInfo } = this.#parts
    const startedAt = clock.now()
    // What has gathered goes first: it may be that no event follows for a long time.
    this.gathering.flush()
    const restMs = Math.max(0, Math.min(guardMs, this.#guardAt - clock.monotonic()))
    system.poll(this.#polled, this.#trees.isAtRest ? restMs : 0)
    if (this.#polled.isReady(this.wake)) system.read(this.wake, this.#buffer)
    if (this.#polled.isReady(mountInfo) || this.roots.areMountsUnread) this.roots.mountsChanged()
    this.#drain()
    this.roots.unmounted(this.#unmounted)
    this.#unmounted.clear()
    this.#mendOverflow()
    this.#trees.slice()
    this.#guardWhenDue(startedAt)
    this.gathering.flush()
  }

  #mendOverflow(): void {
    const from = this.#overflowedFrom
    if (from === null) return
    this.#overflowedFrom = null
    this.#missed.clear()
    this.roots.overflowed(from)
  }

  #guardWhenDue(at: number): void {
    const now = this.#parts.clock.monotonic()
    const isDue = now >= this.#guardAt
    if (!isDue && !this.#mustLook) return
    this.#mustLook = false
    this.roots.guard(at)
    if (!isDue) return
    this.#guardAt = now + guardMs
    this.roots.release()
    for (const stray of this.#missed.keys()) if (!this.#trees.folders.nowhere.has(stray)) this.#missed.delete(stray)
  }

  #drain(): void {
    const { system, clock } = this.#parts
    const startedAt = clock.now()
    for (;;) {
      const length = system.read(this.#trees.instance, this.#buffer)
      if (length === 0) break
      readWatchedEvents(this.#buffer, length, event => this.#seen(event))
      this.gathering.flush()
    }
    this.#emptyAt = startedAt
  }

  #seen({ watch, mask, name }: WatchedEvent): void {
    if (mask & ino.queueOverflow) this.#overflowedFrom ??= this.#emptyAt
    if (mask & ino.ignored) {
      this.#trees.ended(watch)
      return
    }
    for (const folder of this.#trees.folders.at(watch)) {
      if (mask & ofItself) {
        // Of any other folder the one above has told.
        if (folder.parent === null) this.#mustLook = true
        if (mask & ino.unmount) this.#unmounted.add(folder.root)
        continue
      }
      if (name !== null && mask & ino.onDirectory) this.#followed(folder, name, mask)
      this.#tell({ folder, name, mask })
    }
  }

  /** A folder came, went, or may be readable now. */
  #followed(folder: Folder, name: PathText, mask: number): void {
    const known = folder.children?.get(name)
    if (mask & went && known !== undefined) this.#trees.folders.take(known)
    const isNew = mask & came || (mask & ino.attrib && known === undefined)
    if (isNew) this.#trees.look({ root: folder.root, parent: folder, name, came: howItCame(mask) })
  }

  #tell(told: Missed): void {
    const { folder, name, mask } = told
    const path = this.#trees.folders.pathOf(folder)
    if (path === null) this.#keep(told)
    else {
      const place = { root: folder.root, path: name === null ? path : joinPath(path, name) }
      this.gathering.add(place, { ...meaningOf(mask), witness: 'unknown' })
    }
  }

  #keep(told: Missed): void {
    const stray = this.#trees.folders.strayOf(told.folder)
    const missed = this.#missed.get(stray) ?? []
    if (missed.length < missedCeiling) missed.push(told)
    this.#missed.set(stray, missed)
  }

  #back(folder: Folder): void {
    const missed = this.#missed.get(folder)
    if (missed === undefined) return
    this.#missed.delete(folder)
    if (missed.length >= missedCeiling) this.#doors.lost(folder.root, 'queue-full', this.#emptyAt)
    for (const told of missed) {
      const { folder: within, name, mask } = told
      // It was looked for at a time when the way to it was not known.
      if (name !== null && mask & ino.onDirectory && mask & came && !within.children?.has(name))
        this.#trees.look({ root: within.root, parent: within, name, came: howItCame(mask) })
      this.#tell(told)
    }
  }

  #found(root: PathText, path: PathText, how: Found): void {
    const saw = how === 'readable' ? [] : [how]
    this.gathering.add({ root, path }, { saw, settled: false, witness: 'unknown' })
  }
}

function howItCame(mask: number): Found {
  return mask & ino.create ? 'created' : mask & ino.movedTo ? 'moved' : 'readable'
}
