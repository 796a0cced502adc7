// Owns the descriptors of files that were just closed after writing: opened by the kernel, read here at once, and closed
// again, so that a file's content is known though it is deleted, or was written over, before anybody looked.
import { fstatSync, readSync, type Stats } from 'node:fs'
import { sha256 } from '@sekisho/shared/content.ts'
import { shownPlace } from '@sekisho/shared/disk.ts'
import type { Glimpse, GlimpseStat } from '@sekisho/shared/finding.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { couldAct } from '@sekisho/shared/marks/type.ts'
import { marksOf } from '@sekisho/shared/marks.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { AttributesOf, AttributesRead, ClosedFile, FileIdentity, KeptContent, KeptFile } from '../../handover.ts'
import { bufferForOpened, type HandleKey, readOpenedEvents } from './events.ts'
import { Kept } from './kept.ts'
import { Renamed } from './renamed.ts'
import type { System } from './system.ts'

/** One name is another one where that by which it was closed is deleted. */
function otherwiseNamed(descriptor: number): FileIdentity | null {
  const stat = fstatSync(descriptor)
  if (!stat.isFile() || stat.nlink === 0) return null
  if (stat.nlink === 1 && !hasLostItsName(descriptor)) return null
  return { device: stat.dev, inode: stat.ino }
}

/** Of what lies too deep for the kernel to say it is not known: whoever looks for it finds it, or nothing. */
function hasLostItsName(descriptor: number): boolean {
  return shownPlace(descriptor)?.endsWith(' (deleted)') ?? true
}

function ownerIn({ mode, uid, gid, mtimeMs, ctimeMs }: Stats): GlimpseStat {
  return { mode: mode & 0o7777, uid, gid, mtimeMs, ctimeMs }
}

/** Descriptors that are open at one time. */
const openAtOnce = 64
/** What is larger is not read here: it would hold up the reading of events. Scripts are smaller by far. */
const maxBytes = 1024 * 1024
/** Of one round: some 20 ms of hashing, in which the kernel's queue fills by a fifth at most. */
const bytesOfRound = 32 * 1024 * 1024

/** Of a file that still has a name: nothing; what a server could run; in code paths also what a browser could. */
export type Keeping = 'nothing' | 'scripts' | 'code'

export interface Glanced {
  readonly file: HandleKey
  /**
   * Configuration is known by its name. Null: it was not read, being too large, no regular file, one too many, or written
   * to at that moment.
   * @param keeping what of its content may be kept for whoever asks later
   */
  glimpse(name: PathText, keeping: Keeping): Glimpse | null
  /**
   * The descriptor itself, which whoever takes it closes, and where it lies now. Null: it is no regular file, or empty.
   * @param onlyGone null also where it has a name
   */
  handOver(onlyGone: boolean): Omit<ClosedFile, 'places'> | null
  /** Which file it is where it has another name than the one it was closed under; null where it has none. */
  otherwiseNamed(): FileIdentity | null
}

interface GlanceParts {
  readonly system: System
  /** fanotify's, whose events come with descriptors. */
  readonly group: number
  readonly attributesOf: AttributesOf
  readonly now: () => number
}

export class Glances {
  readonly #parts: GlanceParts
  readonly #events = bufferForOpened(openAtOnce)
  readonly #buffer = Buffer.allocUnsafeSlow(maxBytes)
  readonly #kept = new Kept()
  readonly #renamed = new Renamed()
  /** Descriptors of this visit that somebody has taken. */
  readonly #handed = new Set<number>()
  #newlyKept: Omit<KeptFile, 'places'>[] = []
  #bytesLeft = bytesOfRound

  constructor(parts: GlanceParts) {
    this.#parts = parts
  }

  /** What was kept of a file that was closed: a script, or what had no name left by then. Another may ask for its digest. */
  kept(sha256: string): KeptContent | null {
    return this.#kept.of(sha256)
  }

  /** What was kept since this was asked for last. */
  takeNewlyKept(): readonly Omit<KeptFile, 'places'>[] {
    const kept = this.#newlyKept
    if (kept.length > 0) this.#newlyKept = []
    return kept
  }

