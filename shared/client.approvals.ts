// Owns the requests of approvals, over the line that client.ts has to the collector.
import type {
  ApprovalFilter,
  ApprovalRow,
  Approve,
  ApprovePattern,
  FourEyes,
  PatternApproval,
  PatternPreview,
  PreviewPattern,
} from './api.approvals.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  list<T>(what: string, question: Readonly<Record<string, string | undefined>>): Promise<T[]>
  post<T>(what: string, body: unknown): Promise<T>
}

export class ApprovalClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** The newest first. */
  list(filter: ApprovalFilter = {}): Promise<ApprovalRow[]> {
    return this.#line.list('approvals', { ...filter })
  }

  /** Those that came of it: what was approved already is not among them. */
  async add(approve: Approve): Promise<readonly ApprovalRow[]> {
    return (await this.#line.post<{ items: readonly ApprovalRow[] }>('approvals', approve)).items
  }

  addPattern(approve: ApprovePattern): Promise<PatternApproval> {
    return this.#line.post('approvals/patterns', approve)
  }

  /** What it would permit of what stands there now. */
  previewPattern(wish: PreviewPattern): Promise<PatternPreview> {
    return this.#line.post('approvals/patterns/preview', wish)
  }

  confirm(id: number): Promise<ApprovalRow> {
    return this.#line.post(`approvals/${id}/confirm`, {})
  }

  withdraw(id: number, reason: string): Promise<ApprovalRow> {
    return this.#line.post(`approvals/${id}/withdraw`, { reason })
  }

  /** Whether approvals of payment files, or all, need a second person on a site. */
  fourEyes(site: string, on: FourEyes): Promise<void> {
    return this.#line.post(`sites/${site}/four-eyes`, { on })
  }
}
