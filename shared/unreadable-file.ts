// Owns what is said of a file or folder that somebody named and that cannot be read: no more was asked of it yet.
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

/** `error`: as the file system threw it. */
export function unreadableFile(place: string, error: unknown): Failure {
  const errno = errnoOf(error) ?? 'EIO'
  const key = known[errno] ?? 'file.unreadable'
  return new ToldFailure('file-unreadable', say => say(key, { detail: errno }), { place, cause: error })
}