  /** What was glimpsed of a file before it got this name. */
  underName(name: PathText, glimpse: Glimpse): Glimpse {
    return this.#renamed.under(name, glimpse)
  }

  /** What is kept was kept by rules that are in force no more. */
  forgetKept(): void {
    this.#kept.forget()
  }

  startRound(): void {
    this.#bytesLeft = bytesOfRound
  }

  /** Visits some of the files that were closed, each open until its visit is over; false when there were none. */
  take(visit: (files: readonly Glanced[]) => void): boolean {
    const { system, group } = this.#parts
    const length = system.read(group, this.#events)
    if (length === 0) return false
    // Without a descriptor it is an overflow, or a file that could not be opened any more.
    const open = readOpenedEvents(this.#events, length).flatMap(({ descriptor }) =>
      descriptor < 0 ? [] : [descriptor],
    )
    try {
      visit(open.flatMap(descriptor => this.#glancedOf(descriptor)))
    } finally {
      for (const descriptor of open) if (!this.#handed.has(descriptor)) system.close(descriptor)
      this.#handed.clear()
    }
    return true
  }

  #glancedOf(descriptor: number): Glanced[] {
    try {
      const { fsid, handle } = this.#parts.system.handleOf(descriptor)
      const file = fsid.toString('latin1') + handle.toString('latin1')
      const glimpse = (name: PathText, keeping: Keeping) => this.#read(descriptor, name, keeping)
      const handOver = (onlyGone: boolean) => this.#handOver(descriptor, onlyGone)
      return [{ file, glimpse, handOver, otherwiseNamed: () => otherwiseNamed(descriptor) }]
    } catch {
      // Without a handle it cannot be told which path it is; the event with its name has come all the same.
      return []
    }
  }

  #handOver(descriptor: number, onlyGone: boolean): Omit<ClosedFile, 'places'> | null {
    const stat = fstatSync(descriptor)
    if (!stat.isFile() || stat.size === 0 || (onlyGone && stat.nlink > 0)) return null
    const shown = shownPlace(descriptor)
    this.#handed.add(descriptor)
    return { descriptor, shown }
  }

  #read(descriptor: number, name: PathText, keeping: Keeping): Glimpse | null {
    const before = fstatSync(descriptor)
    const { size } = before
    if (!before.isFile()) return null
    if (size > maxBytes || size > this.#bytesLeft) return null
    this.#bytesLeft -= size
    const bytes = this.#content(descriptor, size)
    const after = fstatSync(descriptor)
    // Of what is written meanwhile, what was read may never have stood there.
    if (bytes.length !== size || after.size !== size || after.mtimeMs !== before.mtimeMs) return null
    const hex = sha256.once(bytes)
    // Settings are told apart by the observations at both ends, so their values are not digested here.
    const marks = marksOf(bytes, { name, size, settingsKey: null })
    // One copy for whoever keeps it.
    let own: Buffer | null = null
    const copy = () => (own ??= Buffer.from(bytes))
    this.#renamed.closed(hex, copy)
    const isWorth = after.nlink === 0 || couldAct(marks, keeping === 'code')
    // Whoever asks for it later asks by its digest, under whatever name.
    if (keeping !== 'nothing' && isWorth && !mayHoldSettings(name)) {
      this.#kept.keep(hex, this.#attributes(descriptor), copy)
      this.#newlyKept.push({ sha256: hex, size, gone: after.nlink === 0 })
    }
    return { at: this.#parts.now(), size, digest: { algorithm: 'sha256', hex }, marks, stat: ownerIn(after) }
  }

  /** Whoever wrote the file chose how many there are and how long: what they take is of the same round. */
  #attributes(descriptor: number): AttributesRead {
    const read = this.#parts.attributesOf(descriptor, this.#bytesLeft)
    if (read.told === 'listed') for (const { size } of read.list) this.#bytesLeft -= size
    return read
  }

  /** In the buffer, until the next one is read. */
  #content(descriptor: number, size: number): Buffer {
    let length = 0
    while (length < size) {
      const got = readSync(descriptor, this.#buffer, length, size - length, length)
      if (got === 0) break
      length += got
    }
    return this.#buffer.subarray(0, length)
  }
}
