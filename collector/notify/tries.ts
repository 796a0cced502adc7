// Owns what is remembered of deliveries while the store does not write: the tries that failed, and what became of those that
// are over. Without it each would be made again at every look, as if it were the first.
interface Try {
  /** Those that the store does not know of. */
  readonly attempts: number
  readonly nextAt: number
}

/** By number of the delivery; of those that wait in the store, at most. */
export class Tries {
  readonly #failed = new Map<number, Try>()
  /** Null where they were taken, else why they were given up. At most what is due at one time for each channel. */
  readonly #ends = new Map<number, string | null>()

  isDue(id: number, now: number): boolean {
    return (this.#failed.get(id)?.nextAt ?? 0) <= now
  }

  /** How many came after those that the store counts. */
  beyondStore(id: number): number {
    return this.#failed.get(id)?.attempts ?? 0
  }

  /** Null where it was taken, else why it was given up; undefined where it goes on. */
  endOf(id: number): string | null | undefined {
    return this.#ends.get(id)
  }

  failed(ids: readonly number[], nextAt: number): void {
    for (const id of ids) this.#failed.set(id, { attempts: this.beyondStore(id) + 1, nextAt })
  }

  /** @param error null where they were taken, else why they were given up */
  ended(ids: readonly number[], error: string | null): void {
    for (const id of ids) {
      this.#failed.delete(id)
      this.#ends.set(id, error)
    }
  }

  /** The store knows it now. */
  noted(ids: readonly number[]): void {
    for (const id of ids) {
      this.#failed.delete(id)
      this.#ends.delete(id)
    }
  }
}
