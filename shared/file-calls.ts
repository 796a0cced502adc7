// Owns the system calls on names below an open directory, which Node offers by path only: openat, statx, getdents64, close.
// A shop has a hundred thousand files, and by a path below /proc each of these calls costs twice as much, in the kernel and
// before it. Whoever gets a descriptor from here closes it here: Node counts those that its threads opened.
import { constants } from 'node:fs'
import { constants as system } from 'node:os'
import { getSystemErrorName } from 'node:util'
import { declare, koffi } from './libc.ts'
import type { FileType, Stat } from './observation.ts'

/** A name as the C library takes it: text in UTF-8, or bytes with a zero behind them. */
export type CallName = string | Buffer

/** One entry of a directory: its bytes as Latin 1, one character for each, and its type where the file system tells. */
export type OnEntry = (name: string, type: FileType | 'unknown') => void

export interface FileCalls {
  /** @throws system errors */
  open(directory: number, name: CallName, flags: number): number
  /**
   * A path below a directory in one call, by openat2(2): no link on it is followed, and nothing above is reached. Null where
   * the kernel is older than 5.6, or a filter of calls forbids it.
   * @throws system errors: ELOOP for a link on the way, ENAMETOOLONG from 4,096 bytes on
   */
  readonly openPath: ((directory: number, path: CallName, flags: number) => number) | null
  close(descriptor: number): void
  /** Follows no link. @throws system errors */
  statBelow(directory: number, name: CallName): Stat
  /** @throws system errors */
  statOf(descriptor: number): Stat
  /** The number of its file system; not as Node has it. @throws system errors */
  deviceOf(descriptor: number): number
  /** The next few hundred entries of an open directory, without `.` and `..`; false at its end. @throws system errors */
  list(directory: number, entry: OnEntry): boolean
}

/** open(2) on Linux; Node has no name for it. Opens the name alone: a device's driver never hears of it. */
export const O_PATH = 0o10000000
/** In the place of a directory, for a path of its own: AT_FDCWD of include/uapi/linux/fcntl.h. */
export const workingDirectory = -100
/** include/uapi/linux/fcntl.h */
const AT_SYMLINK_NOFOLLOW = 0x100
const AT_EMPTY_PATH = 0x1000
/** include/uapi/linux/stat.h: what stat(2) has told since ever. */
const STATX_BASIC_STATS = 0x7ff
const STATX_TYPE = 1
/** The same on every processor that Node is shipped for; Node itself sets it and does not name it. */
const O_CLOEXEC = 0o2000000
/** include/uapi/linux/openat2.h: RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH. */
const RESOLVE_PLAIN_BELOW = 0x04 | 0x08
/** Not in the C library; the same number on every processor that Node is shipped for. */
const openat2Number = 437
/** struct open_how: flags, mode and resolve, of 64 bits each. */
const openHowBytes = 24
const statxBytes = 256
const listBytes = 32 * 1024

function openFileCalls(): FileCalls | null {
  const openat = declare('int openat(int directory, const char *name, int flags, uint32_t mode)')
  const openatBytes = declare('int openat(int directory, const void *name, int flags, uint32_t mode)')
  const close = declare('int close(int fd)')
  const statx = declare('int statx(int directory, const char *name, int flags, uint32_t mask, void *statx)')
  const statxOfBytes = declare('int statx(int directory, const void *name, int flags, uint32_t mask, void *statx)')
  const getdents = declare('int64_t getdents64(int fd, void *entries, size_t size)')
  if (!openat || !openatBytes || !close || !statx || !statxOfBytes || !getdents) return null
  const stat = new StatBuffer()
  const list = new ListBuffer()
  const look = (directory: number, name: CallName, flags: number): Stat => {
    const call = typeof name === 'string' ? statx : statxOfBytes
    check(call(directory, name, flags, STATX_BASIC_STATS, stat.bytes), 'statx')
    return stat.read()
  }
  return {
    open(directory, name, flags) {
      const call = typeof name === 'string' ? openat : openatBytes
      return check(call(directory, name, flags | O_CLOEXEC, 0), 'openat')
    },
    openPath: openPathCall(),
    close(descriptor) {
      // It is closed whatever the call says (close(2)).
      close(descriptor)
    },
    statBelow: (directory, name) => look(directory, name, AT_SYMLINK_NOFOLLOW),
    statOf: descriptor => look(descriptor, '', AT_EMPTY_PATH),
    deviceOf(descriptor) {
      check(statx(descriptor, '', AT_EMPTY_PATH, STATX_TYPE, stat.bytes), 'statx')
      return stat.device
    },
    list(directory, entry) {
      const length = check(getdents(directory, list.bytes, listBytes), 'getdents64')
      list.read(length, entry)
      return length > 0
    },
  }
}

