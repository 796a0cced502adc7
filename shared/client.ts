// Owns speaking to the collector's API: typed requests, pages as async iterations, refusals as errors, live news with
// reconnection. Uses only what every runtime has. What the answers mean is the asker's.
import { z } from 'zod'
import type { Coverage } from './api.coverage.ts'
import type { KeepingReport } from './api.keeping.ts'
import type { KeyRole, KeyRow } from './api.keys.ts'
import type {
  Difference,
  JudgingRow,
  MaliciousRow,
  PublishWish,
  ReleaseEntryRow,
  ReleaseRow,
  SightingRow,
} from './api.releases.ts'
import type { MadeToken, NewToken, RevokedToken, TokenRow } from './api.tokens.ts'
import type {
  ExplanationRow,
  FileRow,
  Filter,
  FindingRow,
  GapRow,
  HostRow,
  LiveItem,
  MadeEnrolment,
  MadeLink,
  NewOrder,
  NewRoot,
  SiteRow,
  Status,
  Summary,
} from './api.ts'
import { liveEvents, ProblemSchema } from './api.ts'
import { backoffMs } from './backoff.ts'
import { AlarmClient } from './client.alarms.ts'
import { ApprovalClient } from './client.approvals.ts'
import { ComponentClient } from './client.components.ts'
import { ContentClient } from './client.contents.ts'
import { ApiError, unreached } from './client.error.ts'
import { IncidentClient } from './client.incidents.ts'
import { PastClient } from './client.past.ts'
import { PeopleClient } from './client.people.ts'
import { WindowClient } from './client.windows.ts'
import type { Clock } from './clock.ts'
import { eventsOf, pauseOrAbort } from './event-stream.ts'
import { Failure } from './failures.ts'
import { fetchKept } from './kept-connection.ts'
import { type Locale, translator } from './messages.ts'
import type { Profile } from './profile.ts'

export { ApiError } from './client.error.ts'

interface ClientOptions {
  /** Such as `http://127.0.0.1:4649`. */
  readonly address: string
  readonly token: string
  /** Language of the collector's refusals. */
  readonly locale?: Locale
  /** How it is asked where `fetch` is not the way, such as `fetchPinned`. */
  readonly ask?: typeof fetchKept
}

type Question = Readonly<Record<string, string | number | undefined>>
/** What `files` and `findings` can be narrowed by; paging is the client's. */
export type ListFilter = Omit<Filter, 'cursor'>

const ListingSchema = z.object({ items: z.array(z.unknown()), next: z.string().nullable() })
// Rows come from a collector that checks each against its schema before it answers.
const pageSize = 1000
const backoff = { firstMs: 500, longestMs: 10_000 }

export function openClient(options: ClientOptions): Client {
  return new Client(options)
}

/** One collector, as one holder of a token sees it. Every method throws ApiError, or Failure collector-unreachable. */
export class Client {
  readonly #address: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #locale: Locale
  readonly #fetch: typeof fetchKept
  readonly alarms: AlarmClient
  readonly approvals: ApprovalClient
  readonly components: ComponentClient
  readonly contents: ContentClient
  readonly incidents: IncidentClient
  readonly past: PastClient
  readonly people: PeopleClient
  readonly windows: WindowClient

