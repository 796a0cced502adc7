// The laws of a reader that cannot ask where a folder lies, since the process has no descriptor left: what was done there counts as
// lost, and nothing that was not found out is remembered.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSystem, SystemError } from '@sekisho/agent/watch/linux/system.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deepAppend, deepFile } from '../../../support/deep.ts'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'
import { unthreadedFanotify } from '../../../support/unthreaded.ts'

/** errno(3): EMFILE */
const noDescriptorLeft = 24

/** A root with a folder in it that the reader does not know yet. */
async function watched() {
  const folder = temporaryFolder()
  const { faults, heldUp, exhaust } = readerGate(folder)
  const make = (root: string) => ['in', 'other'].map(name => mkdirSync(join(root, name), { recursive: true }))
  const seen = await served(make, folder, 'fanotify', [], faults)
  writeFileSync(join(seen.root, 'known'), '')
  await seen.closed('known')
  return { ...seen, exhaust, heldUp: () => heldUp(() => writeFileSync(join(seen.root, 'wake'), '')) }
}

async function handleOf(folder: string): Promise<Buffer> {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const descriptor = openSync(folder, 'r')
  try {
    return opened.system.handleOf(descriptor).handle
  } finally {
    closeSync(descriptor)
  }
}

describe.skipIf(!asRoot)('in a folder that cannot be asked for, since no descriptor is left,', () => {
  test('a change is a loss since the queue was last empty, once for all that is read together, and what follows is told again', async () => {
    const { root, losses, seen, heldUp, exhaust } = await watched()
    const goOn = await heldUp()
    const before = systemClock.now()
    const relieve = exhaust()
    for (let file = 0; file < 200; file++) writeFileSync(join(root, `in/${file}`), 'x')
    mkdirSync(join(root, 'in/new'))
    goOn()
    await eventually(() => losses.length > 0)
    relieve()
    writeFileSync(join(root, 'in/later.php'), 'x')
    writeFileSync(join(root, 'in/new/later.php'), 'x')
    await seen('in/later.php', 'in/new/later.php')
    expect(losses[0]).toMatchObject({ root, cause: 'overflow' })
    expect(losses[0]?.from).toBeLessThanOrEqual(before)
    // Others write on this file system too, and of their folders nobody knew either whether they lie in the root.
    expect(losses.length).toBeLessThan(100)
  })

  test('a file that was closed and cannot be found any more is a loss', async () => {
    const { root, losses, seen, heldUp, exhaust } = await watched()
    const handle = await handleOf(join(root, 'in'))
    const goOn = await heldUp()
    const before = systemClock.now()
    exhaust(handle)
    writeFileSync(join(root, 'in/x.php'), '<?php')
    // What was known is asked for anew.
    renameSync(join(root, 'other'), join(root, 'moved'))
    goOn()
    await eventually(() => losses.length > 0)
    expect(losses[0]).toMatchObject({ root, cause: 'overflow' })
    expect(losses[0]?.from).toBeLessThanOrEqual(before)
    await seen('in/x.php')
  })
})

describe.skipIf(!asRoot)('where other folders lie', () => {
  test('is known still after a change of a file in one that cannot be asked for, and asked anew after that of a folder', async () => {
    const root = temporaryFolder() as PathText
    // Its own, so that nobody else's changes are told.
    execFileSync('mount', ['-t', 'tmpfs', 'none', root])
    onTestFinished(() => void execFileSync('umount', ['-l', root]))
    const folder = (name: string) => join(root, name)
    for (const name of ['known', 'other']) mkdirSync(folder(name))
    const [known, other] = [await handleOf(folder('known')), await handleOf(folder('other'))]
    const { system, reader, losses, close } = await unthreadedFanotify()
    onTestFinished(close)
    const openByHandle = system.openByHandle.bind(system)
    let asked = 0
    system.openByHandle = (mount, handle) => {
      if (handle.equals(other)) throw new SystemError('open_by_handle_at', noDescriptorLeft)
      if (handle.equals(known)) asked++
      return openByHandle(mount, handle)
    }
    reader.roots.serve(root)
    const askedAfter = (change: () => void) => {
      change()
      writeFileSync(folder('known/x'), '')
      asked = 0
      reader.run()
      return asked
    }
    expect(askedAfter(() => {})).toBe(1)
    expect(askedAfter(() => writeFileSync(folder('other/x'), ''))).toBe(0)
    expect(losses).toMatchObject([{ root, cause: 'overflow' }])
    expect(askedAfter(() => mkdirSync(folder('other/folder')))).toBe(1)
    expect(losses).toHaveLength(2)
  })
})

describe.skipIf(!asRoot)('in a folder deeper than any path that is handed on,', () => {
  test('a change is a loss of its root alone, and whatever else changes is told', async () => {
    const [depth, part] = [60, 'd'.repeat(250)]
    const { root, losses, seen, serve } = await served(at => {
      deepFile(at, depth, 'file', 'x')
    })
    const other = temporaryFolder()
    await serve(other)
    execFileSync(process.execPath, ['-e', deepAppend, root, part, String(depth)])
    await eventually(() => losses.length > 0)
    writeFileSync(join(root, 'in-this'), 'x')
    writeFileSync(join(other, 'in-other'), 'x')
    await seen('in-this', 'in-other')
    expect(new Set(losses.map(loss => `${loss.root} ${loss.cause}`))).toEqual(new Set([`${root} overflow`]))
  })
})

describe.skipIf(!asRoot)('mounts that cannot be read when they change, since no descriptor is left,', () => {
  test.each(['/proc/self/mountinfo', '/proc/self/fdinfo/'])(
    'are a loss, once, and are read when one is left again: %s',
    async path => {
      const folder = temporaryFolder()
      const { faults, refuse } = readerGate(folder)
      const volume = (root: string) => join(root, 'volume')
      const { root, losses, seen } = await served(at => mkdirSync(volume(at)), folder, 'fanotify', [], faults)
      const { times, relieve } = refuse(path)
      execFileSync('mount', ['-t', 'tmpfs', 'none', volume(root)])
      const mountedAt = systemClock.now()
      onTestFinished(() => void execFileSync('umount', ['-l', volume(root)]))
      await eventually(() => times() > 2 && losses.length > 0)
      expect(losses).toMatchObject([{ root, cause: 'mount-changed' }])
      // Named like a step on the way to the root, which is looked at in that same round.
      mkdirSync(join(root, 'root'))
      await seen('root')
      relieve()
      const loss = await eventually(() => losses[1])
      expect(loss.cause).toBe('mount-changed')
      expect(loss.from).toBeLessThanOrEqual(mountedAt)
      writeFileSync(join(volume(root), 'after'), 'x')
      await seen('volume/after')
      expect(losses).toHaveLength(2)
    },
  )
})
