// Owns one walk: which directories it visits, and what the baseline has where the disk has nothing. Reads no content.
// Runs in steps of a few milliseconds: whoever runs it may stop, pause or do something else between two of them.
import { fstatSync } from 'node:fs'
import { type Classify, compileProfile } from '@sekisho/shared/classify.ts'
import {
  closeDescriptor,
  deviceOf,
  lstatBelow,
  openDirectory,
  openFolder,
  openRoot,
  opensInOneCall,
} from '@sekisho/shared/disk.ts'
import { errnoOf, isOwnTrouble } from '@sekisho/shared/failures.ts'
import { type Stat, stampOf } from '@sekisho/shared/observation.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { BaselineReader, BaselineStamp } from '../handover.ts'
import { type FolderWalk, findFolders, walkFolder } from './folder.ts'
import { FolderSum } from './folder-sum.ts'
import { realRoots } from './links.ts'
import { donePart, type Pending, WalkOrder } from './order.ts'
import { isOwn, mayHoldOwn } from './part.ts'
import type { WalkEnd, WalkMode, WalkRequest } from './request.ts'
import type { Tally } from './tally.ts'
import { isVacant } from './vacant.ts'

/** Rows of folders read at a time. */
const pageOfFolders = 500
const root = '' as PathText

export type TreeSteps = Generator<undefined, WalkEnd, undefined>

/** Walks as the request asks; yields after each directory, and within large ones. @throws system and SQLite errors */
export function* walkTree(request: WalkRequest, reader: BaselineReader, tally: Tally): TreeSteps {
  let rootDescriptor: number
  try {
    rootDescriptor = openRoot(request.root)
  } catch (error) {
    // Whatever the reason: of what cannot be opened nothing can be said but that.
    if (isOfTheDisk(error)) return 'root-missing'
    throw error
  }
  try {
    if (isVacant(request.root, rootDescriptor, reader)) return 'root-missing'
    yield* new TreeWalk(request, reader, tally, rootDescriptor).run()
    return isStillRoot(request.root, rootDescriptor) ? 'completed' : 'root-missing'
  } finally {
    closeDescriptor(rootDescriptor)
  }
}

class TreeWalk {
  readonly #request: WalkRequest
  readonly #reader: BaselineReader
  readonly #tally: Tally
  readonly #root: number
  readonly #order: WalkOrder
  readonly #folder: FolderWalk
  readonly #due: ReadonlySet<string>
  /** What an earlier walk had done. */
  readonly #isDone: (directory: PathText) => boolean
  /** In the directory that is being walked. */
  #mode: WalkMode
  /** The directory whose children are likely to be visited next, open. */
  #parent: { readonly path: PathText; readonly descriptor: number } | null = null
  /** Where the last directory was found. */
  #foundIn: PathText | null = null
  /** Directories on the disk for which the baseline has rows. */
  readonly #foldersWithRows = new FolderSum()

