// Owns open files that were too large to be read by the thread which was told that they were closed: each is held for a moment,
// and what loses its name meanwhile is read, told of, and kept. What stays is left to fingerprint.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { closeDescriptor, diskPath, fstatOf, shownPlace } from '@sekisho/shared/disk.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { MarkReader } from '@sekisho/shared/marks.ts'
import type { Stat } from '@sekisho/shared/observation.ts'
import { nameOf } from '@sekisho/shared/path.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { ClosedFile, PlaceBelow, Touch } from '../handover.ts'
import { lookThrough, readInSlices } from './slices.ts'
import type { SpooledContent } from './spool.ts'
import { Pace } from './spool-pace.ts'

/** How often it is looked whether they have a name: what is gone and made is only told of after ten times this (settle). */
const lookMs = 50
/** What lives longer was read by fingerprint, or will be. */
const heldMs = 1000
/** A megabyte takes some 10 ms of the main thread: of the largest three at once, and then some twentieth of its time. */
const readLimits = {
  burstBytes: 3 * maxContentBytes,
  bytesPerSecond: 5 * 1024 ** 2,
  bytesOfFile: 0,
  reservedShare: 0,
}

export interface HeldOptions {
  attributesOf(descriptor: number): ContentAttributes
  touched(touches: readonly Touch[]): void
  /** Resolves when the content need not be in memory any more. */
  keep(sha256: string, content: SpooledContent, places: readonly PlaceBelow[]): Promise<void>
  readonly clock: Clock
  readonly log: Log
}

interface Held extends ClosedFile {
  readonly until: number
  readonly done: () => void
}

export class HeldFiles {
  readonly #options: HeldOptions
  readonly #pace: Pace
  #held: Held[] = []
  /** One after the other: of each up to 20 MB are in memory, together with what was read and is being kept. */
  #reading: Promise<void> = Promise.resolve()
  readonly #keeping = new Set<Promise<void>>()
  #keepingBytes = 0
  #timer: Timer | null = null
  #stopped = false

  constructor(options: HeldOptions) {
    this.#options = options
    this.#pace = new Pace(readLimits, options.clock)
  }

  hold(file: ClosedFile, done: () => void): void {
    const held = { ...file, done, until: this.#options.clock.monotonic() + heldMs }
    if (this.#stopped) this.#letGo(held)
    else this.#held.push(held)
    this.#look()
  }

  /** Resolves when what is being read or kept is done. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    for (const held of this.#held.splice(0)) this.#letGo(held)
    await this.#reading
    await Promise.all(this.#keeping)
  }

  #look(): void {
    const now = this.#options.clock.monotonic()
    const all = this.#held.map(held => ({ held, becomes: this.#becomes(held, now) }))
    // Before anything is let go, which may fail: what is closed is on the list no more.
    this.#held = all.flatMap(({ held, becomes }) => (becomes === 'held' ? [held] : []))
    this.#timer?.cancel()
    this.#timer = this.#held.length === 0 ? null : this.#options.clock.after(lookMs, () => this.#look())
    for (const { held, becomes } of all) {
      if (becomes === 'read') this.#read(held)
      else if (becomes === 'let go') this.#letGo(held)
    }
  }

  #becomes({ descriptor, until }: Held, now: number): 'held' | 'read' | 'let go' {
    try {
      if (fstatOf(descriptor).links === 0) return 'read'
    } catch (error) {
      this.#options.log.warn('a file that was held cannot be looked at', { error: describeError(error) })
      return 'let go'
    }
    return now >= until ? 'let go' : 'held'
  }

  #read(held: Held): void {
    this.#reading = this.#reading
      .then(() => (this.#stopped ? undefined : this.#tell(held)))
      .catch((error: unknown) =>
        this.#options.log.warn('a file that is gone could not be read', { error: describeError(error) }),
      )
      .finally(() => this.#letGo(held))
  }

  /** What fails for one file keeps no other one open. */
  #letGo({ descriptor, done }: Held): void {
    try {
      try {
        closeDescriptor(descriptor)
      } finally {
        done()
      }
    } catch (error) {
      this.#options.log.warn('a file that was held could not be let go', { error: describeError(error) })
    }
  }

  async #tell({ descriptor, shown, places }: Held): Promise<void> {
    const { clock, attributesOf, touched, keep } = this.#options
    const before = fstatOf(descriptor)
    const { type, size } = before
    // The digest of a beginning would pass for that of a whole content, which somebody may have permitted.
    if (type !== 'file' || size > maxContentBytes) return
    if (this.#pace.waitMs({ size, rank: 1 }) > 0) return
    this.#pace.spend(size)
    while (this.#keepingBytes + size > maxContentBytes) await Promise.race(this.#keeping)
    if (this.#stopped) return
    const bytes = await readInSlices(descriptor, size)
    const names = [...new Set(places.map(({ path }) => nameOf(path)))]
    const readers = names.map(name => new MarkReader({ name, size: bytes.length, settingsKey: null }))
    const { sha256 } = await lookThrough(bytes, slice => {
      for (const reader of readers) reader.read(slice)
    })
    // Whoever still has it open writes on: what was read may never have been there.
    if (this.#stopped || !isUnchanged(before, fstatOf(descriptor))) return
    const last = shownPlace(descriptor)
    const marks = new Map(names.map((name, index) => [name, readers[index]?.finish()]))
    const touches = places.flatMap((place): Touch[] => {
      const found = marks.get(nameOf(place.path))
      if (found === undefined) return []
      const glimpse = glimpseOf(clock.now(), { sha256, size: bytes.length }, found, before)
      const saw = wasGoneFrom(place, shown, last, before) ? (['created'] as const) : []
      return [{ ...place, noticed: 'watch', saw, settled: true, witnesses: [], glimpses: [glimpse] }]
    })
    this.#keep(bytes.length, keep(sha256, { bytes, attributes: attributesOf(descriptor) }, places))
    touched(touches)
  }

  /** It may wait for its turn there: what was gone meanwhile is told of all the same. */
  #keep(size: number, kept: Promise<void>): void {
    this.#keepingBytes += size
    const keeping = kept
      .catch((error: unknown) =>
        this.#options.log.warn('a file that is gone could not be kept', { error: describeError(error) }),
      )
      .finally(() => {
        this.#keepingBytes -= size
        this.#keeping.delete(keeping)
      })
    this.#keeping.add(keeping)
  }
}

function glimpseOf(
  at: number,
  { sha256, size }: { readonly sha256: string; readonly size: number },
  marks: Glimpse['marks'],
  { mode, uid, gid, mtimeMs, ctimeMs }: Stat,
): Glimpse {
  return { at, size, digest: { algorithm: 'sha256', hex: sha256 }, marks, stat: { mode, uid, gid, mtimeMs, ctimeMs } }
}

function isUnchanged(before: Stat, after: Stat): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs
}

/**
 * It lost its name where it was closed. Not one that was renamed, as what is written beside a file and then over it: it was there
 * under another name.
 * @param last where it lay at its end; unknown of what lies too deep
 */
function wasGoneFrom({ path }: PlaceBelow, shown: string | null, last: string | null, { inode }: Stat): boolean {
  const name = Buffer.from(diskPath(nameOf(path))).toString('latin1')
  // Opened without a name (O_TMPFILE of open(2)): the kernel makes one up, by which it was never there.
  if (last === null || name === `#${inode}`) return false
  return last.endsWith(`/${name} (deleted)`) && (last === shown || last === `${shown} (deleted)`)
}
