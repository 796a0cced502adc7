// Owns who closed files outside of the roots just now, by their handles: of a file that turns out to be a root's by another
// link, who wrote it is asked then. Asks nobody itself.
import type { HandleKey } from './events.ts'

/** Whoever wrote longer ago stays unknown: a descriptor comes within moments of its event. */
const ceiling = 4096

interface Closing {
  readonly pid: number
  /** Programs that it had begun by then. */
  readonly begun: number
}

export class Outside {
  readonly #closings = new Map<HandleKey, Closing>()
  /** How many programs a process has begun of late. */
  readonly #begun = new Map<number, number>()

  closed(file: HandleKey, pid: number): void {
    this.#makeRoom()
    this.#closings.set(file, { pid, begun: this.#begun.get(pid) ?? 0 })
  }

  executed(pid: number): void {
    this.#makeRoom()
    this.#begun.set(pid, (this.#begun.get(pid) ?? 0) + 1)
  }

  /** What else is told of the file is told by its name in a root, and comes later. */
  toldInside(file: HandleKey): void {
    if (this.#closings.size > 0) this.#closings.delete(file)
  }

  /** Null where it was not closed outside; 0, which is nobody's pid, where the process may run another program by now. */
  whoClosed(file: HandleKey): number | null {
    const closing = this.#closings.get(file)
    if (closing === undefined) return null
    return (this.#begun.get(closing.pid) ?? 0) === closing.begun ? closing.pid : 0
  }

  #makeRoom(): void {
    if (this.#closings.size < ceiling && this.#begun.size < ceiling) return
    this.#closings.clear()
    this.#begun.clear()
  }
}
