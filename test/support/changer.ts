// Owns the pace at which a shop changes while others are at work: for how long, with what pauses. What changes is the shop's.
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { onTestFinished } from 'vitest'
import type { ChangingShop } from './changing-shop.ts'

/** So many that some states stand for seconds and others for none. */
const changesPerSecond = 75

/** Changes the shop at its pace until told to stop; what is killed when is counted in changes. */
export class Changer {
  readonly shop: ChangingShop
  #paused = false
  #stopped = false
  #waiting: { readonly at: number; readonly resolve: () => void }[] = []
  readonly #done: Promise<void>

  constructor(shop: ChangingShop) {
    this.shop = shop
    this.#done = this.#run()
    onTestFinished(() => this.#stop())
  }

  /** Resolves when so many more changes were made. */
  after(changes: number): Promise<void> {
    return new Promise(resolve => this.#waiting.push({ at: this.shop.changes + changes, resolve }))
  }

  pause(paused: boolean): void {
    this.#paused = paused
  }

  /** Ends it once so many were made in all. */
  async finish(changes: number): Promise<void> {
    if (this.shop.changes < changes) await this.after(changes - this.shop.changes)
    await this.#stop()
  }

  async #stop(): Promise<void> {
    this.#stopped = true
    await this.#done
  }

  async #run(): Promise<void> {
    let last = systemClock.monotonic()
    for (let due = 0; !this.#stopped; ) {
      await pause(systemClock, 10)
      const now = systemClock.monotonic()
      if (!this.#paused) due += ((now - last) / 1000) * changesPerSecond
      last = now
      for (; due >= 1; due--) this.shop.change()
      const reached = this.#waiting.filter(({ at }) => at <= this.shop.changes)
      this.#waiting = this.#waiting.filter(({ at }) => at > this.shop.changes)
      for (const { resolve } of reached) resolve()
    }
  }
}