  constructor(request: WalkRequest, reader: BaselineReader, tally: Tally, rootDescriptor: number) {
    const classify: Classify = compileProfile(request.profile)
    const known = isEmpty(reader, request.root) ? nothingKnown : reader
    this.#request = request
    this.#due = new Set(request.due)
    this.#reader = known
    this.#tally = tally
    this.#root = rootDescriptor
    this.#order = new WalkOrder(classify)
    this.#isDone = request.after && request.mode === 'full' ? donePart(request.after, classify) : () => false
    this.#mode = request.mode
    tally.place = () => (this.#mode === request.mode ? this.#order.place() : null)
    const [realRoot = request.root] = realRoots([request.root])
    this.#folder = {
      request,
      reader: known,
      tally,
      classify,
      realRoot,
      realRoots: realRoots(request.roots),
      needsTouch: (path, stat, row) => this.#needsTouch(path, stat, row, classify),
      found: pending => {
        if (!this.#isOurs(pending.path) && !mayHoldOwn(request.part, pending.path)) return
        this.#foundIn = folderOf(pending.path)
        this.#order.add(pending)
      },
    }
  }

  *run(): Generator<undefined, void, undefined> {
    try {
      const isThere = this.#begin()
      if (isThere) {
        for (let next = this.#order.next(); next; next = this.#order.next()) {
          yield* this.#visit(next)
          yield
        }
      }
      yield* this.#sweep(isThere)
    } finally {
      if (this.#parent) closeDescriptor(this.#parent.descriptor)
    }
  }

  #isOurs(directory: PathText): boolean {
    return isOwn(this.#request.part, directory)
  }

  /** The starting point itself; false when it is no directory. */
  #begin(): boolean {
    const { from, root: rootPath } = this.#request
    const directory = folderOf(from)
    const name = nameOf(from)
    const isOurs = this.#isOurs(from)
    const row = this.#reader.child(rootPath, directory, name)
    let stat: Stat
    try {
      const folder = openFolder(this.#root, directory)
      try {
        stat = lstatBelow(folder, name === root ? ('.' as PathText) : name)
      } finally {
        closeDescriptor(folder)
      }
    } catch (error) {
      if (!isMissing(error)) throw error
      if (row && isOurs) this.#tally.touch(directory, name)
      return false
    }
    if (stat.type !== 'directory' && isOurs) this.#tally.files++
    if (isOurs && this.#needsTouch(from, stat, row)) this.#tally.touch(directory, name)
    if (stat.type !== 'directory') return false
    this.#order.add({ path: from, parentDevice: null })
    return true
  }

  *#visit({ path, parentDevice }: Pending): Generator<undefined, void, undefined> {
    const isOurs = this.#isOurs(path)
    let descriptor: number
    try {
      descriptor = this.#open(path)
    } catch (error) {
      if (!isOfTheDisk(error)) throw error
      // Gone or replaced since its parent was listed, or closed to us: fingerprint establishes which. Of another part's as well:
      // what lies below is partly ours, and that part may have come at a better time.
      this.#cannotRead(path, !isMissing(error))
      return
    }
    try {
      const device = deviceOf(descriptor)
      if (!isOurs) {
        this.#tally.passed++
        yield* findFolders(this.#folder, path, { descriptor, device })
        return
      }
      if (parentDevice !== null && device !== parentDevice) this.#tally.mount(path)
      this.#tally.directories++
      this.#mode = this.#isDone(path) ? 'guarded' : this.#request.mode
      const hadRows = yield* walkFolder(this.#folder, path, { descriptor, device })
      if (hadRows) this.#foldersWithRows.add(path)
    } catch (error) {
      // A directory whose listing breaks off, on a failing disk, must not end the walk of all others.
      if (!isOfTheDisk(error)) throw error
      this.#cannotRead(path, true)
    } finally {
      if (this.#foundIn === path) this.#keepAsParent(path, descriptor)
      else closeDescriptor(descriptor)
    }
  }

  #cannotRead(path: PathText, isThere: boolean): void {
    if (isThere) this.#tally.unreadable(path)
    this.#tally.touch(folderOf(path), nameOf(path))
  }

  /** Most directories are visited right after their parent or a sibling: where each name takes a call, one is enough then. */
  #open(path: PathText): number {
    const parent = folderOf(path)
    if (path === root) return openFolder(this.#root, path)
    if (this.#parent?.path !== parent) {
      if (opensInOneCall) return openFolder(this.#root, path)
      this.#keepAsParent(parent, openFolder(this.#root, parent))
    }
    return this.#parent ? openDirectory(this.#parent.descriptor, nameOf(path)) : openFolder(this.#root, path)
  }

  #keepAsParent(path: PathText, descriptor: number): void {
    if (this.#parent) closeDescriptor(this.#parent.descriptor)
    this.#parent = { path, descriptor }
  }

  #needsTouch(path: PathText, stat: Stat, row: BaselineStamp | null, classify?: Classify): boolean {
    if (row === null || !row.named || row.stamp !== stampOf(stat)) return true
    if (stat.type !== 'file' || this.#mode === 'stat') return false
    if (this.#mode === 'full' || classify === undefined) return true
    const where = classify(path)
    if (where.rehash !== undefined && !where.payment) return where.rule !== null && this.#due.has(where.rule)
    return where.payment || where.class === 'code' || where.class === 'config'
  }

  /**
   * Rows in folders that the disk does not have: below what is gone, or left over from a folder that came and went
   * before it was observed. Folders are only looked up when those of the baseline are others than the walk has met: their
   * number alone would not tell, since some lose their last row while the walk goes on.
   * @param wasThere whether there was a directory to begin at. Where there was none, nothing below was looked through, and one
   * that was made there since then says nothing of what was in the one before.
   */
  *#sweep(wasThere: boolean): Generator<undefined, void, undefined> {
    const held = new FolderSum()
    for (const page of this.#pagesOfFolders()) {
      for (const folder of page) if (this.#isOurs(folder)) held.add(folder)
      yield
    }
    if (held.equals(this.#foldersWithRows)) return
    for (const page of this.#pagesOfFolders()) {
      for (const folder of page) {
        if (!this.#isOurs(folder) || (wasThere && this.#isThere(folder) && this.#isKnown(folder))) continue
        yield* this.#touchRowsOf(folder)
      }
      yield
    }
  }

  *#pagesOfFolders(): Generator<readonly PathText[], void, undefined> {
    const { root: rootPath, from, part } = this.#request
    if (this.#reader.countChildren(rootPath, from) > 0) yield [from]
    // All that lies below `from` begins with it and a slash, and so stands together in byte order.
    const prefix = from === '' ? '' : `${from}/`
    for (let after = part?.after ?? (prefix as PathText); ; ) {
      const page = this.#reader.foldersAfter(rootPath, after, pageOfFolders)
      const below = page.filter(folder => folder.startsWith(prefix) && (part === undefined || isOwn(part, folder)))
      if (below.length > 0) yield below
      if (below.length < pageOfFolders) return
      after = below.at(-1) ?? after
    }
  }

  #isThere(folder: PathText): boolean {
    try {
      closeDescriptor(openFolder(this.#root, folder))
      return true
    } catch (error) {
      // Nothing is inferred below what cannot be read.
      return !isMissing(error)
    }
  }

  /**
   * One that the baseline does not have, with rows in it all the same, was gone when these were to be looked at, and may have been
   * made anew since its parent was listed.
   */
  #isKnown(folder: PathText): boolean {
    return folder === root || this.#reader.child(this.#request.root, folderOf(folder), nameOf(folder)) !== null
  }

  *#touchRowsOf(folder: PathText): Generator<undefined, void, undefined> {
    for (let after = root; ; ) {
      const rows = this.#reader.childrenAfter(this.#request.root, folder, after, pageOfFolders)
      for (const { name } of rows) this.#tally.touch(folder, name)
      const last = rows.at(-1)
      if (!last) return
      after = last.name
      yield
    }
  }
}

/** A root's first walk asks for nothing: what the baseline gets meanwhile was observed meanwhile. */
const nothingKnown: BaselineReader = {
  children: () => [],
  child: () => null,
  countChildren: () => 0,
  childrenAfter: () => [],
  foldersAfter: () => [],
  close: () => {},
}

function isEmpty(reader: BaselineReader, path: PathText): boolean {
  if (reader.countChildren(path, root) > 0 || reader.foldersAfter(path, root, 1).length > 0) return false
  return reader.child(path, root, root) === null
}

/** A failed system call that tells something of the disk, and not of this process or of the journal. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !isOwnTrouble(errnoOf(error))
}

/** ELOOP and ENOTDIR: a link or a file stands where a directory was. */
function isMissing(error: unknown): boolean {
  const errno = errnoOf(error)
  return errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP'
}

function isStillRoot(path: PathText, descriptor: number): boolean {
  let again: number
  try {
    again = openRoot(path)
  } catch {
    // Whatever the reason, what was walked is not to be found under the root's path any more.
    return false
  }
  try {
    const before = fstatSync(descriptor)
    const after = fstatSync(again)
    return before.ino === after.ino && before.dev === after.dev
  } finally {
    closeDescriptor(again)
  }
}
