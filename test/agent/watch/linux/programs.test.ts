// The law of programs on a file system that was unmounted and mounted again before anybody looked: the kernel has taken its mark
// along, and its number is the same.
import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, openSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openProcessTable } from '@sekisho/agent/attribution/table.ts'
import { readAttributes } from '@sekisho/agent/contents/attributes.ts'
import { mountInfo } from '@sekisho/agent/watch/linux/mounts.ts'
import { Reader } from '@sekisho/agent/watch/linux/reader.ts'
import { openSystem } from '@sekisho/agent/watch/linux/system.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { openImageDisk } from '../../../support/image-disk.ts'
import { asRoot } from '../../../support/kernel.ts'

/** A reader in the thread of the test, with the names of the programs that it was told of. */
async function openReader() {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const mounts = openSync(mountInfo, 'r')
  const begun: (string | undefined)[] = []
  const table = openProcessTable({ clock: systemClock })
  const executed = table.executed.bind(table)
  table.executed = (pid, name) => {
    begun.push(name)
    executed(pid, name)
  }
  const nobody = () => {}
  const reader = new Reader(
    {
      system,
      openProcesses: () => table,
      attributesOf: readAttributes,
      handsOn: false,
      clock: systemClock,
      unopened: [],
      mountInfo: mounts,
      fault: nobody,
    },
    { send: nobody, linked: nobody, kept: nobody, closed: nobody, lost: nobody },
  )
  const close = () => {
    reader.close()
    system.close(reader.wake)
    closeSync(mounts)
  }
  return { reader, begun, close }
}

describe.skipIf(!asRoot)('the programs of a file system that holds no root', () => {
  test('are told of when they begin, and again once it was unmounted and mounted in one breath', async ({ skip }) => {
    const folder = temporaryFolder()
    const volume = join(folder, 'volume')
    mkdirSync(volume)
    const disk = openImageDisk(join(folder, 'image'), volume, skip)
    const program = join(volume, basename(folder))
    copyFileSync('/bin/true', program)
    const { reader, begun, close } = await openReader()
    // Nothing is waited for from here on: a reader that goes on by itself would hold up this thread.
    try {
      const isToldOf = () => {
        begun.length = 0
        execFileSync(program)
        reader.run()
        return begun.includes(basename(program))
      }
      expect(isToldOf()).toBe(true)
      const { dev } = statSync(volume)
      disk.unmount()
      disk.mount()
      expect(statSync(volume).dev).toBe(dev)
      reader.run()
      expect(isToldOf()).toBe(true)
    } finally {
      close()
    }
  })
})
