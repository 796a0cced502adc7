// Owns the law of folders in a root that are called like one on the way to it: they are folders like others.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memoryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'

describe.skipIf(!asRoot)('a folder in a root that is called like one on the way to it', () => {
  test('is known by its making, so that what lay in it is touched also where it is gone before anybody looked', async () => {
    const folder = memoryFolder()
    const { faults, heldUp } = readerGate(folder)
    const { root, touched, seen } = await served(() => {}, folder, 'fanotify', [], faults)
    const goOn = await heldUp(() => writeFileSync(join(root, 'wakes'), ''))
    for (const name of ['other', 'root']) {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, 'x.php'), '<?php // for a moment')
      rmSync(join(root, name), { recursive: true })
    }
    writeFileSync(join(root, 'last'), '')
    goOn()
    await seen('last')
    expect(touched()).toContain('other/x.php')
    expect(touched()).toContain('root/x.php')
  })
})
