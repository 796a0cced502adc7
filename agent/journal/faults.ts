// Owns the durability order by name, and the faults that tests put between its steps. Without faults it does nothing;
// they come only through the journal's options.
import { Failure } from '@sekisho/shared/failures.ts'

/** Each step as it has just become true, in the order in which one call passes them. docs/durability.md quotes this list. */
export const durabilitySteps = [
  // commit
  'observed',
  'commit-begun',
  'baseline-written',
  'outbox-written',
  'committed',
  // seal
  'seal-begun',
  'batch-written',
  'sealed',
  // acknowledge
  'ack-begun',
  'acknowledged',
  // set aside
  'aside-begun',
  'set-aside',
  // new epoch
  'epoch-begun',
  'epoch-changed',
] as const
export type DurabilityStep = (typeof durabilitySteps)[number]

export interface Fault {
  readonly step: DurabilityStep
  /** Which passing of the step it strikes, from 1. */
  readonly nth: number
  /** `kill` ends the whole process at once, as SIGKILL does; `throw` makes the step fail. */
  readonly action: 'kill' | 'throw'
}

export class Faults {
  readonly #faults: readonly Fault[]
  readonly #passed = new Map<DurabilityStep, number>()

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
  }

  /** @throws Failure journal-full where a fault says so */
  at(step: DurabilityStep): void {
    if (this.#faults.length === 0) return
    const nth = (this.#passed.get(step) ?? 0) + 1
    this.#passed.set(step, nth)
    const fault = this.#faults.find(candidate => candidate.step === step && candidate.nth === nth)
    if (fault?.action === 'kill') process.kill(process.pid, 'SIGKILL')
    if (fault?.action === 'throw') throw new Failure('journal-full', `fault injected at ${step}`)
  }
}
