// The law of programs on a file system that was unmounted and mounted again before anybody looked: the kernel has taken its mark
// along, and its number is the same.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { openImageDisk } from '../../../support/image-disk.ts'
import { asRoot } from '../../../support/kernel.ts'
import { unthreadedFanotify } from '../../../support/unthreaded.ts'

describe.skipIf(!asRoot)('the programs of a file system that holds no root', () => {
  test('are told of when they begin, and again once it was unmounted and mounted in one breath', async ({ skip }) => {
    const folder = temporaryFolder()
    const volume = join(folder, 'volume')
    mkdirSync(volume)
    const disk = openImageDisk(join(folder, 'image'), volume, skip)
    const program = join(volume, basename(folder))
    copyFileSync('/bin/true', program)
    const { reader, begun, close } = await unthreadedFanotify()
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
