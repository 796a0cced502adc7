// Owns how a path in text becomes calls on the disk. Law 7: every open is of one name below an open directory descriptor
// (/proc/PID/fd/N/name, O_NOFOLLOW), so that a parent swapped for a link cannot lead a read out of the root.
// Whoever gets a descriptor from here closes it.
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs'
import { pid } from 'node:process'
import type { FileType, Stat } from './observation.ts'
import { type PathText, pathBytes, pathText } from './path.ts'

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

/** Opens a root, following links in its own path: a root may be a link that deployments swap. @throws system errors */
export function openRoot(root: PathText): number {
  return openSync(diskPath(root), O_RDONLY | O_DIRECTORY)
}

/** @throws system errors: ENOTDIR or ELOOP when a link stands there */
export function openDirectory(directory: number, name: PathText): number {
  return openSync(below(directory, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
}

/**
 * Opens a folder below an open root, name by name. The caller closes it; for `''` it is a fresh descriptor as well.
 * @throws system errors
 */
export function openFolder(root: number, folder: PathText): number {
  let open = openSync(`${pathOfDescriptor(root)}.`, O_RDONLY | O_DIRECTORY)
  if (folder === '') return open
  for (const part of folder.split('/') as PathText[]) {
    try {
      const next = openDirectory(open, part)
      closeSync(open)
      open = next
    } catch (error) {
      closeSync(open)
      throw error
    }
  }
  return open
}

/** Opens a regular file for reading. O_NONBLOCK: a pipe put there since lstat must not hold the thread. @throws system errors */
export function openFile(directory: number, name: PathText): number {
  return openSync(below(directory, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
}

/** @throws system errors */
export function lstatBelow(directory: number, name: PathText): Stat {
  return statOf(lstatSync(below(directory, name)))
}

/** The link's target in path text: its bytes, which need not name anything. @throws system errors */
export function readlinkBelow(directory: number, name: PathText): PathText {
  return pathText(readlinkSync(below(directory, name), { encoding: 'buffer' }))
}

/** @throws system errors */
export function fstatOf(descriptor: number): Stat {
  return statOf(fstatSync(descriptor))
}

function statOf(stats: Stats): Stat {
  return {
    type: typeOf(stats),
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

function typeOf(stats: Stats): FileType {
  switch (stats.mode & constants.S_IFMT) {
    case constants.S_IFREG:
      return 'file'
    case constants.S_IFDIR:
      return 'directory'
    case constants.S_IFLNK:
      return 'symlink'
    case constants.S_IFIFO:
      return 'fifo'
    case constants.S_IFSOCK:
      return 'socket'
    case constants.S_IFCHR:
      return 'char-device'
    default:
      return 'block-device'
  }
}
