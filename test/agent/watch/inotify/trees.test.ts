// The law of a folder that changes between its opening and its watch, on a file system where an open directory lists only what
// was in it when it was opened.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { openImageDisk } from '../../../support/image-disk.ts'
import { asRoot } from '../../../support/kernel.ts'
import { unthreaded } from '../../../support/unthreaded.ts'

describe.skipIf(!asRoot)('a folder of btrfs', () => {
  test('is listed as it is once it is watched: what comes into it after it was opened is watched too', async ({
    skip,
  }) => {
    const folder = temporaryFolder()
    const root = join(folder, 'root') as PathText
    mkdirSync(root)
    openImageDisk(join(folder, 'image'), root, skip, 'btrfs')
    const { reader, system, told, losses } = await unthreaded()
    const add = system.inotifyAdd.bind(system)
    system.inotifyAdd = (...asked) => {
      mkdirSync(join(root, 'came/late'), { recursive: true })
      return add(...asked)
    }
    reader.roots.serve(root, 100)
    writeFileSync(join(root, 'came/late/x.php'), '')
    await told('came/late/x.php')
    expect(losses).toEqual([])
  })
})
