// Owns a disk in a file for tests: unmounted and mounted again it is the same one, by its number too, as a shop's volume is. Only
// root may mount.
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync, truncateSync, writeFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'

export interface ImageDisk {
  mount(): void
  unmount(): void
}

/** The smallest of each, in bytes. What is never written takes no room. */
const sizes = { ext4: 8 * 1024 ** 2, btrfs: 128 * 1024 ** 2 }

/** Whoever else here reads what is mounted has it open for a moment. */
const triesToUnmount = 100

/** Mounted at a folder that is there, until the test ends. Skips the test where no such disk can be made or mounted. */
export function openImageDisk(
  image: string,
  folder: string,
  skip: (note: string) => never,
  type: keyof typeof sizes = 'ext4',
): ImageDisk {
  writeFileSync(image, '')
  truncateSync(image, sizes[type])
  const script = 'mkfs.$2 -q "$0" >&2 && mount -o loop "$0" "$1" && findmnt --noheadings --output SOURCE "$1"'
  const made = spawnSync('sh', ['-c', script, image, folder, type], { encoding: 'utf8' })
  if (made.status !== 0) {
    const note = `SKIPPED, because no ${type} in a file can be made and mounted here, which takes root: ${made.stderr?.trim() ?? made.error}`
    console.warn(note)
    skip(note)
  }
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  const device = made.stdout.trim()
  // Without anybody who has it open another disk might get its number while it is unmounted.
  const held = openSync(device, 'r')
  onTestFinished(() => closeSync(held))
  return {
    mount: () => void execFileSync('mount', [device, folder]),
    unmount: () => unmount(folder),
  }
}

function unmount(folder: string): void {
  for (let left = triesToUnmount; ; left--) {
    const { status, stderr } = spawnSync('umount', [folder], { encoding: 'utf8' })
    if (status === 0) return
    if (left === 0 || !stderr.includes('busy')) throw new Error(stderr)
  }
}
