// Owns the setting of extended attributes in tests, by the C library: Node has no call for it.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { declare, koffi } from '@sekisho/shared/libc.ts'

/** Null; else why it cannot be set here, as errno. */
export function setAttribute(file: string, name: string, value: Buffer): number | null {
  const fsetxattr = declare('int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)')
  if (fsetxattr === null) return -1
  const descriptor = openSync(file, 'r+')
  try {
    return fsetxattr(descriptor, name, value, value.length, 0) === 0 ? null : (koffi?.errno() ?? -1)
  } finally {
    closeSync(descriptor)
  }
}

/** Null where the file system of temporary folders has them; else why not, as errno. */
export function whyNoAttributes(): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-test-'))
  try {
    writeFileSync(join(folder, 'probe'), '')
    return setAttribute(join(folder, 'probe'), 'user.sekisho', Buffer.from('1'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
