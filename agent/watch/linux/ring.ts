// Owns a ring in memory: what was put in last is there, as much of it as there is room for.

/** However small: each has some 400 bytes besides what is counted of it, and whoever writes files chooses their size. */
const mostValues = 16_384

export class Ring<V> {
  readonly #ceiling: number
  readonly #roomOf: (value: V) => number
  /** The longest kept first. */
  readonly #values = new Map<string, V>()
  #taken = 0

  /** `ceiling`: in all, bytes as `roomOf` counts them. */
  constructor(ceiling: number, roomOf: (value: V) => number) {
    this.#ceiling = ceiling
    this.#roomOf = roomOf
  }

  of(key: string): V | undefined {
    return this.#values.get(key)
  }

  /** In the place of what was there. What has no room at all pushes nothing out. */
  put(key: string, value: V): void {
    this.#drop(key)
    const room = this.#roomOf(value)
    if (room > this.#ceiling) return
    this.#values.set(key, value)
    this.#taken += room
    for (const oldest of this.#values.keys()) {
      if (this.#taken <= this.#ceiling && this.#values.size <= mostValues) break
      this.#drop(oldest)
    }
  }

  clear(): void {
    this.#values.clear()
    this.#taken = 0
  }

  #drop(key: string): void {
    const value = this.#values.get(key)
    if (value === undefined) return
    this.#values.delete(key)
    this.#taken -= this.#roomOf(value)
  }
}
