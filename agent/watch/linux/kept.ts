// Owns contents of scripts that were closed just now, so that what somebody deletes at once can still be handed on. A ring in
// memory: what is no longer kept when somebody asks for it is gone.

/** In all. A web shell has some kilobytes, so it is hundreds of them; a deployment's files push one another out. */
const ringBytes = 16 * 1024 * 1024

export class Kept {
  readonly #ceiling: number
  /** By sha256, the longest kept first. */
  readonly #contents = new Map<string, Buffer>()
  #bytes = 0

  constructor(ceiling = ringBytes) {
    this.#ceiling = ceiling
  }

  /** @param read the content; it is copied by whoever brings it */
  keep(sha256: string, read: () => Buffer): void {
    const known = this.#contents.get(sha256)
    if (known !== undefined) {
      this.#contents.delete(sha256)
      this.#contents.set(sha256, known)
      return
    }
    const content = read()
    if (content.length > this.#ceiling) return
    this.#contents.set(sha256, content)
    this.#bytes += content.length
    for (const [oldest, { length }] of this.#contents) {
      if (this.#bytes <= this.#ceiling) break
      this.#contents.delete(oldest)
      this.#bytes -= length
    }
  }

  forget(): void {
    this.#contents.clear()
    this.#bytes = 0
  }

  of(sha256: string): Buffer | null {
    return this.#contents.get(sha256) ?? null
  }
}
