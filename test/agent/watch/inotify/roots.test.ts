// The laws of roots that inotify serves while nobody can say what is mounted in them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mountInfo } from '@sekisho/agent/watch/linux/mounts.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot } from '../../../support/kernel.ts'
import { refuseHere } from '../../../support/reader-faults.ts'
import { unthreaded } from '../../../support/unthreaded.ts'

describe.skipIf(!asRoot)('mounts that cannot be read when they change, since no descriptor is left,', () => {
  test('are a loss of every root, once, end no watch by inotify, and are read when one is left again', async () => {
    const folder = temporaryFolder()
    const [root, other] = [join(folder, 'root') as PathText, join(folder, 'other') as PathText]
    const volume = join(root, 'volume')
    for (const made of [volume, other]) mkdirSync(made, { recursive: true })
    const { reader, losses, told, round } = await unthreaded()
    for (const each of [root, other]) reader.roots.serve(each)
    const relieve = refuseHere(mountInfo)
    onTestFinished(relieve)
    const before = systemClock.now()
    execFileSync('mount', ['-t', 'tmpfs', 'none', volume])
    onTestFinished(() => void execFileSync('umount', ['-l', volume]))
    round()
    expect(losses).toMatchObject([
      { root, cause: 'mount-changed' },
      { root: other, cause: 'mount-changed' },
    ])
    // All is as it was, but for what nobody can read.
    reader.roots.guard(systemClock.now())
    writeFileSync(join(root, 'meanwhile'), '')
    await told('meanwhile')
    expect(losses).toHaveLength(2)
    relieve()
    round()
    expect(losses.slice(2)).toMatchObject([{ root, cause: 'mount-changed' }])
    expect(losses[2]?.from).toBeLessThanOrEqual(before)
    writeFileSync(join(volume, 'after'), '')
    await told('volume/after')
    expect(losses).toHaveLength(3)
  })
})
