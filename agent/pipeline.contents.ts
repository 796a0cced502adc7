// Owns how contents go through the agent: from the sources and the journal into the spool, from ring, spool and disk to a
// collector that asks, and out of the spool when nobody does. What may leave the host is the room's to say.
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { compileRedact, type Redact } from '@sekisho/shared/redact.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { AgentConfig } from './config.ts'
import { readAttributes, toldAttributes } from './contents/attributes.ts'
import { Contents } from './contents/contents.ts'
import { HeldFiles } from './contents/held.ts'
import { readBeginning } from './contents/reading.ts'
import { Shelf } from './contents/shelf.ts'
import { Spool, type SpooledContent } from './contents/spool.ts'
import { defaultSpoolLimits } from './contents/spool-limits.ts'
import type { ContentDoor, FoundFile, KeptContent, KeptFile, Touch } from './handover.ts'
import { probeFolder } from './journal/budget.ts'
import type { Journal } from './journal/journal.ts'
import type { Roots } from './roots/roots.ts'

interface ContentKeeperOptions {
  /** For the spool alone. */
  readonly folder: string
  /** Of 32 bytes. */
  readonly key: Uint8Array
  readonly config: Pick<AgentConfig, 'attribution' | 'outbox' | 'spool'>
  readonly roots: Pick<Roots, 'list' | 'stays'>
  readonly journal: Pick<Journal, 'position' | 'waiting'>
  isConnected(): boolean
  /** What the source has in memory. */
  ring(sha256: string): Promise<KeptContent | null>
  touched(touches: readonly Touch[]): void
  readonly clock: Clock
  readonly log: Log
}

/** Null where this host's config hands on no contents: then none wait here, either. */
export function openContentKeeper(
  state: string,
  config: AgentConfig,
  doors: Omit<ContentKeeperOptions, 'folder' | 'config'>,
) {
  const folder = spoolFolder(state)
  if (config.contents) return new ContentKeeper({ ...doors, folder, config })
  rmSync(folder, { recursive: true, force: true })
  return null
}

export function spoolFolder(state: string): string {
  return join(state, 'agent', 'spool')
}

export class ContentKeeper {
  readonly answers: Contents
  readonly #options: ContentKeeperOptions
  readonly #redact: Redact
  readonly #spool: Spool
  readonly #held: HeldFiles

  constructor(options: ContentKeeperOptions) {
    const { folder, key, config, roots, ring, touched, clock, log } = options
    this.#options = options
    this.#redact = compileRedact(config.attribution.redact)
    const redact = this.#redact
    this.#spool = new Spool({
      shelf: new Shelf(folder, key),
      limits: defaultSpoolLimits,
      keepMs: config.spool.keep,
      room: () => this.#room(),
      standing: () => this.#standing(),
      stays: roots.stays,
      clock,
      log,
    })
    this.#held = new HeldFiles({
      attributesOf: descriptor => toldAttributes(readAttributes(descriptor, Number.POSITIVE_INFINITY), redact),
      touched,
      keep: (sha256, content, places) => this.#spool.put({ sha256, rank: 1, places }, content),
      clock,
      log,
    })
    this.answers = new Contents({
      roots: () => roots.list().map(({ root }) => root),
      stays: roots.stays,
      kept: ring,
      spool: this.#spool,
      clock,
      redact,
    })
  }

  get door(): ContentDoor {
    return {
      kept: files => {
        for (const file of files) this.#keep(file)
      },
      closed: (file, done) => this.#held.hold(file, done),
    }
  }

  start(): Promise<void> {
    return this.#spool.open()
  }

  /** What a finding found is gone, or there now and may be gone when the collector asks for it. */
  found(files: readonly FoundFile[]): void {
    for (const { root, path, sha256, size, gone } of files) {
      const place = { root, path }
      const read = gone ? () => this.#inRing(sha256) : () => this.#standingAt(place, size)
      this.#spool.offer({ sha256, size, rank: gone ? 1 : 0, places: [place], read })
    }
  }

  tick(): Promise<void> {
    return this.#spool.tick()
  }

  rulesChanged(): void {
    void this.#spool.rulesChanged()
  }

  reports(): { readonly spool: RoomReport } {
    return { spool: this.#spool.report() }
  }

  async stop(): Promise<void> {
    this.answers.stop()
    await this.#held.stop()
    await this.#spool.stop()
  }

  #keep({ sha256, size, gone, places }: KeptFile): void {
    this.#spool.offer({ sha256, size, rank: gone ? 1 : 0, places, read: () => this.#inRing(sha256) })
  }

  async #inRing(sha256: string): Promise<SpooledContent | null> {
    const kept = await this.#options.ring(sha256)
    if (kept === null) return null
    const { buffer, byteOffset, byteLength } = kept.bytes
    const attributes = toldAttributes(kept.attributes, this.#redact)
    return { bytes: Buffer.from(buffer, byteOffset, byteLength), attributes }
  }

  async #standingAt({ root, path }: { root: PathText; path: PathText }, size: number): Promise<SpooledContent | null> {
    const read = await readBeginning(root, path, this.#redact, { size, whole: true })
    return 'why' in read ? null : read
  }

  /** As the disk is now. @throws system errors */
  #room(): number {
    const { folder, config } = this.#options
    // A folder that could not be made at the start, or was removed meanwhile, is made with the next content: on its parent's disk.
    const { free, total } = probeFolder(existsSync(folder) ? folder : dirname(folder))()
    if (free < (config.outbox.keepFreePercent / 100) * total) return 0
    return Math.min(config.spool.maxSize, (config.spool.maxPercentOfFree / 100) * free)
  }

  /** A batch that is on its way counts as not told. */
  #standing(): { connected: boolean; told: boolean } {
    const { journal, isConnected } = this.#options
    const { head, acknowledged } = journal.position()
    const { fast, bulk } = journal.waiting()
    return { connected: isConnected(), told: fast + bulk === 0 && (head?.sequence ?? 0) <= acknowledged }
  }
}
