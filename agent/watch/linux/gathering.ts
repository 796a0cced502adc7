// Owns the touches of the reader on their way to its owner: each path once, as many and as long ones as have room, while so many
// messages are under way. What does not fit is a loss, declared once for each root and message. Reads nothing.
import type { Actor, GapCause, Glimpse } from '@sekisho/shared/finding.ts'
import { withGlimpse } from '@sekisho/shared/glimpses.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { Saw, Touch } from '../../handover.ts'
import type { Place } from './places.ts'

/** Messages on their way and not taken; until one is, a path counts once however often it is touched. */
const messagesOnTheWay = 16
/** What may wait for the owner while it is busy. */
export interface Ceiling {
  /** That gather. */
  readonly paths: number
  /** Characters of those and of all that are under way: whoever names folders decides how long a path is. */
  readonly text: number
}

/**
 * 100,000 usual paths were measured with 57 MB. As many of 4,000 characters take no more while they gather, since those of one folder
 * share its path, and 440 MB once they are handed on.
 */
const defaultCeiling: Ceiling = { paths: 100_000, text: 32 * 1024 ** 2 }
/** Of one path in one message; more witnesses than that are not kept of it anyway. */
const maxTouches = 8

export interface GatheringDoors {
  send(touches: readonly Touch[]): void
  lost(root: PathText, cause: GapCause): void
  /** Milliseconds; says nothing of the time of day. */
  monotonic(): number
}

interface Gathered {
  readonly root: PathText
  readonly path: PathText
  readonly noticed: 'watch'
  readonly saw: Saw[]
  settled: boolean
  /** One, who may be unknown; nobody where nothing but a glimpse is told. */
  witnesses: readonly Actor[]
  glimpses?: readonly Glimpse[]
}

/** What an event says of a path. */
export interface Sign {
  readonly saw: readonly Saw[]
  /** True when nobody is expected to write on; null when this says nothing of it. */
  readonly settled: boolean | null
  readonly witness: Actor
}

export class Gathering {
  readonly #doors: GatheringDoors
  readonly #ceiling: Ceiling
  /** By path: a touch for each run of events that one process made. */
  #gathered = new Map<string, Gathered[]>()
  /** Characters of the paths in it, and of those in each message that is under way. */
  #text = 0
  readonly #textUnderWay: number[] = []
  #refused = new Set<PathText>()
  #credits = messagesOnTheWay
  #since: number
  #oldestAt: number

  constructor(doors: GatheringDoors, ceiling: Ceiling = defaultCeiling) {
    this.#doors = doors
    this.#since = doors.monotonic()
    this.#oldestAt = this.#since
    this.#ceiling = ceiling
  }

  /** `held up`: so many messages are under way that no further one may go. */
  report(): RoomReport {
    const now = this.#doors.monotonic()
    return {
      phase: this.#credits === 0 ? 'held up' : 'reading',
      sinceMs: now - this.#since,
      depth: this.depth,
      oldestAgeMs: this.depth === 0 ? 0 : now - this.#oldestAt,
    }
  }

  /** Paths that have gathered. */
  get depth(): number {
    return this.#gathered.size
  }

  add(place: Place, sign: Sign): void {
    const touches = this.#of(place)
    if (touches !== null) addSign(touches, place, sign)
  }

  /** What was read of a file that was closed. It comes by another way than the events, so it says nothing of who was last. */
  glimpsed(place: Place, glimpse: Glimpse): void {
    const touches = this.#of(place)
    if (touches === null) return
    const last = touches.at(-1) ?? added(touches, { ...place, noticed: 'watch', saw: [], settled: true, witnesses: [] })
    last.glimpses = withGlimpse(last.glimpses ?? [], glimpse)
  }

  /** A message was taken. */
  taken(): void {
    if (this.#credits === 0) this.#since = this.#doors.monotonic()
    this.#credits++
    this.#textUnderWay.shift()
  }

  /** Sends what has gathered, if a message may go. */
  flush(): void {
    for (const root of this.#refused) this.#doors.lost(root, 'queue-full')
    this.#refused = new Set()
    if (this.#credits === 0 || this.#gathered.size === 0) return
    const touches = [...this.#gathered.values()].flat()
    this.#gathered = new Map()
    this.#textUnderWay.push(this.#text)
    this.#text = 0
    this.#credits--
    if (this.#credits === 0) this.#since = this.#doors.monotonic()
    this.#doors.send(touches)
  }

  /** What has gathered of a path, in order; null when there is no room for another path, which is a loss. */
  #of({ root, path }: Place): Gathered[] | null {
    const key = `${root}\0${path}`
    const known = this.#gathered.get(key)
    if (known !== undefined) return known
    if (!this.#hasRoomFor(key)) {
      this.#refused.add(root)
      return null
    }
    if (this.#gathered.size === 0) this.#oldestAt = this.#doors.monotonic()
    const touches: Gathered[] = []
    this.#gathered.set(key, touches)
    this.#text += key.length
    return touches
  }

  #hasRoomFor({ length }: string): boolean {
    const text = this.#textUnderWay.reduce((sum, next) => sum + next, this.#text)
    return this.#gathered.size < this.#ceiling.paths && text + length <= this.#ceiling.text
  }
}

/** Who did what is told apart, as far as there is room for it. */
function addSign(touches: Gathered[], { root, path }: Place, { saw, settled, witness }: Sign): void {
  const last = touches.at(-1)
  const isSame = last?.witnesses[0] === witness
  if (last === undefined || (!isSame && touches.length < maxTouches)) {
    const isSettled = settled ?? last?.settled ?? false
    added(touches, { root, path, noticed: 'watch', saw: [...saw], settled: isSettled, witnesses: [witness] })
    return
  }
  // One too many: it is better to name nobody than the wrong one.
  if (!isSame) last.witnesses = ['unknown']
  for (const kind of saw) if (!last.saw.includes(kind)) last.saw.push(kind)
  last.settled = settled ?? last.settled
}

function added(touches: Gathered[], touch: Gathered): Gathered {
  touches.push(touch)
  return touch
}
