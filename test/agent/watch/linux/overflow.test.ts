// Owns the law of what the reader remembers over a loss of the kernel's: of a file that somebody may have written to since,
// nothing is claimed.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { memoryFolder } from '../../../support/folder.ts'
import { canFlood, eventsKept, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'

describe.skipIf(!canFlood)('a reader whose kernel has lost events', () => {
  test('does not say of a file that is renamed then what it held before, which somebody may have written over', async () => {
    const folder = memoryFolder()
    const { faults, heldUp } = readerGate(folder)
    const { root, touches, losses, seen } = await served(() => {}, folder, 'fanotify', [], faults)
    const glimpsedAt = (path: string) =>
      touches.filter(touch => touch.path === path).flatMap(({ glimpses }) => glimpses ?? [])
    writeFileSync(join(root, 'new'), '<?php // before')
    await eventually(() => glimpsedAt('new').length > 0)
    const goOn = await heldUp(() => writeFileSync(join(root, 'wakes'), ''))
    const flood = `import os
for i in range(${eventsKept + 1}):
    os.symlink('nowhere', f'{i}')`
    execFileSync('python3', ['-c', flood], { cwd: root })
    const descriptor = openSync(join(root, 'new'), 'a')
    onTestFinished(() => closeSync(descriptor))
    writeSync(descriptor, 'and after')
    goOn()
    await eventually(() => losses.some(({ cause }) => cause === 'overflow'))
    renameSync(join(root, 'new'), join(root, 'renamed.php'))
    await seen('renamed.php')
    expect(glimpsedAt('renamed.php')).toEqual([])
  })
})
