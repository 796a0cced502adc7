// Owns the requests of people, over the line that client.ts has to the collector.
import type { ChangedPerson, NewPerson, PersonRow } from './api.people.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface PeopleLine {
  list<T>(what: string): Promise<T[]>
  post(what: string, body: unknown): Promise<void>
  remove(what: string): Promise<void>
}

export class PeopleClient {
  readonly #line: PeopleLine

  constructor(line: PeopleLine) {
    this.#line = line
  }

  list(): Promise<PersonRow[]> {
    return this.#line.list('people')
  }

  add(person: NewPerson): Promise<void> {
    return this.#line.post('people', person)
  }

  /** A new password ends every session of the person. */
  change(name: string, change: ChangedPerson): Promise<void> {
    return this.#line.post(`people/${encodeURIComponent(name)}`, change)
  }

  remove(name: string): Promise<void> {
    return this.#line.remove(`people/${encodeURIComponent(name)}`)
  }
}
