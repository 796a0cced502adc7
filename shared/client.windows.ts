// Owns the requests of deployment windows, over the line that client.ts has to the collector.
import type { CloseWindow, OpenWindow, WindowFilter, WindowRow } from './api.windows.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  list<T>(what: string, question: Readonly<Record<string, string | undefined>>): Promise<T[]>
  post<T>(what: string, body: unknown): Promise<T>
}

export class WindowClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** Those that are open or in their grace time first, then planned ones, then ended ones; of each the newest first. */
  list(filter: WindowFilter = {}): Promise<WindowRow[]> {
    return this.#line.list('windows', { ...filter })
  }

  open(window: OpenWindow): Promise<WindowRow> {
    return this.#line.post('windows', window)
  }

  close(id: number, wish: CloseWindow = {}): Promise<WindowRow> {
    return this.#line.post(`windows/${id}/close`, wish)
  }
}