  constructor({ address, token, locale = 'en', ask = fetchKept }: ClientOptions) {
    this.#address = address.replace(/\/+$/, '')
    this.#locale = locale
    this.#fetch = ask
    this.#headers = { authorization: `Bearer ${token}`, 'accept-language': locale }
    const line = {
      get: <T>(what: string, question: Question = {}) => this.#get<T>(what, question),
      list: <T>(what: string, question: Question = {}) => this.#list<T>(what, question),
      post: <T>(what: string, body: unknown) => this.#post<T>(what, body),
      pages: <T>(what: string, filter: Question) => this.#pages<T>(what, filter, 'cursor'),
      pagesAfter: <T>(what: string) => this.#pages<T>(what, {}, 'after'),
      bytes: async (what: string, body?: unknown) => {
        const answer = await this.#ask(what, body === undefined ? {} : postOf(body))
        return new Uint8Array(await answer.arrayBuffer())
      },
      remove: async (what: string) => void (await this.#ask(what, { method: 'DELETE' })),
    }
    this.alarms = new AlarmClient(line)
    this.approvals = new ApprovalClient(line)
    this.components = new ComponentClient(line)
    this.contents = new ContentClient(line)
    this.incidents = new IncidentClient(line)
    this.past = new PastClient(line)
    this.people = new PeopleClient(line)
    this.windows = new WindowClient(line)
  }

  /** What is there now, whole. */
  files(filter: ListFilter = {}): AsyncGenerator<FileRow> {
    return this.#pages('files', filter, 'cursor')
  }

  findings(filter: ListFilter = {}): AsyncGenerator<FindingRow> {
    return this.#pages('findings', filter, 'cursor')
  }

  releaseEntries(release: number): AsyncGenerator<ReleaseEntryRow> {
    return this.#pages(`releases/${release}/entries`, { limit: pageSize }, 'after')
  }

  finding(id: number): Promise<FindingRow> {
    return this.#get(`findings/${id}`)
  }

  hosts(): Promise<HostRow[]> {
    return this.#list('hosts')
  }

  sites(): Promise<SiteRow[]> {
    return this.#list('sites')
  }

  gaps(host?: string): Promise<GapRow[]> {
    return this.#list('gaps', { host })
  }

  /** Times are ISO 8601; without `to` up to what is known, without `from` the day before. */
  coverage(host: string, root: string, from?: string, to?: string): Promise<Coverage> {
    return this.#get('coverage', { host, root, from, to })
  }

  releases(): Promise<ReleaseRow[]> {
    return this.#list('releases')
  }

  /** In what a release differs from the one that it would replace. */
  difference(release: number): Promise<Difference> {
    return this.#get(`releases/${release}/difference`)
  }

  /** What waits to be judged again. */
  judging(): Promise<JudgingRow[]> {
    return this.#list('judging')
  }

  malicious(): Promise<MaliciousRow[]> {
    return this.#list('malicious')
  }

  sightings(sha256: string): Promise<SightingRow[]> {
    return this.#list(`malicious/${sha256}/sightings`)
  }

  keys(): Promise<KeyRow[]> {
    return this.#list('keys')
  }

  profiles(): Promise<Profile[]> {
    return this.#list('profiles')
  }

  summary(host: string, root: string): Promise<Summary> {
    return this.#get('summary', { host, root })
  }

  /** `path`: absolute. */
  explain(host: string, path: string): Promise<ExplanationRow> {
    return this.#get('explain', { host, path })
  }

  status(): Promise<Status> {
    return this.#get('status')
  }

  /** How long everything is kept, and what goes next. */
  keeping(): Promise<KeepingReport> {
    return this.#get('keeping')
  }

  addSite(name: string): Promise<void> {
    return this.#post('sites', { name })
  }

  bindRoot(root: NewRoot): Promise<void> {
    return this.#post('roots', root)
  }

  /** Of every component, and to release, unless told otherwise. */
  trustKey(
    key: string,
    name: string,
    trust: { readonly component?: string | undefined; readonly role?: KeyRole | undefined } = {},
  ): Promise<void> {
    return this.#post('keys', { key, name, ...trust })
  }

  revokeKey(key: string, reason: string): Promise<void> {
    return this.#post(`keys/${encodeURIComponent(key)}/revoke`, { reason })
  }

  makeToken(wish: NewToken): Promise<MadeToken> {
    return this.#post('tokens', wish)
  }

  tokens(): Promise<TokenRow[]> {
    return this.#list('tokens')
  }

  revokeToken(id: string): Promise<RevokedToken> {
    return this.#post(`tokens/${id}/revoke`, {})
  }

  makeEnrolment(minutes: number): Promise<MadeEnrolment> {
    return this.#post('enrolments', { minutes })
  }

  makeLink(): Promise<MadeLink> {
    return this.#post('links', {})
  }

  order(host: string, order: NewOrder): Promise<void> {
    return this.#post(`hosts/${encodeURIComponent(host)}/orders`, order)
  }

  revokeHost(host: string): Promise<void> {
    return this.#post(`hosts/${encodeURIComponent(host)}/revoke`, undefined)
  }

  /** `envelope`: the signed bytes as they are. `site` may be left out where there is one only. */
  async publish(envelope: Uint8Array<ArrayBuffer> | string, wish: PublishWish = {}): Promise<ReleaseRow> {
    const answer = await this.#ask(`releases${queryOf({ ...wish })}`, {
      method: 'POST',
      body: envelope,
      headers: { 'content-type': 'application/json' },
    })
    return (await this.#json(answer)) as ReleaseRow
  }

  activate(release: number, overlapMinutes?: number): Promise<ReleaseRow> {
    return this.#post(`releases/${release}/activate`, { overlapMinutes })
  }

  /** `difference`: the digest of the one that was looked at. */
  confirm(release: number, difference: string): Promise<ReleaseRow> {
    return this.#post(`releases/${release}/confirm`, { difference })
  }

