// Owns the law of folders in a root that are called like one on the way to it: they are folders like others.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { memoryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { heldUpBy } from '../../../support/reader-faults.ts'

describe.skipIf(!asRoot)('a folder in a root that is called like one on the way to it', () => {
  test('is known by its making, so that what lay in it is touched also where it is gone before anybody looked', async () => {
    const folder = memoryFolder()
    const gate = join(folder, 'gate')
    const { root, touched, seen } = await served(() => {}, folder, 'fanotify', [], heldUpBy(gate))
    writeFileSync(gate, '')
    writeFileSync(join(root, 'wakes'), '')
    await eventually(() => readFileSync(`${gate}.reached`).length === 0)
    for (const name of ['other', 'root']) {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, 'x.php'), '<?php // for a moment')
      rmSync(join(root, name), { recursive: true })
    }
    writeFileSync(join(root, 'last'), '')
    rmSync(gate)
    await seen('last')
    expect(touched()).toContain('other/x.php')
    expect(touched()).toContain('root/x.php')
  })
})
