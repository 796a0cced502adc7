// Owns the requests of past moments, over the line that client.ts has to the collector.
import type { DifferenceRow, PastFileRow, PastFilter } from './api.exposure.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  get<T>(what: string, question: Readonly<Record<string, string | number | undefined>>): Promise<T>
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

  /** Before it not all is kept, so that rows of that moment may be missing; null where the moment does not lie before. */
  async notKeptBefore(at: string, filter: Filter = {}): Promise<string | null> {
    const page = await this.#line.get<{ notKeptBefore: string | null }>('files/at', { ...filter, at, limit: 1 })
    return page.notKeptBefore
  }

  /** Between two moments; `to` undefined: until now. */
  changes(from: string, to: string | undefined, filter: Filter = {}): AsyncGenerator<DifferenceRow> {
    return this.#line.pages('files/changes', { ...filter, from, to })
  }
}
