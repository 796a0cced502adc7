// Owns how a path in text becomes calls on the disk. Law 7: every open is of one name below an open directory descriptor
// with O_NOFOLLOW, or of several in one call that follows none, so that a parent swapped for a link cannot lead a read out of
// the root. Where the C library cannot be called, Node's own calls do the same by /proc/PID/fd/N/name, at twice the price.
// Whoever gets a descriptor from here closes it with `closeDescriptor`.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs'
import { pid } from 'node:process'
import { errnoOf } from './failures.ts'
import { type CallName, fileCalls, O_PATH, type OnEntry, typeOfMode, workingDirectory } from './file-calls.ts'
import type { Stat } from './observation.ts'
import { folderOf, nameOf, type PathText, pathBytes, pathText } from './path.ts'

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants
/** A path as Node's fs takes it: a string where the text is the name itself, bytes elsewhere. */
export function diskPath(path: PathText): string | Buffer {
  return path.includes('%') ? Buffer.from(pathBytes(path)) : path
}

const descriptors = ownDescriptors()

/**
 * `/proc/PID/fd/`: by its number, because `/proc/self` costs 2.5 µs more at each call, half of an lstat. Where /proc shows
 * another namespace of processes than ours the number names somebody else, and `self` it is.
 */
function ownDescriptors(): string {
  return readlinkSync('/proc/self') === String(pid) ? `/proc/${pid}/fd/` : '/proc/self/fd/'
}

/** An open directory as the beginning of a path, wherever that directory has been moved to. */
export function pathOfDescriptor(directory: number): string {
  return `${descriptors}${directory}/`
}

/** `/proc/PID/fd/N/name`, which resolves `name` in the open directory, wherever that has been moved to. */
function below(directory: number, name: PathText): string | Buffer {
  const prefix = pathOfDescriptor(directory)
  return name.includes('%') ? Buffer.concat([Buffer.from(prefix), pathBytes(name)]) : prefix + name
}

/** @throws EINVAL for a name that holds a zero: the call would take what stands before it for the name */
function callName(name: PathText): CallName {
  if (!name.includes('%')) return name
  const bytes = Buffer.from([...pathBytes(name), 0])
  if (bytes.indexOf(0) === bytes.length - 1) return bytes
  throw Object.assign(new Error('EINVAL: a name with a zero in it'), { code: 'EINVAL', syscall: 'open' })
}

function open(directory: number, name: PathText, flags: number): number {
  return fileCalls ? fileCalls.open(directory, callName(name), flags) : openSync(below(directory, name), flags)
}

/** Opens a root, following links in its own path: a root may be a link that deployments swap. @throws system errors */
export function openRoot(root: PathText): number {
  const flags = O_RDONLY | O_DIRECTORY
  return fileCalls ? fileCalls.open(workingDirectory, callName(root), flags) : openSync(diskPath(root), flags)
}

/**
 * Opens a directory or a regular file, following links, for what is asked of it by descriptor. Nothing else: opening a pipe may
 * take for ever, and a device may take it for an order. @throws system errors: ENOTDIR when something else stands there
 */
export function openPlain(path: PathText): number {
  const held = openSync(diskPath(path), O_PATH)
  try {
    const stat = fstatSync(held)
    if (!stat.isDirectory() && !stat.isFile())
      throw Object.assign(new Error('ENOTDIR: no directory, and no file'), { code: 'ENOTDIR', syscall: 'open' })
    return openSync(`/proc/self/fd/${held}`, O_RDONLY)
  } finally {
    closeSync(held)
  }
}

