// Owns the durability order by name, and the points between its steps at which a test makes the writer die or fail.
// Without faults it does nothing; they come only through the store's options.
import type { Fault } from '../handover.ledger.ts'

/** A step that the handover names and this does not, or the other way round, does not compile. */
const order: Readonly<Record<Fault['step'], true>> = {
  evidence: true,
  verdict: true,
  finding: true,
  inventory: true,
  commit: true,
  acknowledge: true,
  incident: true,
  content: true,
  alarm: true,
}

/** In the order in which one batch passes them. docs/durability.md quotes this list. */
export const durabilitySteps = Object.keys(order) as readonly Fault['step'][]

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
