// Owns what people and their tools do with releases: each is verified in a thread of its own, staged in small transactions,
// and then lives: held, current, replaced, revoked. One at a time. What a permit covers is the judge's; where the rows lie
// is store's.
import type { Composition } from '@sekisho/shared/api.compose.ts'
import type { ComponentRow, Difference, ReleaseRow, Standing } from '@sekisho/shared/api.releases.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { Failure, type FailureCode } from '@sekisho/shared/failures.ts'
import { noRelease } from '@sekisho/shared/no-release.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { shellQuoted } from '@sekisho/shared/shell-quoted.ts'
import { refuseOtherComponent, refuseOtherSites } from '@sekisho/shared/site-limit.ts'
import { Thread } from '@sekisho/shared/thread.ts'
import { fromThread, placedReasons, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ComposeReads } from '../handover.compose.ts'
import type { Base, ReleaseReads, ReleaseWrites } from '../handover.releases.ts'
import type { By, Publication, ReleaseDoors, StoreReads } from '../handover.ts'
import { Composing } from './compose.ts'
import { confirmationOf } from './confirmation.ts'
import { differenceOf } from './difference.ts'
import { trustedKeys } from './keys.ts'
import { ownMemory } from './memory.ts'
import { conflictOf, refuse, refuseOtherEnd } from './refusals.ts'
import { standingOf } from './standing.ts'
import type { Verified } from './verify.ts'
import type { WorkerCalls } from './worker.ts'

/** Releases that may wait for one another: each waits with its whole envelope in memory. */
const maxWaiting = 4

const toldRefusals: readonly FailureCode[] = ['release-refused', 'path-conflict', 'role-missing']

export interface AllowlistDoors {
  readonly clock: Clock
  readonly reads: Pick<StoreReads, 'keys' | 'releases' | 'sites' | 'components'> & ReleaseReads & ComposeReads
  readonly writes: ReleaseWrites
}

type Phase = 'idle' | 'verifying' | 'staging' | 'activating' | 'stopped'
type Staged = Verified & { readonly lists: number; readonly parts: number }
type Input<N extends keyof ReleaseDoors> = Parameters<ReleaseDoors[N]>[0]

export class Allowlist implements ReleaseDoors {
  readonly #doors: AllowlistDoors
  readonly #composing: Composing
  #queue: Promise<unknown> = Promise.resolve()
  /** When each change arrived, in their order. */
  readonly #waiting: number[] = []
  #phase: Phase = 'idle'
  #since: number
  #thread: Thread<WorkerCalls> | null = null

  constructor(doors: AllowlistDoors) {
    this.#doors = doors
    this.#composing = new Composing(doors.reads)
    this.#since = doors.clock.monotonic()
  }

  /**
   * The same files under the same component and version are published once: a repeat subscribes the site and changes
   * nothing else.
   * @throws Failure release-refused naming the entry, name-taken for a repeat that names another end, role-missing for an adoption, path-conflict, name-unknown, store-busy, or what store refused with
   */
  publish(publication: Publication): Promise<ReleaseRow> {
    return this.#inTurn(() => this.#publishNow(publication))
  }

