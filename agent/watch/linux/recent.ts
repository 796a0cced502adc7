// Owns where the files lie that events named last, by their handles, for whoever knows a file only by its handle, and what each
// held when it was closed. What is written to a file that lost its name to another one is not told of that name any more.
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { HandleKey } from './events.ts'
import type { Place } from './places.ts'

/** Of one generation. Two are kept: what comes by descriptor comes within moments of its name. */
const ceiling = 8192
/** Of one file. */
const maxPlaces = 8
const nowhere: readonly Place[] = []

export class Recent {
  readonly #places = new Generations<HandleKey, readonly Place[]>()
  /** The file that last came to a place. */
  readonly #there = new Generations<string, HandleKey>()
  readonly #held = new Generations<HandleKey, Glimpse | null>()

  /** A file has several places when it has several names, or lies below several roots. */
  of(file: HandleKey): readonly Place[] {
    return this.#places.get(file) ?? nowhere
  }

  /** It was made there, or moved or linked to there. */
  came(file: HandleKey, places: readonly Place[]): void {
    for (const place of places) this.#there.set(keyOf(place), file)
    this.#add(file, places)
  }

  /** It was moved away; what is deleted keeps its place, for what is still to be told of it. */
  left(file: HandleKey, places: readonly Place[]): void {
    const kept = this.of(file).filter(known => !places.some(place => isSame(place, known)))
    this.#places.set(file, kept)
  }

  /** Something was done to it under that name. */
  touched(file: HandleKey, places: readonly Place[]): void {
    const others = places.filter(place => (this.#there.get(keyOf(place)) ?? file) !== file)
    if (others.length > 0) this.left(file, others)
    this.#add(file, others.length === 0 ? places : places.filter(place => !others.includes(place)))
  }

  /** What it held when it was closed last, as long as nobody was seen to write to it since. */
  heldBy(file: HandleKey): Glimpse | null {
    return this.#held.get(file) ?? null
  }

  closed(file: HandleKey, held: Glimpse | null): void {
    this.#held.set(file, held)
  }

  written(file: HandleKey): void {
    if (this.heldBy(file) !== null) this.#held.set(file, null)
  }

  /** Whoever wrote to a file may have been among what was lost. */
  missed(): void {
    this.#held.clear()
  }

  /** A folder was moved: what lies below it has other places now. */
  moved(): void {
    this.#places.clear()
    this.#there.clear()
  }

  #add(file: HandleKey, places: readonly Place[]): void {
    const known = this.of(file)
    const added = places.filter(place => !known.some(one => isSame(one, place)))
    this.#places.set(file, added.length === 0 ? known : [...known, ...added].slice(-maxPlaces))
  }
}

/** Keeps what was set last: when so much is new, what was not set since the last time goes. */
class Generations<K, V> {
  #newer = new Map<K, V>()
  #older: ReadonlyMap<K, V> = new Map()

  get(key: K): V | undefined {
    return this.#newer.get(key) ?? this.#older.get(key)
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= ceiling && !this.#newer.has(key)) {
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(key, value)
  }

  clear(): void {
    this.#newer.clear()
    this.#older = new Map()
  }
}

function keyOf({ root, path }: Place): string {
  return `${root}\0${path}`
}

function isSame(one: Place, other: Place): boolean {
  return one.path === other.path && one.root === other.root
}
