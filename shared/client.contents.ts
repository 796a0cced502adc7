// Owns the requests of contents, over the line that client.ts has to the collector.
import type {
  ArchiveWish,
  ContentFilter,
  ContentRow,
  ContentSummary,
  GoingReleased,
  KeptReleased,
  ReleasedWish,
} from './api.contents.ts'
import type { TextDifference } from './api.differences.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  get<T>(what: string): Promise<T>
  pages<T>(what: string, filter: Readonly<Record<string, string | number | undefined>>): AsyncGenerator<T>
  /** With a body it is a POST. */
  bytes(what: string, body?: unknown): Promise<Uint8Array>
  post<T>(what: string, body: unknown): Promise<T>
  /** Pages whose next one begins after an entry. */
  pagesAfter<T>(what: string): AsyncGenerator<T>
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

  /** The same as a zip archive that the password opens (AES-256). */
  takeSealed(sha256: string, wish: ArchiveWish): Promise<Uint8Array> {
    return this.#line.bytes(`contents/${sha256}/archive`, wish)
  }

  /** What a finding found, against what was released or was there before. Each look stands in the audit trail. */
  difference(finding: number): Promise<TextDifference> {
    return this.#line.get(`findings/${finding}/difference`)
  }

  /** Files of a release whose contents differences would need and are not here. */
  released(release: number): AsyncGenerator<ReleasedWish> {
    return this.#line.pagesAfter(`releases/${release}/contents`)
  }

  /** Each is checked against what the release lists. `bytes`: in base64. */
  keepReleased(
    release: number,
    files: readonly { readonly path: string; readonly bytes: string }[],
  ): Promise<KeptReleased> {
    return this.#line.post(`releases/${release}/contents`, { files })
  }

  /** Of a release that has ended, as far as nothing needs them. */
  endReleased(release: number): Promise<GoingReleased> {
    return this.#line.post(`releases/${release}/contents/remove`, {})
  }
}
