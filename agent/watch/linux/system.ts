// Owns the system calls that Node has not: fanotify, inotify, file handles, poll, eventfd. The only file that knows the FFI.
// Decides nothing. Numbers are those of Linux's uapi headers, alike on x86-64 and arm64 unless Node's own say otherwise.
import { constants, readlinkSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import { O_PATH } from '@sekisho/shared/file-calls.ts'
import type { LibraryHandle } from 'koffi'

/** include/uapi/linux/fanotify.h; see fanotify_init(2) and fanotify_mark(2). */
export const fan = {
  cloexec: 0x1,
  nonblock: 0x2,
  classNotif: 0x0,
  reportFid: 0x200,
  reportDirFid: 0x400,
  reportName: 0x800,
  /** Linux 5.17: the file's own handle beside that of its directory, also where names come and go. */
  reportTargetFid: 0x1000,
  markAdd: 0x1,
  markRemove: 0x2,
  markFilesystem: 0x100,
  /** Linux 6.0: what a mark says is not told, also after the file was written to; with `onChild`, of all in a folder. */
  markIgnore: 0x400 | 0x40,
  onChild: 0x8000000,
  modify: 0x2,
  attrib: 0x4,
  closeWrite: 0x8,
  movedFrom: 0x40,
  movedTo: 0x80,
  create: 0x100,
  delete: 0x200,
  openExec: 0x1000,
  queueOverflow: 0x4000,
  onDirectory: 0x40000000,
  /** Kinds of the information behind an event. */
  infoFid: 1,
  infoDirFidName: 2,
  infoDirFid: 3,
} as const

/** include/uapi/linux/inotify.h; see inotify(7). Most bits are those of fanotify. */
export const ino = {
  attrib: fan.attrib,
  movedFrom: fan.movedFrom,
  movedTo: fan.movedTo,
  create: fan.create,
  delete: fan.delete,
  deleteSelf: 0x400,
  moveSelf: 0x800,
  unmount: 0x2000,
  queueOverflow: fan.queueOverflow,
  ignored: 0x8000,
  onlyDirectory: 0x1000000,
  /** No more of what is deleted and still open somewhere. */
  excludeUnlinked: 0x4000000,
  onDirectory: fan.onDirectory,
} as const

/** All that a watched folder is to tell of itself and of what lies in it. */
export const watchedMask =
  fan.modify |
  fan.attrib |
  fan.closeWrite |
  fan.movedFrom |
  fan.movedTo |
  fan.create |
  fan.delete |
  ino.deleteSelf |
  ino.moveSelf |
  ino.onlyDirectory |
  ino.excludeUnlinked

/** include/uapi/asm-generic/fcntl.h and linux/fcntl.h. */
const atEmptyPath = 0x1000
const openCloexec = 0o2000000
const openNoAtime = 0o1000000
/** poll(2) */
export const pollIn = 0x1
export const pollPriority = 0x2
const pollFdBytes = 8
/** eventfd(2): EFD_NONBLOCK and EFD_CLOEXEC, which are O_NONBLOCK and O_CLOEXEC. */
const eventFdFlags = constants.O_NONBLOCK | openCloexec
/** open_by_handle_at(2): MAX_HANDLE_SZ, behind two 32-bit fields. */
const maxHandleBytes = 128
const handleHead = 8
/** Offset of f_fsid in struct statfs of 64-bit Linux: seven longs come before. */
const fsidOffset = 56
const fsidBytes = 8

/** A system call that failed; `code` is the errno's name, as Node's own errors have it: see `errnoOf`. */
export class SystemError extends Error {
  override readonly name = 'SystemError'
  readonly code: string

  constructor(call: string, errno: number) {
    const code = nameOfErrno(errno)
    super(`${call}: ${code}`)
    this.code = code
  }
}

/** What identifies a file on its file system for as long as it lives, and no other file ever after. */
export interface FileHandle {
  /** `f_fsid`, as events carry it. */
  readonly fsid: Buffer
  /** struct file_handle: length, type, bytes. */
  readonly handle: Buffer
}

type Call = (...input: unknown[]) => number

export class System {
  readonly #errno: () => number
  readonly #calls: Readonly<Record<keyof typeof prototypes, Call>>
  readonly #mountId = Buffer.alloc(8)
  readonly #statfs = Buffer.alloc(256)

  constructor(library: LibraryHandle, errno: () => number) {
    this.#errno = errno
    const entries = Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype) as Call])
    this.#calls = Object.fromEntries(entries)
  }

  /**
   * A new group; its events' descriptors, if it has any, read without moving the files' access times. Nobody may hold up
   * the one who reads the events with a lease on his file (fcntl(2)): what cannot be opened at once is not.
   * @throws SystemError
   */
  fanotifyInit(flags: number): number {
    const eventFlags = constants.O_RDONLY | constants.O_NONBLOCK | openCloexec | openNoAtime
    return this.#checked('fanotify_init', this.#calls.fanotify_init(flags | fan.cloexec | fan.nonblock, eventFlags))
  }

  /** Marks what the descriptor stands for, or takes its mark away. @throws SystemError */
  fanotifyMark(group: number, flags: number, mask: number, descriptor: number): void {
    this.#checked('fanotify_mark', this.#calls.fanotify_mark(group, flags, mask, descriptor, null))
  }

  /** Of something open. @throws SystemError: EOPNOTSUPP where the file system has no handles */
  handleOf(descriptor: number): FileHandle {
    const handle = Buffer.alloc(handleHead + maxHandleBytes)
    handle.writeUInt32LE(maxHandleBytes, 0)
    const result = this.#calls.name_to_handle_at(descriptor, emptyPath, handle, this.#mountId, atEmptyPath)
    this.#checked('name_to_handle_at', result)
    return { fsid: this.fsidOf(descriptor), handle: handle.subarray(0, handleHead + handle.readUInt32LE(0)) }
  }

  /** Opened as a place (O_PATH): it can be read by nobody and closed by the caller. @throws SystemError: ESTALE when it is gone */
  openByHandle(mount: number, handle: Buffer): number {
    return this.#checked(
      'open_by_handle_at',
      this.#calls.open_by_handle_at(mount, handle, O_PATH | openCloexec | constants.O_NOFOLLOW),
    )
  }

  /** f_fsid of the file system that something open lies on. @throws SystemError */
  fsidOf(descriptor: number): Buffer {
    this.#checked('fstatfs', this.#calls.fstatfs(descriptor, this.#statfs))
    return Buffer.from(this.#statfs.subarray(fsidOffset, fsidOffset + fsidBytes))
  }

  /** Bytes read; 0 when nothing waits. @throws SystemError */
  read(descriptor: number, buffer: Buffer): number {
    const result = this.#calls.read(descriptor, buffer, buffer.length)
    if (result >= 0) return result
    const errno = this.#errno()
    const code = nameOfErrno(errno)
    if (code === 'EAGAIN' || code === 'EINTR') return 0
    throw new SystemError('read', errno)
  }

  /** Something that others write to in order to end a poll: eight bytes, as `wakeUp`. @throws SystemError */
  eventFd(): number {
    return this.#checked('eventfd', this.#calls.eventfd(0, eventFdFlags))
  }

  /** Waits until one of them has something. @throws SystemError */
  poll(set: PollSet, timeoutMs: number): void {
    const result = this.#calls.poll(set.bytes, set.count, timeoutMs)
    // Interrupted is like ready: the caller looks and comes back.
    if (result < 0 && nameOfErrno(this.#errno()) !== 'EINTR') throw new SystemError('poll', this.#errno())
  }

  /** A new instance. @throws SystemError: EMFILE when the user has too many */
  inotifyInit(): number {
    return this.#checked('inotify_init1', this.#calls.inotify_init1(eventFdFlags))
  }

  /** A new instance under the number of one that ends, with all its watches and what waits in its queue. @throws SystemError */
  inotifyInitAgain(instance: number): void {
    const next = this.inotifyInit()
    this.#checked('dup3', this.#calls.dup3(next, instance, openCloexec))
    this.close(next)
  }

  /** Watches what a path leads to; answers with the watch's number. @throws SystemError */
  inotifyAdd(instance: number, path: string | Buffer, mask: number): number {
    const bytes = Buffer.concat([Buffer.from(path), Buffer.alloc(1)])
    return this.#checked('inotify_add_watch', this.#calls.inotify_add_watch(instance, bytes, mask))
  }

  /** Nothing is wrong with a watch that is gone already. */
  inotifyRemove(instance: number, watch: number): void {
    this.#calls.inotify_rm_watch(instance, watch)
  }

  /** Not by Node, which minds descriptors that it has not opened. */
  close(descriptor: number): void {
    this.#calls.close(descriptor)
  }

  #checked(call: string, result: number): number {
    if (result < 0) throw new SystemError(call, this.#errno())
    return result
  }
}

const prototypes = {
  fanotify_init: 'int fanotify_init(unsigned int flags, unsigned int event_f_flags)',
  fanotify_mark: 'int fanotify_mark(int group, unsigned int flags, uint64_t mask, int dirfd, const char *path)',
  name_to_handle_at: 'int name_to_handle_at(int dirfd, void *path, void *handle, void *mount_id, int flags)',
  open_by_handle_at: 'int open_by_handle_at(int mount, void *handle, int flags)',
  fstatfs: 'int fstatfs(int descriptor, void *buffer)',
  read: 'int64_t read(int descriptor, void *buffer, size_t count)',
  eventfd: 'int eventfd(unsigned int value, int flags)',
  poll: 'int poll(void *set, unsigned long count, int timeout)',
  inotify_init1: 'int inotify_init1(int flags)',
  inotify_add_watch: 'int inotify_add_watch(int instance, void *path, uint32_t mask)',
  inotify_rm_watch: 'int inotify_rm_watch(int instance, int watch)',
  dup3: 'int dup3(int from, int to, int flags)',
  close: 'int close(int descriptor)',
} as const

const emptyPath = Buffer.alloc(1)

/** The descriptors that a thread waits for. */
export class PollSet {
  bytes = Buffer.alloc(0)
  readonly #at = new Map<number, number>()

  get count(): number {
    return this.#at.size
  }

  set(wanted: ReadonlyMap<number, number>): void {
    this.#at.clear()
    this.bytes = Buffer.alloc(wanted.size * pollFdBytes)
    for (const [descriptor, events] of wanted) {
      const at = this.#at.size * pollFdBytes
      this.bytes.writeInt32LE(descriptor, at)
      this.bytes.writeInt16LE(events, at + 4)
      this.#at.set(descriptor, at)
    }
  }

  /** Whether the last poll found something there, trouble included. */
  isReady(descriptor: number): boolean {
    const at = this.#at.get(descriptor)
    return at !== undefined && this.bytes.readInt16LE(at + 6) !== 0
  }
}

/** What is written to an eventfd to end a poll on it. */
export const wakeUp = Buffer.from(new BigUint64Array([1n]).buffer)

export type Opened = { readonly system: System } | { readonly why: string }

/** Loads the FFI; where it cannot be, that is a reason to take another source. */
export async function openSystem(): Promise<Opened> {
  try {
    const { default: koffi } = await import('koffi')
    return { system: new System(koffi.load(null), () => koffi.errno()) }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

function nameOfErrno(errno: number): string {
  try {
    return getSystemErrorName(-errno)
  } catch {
    // A number that libuv has no name for says as much as a name would.
    return `errno ${errno}`
  }
}

/** Where something open lies, as its own mount shows it. @throws system errors: ENAMETOOLONG beyond 4,096 bytes */
export function placeOf(descriptor: number): Buffer {
  return readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'buffer' })
}
