// Owns the requests of people, and of what they and others did, over the line that client.ts has to the collector.
import type { AuditFilter, AuditRow } from './api.audit.ts'
import type { ChangedPerson, NewPerson, PersonRow } from './api.people.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface PeopleLine {
  list<T>(what: string): Promise<T[]>
  post(what: string, body: unknown): Promise<void>
  pages<T>(what: string, filter: Readonly<Record<string, string | number | undefined>>): AsyncGenerator<T>
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

  /** The audit trail, the newest first. */
  audit(filter: Omit<AuditFilter, 'cursor'> = {}): AsyncGenerator<AuditRow> {
    return this.#line.pages('audit', filter)
  }
}
