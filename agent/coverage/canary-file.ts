// Owns the touching of a canary's file: written and closed without a change, so that every source sees it. Never follows a
// link, and never touches what is not the agent's own empty file.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { CanaryWhy } from '@sekisho/shared/wire.ts'

/** Makes it where it is missing. Null when it was touched, else why not. `atMs` is its new time. */
export async function touchCanary(file: PathText, atMs: number): Promise<CanaryWhy | null> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
  let handle: FileHandle | null = null
  try {
    handle = await open(diskPath(file), flags, 0o600)
    const stat = await handle.stat()
    if (!stat.isFile() || stat.size !== 0 || stat.nlink !== 1) return 'altered'
    // A deployment may have set the mode of everything.
    if ((stat.mode & 0o777) !== 0o600) await handle.chmod(0o600)
    await handle.utimes(atMs / 1000, atMs / 1000)
    return null
  } catch (error) {
    return ['ELOOP', 'EISDIR', 'ENXIO'].includes(errnoOf(error) ?? '') ? 'altered' : 'unwritable'
  } finally {
    await handle?.close()
  }
}
