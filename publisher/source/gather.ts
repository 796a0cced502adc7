// Owns what every source of a release has in common: names become canonical paths, each path comes once and below no file,
// faults are gathered so that one message names them, ceilings hold. Where names and bytes come from is each source's.
import { sha256 } from '@sekisho/shared/content.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import { type PathText, parseRelativePath, pathBytes, pathText } from '@sekisho/shared/path.ts'
import { brokenRule, maxEntries, type ReleaseEntry } from '@sekisho/shared/release.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { compileSelection, type Selection, type SelectionWords } from './selection.ts'

/** How many faults one message names. */
const namedFaults = 10

export interface Progress {
  readonly files: number
  /** Null when the source does not tell how many there will be. */
  readonly total: number | null
}

export interface Gathered {
  /** In the order of path bytes. */
  readonly entries: readonly ReleaseEntry[]
  /** Files that `strip` left nothing of. */
  readonly shallow: number
  /** The one folder at the top that holds everything, as archives of vendors have it; null otherwise. */
  readonly onlyFolder: PathText | null
}

/** A file of a source, as it was read. */
export interface FileRead {
  /** As the release names it. */
  readonly path: PathText
  /** Lower-case hex. */
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  /** Null of a file that is larger than its taker wants. */
  readonly bytes: Buffer | null
}

/** Whoever wants what is in the files besides. A source waits until one file is taken before it reads the next. */
export interface ContentTaker {
  /** In bytes: of larger files nothing is held in memory. */
  readonly most: number
  take(file: FileRead): Promise<void>
}

/** One source's entries on their way into a release. */
export class Gather {
  readonly selection: Selection
  readonly #place: string
  readonly #taker: ContentTaker | null
  /** Whoever asks for files by name is told which are missing. */
  readonly #mayBeEmpty: boolean
  readonly #entries: ReleaseEntry[] = []
  readonly #paths = new Set<string>()
  readonly #faults: Reason[] = []
  #faultCount = 0
  #shallow = 0
  #top: PathText | null | undefined

  /** @param place what a person calls the source, for messages */
  constructor(place: string, words: SelectionWords, taker: ContentTaker | null = null) {
    this.#place = place
    this.#taker = taker
    this.#mayBeEmpty = words.only !== undefined
    this.selection = compileSelection(words)
  }

  get files(): number {
    return this.#entries.length
  }

  /** The name that the release gives to a file of the source; null when it is not taken. */
  nameOf(path: PathText): PathText | null {
    const slash = path.indexOf('/')
    const top = slash === -1 ? null : (path.slice(0, slash) as PathText)
    this.#top = this.#top === undefined || this.#top === top ? top : null
    const name = this.selection.nameOf(path)
    if (name !== 'shallow') return name
    this.#shallow++
    return null
  }

  /** @param entry its path is one that `nameOf` gave */
  add(entry: ReleaseEntry): void {
    if (this.#paths.has(entry.path)) {
      this.twice(entry.path)
      return
    }
    this.#paths.add(entry.path)
    this.#entries.push(entry)
    if (this.#entries.length > maxEntries) {
      throw this.refusal(reason('source.many', { most: maxEntries }))
    }
  }

  twice(path: PathText): void {
    this.fault('source.twice', { path })
  }

