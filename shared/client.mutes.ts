// Owns the requests of mutes, over the line that client.ts has to the collector.
import type { MuteFilter, MuteRow, NewMute } from './api.mutes.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  list<T>(what: string, question: Readonly<Record<string, string | undefined>>): Promise<T[]>
  post<T>(what: string, body: unknown): Promise<T>
}

export class MuteClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** The newest first. */
  list(filter: MuteFilter = {}): Promise<MuteRow[]> {
    return this.#line.list('mutes', { ...filter })
  }

  add(mute: NewMute): Promise<MuteRow> {
    return this.#line.post('mutes', mute)
  }

  end(id: number, reason: string): Promise<MuteRow> {
    return this.#line.post(`mutes/${id}/end`, { reason })
  }
}