/** @throws system errors: ENOTDIR or ELOOP when a link stands there */
export function openDirectory(directory: number, name: PathText): number {
  return open(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
}

/** Whether `openFolder` is one call however deep the folder lies. */
export const opensInOneCall = Boolean(fileCalls?.openPath)

/**
 * Opens a folder below an open root; no link is followed. The caller closes it; for `''` it is a fresh descriptor as well.
 * One that may be entered and not listed is passed through where that takes one call. @throws system errors: ENOTDIR where a
 * link stands on the way
 */
export function openFolder(root: number, folder: PathText): number {
  const [first = '.' as PathText, ...more] = opensInOneCall ? piecesOf(folder) : (folder.split('/') as PathText[])
  let last = openPiece(root, first)
  for (const piece of more) {
    try {
      const next = openPiece(last, piece)
      closeDescriptor(last)
      last = next
    } catch (error) {
      closeDescriptor(last)
      throw error
    }
  }
  return last
}

/** Names that the kernel takes in one call; one name where it takes no more. */
function openPiece(directory: number, piece: PathText): number {
  const name = piece === '' ? ('.' as PathText) : piece
  if (!fileCalls?.openPath) return openDirectory(directory, name)
  try {
    return fileCalls.openPath(directory, callName(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  } catch (error) {
    throw asOfNames(error)
  }
}

/**
 * What openat2(2) says of a whole path, as it would be said of its names one by one: a link on the way is no folder, and what
 * was moved out of the root while it was looked for is not there.
 */
const ofNames: Readonly<Record<string, string>> = { ELOOP: 'ENOTDIR', EXDEV: 'ENOENT' }

function asOfNames(error: unknown): unknown {
  const code = ofNames[errnoOf(error) ?? '']
  if (code === undefined) return error
  return Object.assign(new Error(`${code}: openat2`, { cause: error }), { code, syscall: 'openat2' })
}

/** The kernel takes 4,095 bytes at once (PATH_MAX), and a character of path text stands for three at most. */
const longestPiece = 1024

/** A name has 255 bytes at most: whatever is longer than a piece the kernel refuses. */
function piecesOf(folder: PathText): readonly PathText[] {
  const pieces: PathText[] = []
  let rest: string = folder
  while (rest.length > longestPiece) {
    const end = rest.lastIndexOf('/', longestPiece)
    if (end <= 0) break
    pieces.push(rest.slice(0, end) as PathText)
    rest = rest.slice(end + 1)
  }
  return [...pieces, rest as PathText]
}

/** Opens a regular file for reading. O_NONBLOCK: a pipe put there since lstat must not hold the thread. @throws system errors */
export function openFile(directory: number, name: PathText): number {
  return open(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
}

/** As `openFile`, of a path below an open root, name by name: no link is followed. @throws system errors */
export function openBelow(root: number, path: PathText): number {
  const folder = openFolder(root, folderOf(path))
  try {
    return openFile(folder, nameOf(path))
  } finally {
    closeDescriptor(folder)
  }
}

/** The beginning of an open file, of that size at most: less where the file has become shorter. @throws system errors */
export function readBeginning(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const got = readSync(descriptor, bytes, length, size - length, length)
    if (got === 0) break
    length += got
  }
  return bytes.subarray(0, length)
}

/** Closes what this file opened, and nothing else: Node keeps a list of what it opened itself. */
export function closeDescriptor(descriptor: number): void {
  if (fileCalls) fileCalls.close(descriptor)
  else closeSync(descriptor)
}

/** @throws system errors */
export function lstatBelow(directory: number, name: PathText): Stat {
  return fileCalls ? fileCalls.statBelow(directory, callName(name)) : statOf(lstatSync(below(directory, name)))
}

/** Tells file systems apart while they are mounted: of this program's own answers alone. @throws system errors */
export function deviceOf(descriptor: number): number {
  return fileCalls ? fileCalls.deviceOf(descriptor) : fstatSync(descriptor).dev
}

/** Which file stands there, on this host: of two names with the same answer each is a name of it. @throws system errors */
export function identityBelow(directory: number, name: PathText): { readonly device: number; readonly inode: number } {
  const { dev, ino } = lstatSync(below(directory, name))
  return { device: dev, inode: ino }
}

/**
 * Which directory an open one is, of all that are made at its place one after the other: an inode alone is given again at once
 * (ext4). 0 where the file system does not keep when a file was made. @throws system errors
 */
export function folderIdentity(directory: number): string {
  const { ino, birthtimeNs } = fstatSync(directory, { bigint: true })
  return `${ino}:${birthtimeNs < 0n ? 0n : birthtimeNs}`
}

/** The link's target in path text: its bytes, which need not name anything. @throws system errors */
export function readlinkBelow(directory: number, name: PathText): PathText {
  return pathText(readlinkSync(below(directory, name), { encoding: 'buffer' }))
}

/** @throws system errors */
export function fstatOf(descriptor: number): Stat {
  return fileCalls ? fileCalls.statOf(descriptor) : statOf(fstatSync(descriptor))
}

/**
 * Where something open lies, one character a byte, as the mount shows it by which it was opened; ` (deleted)` follows where that
 * name is gone (proc(5)). Null: too deep for the kernel to say (PATH_MAX).
 * @throws system errors
 */
export function shownPlace(descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'latin1' })
  } catch (error) {
    if (errnoOf(error) === 'ENAMETOOLONG') return null
    throw error
  }
}

/** Entries of a directory that one read brings. */
const entriesOfRead = 512

/**
 * The names in an open directory that nobody has listed yet, a few hundred at a time whatever it holds.
 * @param visit told each name byte by byte: Latin 1 gives one character for each, and so loses nothing
 * @throws system errors
 */
export function* listDirectory(directory: number, visit: OnEntry): Generator<undefined, void, undefined> {
  if (fileCalls) {
    while (fileCalls.list(directory, visit)) yield
    return
  }
  const entries = opendirSync(`${pathOfDescriptor(directory)}.`, { encoding: 'latin1', bufferSize: entriesOfRead })
  try {
    let seen = 0
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      visit(entry.name, entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'unknown')
      if (++seen % entriesOfRead === 0) yield
    }
  } finally {
    entries.closeSync()
  }
}

const plain = /^[ -$&-~]*$/

/** Path text of a name that was read byte by byte. */
export function nameText(name: string): PathText {
  return plain.test(name) ? (name as PathText) : pathText(Buffer.from(name, 'latin1'))
}

function statOf(stats: Stats): Stat {
  return {
    type: typeOfMode(stats.mode),
    size: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
    inode: stats.ino,
    links: stats.nlink,
  }
}
