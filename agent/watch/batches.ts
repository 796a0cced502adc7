// Owns the touches of a watcher on their way to its owner: one message a turn of the loop, each path once, and a ceiling.

/** Messages on their way and not taken; beyond that touches gather here, where a path counts once however often it comes. */
const batchesOnTheWay = 16
/** Paths that gather while the owner is busy; some 20 MB. Beyond that the source has to declare a loss. */
const ceiling = 100_000

export interface BatchDoors<T> {
  send(touched: readonly T[]): void
  overflowed(): void
}

export class TouchBatches<T> {
  readonly #doors: BatchDoors<T>
  #gathered = new Set<T>()
  #credits = batchesOnTheWay
  #scheduled = false

  constructor(doors: BatchDoors<T>) {
    this.#doors = doors
  }

  add(path: T): void {
    if (this.#gathered.size >= ceiling) {
      this.#gathered = new Set()
      this.#doors.overflowed()
    }
    this.#gathered.add(path)
    this.#schedule()
  }

  taken(): void {
    this.#credits++
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled || this.#credits === 0 || this.#gathered.size === 0) return
    this.#scheduled = true
    // After the events of this turn: a burst comes as one message.
    setImmediate(() => {
      this.#scheduled = false
      const touched = [...this.#gathered]
      this.#gathered = new Set()
      this.#credits--
      this.#doors.send(touched)
    })
  }
}
