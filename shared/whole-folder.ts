// Owns how a folder is made so that it has its name only once all of it is there and on disk. Does not know what is in it.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncPath } from './durable-file.ts'
import { reason, ToldFailure } from './told-failure.ts'

const ownerOnly = 0o700

/**
 * Makes the folder, for its owner alone, with what `fill` puts into it under a passing name; nothing is left where that
 * throws. Files and folders below are `fill`'s to sync.
 * @throws Failure folder-taken where something has the name; what `fill` and the file system throw
 */
export async function makeWholeFolder<T>(folder: string, fill: (staging: string) => Promise<T> | T): Promise<T> {
  refuseTaken(folder)
  const staging = `${folder}.${randomBytes(6).toString('hex')}.new`
  mkdirSync(staging, { mode: ownerOnly })
  try {
    const result = await fill(staging)
    syncPath(staging)
    // rename(2) would replace an empty folder that somebody made meanwhile.
    refuseTaken(folder)
    renameSync(staging, folder)
    syncPath(dirname(folder))
    return result
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    throw error
  }
}

function refuseTaken(folder: string): void {
  if (existsSync(folder)) throw new ToldFailure('folder-taken', reason('file.taken'), { place: folder })
}
