// Owns the requests of incidents, over the line that client.ts has to the collector.

import type { ExposureRow } from './api.exposure.ts'
import type { IncidentAnswer, IncidentFileRow, IncidentFilter, IncidentRow } from './api.incidents.ts'
import type { IncidentOutcome } from './incident.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  get<T>(what: string): Promise<T>
  post<T>(what: string, body: unknown): Promise<T>
  pages<T>(what: string, filter: Readonly<Record<string, string | number | undefined>>): AsyncGenerator<T>
}

/** Each has all that was ever told of a path. */
const exposurePage = 100

export class IncidentClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** Newest first. */
  list(filter: Omit<IncidentFilter, 'cursor'> = {}): AsyncGenerator<IncidentRow> {
    return this.#line.pages('incidents', filter)
  }

  one(id: number): Promise<IncidentAnswer> {
    return this.#line.get(`incidents/${id}`)
  }

  files(id: number): AsyncGenerator<IncidentFileRow> {
    return this.#line.pages(`incidents/${id}/files`, {})
  }

  /** From when to when each file was there. */
  exposure(id: number): AsyncGenerator<ExposureRow> {
    return this.#line.pages(`incidents/${id}/exposure`, { limit: exposurePage })
  }

  /** A person looks at it. */
  open(id: number): Promise<void> {
    return this.#line.post(`incidents/${id}/open`, undefined)
  }

  acknowledge(id: number, note: string): Promise<void> {
    return this.#line.post(`incidents/${id}/acknowledge`, { note })
  }

  contain(id: number, note: string): Promise<void> {
    return this.#line.post(`incidents/${id}/contain`, { note })
  }

  close(id: number, outcome: IncidentOutcome, note: string): Promise<void> {
    return this.#line.post(`incidents/${id}/close`, { outcome, note })
  }

  /** `at`: ISO 8601. */
  aware(id: number, at: string, note: string): Promise<void> {
    return this.#line.post(`incidents/${id}/aware`, { at, note })
  }

  /** Says the number of the incident that the files are in then. */
  split(id: number, files: readonly number[], note: string): Promise<{ incident: number }> {
    return this.#line.post(`incidents/${id}/split`, { files, note })
  }

  merge(into: number, incidents: readonly number[], note: string): Promise<void> {
    return this.#line.post(`incidents/${into}/merge`, { incidents, note })
  }
}
