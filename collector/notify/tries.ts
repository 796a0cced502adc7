// Owns what is remembered of tries that failed while the store did not write: without it each of them would be made again at
// every look, as if it were the first.
interface Try {
  /** Those that the store does not know of. */
  readonly attempts: number
  readonly nextAt: number
}

/** By number of the delivery; of those that wait, at most. */
export class Tries {
  readonly #unnoted = new Map<number, Try>()

  isDue(id: number, now: number): boolean {
    return (this.#unnoted.get(id)?.nextAt ?? 0) <= now
  }

  /** How many came after those that the store counts. */
  beyondStore(id: number): number {
    return this.#unnoted.get(id)?.attempts ?? 0
  }

  failed(ids: readonly number[], nextAt: number): void {
    for (const id of ids) this.#unnoted.set(id, { attempts: this.beyondStore(id) + 1, nextAt })
  }

  noted(ids: readonly number[]): void {
    for (const id of ids) this.#unnoted.delete(id)
  }
}
