// Owns how far a record that was told apart has come: waiting, in a batch, or committed at the collector. In memory alone: a
// restart begins other canaries.
import type { PathText } from '@sekisho/shared/path.ts'

interface UnderWay {
  readonly root: PathText
  /** What it says. */
  readonly at: number
  /** Its number in the outbox. */
  readonly id: number
  /** The batch that holds it; null while it waits. */
  sequence: number | null
}

/** As many may be under way as roots, each once: a later one of the root takes the place of an earlier one. */
export class Arrivals {
  #underWay: readonly UnderWay[] = []
  readonly #arrived = new Map<PathText, number>()

  /** Of each root, the `at` of the last one that is committed at the collector. */
  get arrived(): ReadonlyMap<PathText, number> {
    return this.#arrived
  }

  /** Of each root, the `at` of the one that will still arrive. */
  get onTheWay(): ReadonlyMap<PathText, number> {
    return new Map(this.#underWay.map(({ root, at }) => [root, at]))
  }

  get isWaiting(): boolean {
    return this.#underWay.some(({ sequence }) => sequence === null)
  }

  told(root: PathText, at: number, id: number): void {
    this.#underWay = [...this.#underWay.filter(one => one.root !== root), { root, at, id, sequence: null }]
  }

  /** A batch was sealed; `next` is the number of the first record that still waits, null where none does. */
  sealed(sequence: number, next: number | null): void {
    for (const one of this.#underWay)
      if (one.sequence === null && (next === null || next > one.id)) one.sequence = sequence
  }

  acknowledged(sequence: number): void {
    const come = this.#underWay.filter(one => one.sequence !== null && one.sequence <= sequence)
    for (const { root, at } of come) this.#arrived.set(root, at)
    this.#underWay = this.#underWay.filter(one => !come.includes(one))
  }

  /** A later batch proves nothing of what this one held: it is sealed anew, and may be refused again. */
  setAside(sequence: number): void {
    this.#underWay = this.#underWay.filter(one => one.sequence !== sequence)
  }

  /** What waited is told anew or dropped: nobody knows any more which it was. */
  forget(): void {
    this.#underWay = []
  }
}