  revoke(release: number, reason: string): Promise<ReleaseRow> {
    return this.#post(`releases/${release}/revoke`, { reason })
  }

  /** `expiresAt`: ISO 8601; null: it has no end. */
  expire(release: number, expiresAt: string | null, reason: string): Promise<ReleaseRow> {
    return this.#post(`releases/${release}/expire`, { expiresAt, reason })
  }

  markMalicious(sha256: string, reason: string): Promise<void> {
    return this.#post('malicious', { sha256, reason })
  }

  withdrawMalicious(sha256: string, reason: string): Promise<void> {
    return this.#post(`malicious/${sha256}/withdraw`, { reason })
  }

  /** False when no healthy collector answers. */
  async healthy(): Promise<boolean> {
    try {
      const answer = await this.#fetch(`${this.#address}/healthz`, {})
      await answer.body?.cancel()
      return answer.ok
    } catch {
      // Not reached is one of the two answers.
      return false
    }
  }

  /**
   * News until `signal` is aborted. Each time that listening begins, also after a lost connection, it yields `open` first:
   * what came before must then be read by listing. @throws ApiError when the collector refuses for good
   */
  async *live(options: { signal: AbortSignal; clock: Clock; random?: () => number }): AsyncGenerator<LiveItem> {
    const { signal, clock, random = Math.random } = options
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        for await (const item of this.#stream(signal)) {
          attempt = -1
          yield item
        }
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error
        // Anything else is the connection's: it is dialled again below.
      }
      await pauseOrAbort(clock, backoffMs(backoff, Math.max(attempt, 0), random()), signal)
    }
  }

  async *#stream(signal: AbortSignal): AsyncGenerator<LiveItem> {
    const answer = await this.#ask('live', { signal, headers: { accept: 'text/event-stream' } })
    if (answer.body === null) return
    yield { event: 'open' }
    for await (const { event, data } of eventsOf(answer.body.pipeThrough(new TextDecoderStream()))) {
      const known = liveEvents.find(name => name === event)
      if (known === 'finding') yield { event: known, finding: JSON.parse(data) as FindingRow }
      else if (known !== undefined) yield { event: known }
    }
  }

  async *#pages<T>(what: string, filter: Question, by: 'cursor' | 'after'): AsyncGenerator<T> {
    let next: string | null = null
    do {
      const at: Question = next === null ? {} : { [by]: next }
      const page = await this.#listing(what, { limit: pageSize, ...filter, ...at })
      yield* page.items as T[]
      next = page.next
    } while (next !== null)
  }

  async #list<T>(what: string, question: Question = {}): Promise<T[]> {
    return (await this.#listing(what, question)).items as T[]
  }

  async #listing(what: string, question: Question): Promise<z.infer<typeof ListingSchema>> {
    const parsed = ListingSchema.safeParse(await this.#get(what, question))
    if (!parsed.success) throw this.#stranger(200)
    return parsed.data
  }

  async #get<T>(what: string, question: Question = {}): Promise<T> {
    return (await this.#json(await this.#ask(what + queryOf(question), {}))) as T
  }

  async #post<T>(what: string, body: unknown): Promise<T> {
    return (await this.#json(await this.#ask(what, postOf(body)))) as T
  }

  async #ask(what: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const headers = { ...this.#headers, ...init.headers }
    let answer: Response
    try {
      // A redirect would carry the token to another address.
      answer = await this.#fetch(`${this.#address}/api/v1/${what}`, { ...init, headers, redirect: 'error' })
    } catch (cause) {
      if (init.signal?.aborted || cause instanceof Failure) throw cause
      throw unreached(this.#address, this.#locale, cause)
    }
    if (answer.ok) return answer
    const problem = ProblemSchema.safeParse(await this.#json(answer))
    throw problem.success ? new ApiError(answer.status, problem.data) : this.#stranger(answer.status)
  }

  async #json(answer: Response): Promise<unknown> {
    const text = await answer.text()
    if (text === '') return undefined
    try {
      return JSON.parse(text)
    } catch {
      // Whatever answers there, it does not speak our language: say that, not where the text stopped being JSON.
      throw this.#stranger(answer.status)
    }
  }

  #stranger(status: number): ApiError {
    const message = translator(this.#locale)('client.not-sekisho', { address: this.#address })
    return new ApiError(status, { code: 'collector-unreachable', message, place: this.#address, mend: null })
  }
}

function postOf(body: unknown) {
  const headers = { 'content-type': 'application/json' }
  return { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body), headers }) }
}

function queryOf(question: Question): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(question)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? '' : `?${query}`
}
