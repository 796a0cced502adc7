// Owns a small disk for tests of what happens when there is no space left: a file system of its own in memory, which only
// root may mount. Where that is not possible it says so, loudly.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { onTestFinished } from 'vitest'

export interface SmallDisk {
  readonly folder: string
  /** To the last byte. */
  fill(): void
  /** Makes room again. */
  free(): void
}

/** On a folder of its own. Skips the test where nothing can be mounted. */
export function openSmallDisk(megabytes: number, skip: (note: string) => never): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-disk-'))
  onTestFinished(() => rmdirSync(folder))
  mountSmallDisk(folder, megabytes, skip)
  const filler = join(folder, 'filler')
  return { folder, fill: () => fill(filler), free: () => rmSync(filler) }
}

/** Over a folder that is there, until the test ends. Skips the test where nothing can be mounted. */
export function mountSmallDisk(folder: string, megabytes: number, skip: (note: string) => never): void {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'sekisho-test', folder])
  if (mounted.status !== 0) {
    const note = `SKIPPED, because only root can mount a small disk: ${mounted.stderr?.toString().trim() ?? mounted.error}`
    console.warn(note)
    skip(note)
  }
  // Lazily: a thread that was ended may still be closing its files.
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
}

function fill(file: string): void {
  const descriptor = openSync(file, 'w')
  try {
    for (let chunk = Buffer.alloc(1 << 20, 'x'); chunk.length > 0; ) {
      try {
        writeSync(descriptor, chunk)
      } catch (error) {
        if (errnoOf(error) !== 'ENOSPC') throw error
        chunk = chunk.subarray(0, Math.floor(chunk.length / 2))
      }
    }
  } finally {
    closeSync(descriptor)
  }
}
