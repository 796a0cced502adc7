// Owns looks at the page cache and the emptying of it for one file, with the machine's own tools and not with ours.
import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dropFromCache } from '@sekisho/shared/kernel.ts'

/** Bytes of the file in the page cache: fincore(1) of util-linux. */
export function cachedBytes(file: string): number {
  return Number(execFileSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', file]).toString())
}

/** Puts a file on the disk and out of the page cache. False, and loud, where the machine cannot tell or will not. */
export function leaveCache(file: string): boolean {
  const descriptor = openSync(file, 'r')
  fsyncSync(descriptor)
  dropFromCache(descriptor)
  closeSync(descriptor)
  try {
    if (cachedBytes(file) === 0) return true
    console.warn(`SKIPPED: ${file} does not leave the page cache: the file system is in memory`)
  } catch (error) {
    console.warn('SKIPPED: the page cache cannot be looked at without fincore (util-linux)', error)
  }
  return false
}
