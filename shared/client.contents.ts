// Owns the requests of contents, over the line that client.ts has to the collector.
import type { ContentFilter, ContentRow, ContentSummary } from './api.contents.ts'
import type { TextDifference } from './api.differences.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  get<T>(what: string): Promise<T>
  pages<T>(what: string, filter: Readonly<Record<string, string | number | undefined>>): AsyncGenerator<T>
  bytes(what: string): Promise<Uint8Array>
}

export class ContentClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** Newest first. */
  list(filter: Omit<ContentFilter, 'cursor'> = {}): AsyncGenerator<ContentRow> {
    return this.#line.pages('contents', filter)
  }

  summary(): Promise<ContentSummary> {
    return this.#line.get('contents/summary')
  }

  one(sha256: string): Promise<ContentRow> {
    return this.#line.get(`contents/${sha256}`)
  }

  /** What was taken, as it was: it may be malicious. Each look stands in the audit trail. */
  take(sha256: string): Promise<Uint8Array> {
    return this.#line.bytes(`contents/${sha256}/bytes`)
  }

  /** What a finding found, against what was released or was there before. Each look stands in the audit trail. */
  difference(finding: number): Promise<TextDifference> {
    return this.#line.get(`findings/${finding}/difference`)
  }
}
