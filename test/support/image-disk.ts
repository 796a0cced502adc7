// Owns a disk in a file for tests: unmounted and mounted again it is the same one, as a shop's volume is. Only root may mount.
import { execFileSync, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'

export interface ImageDisk {
  mount(): void
  unmount(): void
}

/** Mounted at a folder that is there, until the test ends. Skips the test where nothing can be mounted. */
export function openImageDisk(image: string, folder: string, skip: (note: string) => never): ImageDisk {
  writeFileSync(image, '')
  truncateSync(image, 8 * 1024 ** 2)
  const made = spawnSync('sh', ['-c', 'mkfs.ext4 -q "$0" && mount -o loop "$0" "$1"', image, folder])
  if (made.status !== 0) {
    const note = `SKIPPED, because only root can mount a disk in a file: ${made.stderr?.toString().trim() ?? made.error}`
    console.warn(note)
    skip(note)
  }
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return {
    mount: () => void execFileSync('mount', ['-o', 'loop', image, folder]),
    unmount: () => void execFileSync('umount', [folder]),
  }
}
