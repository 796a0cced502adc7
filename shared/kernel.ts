// Owns the system calls that Node does not offer and that more than one room needs: reading what the page cache holds,
// giving pages back, the priority of one thread, and datagrams. Where one is missing it says so and does nothing else.
import { readlinkSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'
import { arch, pid } from 'node:process'
import { declare, koffi } from './libc.ts'

/** include/uapi/linux/fs.h: fail with EAGAIN rather than wait for the disk. */
const RWF_NOWAIT = 8
/** include/uapi/linux/fadvise.h */
const POSIX_FADV_DONTNEED = 4
/** ioprio_set(2): one process or thread; 0 is the caller. */
const IOPRIO_WHO_PROCESS = 1
/** include/uapi/linux/ioprio.h: the class in the upper three bits, best effort; 7 is its lowest level. */
const lowestBestEffort = (2 << 13) | 7
/** Not in the C library: by its number in the table of each processor that Node is shipped for. */
const ioprioSetNumber = { x64: 251, arm64: 30 }[arch as string]
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
/** send(2): MSG_DONTWAIT, MSG_NOSIGNAL. */
const dontWait = 0x40 | 0x4000

/** Weight 110 against the 1,024 of an ordinary thread (sched(7)): a busy shop keeps nine tenths of a processor. */
const niceOfWalks = 10

const preadv2 = declare('int64_t preadv2(int fd, void *iov, int count, int64_t offset, int flags)')
const fadvise = declare('int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)')
const syscall = declare('long syscall(long number, int which, int who, int priority)')
const socket = declare('int socket(int domain, int type, int protocol)')
const sendto = declare('int64_t sendto(int fd, void *bytes, size_t size, int flags, void *address, uint32_t length)')
const close = declare('int close(int fd)')
const adjtimex = declare('int adjtimex(void *timex)')

/** Reads into one buffer what is in the page cache, without waiting for the disk. */
export class CachedReader {
  readonly #vector: Buffer | null
  /** As the vector has it. */
  #length: number

  /** @param buffer must not be moved or grown: its address is taken once */
  constructor(buffer: Buffer) {
    this.#vector = koffi === null || preadv2 === null ? null : vectorOf(buffer, koffi.address(buffer))
    this.#length = buffer.length
  }

  /**
   * As pread(2) of at most `length` bytes into the buffer's start, by preadv2(2) with RWF_NOWAIT: since Linux 4.14 on ext4,
   * xfs and btrfs. `not-cached` when the first of them would have to come from the disk; `unknown` where the file system
   * cannot tell, and for any error, which comes again with the read that follows.
   */
  read(descriptor: number, length: number, position: number): number | 'not-cached' | 'unknown' {
    if (koffi === null || preadv2 === null || this.#vector === null) return 'unknown'
    if (length !== this.#length) this.#vector.writeBigUInt64LE(BigInt(length), 8)
    this.#length = length
    const got = Number(preadv2(descriptor, this.#vector, 1, position, RWF_NOWAIT))
    if (got >= 0) return got
    return koffi.errno() === constants.errno.EAGAIN ? 'not-cached' : 'unknown'
  }
}

/** struct iovec of readv(2), on 64 bits. */
function vectorOf(buffer: Buffer, address: bigint): Buffer {
  const vector = Buffer.allocUnsafeSlow(16)
  vector.writeBigUInt64LE(address, 0)
  vector.writeBigUInt64LE(BigInt(buffer.length), 8)
  return vector
}

/** Gives back the pages of a file up to `end`, or all of them for 0. Those that are dirty or mapped stay. */
export function dropFromCache(descriptor: number, end = 0): void {
  fadvise?.(descriptor, 0, end, POSIX_FADV_DONTNEED)
}

/**
 * Puts the calling thread behind everybody else, on the processor and at the disk. There is no way back without
 * privileges, so a thread that does it serves nothing urgent from then on.
 */
export function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    setPriority(thread, Math.max(niceOfWalks, getPriority(pid)))
  } catch {
    // A /proc of another namespace, or a policy that forbids it: the thread then is like all others.
  }
  if (ioprioSetNumber !== undefined) syscall?.(ioprioSetNumber, IOPRIO_WHO_PROCESS, 0, lowestBestEffort)
}

/** Larger than struct timex of adjtimex(2) on any processor; with `modes` 0 the call only reads. */
const timexBytes = 512
/** adjtimex(2): the clock is not synchronised. */
const TIME_ERROR = 5

/** Whether something keeps the machine's clock in step, chrony, ntpd or timesyncd alike; null where nobody can tell. */
export function isClockKept(): boolean | null {
  const state = Number(adjtimex?.(Buffer.alloc(timexBytes)) ?? -1)
  return state < 0 ? null : state !== TIME_ERROR
}

/**
 * Sends one datagram to a UNIX socket, by its path or, after `@`, its abstract name. False when nobody takes it.
 * Never blocks: the buffer of the socket that listens is its owner's trouble.
 */
export function sendDatagram(path: string, text: string): boolean {
  if (socket === null || sendto === null || close === null) return false
  const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : path)
  // unix(7): the family, then the name; abstract ones end where the length says.
  if (name.length === 0 || name.length > 107) return false
  const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), name])
  const descriptor = Number(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
  if (descriptor < 0) return false
  try {
    const bytes = Buffer.from(text)
    return Number(sendto(descriptor, bytes, bytes.length, dontWait, address, address.length)) === bytes.length
  } finally {
    close(descriptor)
  }
}
