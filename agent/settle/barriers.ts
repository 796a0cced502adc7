// Owns the question "is everything done that came before?": counts, instead of copies of what is under way.

interface Barrier {
  readonly serial: number
  /** Things born up to that serial and not yet done. */
  left: number
  readonly resolve: () => void
}

export class Barriers {
  #serial = 0
  #alive = 0
  #barriers: Barrier[] = []

  /** Something came: the serial to name when it is done. */
  born(): number {
    this.#alive++
    return ++this.#serial
  }

  /** Of something that is not done one more is to be waited for, by whoever waits for it. */
  bornWith(serial: number): number {
    this.#alive++
    for (const barrier of this.#barriers) if (serial <= barrier.serial) barrier.left++
    return serial
  }

  done(serial: number): void {
    this.#alive--
    let passed = false
    for (const barrier of this.#barriers) {
      if (serial <= barrier.serial && --barrier.left === 0) {
        passed = true
        barrier.resolve()
      }
    }
    if (passed) this.#barriers = this.#barriers.filter(barrier => barrier.left > 0)
  }

  /** Resolves when everything born before is done. */
  wait(): Promise<void> {
    if (this.#alive === 0) return Promise.resolve()
    return new Promise(resolve => this.#barriers.push({ serial: this.#serial, left: this.#alive, resolve }))
  }
}
