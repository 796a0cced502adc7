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

/** Skips the test where nothing can be mounted. */
export function openSmallDisk(megabytes: number, skip: (note: string) => never): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'sekisho-test', folder])
  if (mounted.status !== 0) {
    rmdirSync(folder)
    const note = `SKIPPED, because only root can mount a small disk: ${mounted.stderr?.toString().trim() ?? mounted.error}`
    console.warn(note)
    skip(note)
  }
  onTestFinished(() => {
    // Lazily: a thread that was ended may still be closing its files.
    spawnSync('umount', ['-l', folder])
    rmdirSync(folder)
  })
  const filler = join(folder, 'filler')
  return { folder, fill: () => fill(filler), free: () => rmSync(filler) }
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
