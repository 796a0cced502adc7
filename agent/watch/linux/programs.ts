// Owns where programs are looked for when they begin: every file system of this machine that they may lie on. Marks them in
// the group that tells of changes too, since only within one group the kernel keeps the order. Reads no events.
import { closeSync } from 'node:fs'
import { openPlain } from '@sekisho/shared/disk.ts'
import type { Mount } from './mounts.ts'
import { fan, type System } from './system.ts'

/**
 * File systems of disks and memory. Others are the kernel's own, without programs, or remote: to open one whose server is
 * gone would hold up the thread. A program that is not announced is not named.
 */
const ofPrograms = new Set(
  'bcachefs btrfs erofs exfat ext2 ext3 ext4 f2fs iso9660 jfs ntfs3 overlay ramfs squashfs tmpfs vfat xfs zfs'.split(
    ' ',
  ),
)

export class Programs {
  readonly #system: System
  readonly #group: number

  constructor(system: System, group: number) {
    this.#system = system
    this.#group = group
  }

  /**
   * A file system that cannot be marked leaves the programs that lie there without a name.
   * @param standing devices with such a mark, as the kernel has them: unmounted and mounted again one has none, and the same number
   */
  mark(mounts: readonly Mount[], standing: ReadonlySet<string>): void {
    const marked = new Set(standing)
    for (const { device, at, type } of mounts)
      if (ofPrograms.has(type) && !marked.has(device) && this.#markOne(at)) marked.add(device)
  }

  #markOne(at: Mount['at']): boolean {
    try {
      const open = openPlain(at)
      try {
        this.#system.fanotifyMark(this.#group, fan.markAdd | fan.markFilesystem, fan.openExec, open)
        return true
      } finally {
        closeSync(open)
      }
    } catch {
      // Not to be opened, or without file handles: what begins there is not announced, and nobody else is named for it.
      return false
    }
  }
}
