// Owns under which names events told of files last, by their handles, for whoever knows a file only by its handle, and what each
// held when it was closed. What is written to a file that lost its name to another one is not told of that name any more.
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { HandleKey } from './events.ts'
import { below, type Place, type Places } from './places.ts'

/** Of one generation. Two are kept: what comes by descriptor comes within moments of its name. */
const ceiling = 8192
/** Of one file. */
const maxNames = 8
const unnamed: readonly Named[] = []

/** A name in a directory: where that lies changes with every folder above it that is moved. */
export interface Named {
  readonly directory: HandleKey
  readonly name: PathText
  /** Where it was then. */
  readonly places: readonly Place[]
}

/** Where directories lie now. */
type Folders = Pick<Places, 'of' | 'isGone'>

export class Recent {
  readonly #folders: Folders
  readonly #names = new Generations<HandleKey, readonly Named[]>()
  /** The file that last came to a name. */
  readonly #there = new Generations<string, HandleKey>()
  readonly #held = new Generations<HandleKey, Glimpse | null>()

  constructor(folders: Folders) {
    this.#folders = folders
  }

  /**
   * Where it lies now, or where its folder did that is gone. A file has several places when it has several names, or lies
   * below several roots.
   */
  of(file: HandleKey): readonly Place[] {
    return this.#namesOf(file).flatMap(({ directory, name, places }) => {
      const folders = this.#folders.of(directory)
      if (folders.length > 0) return folders.map(folder => below(folder, name))
      // What lies outside by now may have been written there.
      return this.#folders.isGone(directory) ? places : []
    })
  }

  /** It was made there, or moved or linked to there. */
  came(file: HandleKey, named: Named): void {
    this.#there.set(keyOf(named), file)
    this.#add(file, named)
  }

  /** It was moved away, also with its folder; what is deleted keeps its name, for what is still to be told of it. */
  left(file: HandleKey, named: Omit<Named, 'places'>): void {
    const known = this.#namesOf(file)
    // Of a folder that is gone with it, where it was is all that there is to say.
    if (known.length === 0 || this.#folders.isGone(named.directory)) return
    this.#names.set(
      file,
      known.filter(one => !isSame(one, named)),
    )
  }

  /** Something was done to it under that name. */
  touched(file: HandleKey, named: Named): void {
    if ((this.#there.get(keyOf(named)) ?? file) === file) this.#add(file, named)
    else this.left(file, named)
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

  /** Whoever wrote to a file, or moved it, may have been among what was lost. */
  missed(): void {
    this.#names.clear()
    this.#there.clear()
    this.#held.clear()
  }

  #namesOf(file: HandleKey): readonly Named[] {
    return this.#names.get(file) ?? unnamed
  }

  #add(file: HandleKey, named: Named): void {
    const others = this.#namesOf(file).filter(one => !isSame(one, named))
    this.#names.set(file, [...others, named].slice(-maxNames))
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

function keyOf({ directory, name }: Named): string {
  return `${directory}/${name}`
}

function isSame(one: Omit<Named, 'places'>, other: Omit<Named, 'places'>): boolean {
  return one.name === other.name && one.directory === other.directory
}
