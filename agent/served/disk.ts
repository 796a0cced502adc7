// Owns reading a configuration file or folder that somebody else chose: neither opens anything but a regular file or a folder, waits
// for nobody, nor reads beyond the budget.
import { closeSync, constants, fstatSync, opendirSync, openSync } from 'node:fs'
import { readBeginning } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { O_PATH } from '@sekisho/shared/file-calls.ts'
import type { Budget } from './budget.ts'

/** Of one file: php.ini as it comes has 72 KiB. */
const mostBytes = 1024 * 1024

/** Null where it is no file, too large, one too many, or cannot be read: the last is noted in the budget. One byte a character. */
export function readConfig(path: Buffer, budget: Budget): string | null {
  if (budget.isTimeOver()) return null
  try {
    return withDescriptor(openSync(path, O_PATH), found => {
      // What is looked at here is what is opened below, whoever changes the name meanwhile.
      const { size } = fstatSync(found)
      if (!fstatSync(found).isFile()) return null
      if (size > mostBytes) budget.cut()
      if (size > mostBytes || !budget.spend('files') || !budget.spend('bytes', size)) return null
      // A lease on the file makes an open wait: not this one.
      const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
      // No more than it said it holds: files of /proc say nothing and have no end.
      return withDescriptor(openSync(`/proc/self/fd/${found}`, flags), file =>
        readBeginning(file, size).toString('latin1'),
      )
    })
  } catch (error) {
    noteUnread(path, error, budget)
    return null
  }
}

/** Most of the usual places are not there; of what is and may not be read, nobody shall think that it names nothing. */
function noteUnread(path: Buffer, error: unknown, budget: Budget): void {
  const errno = errnoOf(error) ?? 'EIO'
  if (errno !== 'ENOENT' && errno !== 'ENOTDIR') budget.noteUnread(path, errno)
}

function withDescriptor<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** In order; none where there is no such folder. */
export function namesIn(folder: Buffer, budget: Budget): readonly string[] {
  const names: string[] = []
  if (!budget.spend('folders')) return names
  try {
    const entries = opendirSync(folder, { encoding: 'latin1' })
    try {
      for (let entry = entries.readSync(); entry !== null && budget.spend('names'); entry = entries.readSync())
        names.push(entry.name)
    } finally {
      entries.closeSync()
    }
  } catch (error) {
    noteUnread(folder, error, budget)
  }
  return names.sort()
}
