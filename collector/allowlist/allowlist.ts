// Owns how a signed release becomes permits: verified in a thread of its own, staged in small transactions, made current by
// one. One release at a time. What a permit covers is the judge's; where the rows lie is store's.
import type { ReleaseRow } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { Failure, type FailureCode, failures } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { By, ReleaseWrites, StoreReads } from '../handover.ts'
import { trustedKeys } from './keys.ts'
import type { Verified } from './verify.ts'
import type { WorkerCalls } from './worker.ts'

/** Entries of one staging transaction: some 10 ms of the writer's thread, so that ingest goes on in between. */
const chunkEntries = 1000
/** Releases that may wait for one another: each waits with its whole envelope in memory. */
const maxWaiting = 4

export interface AllowlistDoors {
  readonly clock: Clock
  readonly reads: Pick<StoreReads, 'keys' | 'releases' | 'sites'>
  readonly writes: ReleaseWrites
}

export interface Publication extends By {
  /** The DSSE envelope's JSON. */
  readonly envelope: Uint8Array
  /** Null: the customer's only site. */
  readonly site: string | null
  readonly prefix: PathText
}

export class Allowlist {
  readonly #doors: AllowlistDoors
  #queue: Promise<unknown> = Promise.resolve()
  /** When each release arrived, in their order. */
  readonly #waiting: number[] = []
  #phase: 'idle' | 'verifying' | 'staging' | 'activating' | 'stopped' = 'idle'
  #since: number
  #thread: Thread<WorkerCalls> | null = null

  constructor(doors: AllowlistDoors) {
    this.#doors = doors
    this.#since = doors.clock.monotonic()
  }

  /**
   * Verifies, stages and activates a release. The same files under the same component and version are published once:
   * a repeat subscribes the site and changes nothing else.
   * @throws Failure release-refused naming the entry, name-unknown, store-busy, or what store refused with
   */
  publish(publication: Publication): Promise<ReleaseRow> {
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(new Failure('store-busy', `${maxWaiting} releases are being published already`))
    }
    if (this.#phase === 'stopped') return Promise.reject(new Failure('store-busy', 'the collector is stopping'))
    this.#waiting.push(this.#doors.clock.monotonic())
    // One after the other: two with one name must see each other.
    const turn = this.#queue
      .then(() => this.#publishNow(publication))
      .finally(() => {
        this.#waiting.shift()
        if (this.#waiting.length === 0) this.#enter('idle')
      })
    this.#queue = turn.catch(() => {
      // It is told to its own caller; the next in the queue has no part in it.
    })
    return turn
  }

  report(): RoomReport {
    const now = this.#doors.clock.monotonic()
    const oldest = this.#waiting[0]
    return {
      phase: this.#phase,
      sinceMs: now - this.#since,
      depth: this.#waiting.length,
      oldestAgeMs: oldest === undefined ? 0 : now - oldest,
    }
  }

  /** Leaves a release under way unpublished: what is staged is never current. */
  async stop(): Promise<void> {
    this.#enter('stopped')
    await this.#thread?.stop()
    await this.#queue
  }

  async #publishNow(publication: Publication): Promise<ReleaseRow> {
    this.#enter('verifying')
    const site = await this.#siteOf(publication)
    const keys = await this.#doors.reads.keys({ customer: publication.customer })
    const thread = new Thread<WorkerCalls>(new URL('./worker.ts', import.meta.url))
    this.#thread = thread
    try {
      const { envelope } = publication
      const release = await thread.call('verify', { envelope, trusted: trustedKeys(keys) })
      const known = await this.#knownAs(publication.customer, release)
      const id = known?.id ?? (await this.#stage(publication, release, thread))
      await this.#activate(publication, id, site, known === null)
      return await this.#rowOf(publication.customer, id)
    } catch (error) {
      throw asFailure(error)
    } finally {
      this.#thread = null
      await thread.stop()
    }
  }

  async #siteOf({ customer, site }: Publication): Promise<string> {
    const sites = await this.#doors.reads.sites({ customer })
    if (site !== null) {
      if (sites.some(known => known.site === site)) return site
      throw new Failure('name-unknown', 'there is no such site', { place: site })
    }
    const [only, ...others] = sites
    if (only !== undefined && others.length === 0) return only.site
    const names = sites.map(known => known.site).join(', ')
    throw new Failure('name-unknown', names === '' ? 'there is no site yet' : `name one of the sites: ${names}`)
  }

  /** The same release if it is published already; null when its name is free. */
  async #knownAs(customer: number, { component, version, digest }: Verified): Promise<ReleaseRow | null> {
    const releases = await this.#doors.reads.releases({ customer })
    const known = releases.find(row => row.component === component && row.version === version)
    if (known === undefined) return null
    const place = `${component} ${version}`
    if (known.digest !== digest) {
      throw new Failure('release-refused', 'it was published before with other content: give it a new version', {
        place,
      })
    }
    if (known.current) return known
    // An old envelope sent again must not bring old files back: rolling back is a release of its own.
    throw new Failure('release-refused', 'a newer release has replaced it: publish its files under a new version', {
      place,
    })
  }

  async #stage(publication: Publication, release: Verified, thread: Thread<WorkerCalls>): Promise<number> {
    this.#enter('staging')
    const { writes } = this.#doors
    const { customer, who, from, at, envelope } = publication
    const { files, ...statement } = release
    const id = await writes.stageRelease({ customer, who, from, at, envelope, ...statement })
    try {
      for (let next = 0; next < files; next += chunkEntries) {
        const entries = await thread.call('entries', { from: next, limit: chunkEntries })
        await writes.stageEntries({ release: id, entries })
      }
      return id
    } catch (error) {
      await this.#drop(id)
      throw error
    }
  }

  async #activate(publication: Publication, id: number, site: string, fresh: boolean): Promise<void> {
    this.#enter('activating')
    const { customer, who, from, at, prefix } = publication
    try {
      await this.#doors.writes.activateRelease({ customer, who, from, at, release: id, site, prefix })
    } catch (error) {
      if (fresh) await this.#drop(id)
      throw error
    }
  }

  async #drop(id: number): Promise<void> {
    try {
      await this.#doors.writes.dropStaged({ release: id })
    } catch {
      // The reason of the refusal is what the caller must hear; a staged release left behind is never current.
    }
  }

  async #rowOf(customer: number, id: number): Promise<ReleaseRow> {
    const row = (await this.#doors.reads.releases({ customer })).find(release => release.id === id)
    if (row === undefined) throw new Error(`release ${id} is published and cannot be read`)
    return row
  }

  #enter(phase: 'idle' | 'verifying' | 'staging' | 'activating' | 'stopped'): void {
    if (this.#phase === phase || this.#phase === 'stopped') return
    this.#phase = phase
    this.#since = this.#doors.clock.monotonic()
  }
}

/** Threads carry a failure's code and place, not its class. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof ThreadError)) return error
  const place = error.place === undefined ? {} : { place: error.place }
  if (error.code === 'ERR_WORKER_DIED') return new Failure('worker-died', error.message, { cause: error, ...place })
  if (error.code === undefined || !(error.code in failures)) return error
  return new Failure(error.code as FailureCode, error.message, { cause: error, ...place })
}
