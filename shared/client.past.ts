// Owns the requests of past moments, over the line that client.ts has to the collector.
import type { DifferenceRow, PastFileRow, PastFilter } from './api.exposure.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  pages<T>(what: string, filter: Readonly<Record<string, string | number | undefined>>): AsyncGenerator<T>
}

type Filter = Omit<PastFilter, 'cursor' | 'limit'>

export class PastClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** What stood there at the moment, ISO 8601. */
  files(at: string, filter: Filter = {}): AsyncGenerator<PastFileRow> {
    return this.#line.pages('files/at', { ...filter, at })
  }

  /** Between two moments; `to` undefined: until now. */
  changes(from: string, to: string | undefined, filter: Filter = {}): AsyncGenerator<DifferenceRow> {
    return this.#line.pages('files/changes', { ...filter, from, to })
  }
}
