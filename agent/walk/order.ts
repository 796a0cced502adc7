// Owns which directory is walked next: payment first, then code and config, then what may change by itself. No I/O.
import { type Classify, laneOf } from '@sekisho/shared/classify.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'

export interface Pending {
  readonly path: PathText
  /** Of the directory it lies in, to notice mounts; null at the start. */
  readonly parentDevice: number | null
}

export class WalkOrder {
  readonly #classify: Classify
  /** Stacks: the depth of a tree costs memory then, not its breadth. */
  readonly #stacks: readonly [Pending[], Pending[], Pending[]] = [[], [], []]

  constructor(classify: Classify) {
    this.#classify = classify
  }

  add(pending: Pending): void {
    // Rules name what lies below a folder, so a name in it tells for the folder.
    const where = this.#classify(joinPath(pending.path, '-' as PathText))
    const rank = where.payment ? 0 : laneOf(where) === 'fast' ? 1 : 2
    this.#stacks[rank].push(pending)
  }

  next(): Pending | undefined {
    const [payment, fast, bulk] = this.#stacks
    return payment.pop() ?? fast.pop() ?? bulk.pop()
  }
}
