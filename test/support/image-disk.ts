// Owns a disk in a file for tests: unmounted and mounted again it is the same one, as a shop's volume is. Only root may mount.
import { execFileSync, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'

export interface ImageDisk {
  mount(): void
  unmount(): void
}

/** The smallest of each, in bytes. What is never written takes no room. */
const sizes = { ext4: 8 * 1024 ** 2, btrfs: 128 * 1024 ** 2 }

/** Mounted at a folder that is there, until the test ends. Skips the test where no such disk can be made or mounted. */
export function openImageDisk(
  image: string,
  folder: string,
  skip: (note: string) => never,
  type: keyof typeof sizes = 'ext4',
): ImageDisk {
  writeFileSync(image, '')
  truncateSync(image, sizes[type])
  const made = spawnSync('sh', ['-c', 'mkfs.$2 -q "$0" && mount -o loop "$0" "$1"', image, folder, type])
  if (made.status !== 0) {
    const note = `SKIPPED, because no ${type} in a file can be made and mounted here, which takes root: ${made.stderr?.toString().trim() ?? made.error}`
    console.warn(note)
    skip(note)
  }
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return {
    mount: () => void execFileSync('mount', ['-o', 'loop', image, folder]),
    unmount: () => void execFileSync('umount', [folder]),
  }
}
