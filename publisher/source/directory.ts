// Owns what a directory holds, as release entries: walked name by name below open descriptors (law 7), each file hashed in
// one piece. Follows no link and opens nothing but regular files and folders. What the entries become is statement/'s.
import { closeSync, readdirSync } from 'node:fs'
import { readContent, sha256 } from '@sekisho/shared/content.ts'
import { fstatOf, lstatBelow, openFile, openFolder, openRoot, readlinkBelow } from '@sekisho/shared/disk.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { sameStat } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText, pathBytes, pathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { compilePattern, PatternError } from '@sekisho/shared/pattern.ts'
import { maxEntries, type ReleaseEntry } from '@sekisho/shared/release.ts'

/** A file that changes each time it is read this often is being written: no release can say what it holds. */
const readAttempts = 3
const bufferBytes = 1024 * 1024
/** How many faults one message names. */
const namedFaults = 10
/** Entries between two turns of the event loop, so that progress is drawn and Ctrl+C is heard. */
const turnEvery = 100

export interface Progress {
  readonly files: number
  readonly bytes: number
}

export interface DirectorySource {
  /** As a person names it. */
  readonly directory: string
  /** Patterns of paths to leave out; one that names a folder leaves out all below it. */
  readonly exclude?: readonly string[]
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Every file and symlink below the directory, in the order of path bytes.
 * @throws Failure release-refused naming what cannot be released: pipes, sockets, devices, unreadable or changing files,
 *   a wrong pattern, too many files or none
 */
export async function entriesOfDirectory(source: DirectorySource): Promise<ReleaseEntry[]> {
  const excluded = excluder(source.exclude ?? [])
  const root = openOrRefuse(source.directory)
  const walk = new Walk(root, excluded)
  try {
    for (let folder = walk.nextFolder(); folder !== undefined; folder = walk.nextFolder()) {
      for (const { files, bytes } of walk.readFolder(folder)) {
        if (files % turnEvery !== 0) continue
        source.onProgress?.({ files, bytes })
        await turnOfTheLoop()
      }
    }
  } finally {
    closeSync(root)
  }
  source.onProgress?.(walk.progress)
  return walk.finish(source.directory)
}

class Walk {
  readonly #root: number
  readonly #excluded: (path: PathText) => boolean
  readonly #folders: PathText[] = ['' as PathText]
  readonly #entries: ReleaseEntry[] = []
  readonly #faults: string[] = []
  readonly #buffer = Buffer.allocUnsafe(bufferBytes)
  #bytes = 0

  constructor(root: number, excluded: (path: PathText) => boolean) {
    this.#root = root
    this.#excluded = excluded
  }

  get progress(): Progress {
    return { files: this.#entries.length, bytes: this.#bytes }
  }

  nextFolder(): PathText | undefined {
    return this.#folders.pop()
  }

  /** Yields after each entry. */
  *readFolder(folder: PathText): Generator<Progress> {
    const directory = this.#attempt(folder, () => openFolder(this.#root, folder))
    if (directory === undefined) return
    try {
      const names = this.#attempt(folder, () => readdirSync(`/proc/self/fd/${directory}/.`, { encoding: 'buffer' }))
      for (const name of names ?? []) {
        this.#readName(directory, folder, pathText(name))
        yield this.progress
      }
    } finally {
      closeSync(directory)
    }
  }

  finish(directory: string): ReleaseEntry[] {
    const [first] = this.#faults
    if (first !== undefined) {
      const others = this.#faults.length - namedFaults
      const named = this.#faults.slice(0, namedFaults).join('; ')
      throw new Failure('release-refused', others > 0 ? `${named}; and ${others} more` : named, { place: directory })
    }
    if (this.#entries.length === 0) {
      throw new Failure('release-refused', 'it holds no file to release', { place: directory })
    }
    return sortedByBytes(this.#entries)
  }

  #readName(directory: number, folder: PathText, name: PathText): void {
    const path = joinPath(folder, name)
    if (this.#excluded(path)) return
    const entry = this.#attempt(path, () => this.#read(directory, path, name))
    if (entry === undefined) return
    this.#entries.push(entry)
    if (this.#entries.length > maxEntries) {
      throw new Failure('release-refused', `it holds more than ${maxEntries} files`, { place: path })
    }
  }

  #read(directory: number, path: PathText, name: PathText): ReleaseEntry | undefined {
    const { type } = lstatBelow(directory, name)
    switch (type) {
      case 'directory':
        this.#folders.push(path)
        return undefined
      case 'symlink':
        return { path, sha256: sha256.once(pathBytes(readlinkBelow(directory, name))), type: 'symlink' }
      case 'file':
        return this.#hash(directory, path, name)
      default:
        this.#faults.push(`${path} is a ${type}, which cannot be released`)
        return undefined
    }
  }

  #hash(directory: number, path: PathText, name: PathText): ReleaseEntry | undefined {
    const descriptor = openFile(directory, name)
    try {
      for (let attempt = 0; attempt < readAttempts; attempt++) {
        const before = fstatOf(descriptor)
        const { hex, length } = readContent(descriptor, before.size, this.#buffer, sha256)
        if (length !== before.size || !sameStat(before, fstatOf(descriptor))) continue
        this.#bytes += length
        return { path, sha256: hex, type: 'file' }
      }
      this.#faults.push(`${path} changed each time it was read`)
      return undefined
    } finally {
      closeSync(descriptor)
    }
  }

  /** A system error becomes a fault with its path, so that one message names them all. */
  #attempt<T>(path: PathText, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined) throw error
      this.#faults.push(`${path === '' ? '.' : path} cannot be read (${errno})`)
      return undefined
    }
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function openOrRefuse(directory: string): number {
  try {
    return openRoot(pathTextOfString(directory))
  } catch (error) {
    throw new Failure('release-refused', `it cannot be opened (${errnoOf(error) ?? 'unknown'})`, {
      place: directory,
      cause: error,
    })
  }
}

function excluder(patterns: readonly string[]): (path: PathText) => boolean {
  const matchers = patterns.map(pattern => {
    try {
      return compilePattern(pattern)
    } catch (error) {
      if (!(error instanceof PatternError)) throw error
      throw new Failure('release-refused', `the pattern ${error.message}`, { place: pattern, cause: error })
    }
  })
  return path => matchers.some(matches => matches(path))
}

function sortedByBytes(entries: readonly ReleaseEntry[]): ReleaseEntry[] {
  const keyed = entries.map(entry => ({ entry, key: pathBytes(entry.path) }))
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ entry }) => entry)
}