  activate(input: Input<'activate'>): Promise<ReleaseRow> {
    return this.#inTurn(async () => {
      const row = await this.#rowOf(input.customer, input.release)
      await this.#refuseConflict(input, row, null, '' as PathText)
      await this.#doors.writes.activateRelease(input)
      return this.#rowOf(input.customer, input.release)
    })
  }

  /** @throws Failure release-refused when the difference is another by now, or who asks published it */
  confirm({ difference, ...by }: Input<'confirm'>): Promise<ReleaseRow> {
    return this.#inTurn(async () => this.#confirm(by, await this.#rowOf(by.customer, by.release), difference, by.who))
  }

  /** By a key in the role `approve`; who asks only brings its word. @throws as confirm, and where no such key signed it */
  confirmSigned({ envelope, ...by }: Input<'confirmSigned'>): Promise<ReleaseRow> {
    return this.#inTurn(async () => {
      const row = await this.#rowOf(by.customer, by.release)
      const keys = await this.#doors.reads.keys({ customer: by.customer })
      const { signer, difference } = confirmationOf(envelope, row, keys)
      return this.#confirm(by, row, difference, `key:${signer}`)
    })
  }

  async #confirm(by: By & { release: number }, row: ReleaseRow, difference: string, confirmedBy: string) {
    const looked = await differenceOf(this.#doors.reads, by)
    if (looked.digest !== difference) {
      throw refuse('publish.looked-at', { place: `${row.component} ${row.version}` })
    }
    await this.#refuseConflict(by, row, null, '' as PathText)
    // After the current one was revoked or has expired, it was shown against the last that was, and none is current.
    const against = looked.base?.current === true ? looked.base.id : null
    await this.#doors.writes.confirmRelease({ ...by, against, confirmedBy })
    return this.#rowOf(by.customer, by.release)
  }

  revoke(input: Input<'revoke'>): Promise<ReleaseRow> {
    return this.#inTurn(async () => {
      await this.#doors.writes.revokeRelease(input)
      return this.#rowOf(input.customer, input.release)
    })
  }

  expire(input: Input<'expire'>): Promise<ReleaseRow> {
    return this.#inTurn(async () => {
      await this.#doors.writes.expireRelease(input)
      return this.#rowOf(input.customer, input.release)
    })
  }

  /** @throws Failure name-unknown */
  async difference({ customer, release, against }: Input<'difference'>): Promise<Difference> {
    const row = await this.#rowOf(customer, release)
    if (against !== undefined) {
      const other = against === 0 ? null : await this.#otherOf(customer, row, against)
      const { base: _, ...difference } = await differenceOf(this.#doors.reads, { customer, release, against: other })
      return difference
    }
    const { base: _, ...difference } = await differenceOf(this.#doors.reads, { customer, release })
    const { held } = row
    // Held for a place that it was sent for, it still waits for the same reason.
    return { ...difference, hold: difference.hold ?? held }
  }

  async standing(input: Input<'standing'>): Promise<Standing> {
    const { component } = await this.#rowOf(input.customer, input.release)
    const found = await standingOf(this.#doors.reads, input)
    if (found !== null) return found
    throw new ToldFailure('name-unknown', reason('problem.no-root-of-component', { component }), { place: input.root })
  }

  compose(input: Input<'compose'>): Promise<Composition | null> {
    return this.#composing.compose(input)
  }

  async #otherOf(customer: number, { component, owner }: ReleaseRow, against: number): Promise<Base> {
    const { id, version, current, ...other } = await this.#rowOf(customer, against)
    if (other.component === component && other.owner === owner) return { id, version, current }
    throw new ToldFailure('name-unknown', reason('problem.other-component', { component }), {
      place: `${other.component} ${version}`,
    })
  }

  /** @throws Failure path-conflict, name-unknown */
  subscribe(input: Input<'subscribe'>): Promise<void> {
    return this.#inTurn(async () => {
      const { customer, component, site, prefix } = input
      const conflict = await this.#doors.reads.conflict({ customer, release: null, component, site, prefix })
      if (conflict !== null) throw conflictOf(conflict)
      await this.#doors.writes.subscribe(input)
    })
  }

  unsubscribe(input: Input<'unsubscribe'>): Promise<void> {
    return this.#inTurn(() => this.#doors.writes.unsubscribe(input))
  }

  markMalicious(input: Input<'markMalicious'>): Promise<void> {
    return this.#doors.writes.markMalicious(input)
  }

  withdrawMalicious(input: Input<'withdrawMalicious'>): Promise<void> {
    return this.#doors.writes.withdrawMalicious(input)
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

  /** One after the other: two with one name, or for one path, must see each other. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(new Failure('store-busy', `${maxWaiting} releases are being published already`))
    }
    if (this.#phase === 'stopped') return Promise.reject(new Failure('store-busy', 'the collector is stopping'))
    this.#waiting.push(this.#doors.clock.monotonic())
    const turn = this.#queue.then(change).finally(() => {
      this.#waiting.shift()
      if (this.#waiting.length === 0) this.#enter('idle')
    })
    this.#queue = turn.catch(() => {
      // It is told to its own caller; the next in the queue has no part in it.
    })
    return turn
  }

  async #publishNow(publication: Publication): Promise<ReleaseRow> {
    this.#enter('verifying')
    const keys = await this.#doors.reads.keys({ customer: publication.customer })
    const thread = new Thread<WorkerCalls>(new URL('./worker.ts', import.meta.url))
    this.#thread = thread
    let release: Staged | null = null
    try {
      const { envelope, customer } = publication
      // Handed over: its memory is the thread's from here on.
      const own = ownMemory(envelope) ? [envelope.buffer] : []
      release = await thread.call('verify', { envelope, trusted: trustedKeys(keys) }, own)
      await this.#refuseAdoption(publication, release)
      const site = await this.#siteOf(publication, release.component)
      await this.#refuseBeyond(publication, site, release.component)
      await this.#refuseMove(publication, site, release.component)
      const known = await this.#knownAs(customer, release)
      if (known !== null) refuseOtherEnd(known, publication.expiresAt)
      const id = known?.id ?? (await this.#stage(publication, release, thread))
      await this.#makePublic({ ...publication, site }, { ...release, id }, known === null)
      return await this.#rowOf(customer, id)
    } catch (error) {
      const failure = fromThread(error)
      await this.#tellRefused(publication, release, failure)
      throw failure
    } finally {
      this.#thread = null
      await thread.stop()
    }
  }

  /** Somebody may be trying what can be sent; what was merely mistyped is told to its caller alone. */
  async #tellRefused({ customer, who, from, at, site }: Publication, release: Verified | null, failure: unknown) {
    if (!(failure instanceof Failure) || !toldRefusals.includes(failure.code)) return
    const { code } = failure
    const name = release === null ? null : { component: release.component, version: release.version }
    const reason = placedReasons(failure)
    try {
      await this.#doors.writes.refuseRelease({ customer, who, from, at, name, site, code, reason })
    } catch {
      // A store that keeps nothing alarms by itself; the reason of the refusal is what the caller must hear.
    }
  }

  /** Null where the component has its sites already and no other is named. */
  async #siteOf({ customer, site }: Publication, component: string): Promise<string | null> {
    const sites = await this.#doors.reads.sites({ customer })
    if (site !== null) {
      if (sites.some(known => known.site === site)) return site
      throw new ToldFailure('name-unknown', reason('problem.no-site', { name: site }), { place: site })
    }
    if ((await this.#placesOf(customer, component)).length > 0) return null
    const [only, ...others] = sites
    if (only !== undefined && others.length === 0) return only.site
    const names = sites.map(known => known.site).join(', ')
    const why = only === undefined ? reason('problem.no-site-yet') : reason('problem.one-of-sites', { sites: names })
    throw new ToldFailure('name-unknown', why)
  }

  /**
   * Whoever signs chooses the kind, and an adoption is neither held nor kept off another component's paths: so it is
   * decided by who may approve, and stands in for no release.
   */
  async #refuseAdoption({ customer, rights }: Publication, { kind, component }: Verified): Promise<void> {
    if (kind !== 'adoption') return
    if (!rights.includes('approve')) {
      throw new ToldFailure('role-missing', reason('publish.adoption-needs'), { place: component })
    }
    if (!(await this.#releasesOf(customer, component)).some(row => row.kind === 'release')) return
    throw refuse('publish.adoption', { place: component })
  }

  /** A release is current on every site that has its component, whichever it was sent for. No site has one that is new. */
  async #refuseBeyond({ customer, sites }: Publication, site: string | null, component: string): Promise<void> {
    if (sites === null) return
    const had = (await this.#placesOf(customer, component)).map(place => place.site)
    if (site !== null) refuseOtherSites(sites, [site])
    const isNew = had.length === 0 && (await this.#releasesOf(customer, component)).length === 0
    if (!isNew) refuseOtherComponent(sites, component, had)
  }

  /** Publishing is no right to say where a component lies: what guards its paths there was decided for that place. */
  async #refuseMove({ customer, prefix, rights }: Publication, site: string | null, component: string): Promise<void> {
    if (prefix === '' || rights.includes('admin')) return
    const had = (await this.#placesOf(customer, component)).find(known => known.site === site)
    if (had === undefined || had.prefix === prefix) return
    const command = `sekisho component subscribe ${shellQuoted(component)} --site ${shellQuoted(had.site)} --prefix …`
    throw refuse('publish.moves', { place: prefix, params: { site: had.site, component, prefix: had.prefix, command } })
  }

  /** Where the customer has a component of its own: the provider may have one of the same name, which is none of its. */
  async #placesOf(customer: number, component: string): Promise<ComponentRow['sites']> {
    const own = ownBy(customer, component)
    return (await this.#doors.reads.components({ customer })).find(own)?.sites ?? []
  }

  async #releasesOf(customer: number, component: string): Promise<readonly ReleaseRow[]> {
    return (await this.#doors.reads.releases({ customer })).filter(ownBy(customer, component))
  }

  /** The same release if it is published already; null when its name is free. */
  async #knownAs(customer: number, { component, version, digest }: Verified): Promise<ReleaseRow | null> {
    const known = (await this.#releasesOf(customer, component)).find(row => row.version === version)
    if (known === undefined) return null
    const place = `${component} ${version}`
    if (known.digest !== digest) throw refuse('publish.other-content', { place })
    if (known.state === 'current' || known.state === 'held') return known
    // An old envelope sent again must not bring old files back: rolling back is an act of its own.
    const ended = known.state === 'revoked' || known.state === 'expired' ? known.state : 'replaced'
    throw refuse(`publish.${ended}`, { place })
  }

  async #stage(by: By, release: Staged, thread: Thread<WorkerCalls>): Promise<number> {
    this.#enter('staging')
    const { writes } = this.#doors
    const { customer, who, from, at } = by
    const { files: _, lists, parts, ...statement } = release
    const id = await writes.stageRelease({ customer, who, from, at, ...statement })
    try {
      for (let next = 0; next < lists; ) {
        const chunk = await thread.call('lists', { from: next })
        await writes.stageLists({ release: id, lists: chunk })
        next += chunk.length
      }
      for (let part = 0; part < parts; part++)
        await writes.stagePart({ release: id, part, bytes: await thread.call('part', { part }) })
      return id
    } catch (error) {
      await this.#drop(id)
      throw error
    }
  }

  async #makePublic(publication: Publication, release: Verified & { id: number }, fresh: boolean): Promise<void> {
    this.#enter('activating')
    const { customer, who, from, at, site, prefix, overlapMs, expiresAt } = publication
    const { reads, writes } = this.#doors
    try {
      await this.#refuseConflict(publication, release, site, prefix)
      // Known content is not held again: it is current, or held already.
      const place = site === null ? null : { site, prefix }
      const fits = !fresh || release.kind === 'adoption'
      const held = fits ? null : await reads.holdOf({ customer, release: release.id, place })
      const life = { release: release.id, site, prefix, held, overlapMs, expiresAt }
      await writes.publishRelease({ customer, who, from, at, ...life })
    } catch (error) {
      if (fresh) await this.#drop(release.id)
      throw error
    }
  }

  async #refuseConflict(
    { customer }: By,
    { id, component, kind, weak }: Pick<ReleaseRow, 'id' | 'component' | 'kind' | 'weak'>,
    site: string | null,
    prefix: PathText,
  ): Promise<void> {
    // An adoption says what was found, whoever should own it.
    if (kind === 'adoption') return
    const conflict = await this.#doors.reads.conflict({ customer, release: id, component, site, prefix })
    if (conflict !== null) throw conflictOf(conflict, weak ? 'problem.path-taken-weak' : 'problem.path-taken')
  }

  async #drop(id: number): Promise<void> {
    try {
      while (await this.#doors.writes.dropStaged({ release: id }));
    } catch {
      // The reason of the refusal is what the caller must hear; a staged release left behind is never current.
    }
  }

  async #rowOf(customer: number, id: number): Promise<ReleaseRow> {
    const row = (await this.#doors.reads.releases({ customer })).find(release => release.id === id)
    if (row === undefined) throw noRelease(id)
    return row
  }

  #enter(phase: Phase): void {
    if (this.#phase === phase || this.#phase === 'stopped') return
    this.#phase = phase
    this.#since = this.#doors.clock.monotonic()
  }
}

function ownBy(customer: number, component: string) {
  const owner = customer === 0 ? 'provider' : 'customer'
  return (row: Pick<ComponentRow, 'component' | 'owner'>) => row.component === component && row.owner === owner
}
