// The laws of roots of which one cannot be looked at any more: that one is concerned and no other.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { readerGate } from '../../../support/reader-faults.ts'
import { unthreaded, unthreadedFanotify } from '../../../support/unthreaded.ts'

/** Where a link may lead that is put in the place of a root called `first` by whoever may write above it. */
const unseeable = [
  ['itself', 'first'],
  ['a name that is too long', 'x'.repeat(300)],
  ['a folder that is none', '/proc/version/x'],
] as const

/** Two roots beside the one that is served with them. */
async function three(source: 'fanotify' | 'inotify') {
  const folder = temporaryFolder()
  const { faults, heldUp } = readerGate(folder)
  const seen = await served(() => {}, folder, source, [], source === 'fanotify' ? faults : undefined)
  const [first, other] = [join(folder, 'first'), join(folder, 'other')]
  mkdirSync(join(other, 'in'), { recursive: true })
  return { ...seen, folder, first, other, heldUp }
}

describe.each([['fanotify'], ['inotify']] as const)('of the roots that %s watches', source => {
  test.skipIf(source === 'fanotify' && !asRoot).each(unseeable)(
    'one that is a link and is led to %s is watched no longer until it is back, and the others are',
    async (_what, target) => {
      const { folder, root, first, other, losses, seen, serve } = await three(source)
      symlinkSync(root, first)
      await serve(first)
      await serve(other)
      // In one step, so that there is never nothing.
      symlinkSync(target, join(folder, 'next'))
      renameSync(join(folder, 'next'), first)
      const [loss] = await eventually(() => losses.length > 0 && losses)
      expect(loss).toMatchObject({ root: first, cause: 'watch-lost' })
      writeFileSync(join(other, 'in/x.php'), '<?php')
      await seen('in/x.php')
      expect(losses.filter(lost => lost.root !== first)).toEqual([])
      rmSync(first)
      mkdirSync(first)
      await serve(first)
      writeFileSync(join(first, 'back.php'), '<?php')
      await seen('back.php')
    },
  )
})

describe.skipIf(!asRoot)('what is done in one root while another is moved away', () => {
  test.each([['nothing, since it is empty', null] as const, ...unseeable])(
    'and its place leads to %s is told',
    async (_what, target) => {
      const { first, other, losses, seen, closed, serve, watcher, heldUp } = await three('fanotify')
      mkdirSync(first)
      await serve(first)
      await serve(other)
      await watcher.stop()
      writeFileSync(join(other, 'in/known'), '')
      await closed('in/known')
      const goOn = await heldUp(() => writeFileSync(join(other, 'wake'), ''))
      renameSync(first, `${first}-away`)
      if (target !== null) symlinkSync(target, first)
      mkdirSync(join(other, 'new'))
      writeFileSync(join(other, 'new/x.php'), '<?php')
      writeFileSync(join(other, 'in/x.php'), '<?php')
      goOn()
      await eventually(() => losses.some(({ root, cause }) => root === first && cause === 'watch-lost'))
      await seen('in/x.php', 'new/x.php')
      expect(losses.filter(({ root }) => root !== first)).toEqual([])
    },
  )
})

/** What is mounted once the reader has looked whether mounts have changed, and before it looks whether its roots are what they were. */
async function mountedBetween(open: typeof unthreaded | typeof unthreadedFanotify) {
  const root = join(temporaryFolder(), 'root') as PathText
  const volume = join(root, 'volume')
  mkdirSync(volume, { recursive: true })
  onTestFinished(() => void spawnSync('umount', ['-l', volume]))
  const clock = new ManualClock()
  const { system, reader, losses, ...more } = await open(clock)
  try {
    reader.roots.serve(root)
    reader.run()
    const before = clock.now()
    const poll = system.poll.bind(system)
    system.poll = (...asked) => {
      poll(...asked)
      if (clock.now() !== before) return
      clock.advance(10_000)
      execFileSync('mount', ['-t', 'tmpfs', 'none', volume])
    }
    while (losses.length === 0) reader.run()
    return { root, losses, before }
  } finally {
    if ('close' in more) more.close()
  }
}

describe.skipIf(!asRoot)('a mount between two looks of the reader', () => {
  test.each([
    ['fanotify', unthreadedFanotify],
    ['inotify', unthreaded],
  ] as const)('is a gap from before it, however long that was held up: by %s', async (_source, open) => {
    const { root, losses, before } = await mountedBetween(open)
    expect(losses).toEqual([{ root, cause: 'mount-changed', from: before }])
  })
})
