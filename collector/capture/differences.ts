// Owns which two contents of a finding are compared, and whether they may be shown: never secrets nor what stays on its host, files
// of class config only where the config says so. Each look stands in the audit trail before its answer leaves. One at a time, in a thread.
import type { TextDifference } from '@sekisho/shared/api.differences.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { Comparable, ContentReads, ContentSide } from '../handover.capture.ts'
import type { AuditEvent, By } from '../handover.ts'
import type { Compared } from './difference.ts'
import type { ContentKeys } from './keys.ts'
import { takeOut } from './vault.ts'
import type { WorkerCalls } from './worker.ts'

interface DifferencesOptions {
  readonly reads: Pick<ContentReads, 'comparable' | 'contentPart'>
  readonly audit: (event: AuditEvent) => Promise<void>
  readonly keys: ContentKeys
  readonly clock: Clock
  /** Whether files of class config are shown. */
  readonly compareConfig: boolean
}

/** Each waits with nothing in memory. */
const maxWaiting = 8
/** The worst that we found, 20 MB of empty lines, takes 3 s. */
const longestMs = 20_000

type Outcome = TextDifference['outcome']

export class Differences {
  readonly #options: DifferencesOptions
  #waiting = 0
  #queue: Promise<unknown> = Promise.resolve()
  #thread: Thread<WorkerCalls> | null = null
  #stopped = false

  constructor(options: DifferencesOptions) {
    this.#options = options
  }

  /** @throws Failure content-key-missing, content-damaged, store-busy, worker-died */
  async of(by: By, finding: number): Promise<TextDifference | null> {
    this.#refuseWhenStopped()
    if (this.#waiting >= maxWaiting) throw new Failure('store-busy', `${maxWaiting} differences wait already`)
    this.#waiting++
    const turn = this.#queue
      .then(() => this.#compare(by, finding))
      .finally(() => {
        this.#waiting--
      })
    this.#queue = turn.catch(() => {
      // It is told to its own caller; the next has no part in it.
    })
    return turn
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#thread?.stop()
    await this.#queue
  }

  async #compare(by: By, finding: number): Promise<TextDifference | null> {
    this.#refuseWhenStopped()
    const comparable = await this.#options.reads.comparable({ customer: by.customer, finding })
    if (comparable === null) return null
    const { after, befores } = comparable
    const isSame = after !== null && after.sha256 !== null && befores[0]?.sha256 === after.sha256
    const chosen = isSame ? 0 : befores.findIndex(side => side.kind === 'nothing' || side.kept !== null)
    const before = befores[chosen] ?? null
    const lacking = befores.slice(0, chosen === -1 ? befores.length : chosen)
    const tell = (outcome: Outcome, compared: Compared | null = null) =>
      answerOf(comparable, { outcome, before, lacking, compared })
    const refused = this.#refusal(comparable, isSame, before)
    if (refused !== null || after === null || before === null) return tell(refused ?? 'no-content')
    const compared = await this.#inThread(await this.#bytesOf(before), await this.#bytesOf(after))
    const { customer, who, from, at } = by
    const detail = { finding, sha256: after.sha256, against: before.sha256 }
    await this.#options.audit({ customer, at, who, from, what: 'content.difference', detail })
    return compared === null ? tell('binary') : tell('compared', compared)
  }

  /** Also whoever waits: a stop that waited for eight of them would be ended from outside. */
  #refuseWhenStopped(): void {
    if (this.#stopped) throw new Failure('store-busy', 'the collector is stopping')
  }

  /** Why nothing is compared. */
  #refusal(
    { finding, isConfig, stays, after }: Comparable,
    isSame: boolean,
    before: ContentSide | null,
  ): Outcome | null {
    if (mayHoldSettings(nameOf(finding.path as PathText))) return 'settings'
    if (stays) return 'profile'
    if (isConfig && !this.#options.compareConfig) return 'class'
    if (after === null) return 'no-content'
    if (isSame) return 'equal'
    if (after.kind !== 'nothing' && after.kept === null) return 'not-kept'
    if (before === null) return 'nothing-before'
    return [before, after].some(({ kept }) => kept?.whole === false) ? 'partial' : null
  }

  async #bytesOf({ kept, sha256 }: ContentSide): Promise<Buffer> {
    const { reads, keys } = this.#options
    return kept === null || sha256 === null ? Buffer.alloc(0) : takeOut(reads, keys, { ...kept, sha256 })
  }

  /** A thread of its own: what it took is gone with it. */
  async #inThread(before: Buffer, after: Buffer): Promise<Compared | null> {
    this.#refuseWhenStopped()
    const thread = new Thread<WorkerCalls>(new URL('./worker.ts', import.meta.url))
    this.#thread = thread
    const late = this.#options.clock.after(longestMs, () => void thread.stop())
    try {
      return await thread.call('compare', { before, after })
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error
      throw new Failure('worker-died', `two contents were not compared: ${error.message}`, { cause: error })
    } finally {
      late.cancel()
      this.#thread = null
      await thread.stop()
    }
  }
}

interface Told {
  readonly outcome: Outcome
  readonly before: ContentSide | null
  readonly lacking: readonly ContentSide[]
  readonly compared: Compared | null
}

const noCounts = { removed: 0, added: 0, hidden: 0, cards: 0 }

function answerOf({ finding, after }: Comparable, { outcome, before, lacking, compared }: Told): TextDifference {
  const { id, host, root, path, changedKeys } = finding
  return {
    ...{ finding: id, host, root, path, class: finding.class, outcome, changedKeys: [...changedKeys] },
    before: before === null ? null : toldSide(before),
    after: after === null ? null : toldSide(after),
    lacking: lacking.map(toldSide),
    read: compared?.read ?? null,
    hunks: compared?.hunks ?? [],
    counts: compared?.counts ?? noCounts,
  }
}

function toldSide({ kept: _, ...side }: ContentSide): Omit<ContentSide, 'kept'> {
  return side
}
