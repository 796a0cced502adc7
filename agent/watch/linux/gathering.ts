// Owns the touches of the reader on their way to its owner: each path once, with a ceiling, while so many messages are
// under way. What does not fit is a loss, declared once for each root and message. Reads nothing.
import type { Actor, GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Saw, Touch } from '../../handover.ts'
import type { Place } from './places.ts'

/** Messages on their way and not taken; until one is, a path counts once however often it is touched. */
const messagesOnTheWay = 16
/** Paths that gather while the owner is busy; some 20 MB. */
const defaultCeiling = 100_000
/** The design's number. The newest are kept, because the last of them is the actor. */
const maxWitnesses = 8

export interface GatheringDoors {
  send(touches: readonly Touch[]): void
  lost(root: PathText, cause: GapCause): void
}

interface Gathered {
  readonly root: PathText
  readonly path: PathText
  readonly noticed: 'watch'
  readonly saw: Saw[]
  settled: boolean
  readonly witnesses: Actor[]
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
  readonly #ceiling: number
  #gathered = new Map<string, Gathered>()
  #refused = new Set<PathText>()
  #credits = messagesOnTheWay

  constructor(doors: GatheringDoors, ceiling: number = defaultCeiling) {
    this.#doors = doors
    this.#ceiling = ceiling
  }

  get depth(): number {
    return this.#gathered.size
  }

  add({ root, path }: Place, { saw, settled, witness }: Sign): void {
    const key = `${root}\0${path}`
    const known = this.#gathered.get(key)
    const one = known ?? { root, path, noticed: 'watch', saw: [], settled: false, witnesses: [] }
    if (known === undefined) {
      if (this.#gathered.size >= this.#ceiling) {
        this.#refused.add(root)
        return
      }
      this.#gathered.set(key, one)
    }
    for (const kind of saw) if (!one.saw.includes(kind)) one.saw.push(kind)
    if (settled !== null) one.settled = settled
    witnessed(one.witnesses, witness)
  }

  /** A message was taken. */
  taken(): void {
    this.#credits++
  }

  /** Sends what has gathered, if a message may go. */
  flush(): void {
    for (const root of this.#refused) this.#doors.lost(root, 'queue-full')
    this.#refused = new Set()
    if (this.#credits === 0 || this.#gathered.size === 0) return
    const touches = [...this.#gathered.values()]
    this.#gathered = new Map()
    this.#credits--
    this.#doors.send(touches)
  }
}

/** The same process twice in a row is one witness. */
function witnessed(witnesses: Actor[], actor: Actor): void {
  if (actor === 'unknown' || witnesses.at(-1) === actor) return
  witnesses.push(actor)
  if (witnesses.length > maxWitnesses) witnesses.shift()
}
