// Owns the reading of fanotify's events: always to the end of the queue, each event to the paths below the roots that it
// concerns, and what the kernel says it lost. Blocks in poll only, which an eventfd ends. Claims nothing about contents.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { ProcessTable, Touch } from '../../handover.ts'
import { type NamedEvent, readNamedEvents } from './events.ts'
import { Gathering } from './gathering.ts'
import { Marks } from './marks.ts'
import { type Place, Places } from './places.ts'
import { ServedRoots } from './roots.ts'
import { meaningOf } from './signs.ts'
import { fan, PollSet, pollIn, pollPriority, type System } from './system.ts'

export interface ReaderDoors {
  send(touches: readonly Touch[]): void
  lost(root: PathText, cause: GapCause, from: number): void
}

export interface ReaderParts {
  readonly system: System
  /** Null where nobody asks who did it. */
  readonly processes: ProcessTable | null
  readonly clock: Clock
  /** `/proc/self/mountinfo`, open: poll tells of every change. Its owner closes it. */
  readonly mountInfo: number
}

/** Between two looks at whether the roots are what they were. */
const guardMs = 1000
/** Some thousand events; fanotify(7) recommends a large buffer. */
const bufferBytes = 64 * 1024
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
  readonly #polled = new PollSet()
  readonly #buffer = Buffer.alloc(bufferBytes)
  /** When the queue was last empty: what the kernel lost came later. */
  #emptyAt: number
  #guardAt: number
  #mustLook = false
  #closed = false

  /** @throws SystemError: why there is no fanotify here */
  constructor(parts: ReaderParts, doors: ReaderDoors) {
    const { system, clock, mountInfo } = parts
    this.#parts = parts
    this.#doors = doors
    this.#marks = new Marks(system)
    this.wake = system.eventFd()
    this.#places = new Places(system)
    this.roots = new ServedRoots(
      { system, marks: this.#marks, places: this.#places },
      { lost: (root, cause, from) => doors.lost(root, cause, from), now: () => clock.now() },
    )
    this.gathering = new Gathering({
      send: touches => doors.send(touches),
      lost: (root, cause) => doors.lost(root, cause, clock.now()),
    })
    this.#emptyAt = clock.now()
    this.#guardAt = clock.monotonic() + guardMs
    this.#polled.set(
      new Map([
        [this.wake, pollIn],
        [this.#marks.named, pollIn],
        // proc(5): a change of the mounts is told as a priority event.
        [mountInfo, pollPriority],
      ]),
    )
  }

  get descriptors(): readonly number[] {
    return [this.wake, this.#marks.named]
  }

  /** Waits, reads, and comes back through the event loop, which brings what the owner says. */
  run(): void {
    if (this.#closed) return
    this.#round()
    setImmediate(() => this.run())
  }

  close(): void {
    this.#closed = true
    this.#marks.close()
  }

  #round(): void {
    const { system, clock, mountInfo } = this.#parts
    // What has gathered goes first: it may be that no event follows for a long time.
    this.gathering.flush()
    system.poll(this.#polled, Math.max(0, Math.min(guardMs, this.#guardAt - clock.monotonic())))
    if (this.#polled.isReady(this.wake)) system.read(this.wake, this.#buffer)
    if (this.#polled.isReady(mountInfo)) this.roots.mountsChanged()
    this.#drain()
    this.#places.release()
    this.#guardWhenDue()
    this.gathering.flush()
  }

  #guardWhenDue(): void {
    const now = this.#parts.clock.monotonic()
    if (now < this.#guardAt && !this.#mustLook) return
    this.#mustLook = false
    this.#guardAt = now + guardMs
    this.roots.guard()
  }

  #drain(): void {
    const { system, clock } = this.#parts
    const startedAt = clock.now()
    for (;;) {
      const length = system.read(this.#marks.named, this.#buffer)
      if (length === 0) break
      readNamedEvents(this.#buffer, length, event => this.#seen(event))
      this.gathering.flush()
    }
    this.#emptyAt = startedAt
  }

  #seen(event: NamedEvent): void {
    const { mask, directory, name, file } = event
    if (mask & fan.queueOverflow) this.#overflowed()
    if (directory === null) return
    const isDirectory = (mask & fan.onDirectory) !== 0
    if (isDirectory && mask & movedDirectory) this.#places.moved()
    const onTheWay = this.roots.concerns(name)
    if (mask & (cameByName | fan.delete | fan.movedFrom) && onTheWay) this.#mustLook = true
    const folders = this.#places.of(directory)
    const places = name === '.' ? folders : folders.map(folder => below(folder, name))
    // A root is more than a name in its parent: it has places of its own.
    if (isDirectory && file !== null && !onTheWay) this.#learn(mask, file, places)
    if (places.length === 0) return
    const meaning = meaningOf(mask)
    const witness = this.#parts.processes?.actorOf(event.pid) ?? 'unknown'
    for (const place of places) this.gathering.add(place, { ...meaning, witness })
  }

  /** Where a directory came to be is known from the event: by the time it is read, it may be gone. */
  #learn(mask: number, file: string, places: readonly Place[]): void {
    if (mask & cameByName) this.#places.learn(file, places)
    else if (mask & fan.delete) this.#places.forget(file)
  }

  #overflowed(): void {
    for (const root of this.roots.all) this.#doors.lost(root, 'overflow', this.#emptyAt)
    // What was lost may have been the move of a directory, or of a root.
    this.#places.moved()
    this.#mustLook = true
  }
}

function below({ root, path }: Place, name: PathText): Place {
  return { root, path: joinPath(path, name) }
}
