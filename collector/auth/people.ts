// Owns people: their passwords as they are set and shown, and how often one name may be tried. What a role may do is api's;
// names, roles and stored passwords lie in store.
import type { ChangedPerson, NewPerson, PersonRole } from '@sekisho/shared/api.people.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { By, StoreReads, StoreWrites } from '../handover.ts'
import { Passwords } from './passwords.ts'

// Enough for a person who mistypes; from many addresses a guesser gets no more than 2,880 a day at one name.
const maxTries = 10
const triesMs = 5 * 60_000
/** Names whose tries are counted; beyond it the one tried longest ago is forgotten. */
const maxNames = 10_000

interface PeopleDoors {
  readonly reads: Pick<StoreReads, 'person'>
  readonly writes: Pick<StoreWrites, 'addPerson' | 'changePerson'>
  readonly clock: Clock
}

export interface KnownPerson {
  readonly customer: number
  readonly name: string
  readonly role: PersonRole
}

export class People {
  readonly #doors: PeopleDoors
  readonly #passwords = new Passwords()
  readonly #tries = new Map<string, { count: number; readonly since: number }>()

  constructor(doors: PeopleDoors) {
    this.#doors = doors
  }

  async add(by: By, { name, role, password }: NewPerson): Promise<void> {
    await this.#doors.writes.addPerson({ ...by, name, role, password: await this.#passwords.hash(password) })
  }

  /** With a new password every session of the person ends. */
  async change(by: By, name: string, { role, password }: ChangedPerson): Promise<void> {
    const hashed = password === undefined ? null : await this.#passwords.hash(password)
    await this.#doors.writes.changePerson({ ...by, name, role: role ?? null, password: hashed })
  }

  /** Null when name or password is wrong. @throws Failure rate-exceeded after too many tries at one name */
  async prove(name: string, password: string): Promise<KnownPerson | null> {
    this.#count(name)
    const person = await this.#doors.reads.person({ name })
    if (!(await this.#passwords.matches(password, person?.password ?? null)) || person === null) return null
    this.#tries.delete(name)
    const { customer, role } = person
    return { customer, name, role }
  }

  #count(name: string): void {
    const now = this.#doors.clock.monotonic()
    const known = this.#tries.get(name)
    const tries = known !== undefined && now - known.since < triesMs ? known : { count: 0, since: now }
    if (tries.count >= maxTries) throw new ToldFailure('rate-exceeded', reason('problem.tries-many'))
    tries.count++
    this.#tries.delete(name)
    this.#tries.set(name, tries)
    const oldest = this.#tries.size > maxNames ? this.#tries.keys().next().value : undefined
    if (oldest !== undefined) this.#tries.delete(oldest)
  }
}
