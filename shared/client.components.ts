// Owns the requests of components and of what sites have, over the line that client.ts has to the collector.
import type { Composition } from './api.compose.ts'
import type { ComponentRow, ReleaseRow } from './api.releases.ts'
import type { Envelope } from './proof.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  get<T>(what: string, question: Readonly<Record<string, string | undefined>>): Promise<T>
  list<T>(what: string): Promise<T[]>
  post<T>(what: string, body: unknown): Promise<T>
  remove(what: string): Promise<void>
}

export class ComponentClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  list(): Promise<ComponentRow[]> {
    return this.#line.list('components')
  }

  subscribe(site: string, component: string, prefix = ''): Promise<void> {
    return this.#line.post(`sites/${encodeURIComponent(site)}/components`, { component, prefix })
  }

  unsubscribe(site: string, component: string): Promise<void> {
    return this.#line.remove(`sites/${encodeURIComponent(site)}/components/${encodeURIComponent(component)}`)
  }

  /** `envelope`: the confirmation of a held release that a key in the role approve has signed. */
  confirmSigned(release: number, envelope: Envelope): Promise<ReleaseRow> {
    return this.#line.post(`releases/${release}/confirmation`, envelope)
  }

  /** Which of them a host holds, and what none explains. `root`: one of those that the site has on the host; else all. */
  composition(site: string, host: string, root?: string): Promise<Composition> {
    return this.#line.get(`sites/${encodeURIComponent(site)}/composition`, { host, root })
  }
}
