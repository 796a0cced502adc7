// Owns the comparison of one open directory with its rows in the baseline: what is new, differs, or is gone.
// Memory stays flat whatever the directory holds: names are streamed, and rows of large ones are looked up singly.
import type { Classify } from '@sekisho/shared/classify.ts'
import { listDirectory, lstatBelow, nameText, pathOfDescriptor } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { FileType, Stat } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { BaselineReader, BaselineStamp } from '../handover.ts'
import { targetOutside } from './links.ts'
import type { Pending } from './order.ts'
import type { WalkRequest } from './request.ts'
import type { Tally } from './tally.ts'

export interface FolderWalk {
  readonly request: WalkRequest
  readonly reader: BaselineReader
  readonly tally: Tally
  readonly classify: Classify
  readonly realRoot: PathText
  readonly realRoots: readonly PathText[]
  needsTouch(path: PathText, stat: Stat, row: BaselineStamp | null): boolean
  /** A directory to be walked. */
  found(pending: Pending): void
}

/** Rows of one directory that are held at once, some 200 bytes each. */
const rowsHeld = 10_000
/** Rows between two yields: a few milliseconds. */
const rowsOfStep = 500

export interface OpenFolder {
  readonly descriptor: number
  readonly device: number
}

/** Walks one directory; true when the baseline has rows in it. @throws system errors other than those of single names */
export function* walkFolder(
  walk: FolderWalk,
  directory: PathText,
  open: OpenFolder,
): Generator<undefined, boolean, undefined> {
  const { reader, tally, request } = walk
  const held = reader.children(request.root, directory, rowsHeld)
  const rows = held === null ? null : new Map(held.map(row => [row.name, row]))
  const unknown = held?.length === 0
  let rowsMet = 0
  const visit = (bytes: string, type: FileType | 'unknown') => {
    const name = nameText(bytes)
    // What the directory itself says saves an lstat where there is no row to compare with.
    if (unknown && type === 'file') {
      tally.touch(directory, name)
      tally.files++
      return
    }
    const row = (rows ? rows.get(name) : reader.child(request.root, directory, name)) ?? null
    if (!lookAt(walk, directory, name, open, row)) return
    if (row) rowsMet++
    rows?.delete(name)
  }
  yield* listDirectory(open.descriptor, visit)
  if (rows) for (const name of rows.keys()) tally.touch(directory, name)
  else if (reader.countChildren(request.root, directory) !== rowsMet) yield* touchGone(walk, directory, open.descriptor)
  return held === null || held.length > 0
}

/** Directories alone, where another part of the walk looks at the rest. @throws as `walkFolder` */
export function* findFolders(
  { found }: FolderWalk,
  directory: PathText,
  { descriptor, device }: OpenFolder,
): Generator<undefined, void, undefined> {
  yield* listDirectory(descriptor, (bytes, type) => {
    if (type !== 'directory' && type !== 'unknown') return
    const name = nameText(bytes)
    if (type === 'directory' || isDirectory(descriptor, name))
      found({ path: joinPath(directory, name), parentDevice: device })
  })
}

/** What is gone, or cannot be looked at, may have been one: that it cannot be opened is recorded then. */
function isDirectory(descriptor: number, name: PathText): boolean {
  try {
    return lstatBelow(descriptor, name).type === 'directory'
  } catch {
    return true
  }
}

/** One name; false when it is gone again. */
function lookAt(
  walk: FolderWalk,
  directory: PathText,
  name: PathText,
  { descriptor, device }: OpenFolder,
  row: BaselineStamp | null,
): boolean {
  const { tally } = walk
  const path = joinPath(directory, name)
  let stat: Stat
  try {
    stat = lstatBelow(descriptor, name)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    // Something is there that cannot even be looked at: fingerprint records it so.
    tally.touch(directory, name)
    return true
  }
  if (walk.needsTouch(path, stat, row)) tally.touch(directory, name)
  if (stat.type === 'directory') walk.found({ path, parentDevice: device })
  else tally.files++
  if (stat.type === 'symlink') {
    const target = targetOutside(pathOfDescriptor(descriptor), name, { ...walk, directory }, walk.realRoots)
    if (target !== null) tally.link(path, target)
  }
  return true
}

/** Second pass over a large directory whose numbers differ: from the baseline's side, row by row. */
function* touchGone(walk: FolderWalk, directory: PathText, descriptor: number): Generator<undefined, void, undefined> {
  const { reader, tally, request } = walk
  for (let after = '' as PathText; ; ) {
    const page = reader.childrenAfter(request.root, directory, after, rowsOfStep)
    for (const { name } of page) if (isGone(descriptor, name)) tally.touch(directory, name)
    const last = page.at(-1)
    if (!last) return
    after = last.name
    yield
  }
}

function isGone(descriptor: number, name: PathText): boolean {
  try {
    lstatBelow(descriptor, name)
    return false
  } catch (error) {
    return errnoOf(error) === 'ENOENT'
  }
}
