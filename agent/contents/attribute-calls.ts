// Owns the system calls for extended attributes, which Node does not have: flistxattr and fgetxattr, by an open descriptor, so
// that a file cannot be exchanged between a look at it and at them. Decides nothing.
import { constants } from 'node:os'
import { declare, koffi } from '@sekisho/shared/libc.ts'

export interface ListedNames {
  readonly names: readonly Buffer[]
  readonly count: number
}

export interface AttributeCalls {
  /** The first names, `most` of them, and how many there are; errno where they cannot be listed. */
  list(descriptor: number, most: number): ListedNames | number
  /** The whole value, which the next call writes over; errno where there is none to have. */
  get(descriptor: number, name: Buffer): Buffer | number
}

/** XATTR_LIST_MAX and XATTR_SIZE_MAX of include/uapi/linux/limits.h: no list and no value is longer. */
const mostBytes = 65_536

function openAttributeCalls(): AttributeCalls | null {
  const flistxattr = declare('int64_t flistxattr(int fd, void *list, size_t size)')
  const fgetxattr = declare('int64_t fgetxattr(int fd, const void *name, void *value, size_t size)')
  if (!flistxattr || !fgetxattr) return null
  const buffer = Buffer.allocUnsafeSlow(mostBytes)
  const errno = () => koffi?.errno() ?? constants.errno.EIO
  return {
    list(descriptor, most) {
      const length = Number(flistxattr(descriptor, buffer, mostBytes))
      return length < 0 ? errno() : namesIn(buffer.subarray(0, length), most)
    },
    get(descriptor, name) {
      const length = Number(fgetxattr(descriptor, Buffer.concat([name, Buffer.of(0)]), buffer, mostBytes))
      return length < 0 ? errno() : buffer.subarray(0, length)
    },
  }
}

/** Each ends with a zero (listxattr(2)). Of thousands, which one file can have, most are only counted. */
function namesIn(list: Buffer, most: number): ListedNames {
  const names: Buffer[] = []
  let count = 0
  let from = 0
  for (let at = 0; at < list.length; at++) {
    if (list[at] !== 0) continue
    if (count < most) names.push(Buffer.from(list.subarray(from, at)))
    count++
    from = at + 1
  }
  return { names, count }
}

/** Null where the C library cannot be called. */
export const attributeCalls: AttributeCalls | null = openAttributeCalls()