  /** One file, that is then read piece by piece. @param path one that `nameOf` gave */
  reading(path: PathText): FileReading {
    return new FileReading(this.#taker?.most ?? 0, async (size, hex, bytes) => {
      this.add({ path, sha256: hex, type: 'file' })
      await this.#taker?.take({ path, sha256: hex, size, bytes })
    })
  }

  /** One file, whole. @param path one that `nameOf` gave */
  async read(path: PathText, content: AsyncIterable<Buffer>): Promise<void> {
    const reading = this.reading(path)
    for await (const chunk of content) reading.update(chunk)
    await reading.end()
  }

  /** What cannot be released; the whole source is then refused once all of it was looked at. */
  fault(key: MessageKey, params?: MessageParams): void {
    this.faultOf(reason(key, params))
  }

  /** Of a folder's file, or the folder itself. */
  faultAt(path: PathText, why: Reason): void {
    this.faultOf(say => say('source.at', { path: path === '' ? '.' : path, why: why(say) }))
  }

  faultOf(what: Reason): void {
    if (this.#faultCount++ < namedFaults) this.#faults.push(what)
  }

  /** A refusal of the whole source, for what makes looking further useless. */
  refusal(why: Reason, cause?: unknown): Failure {
    return new ToldFailure('release-refused', why, { place: this.#place, cause })
  }

  /** @throws Failure release-refused naming the faults, or when nothing is there */
  finish(): Gathered {
    this.#findBelowFiles()
    if (this.#faultCount > 0) {
      const count = this.#faultCount - this.#faults.length
      const faults = this.#faults
      throw this.refusal(say => {
        const named = faults.map(fault => fault(say)).join('; ')
        return count > 0 ? say('source.more', { named, count }) : named
      })
    }
    if (this.#entries.length === 0 && !this.#mayBeEmpty) throw this.refusal(reason('source.empty'))
    return { entries: sortedByBytes(this.#entries), shallow: this.#shallow, onlyFolder: this.#top ?? null }
  }

  /** A file below a file cannot be; below a link it would be written wherever the link leads. */
  #findBelowFiles(): void {
    const looked = new Set<string>()
    for (const { path } of this.#entries) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const folder = path.slice(0, end)
        if (looked.has(folder)) break
        looked.add(folder)
        if (this.#paths.has(folder)) this.fault('source.below', { path, folder })
      }
    }
  }
}

type Ended = (size: number, sha256: string, bytes: Buffer | null) => Promise<void>

/** The digest of a file, and of one that is wanted and small enough its bytes. */
class FileReading {
  readonly #most: number
  readonly #ended: Ended
  readonly #running = sha256.start()
  #chunks: Buffer[] = []
  #size = 0

  constructor(most: number, ended: Ended) {
    this.#most = most
    this.#ended = ended
  }

  update(chunk: Buffer): void {
    this.#running.update(chunk)
    this.#size += chunk.length
    if (this.#size > this.#most) this.#chunks = []
    else this.#chunks.push(chunk)
  }

  /** When all of it was read, and is what its source says of it. */
  async end(): Promise<void> {
    const bytes = this.#size > this.#most ? null : Buffer.concat(this.#chunks)
    await this.#ended(this.#size, this.#running.hex(), bytes)
  }
}

const slash = 0x2f
const dot = 0x2e

/**
 * The path of a name as archives, git and sums files write it. `./` before it and `/` after it say nothing; any other second
 * spelling of a path is refused.
 * @throws PathTextError that says which rule it breaks
 */
export function namedPath(name: Uint8Array): PathText {
  let from = 0
  while (name[from] === dot && name[from + 1] === slash) from += 2
  const to = name.length > from + 1 && name.at(-1) === slash ? name.length - 1 : name.length
  return parseRelativePath(pathText(name.subarray(from, to)))
}

/** As `namedPath`; a name that breaks a rule becomes a fault, and null. */
export function pathOrFault(gather: Gather, name: Uint8Array): PathText | null {
  try {
    return namedPath(name)
  } catch (error) {
    const rule = brokenRule(error)
    const shown = JSON.stringify(pathText(name).slice(0, 200))
    gather.faultOf(say => say('source.name', { name: shown, rule: rule(say) }))
    return null
  }
}

/** Whether a link at `path` leads to an absolute target or above the top. */
export function leadsOut(path: PathText, target: string): boolean {
  if (target.startsWith('/')) return true
  let depth = path.split('/').length - 1
  for (const part of target.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

/** Of these, text order is not byte order: escaped bytes, and characters of two UTF-16 units before U+E000 and later. */
const needsBytes = /[%\ud800-\uffff]/

function sortedByBytes(entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  const plain = !entries.some(({ path }) => needsBytes.test(path))
  if (plain) return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const keyed = entries.map(entry => ({ entry, key: pathBytes(entry.path) }))
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ entry }) => entry)
}
