// Owns the system calls for extended attributes, which Node does not have: flistxattr and fgetxattr, by an open descriptor, so
// that a file cannot be exchanged between a look at it and at them. Decides nothing.
import { constants } from 'node:os'
import { declare, koffi } from '@sekisho/shared/libc.ts'

export interface AttributeCalls {
  /** Each name's bytes; errno where they cannot be listed. */
  list(descriptor: number): readonly Buffer[] | number
  /** The whole value; errno where there is none to have. */
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
    list(descriptor) {
      const length = Number(flistxattr(descriptor, buffer, mostBytes))
      return length < 0 ? errno() : namesIn(Buffer.from(buffer.subarray(0, length)))
    },
    get(descriptor, name) {
      const length = Number(fgetxattr(descriptor, Buffer.concat([name, Buffer.of(0)]), buffer, mostBytes))
      return length < 0 ? errno() : Buffer.from(buffer.subarray(0, length))
    },
  }
}

/** Each ends with a zero (listxattr(2)). */
function namesIn(list: Buffer): Buffer[] {
  const names: Buffer[] = []
  for (let at = 0, end = list.indexOf(0); end !== -1; at = end + 1, end = list.indexOf(0, at))
    names.push(list.subarray(at, end))
  return names
}

/** Null where the C library cannot be called. */
export const attributeCalls: AttributeCalls | null = openAttributeCalls()
