// Owns a reading that may fail for want of a descriptor or of memory: that it is still to be made, and that this is told once.
import { errnoOf, isOwnTrouble } from '@sekisho/shared/failures.ts'

export class DueReading<T> {
  readonly #read: () => T
  readonly #failed: () => void
  #isDue = false

  /** @param failed told once, until it was read again */
  constructor(read: () => T, failed: () => void) {
    this.#read = read
    this.#failed = failed
  }

  /** It failed last: whoever was told of the change only once asks again by this. */
  get isDue(): boolean {
    return this.#isDue
  }

  /** Null where it failed for want of something. @throws all other errors */
  take(): T | null {
    try {
      const read = this.#read()
      this.#isDue = false
      return read
    } catch (error) {
      if (!isOwnTrouble(errnoOf(error))) throw error
      const wasDue = this.#isDue
      this.#isDue = true
      if (!wasDue) this.#failed()
      return null
    }
  }
}
