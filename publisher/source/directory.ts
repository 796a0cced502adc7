// Owns what a directory holds: walked name by name below open descriptors (law 7), each file hashed in one piece. Follows no
// link and opens nothing but regular files and folders. What becomes of it is the visitor's: a release, or a comparison.
import { readdirSync } from 'node:fs'
import { type Hasher, readContent, sha256 } from '@sekisho/shared/content.ts'
import {
  closeDescriptor,
  fstatOf,
  lstatBelow,
  openFile,
  openFolder,
  openRoot,
  readlinkBelow,
} from '@sekisho/shared/disk.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { sameStat } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText, pathBytes, pathText, pathTextOfString } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import { type Reason, reason } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import { Gather, type Gathered, type Progress } from './gather.ts'
import type { SelectionWords } from './selection.ts'

/** A file that changes each time it is read this often is being written: no release can say what it holds. */
const readAttempts = 3
const bufferBytes = 1024 * 1024
/** Entries between two turns of the event loop, so that progress is drawn and Ctrl+C is heard. */
const turnEvery = 100

/** A file or link, as it was read. */
interface Found extends Pick<ReleaseEntry, 'path' | 'type'> {
  /** What the walk's hasher says of a file; of a link the sha256 of where it leads, whatever the hasher. */
  readonly digest: string
}

/** Who looks at a directory. Paths are relative to it. */
export interface DirectoryVisitor {
  /** True for a folder that need not be opened. */
  leavesOut(folder: PathText): boolean
  /** The name under which the file is reported; null when it need not be read. */
  nameOf(path: PathText): PathText | null
  found(found: Found): void
  /** What is no file, link or folder, or could not be read, and why. */
  fault(path: PathText, why: Reason): void
  /** Now and then, and at the end. */
  progress(): void
}

/**
 * Every file and symlink below the directory, in the order of path bytes.
 * @throws Failure release-refused naming what cannot be released: pipes, sockets, devices, unreadable or changing files,
 *   a wrong pattern, too many files or none
 */
export async function entriesOfDirectory(
  directory: string,
  words: SelectionWords = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Gathered> {
  const gather = new Gather(directory, words)
  await walkDirectory(directory, {
    leavesOut: folder => gather.selection.leavesOut(folder),
    nameOf: path => gather.nameOf(path),
    found: ({ path, digest, type }) => gather.add({ path, sha256: digest, type }),
    fault: (path, why) => gather.faultAt(path, why),
    progress: () => onProgress({ files: gather.files, total: null }),
  })
  return gather.finish()
}

/**
 * Shows the visitor everything below the directory.
 * @param hasher what files are told by, in place of their sha256
 * @throws Failure file-unreadable when it cannot be opened
 */
export async function walkDirectory(directory: string, visitor: DirectoryVisitor, hasher = sha256): Promise<void> {
  const root = openOrRefuse(directory)
  const walk = new Walk(root, visitor, hasher)
  try {
    let seen = 0
    for (let folder = walk.nextFolder(); folder !== undefined; folder = walk.nextFolder()) {
      for (const _ of walk.readFolder(folder)) {
        if (++seen % turnEvery !== 0) continue
        visitor.progress()
        await turnOfTheLoop()
      }
    }
  } finally {
    closeDescriptor(root)
  }
  visitor.progress()
}

class Walk {
  readonly #root: number
  readonly #visitor: DirectoryVisitor
  readonly #hasher: Hasher
  readonly #folders: PathText[] = ['' as PathText]
  readonly #buffer = Buffer.allocUnsafe(bufferBytes)

  constructor(root: number, visitor: DirectoryVisitor, hasher: Hasher) {
    this.#root = root
    this.#visitor = visitor
    this.#hasher = hasher
  }

  nextFolder(): PathText | undefined {
    return this.#folders.pop()
  }

  /** Yields after each name. */
  *readFolder(folder: PathText): Generator<undefined> {
    const directory = this.#attempt(folder, () => openFolder(this.#root, folder))
    if (directory === undefined) return
    try {
      const names = this.#attempt(folder, () => readdirSync(`/proc/self/fd/${directory}/.`, { encoding: 'buffer' }))
      for (const name of names ?? []) {
        const text = pathText(name)
        const path = joinPath(folder, text)
        this.#attempt(path, () => this.#read(directory, path, text))
        yield
      }
    } finally {
      closeDescriptor(directory)
    }
  }

  #read(directory: number, path: PathText, name: PathText): void {
    const { type } = lstatBelow(directory, name)
    if (type === 'directory') {
      if (!this.#visitor.leavesOut(path)) this.#folders.push(path)
      return
    }
    const as = this.#visitor.nameOf(path)
    if (as === null) return
    if (type === 'symlink') {
      this.#visitor.found({ path: as, digest: sha256.once(pathBytes(readlinkBelow(directory, name))), type })
    } else if (type === 'file') {
      const hex = this.#hash(directory, name)
      if (hex === null) this.#visitor.fault(path, reason('source.changing'))
      else this.#visitor.found({ path: as, digest: hex, type })
    } else {
      this.#visitor.fault(path, reason('source.file-type', { type }))
    }
  }

  /** Null when the file never held still. */
  #hash(directory: number, name: PathText): string | null {
    const descriptor = openFile(directory, name)
    try {
      for (let attempt = 0; attempt < readAttempts; attempt++) {
        const before = fstatOf(descriptor)
        const { hex, length } = readContent(descriptor, before.size, this.#buffer, this.#hasher)
        if (length === before.size && sameStat(before, fstatOf(descriptor))) return hex
      }
      return null
    } finally {
      closeDescriptor(descriptor)
    }
  }

  /** A system error becomes a fault with its path, so that one message names them all. */
  #attempt<T>(path: PathText, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined || error instanceof Failure) throw error
      this.#visitor.fault(path, reason('source.file-unreadable', { errno }))
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
    throw unreadableFile(directory, error)
  }
}