/** Asked once: what a filter forbids it forbids always. */
function openPathCall(): FileCalls['openPath'] {
  const prototype = (path: string) => `long syscall(long number, int directory, ${path}, void *how, size_t size)`
  const [ofText, ofBytes] = [declare(prototype('const char *path')), declare(prototype('const void *path'))]
  const close = declare('int close(int fd)')
  if (!ofText || !ofBytes || !close) return null
  const how = Buffer.alloc(openHowBytes)
  how.writeUInt32LE(RESOLVE_PLAIN_BELOW, 16)
  const call = (directory: number, path: CallName, flags: number) => {
    how.writeUInt32LE(flags | O_CLOEXEC, 0)
    return (typeof path === 'string' ? ofText : ofBytes)(openat2Number, directory, path, how, openHowBytes)
  }
  const probe = Number(call(workingDirectory, '.', constants.O_DIRECTORY | O_PATH))
  if (probe < 0) return null
  close(probe)
  return (directory, path, flags) => check(call(directory, path, flags), 'openat2')
}

/** @throws a system error as Node's own look, for a result below zero */
function check(result: number | bigint, call: string): number {
  const value = Number(result)
  if (value >= 0) return value
  const errno = koffi?.errno() ?? system.errno.EIO
  const code = getSystemErrorName(-errno)
  throw Object.assign(new Error(`${code}: ${call}`), { code, errno: -errno, syscall: call })
}

/** struct statx of include/uapi/linux/stat.h, the same on every processor; those of Node are little-endian. */
class StatBuffer {
  readonly bytes = Buffer.allocUnsafeSlow(statxBytes)
  readonly #words = new Uint32Array(this.bytes.buffer)
  /** Seconds may lie before 1970. */
  readonly #signed = new Int32Array(this.bytes.buffer)

  read(): Stat {
    const words = this.#words
    const mode = word(words, 28) & 0xffff
    return {
      type: typeOfMode(mode),
      size: this.#long(40),
      mode: mode & 0o7777,
      uid: word(words, 20),
      gid: word(words, 24),
      mtimeMs: this.#time(112),
      ctimeMs: this.#time(96),
      inode: this.#long(32),
      links: word(words, 16),
    }
  }

  get device(): number {
    return word(this.#words, 136) * 2 ** 32 + word(this.#words, 140)
  }

  #long(at: number): number {
    return word(this.#words, at + 4) * 2 ** 32 + word(this.#words, at)
  }

  /** As Node makes milliseconds of it, to the last bit. */
  #time(at: number): number {
    const seconds = word(this.#signed, at + 4) * 2 ** 32 + word(this.#words, at)
    return seconds * 1000 + word(this.#words, at + 8) / 1e6
  }
}

function word(words: Uint32Array | Int32Array, at: number): number {
  return words[at >> 2] ?? 0
}

/** struct linux_dirent64 of getdents64(2): inode, offset, length of the entry, type, name with a zero behind it. */
class ListBuffer {
  readonly bytes = Buffer.allocUnsafeSlow(listBytes)

  read(length: number, entry: OnEntry): void {
    const { bytes } = this
    for (let at = 0; at < length; ) {
      const next = at + bytes.readUInt16LE(at + 16)
      // Names lie 19 bytes behind the beginning, padded with zeros to a multiple of eight.
      let end = Math.max(at + 20, next - 8)
      while (bytes[end] !== 0) end++
      const name = bytes.toString('latin1', at + 19, end)
      if (name !== '.' && name !== '..') entry(name, typeOfEntry[bytes[at + 18] ?? 0] ?? 'unknown')
      at = next
    }
  }
}

/** DT_* of readdir(3): the type bits of a mode, shifted down. */
const typeOfEntry: Readonly<Record<number, FileType>> = {
  1: 'fifo',
  2: 'char-device',
  4: 'directory',
  6: 'block-device',
  8: 'file',
  10: 'symlink',
  12: 'socket',
}

/** @param mode as stat(2) tells it */
export function typeOfMode(mode: number): FileType {
  return typeOfEntry[(mode & constants.S_IFMT) >> 12] ?? 'block-device'
}

/** Null where the C library cannot be called. */
export const fileCalls: FileCalls | null = openFileCalls()
