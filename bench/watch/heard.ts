// Owns what a watcher told so far: each path once, with when it was told first, and who waits for one of them.
import { systemClock } from '@sekisho/shared/clock.ts'

export class Heard {
  readonly #told = new Map<string, number>()
  readonly #awaited = new Map<string, (at: number) => void>()
  #lastAt = performance.now()

  tell(path: string): void {
    const now = performance.now()
    if (this.#told.has(path)) return
    this.#told.set(path, now)
    this.#lastAt = now
    this.#awaited.get(path)?.(now)
  }

  /** How many of the paths were told. */
  countOf(paths: readonly string[]): number {
    return paths.reduce((sum, path) => sum + (this.#told.has(path) ? 1 : 0), 0)
  }

  /** When something new was told last, by `performance.now()`. */
  get lastAt(): number {
    return this.#lastAt
  }

  /** When the path is told, by `performance.now()`. @throws Error when it is not in time */
  of(path: string, limitMs: number): Promise<number> {
    const told = this.#told.get(path)
    if (told !== undefined) return Promise.resolve(told)
    return new Promise((resolve, reject) => {
      const late = systemClock.after(limitMs, () => reject(new Error(`nothing was heard of ${path} in ${limitMs} ms`)))
      this.#awaited.set(path, at => {
        late.cancel()
        this.#awaited.delete(path)
        resolve(at)
      })
    })
  }
}
