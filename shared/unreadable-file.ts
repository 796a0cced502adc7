// Owns what is said of a file or folder that somebody named and that cannot be read, or written: no more was asked of it yet.
import { errnoOf, type Failure } from './failures.ts'
import type { MessageKey } from './messages.ts'
import { ToldFailure } from './told-failure.ts'

const known: Readonly<Record<string, MessageKey>> = {
  ENOENT: 'file.missing',
  ENOTDIR: 'file.no-folder',
  EISDIR: 'file.folder',
  EACCES: 'file.forbidden',
  EPERM: 'file.forbidden',
}

const knownOfWriting: Readonly<Record<string, MessageKey>> = {
  ENOENT: 'file.nowhere',
  ENOTDIR: 'file.nowhere',
  EISDIR: 'file.folder',
  EACCES: 'file.write-forbidden',
  EPERM: 'file.write-forbidden',
  EROFS: 'file.write-forbidden',
  ENOSPC: 'file.disk-full',
  EDQUOT: 'file.disk-full',
}

/** `error`: as the file system threw it. */
export function unreadableFile(place: string, error: unknown): Failure {
  const errno = errnoOf(error) ?? 'EIO'
  const key = known[errno] ?? 'file.unreadable'
  return new ToldFailure('file-unreadable', say => say(key, { detail: errno }), { place, cause: error })
}

/** `error`: as the file system threw it while all of the file was written. */
export function unwritableFile(place: string, error: unknown): Failure {
  const errno = errnoOf(error) ?? 'EIO'
  const key = knownOfWriting[errno] ?? 'file.unwritable'
  return new ToldFailure('config-invalid', say => say(key, { detail: errno }), { place, cause: error })
}
