// Owns the points at which a test makes the writer die or fail: one between each pair of steps of the durability order.
// Without faults it only counts.
import type { Fault } from '../handover.ledger.ts'

/** What a fault of action `throw` raises. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

export class Faults {
  readonly #faults: readonly Fault[]
  readonly #reached = new Map<Fault['step'], number>()

  constructor(faults: readonly Fault[] = []) {
    this.#faults = faults
  }

  reach(step: Fault['step']): void {
    if (this.#faults.length === 0) return
    const nth = (this.#reached.get(step) ?? 0) + 1
    this.#reached.set(step, nth)
    const due = this.#faults.find(fault => fault.step === step && fault.nth === nth)
    if (due === undefined) return
    if (due.action === 'kill') process.kill(process.pid, 'SIGKILL')
    throw new FaultError(`made to fail at ${step}`)
  }
}
