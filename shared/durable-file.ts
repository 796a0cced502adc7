// Owns how a small file is written so that a crash leaves the old one or the new one, never half of either. Does not
// know what is in it.
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { errnoOf } from './failures.ts'

/** Only the owner may read: what these programs keep beside each other is theirs alone. */
const ownerOnly = 0o600

/** Puts `content` in the file's place; on disk when it returns. */
export function replaceFile(file: string, content: string): void {
  withTemporary(file, content, temporary => renameSync(temporary, file))
}

/**
 * Makes the file; on disk when it returns.
 * @throws the system's EEXIST when it is there already: it is never overwritten
 */
export function makeFile(file: string, content: string): void {
  // rename(2) would replace a file that another process made meanwhile; link(2) refuses.
  withTemporary(file, content, temporary => linkSync(temporary, file))
}

/** Makes an empty file for its owner alone where there is none; SQLite would make one that others may read. */
export function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', ownerOnly))
  } catch (error) {
    // What is there is not even opened: by fcntl(2), closing it would end locks that this process holds on it.
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

/** On disk when it returns: a file with its content, a folder with its names (fsync(2), section Description). */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function withTemporary(file: string, content: string, putInPlace: (temporary: string) => void): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    writeSynced(temporary, content)
    putInPlace(temporary)
    // A new name is safe only once its folder is on disk.
    syncPath(dirname(file))
  } finally {
    rmSync(temporary, { force: true })
  }
}

function writeSynced(file: string, content: string): void {
  const descriptor = openSync(file, 'wx', ownerOnly)
  try {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
