// The laws of files that are held for a moment: what loses its name is read and told of, whatever its size, and nothing stays
// open. On real files.

import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { closeDescriptor, openFolder, openRoot, shownPlace } from '@sekisho/shared/disk.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { folderOf, type PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HeldFiles } from '../../../agent/contents/held.ts'
import type { PlaceBelow, Touch } from '../../../agent/handover.ts'
import { deepFile } from '../../support/deep.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { asRoot, served } from '../../support/kernel.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

function open(onKeep: () => Promise<void> = async () => {}, onDone: () => void = () => {}) {
  const root = temporaryFolder()
  const clock = new ManualClock()
  const touches: Touch[] = []
  const kept: { sha256: string; bytes: Buffer; places: readonly PlaceBelow[] }[] = []
  let closed = 0
  const held = new HeldFiles({
    attributesOf: () => ({ told: 'unsupported' }),
    touched: told => touches.push(...told),
    keep: async (digest, { bytes }, places) => {
      kept.push({ sha256: digest, bytes, places })
      await onKeep()
    },
    clock,
    log: silentLog,
  })
  onTestFinished(() => held.stop())
  const at = (path: string) => join(root, path)
  /** As the reader hands a file on. */
  const hold = (path: string, by = at(path), flags = constants.O_RDONLY) => {
    const descriptor = openSync(by, flags)
    const places = [{ root: root as PathText, path: path as PathText }]
    held.hold({ descriptor, shown: shownPlace(descriptor), places }, () => {
      closed++
      onDone()
    })
    return descriptor
  }
  return { root, clock, touches, kept, held, at, hold, closed: () => closed }
}

const isOpen = (descriptor: number) => {
  try {
    readlinkSync(`/proc/self/fd/${descriptor}`)
    return true
  } catch {
    return false
  }
}

describe('a file that is held for a moment', () => {
  test('is read when it has lost its name, told of with its marks and owner, kept, and closed', async () => {
    const { root, clock, touches, kept, at, hold, closed } = open()
    const content = Buffer.concat([Buffer.from('<?php system($_GET[0]);'), randomBytes(2_000_000)])
    writeFileSync(at('m.php'), content, { mode: 0o640 })
    const descriptor = hold('m.php')
    clock.advance(40)
    expect(touches).toEqual([])
    unlinkSync(at('m.php'))
    clock.advance(50)
    await eventually(() => closed() > 0)
    expect(isOpen(descriptor)).toBe(false)
    const digest = sha256(content)
    expect(touches).toMatchObject([
      {
        ...{ root, path: 'm.php', noticed: 'watch', saw: ['created'], witnesses: [] },
        glimpses: [{ size: content.length, digest: { algorithm: 'sha256', hex: digest }, stat: { mode: 0o640 } }],
      },
    ])
    expect(touches[0]?.glimpses?.[0]?.marks.found).toContain('php-open-tag')
    expect(kept).toMatchObject([{ sha256: digest, places: [{ root, path: 'm.php' }] }])
    expect(kept[0]?.bytes.equals(content)).toBe(true)
  })

  test('that keeps a name is closed after a second, and nothing is told of it', async () => {
    const { clock, touches, kept, at, hold, closed } = open()
    writeFileSync(at('stays.bin'), 'stays')
    linkSync(at('stays.bin'), at('other'))
    const descriptor = hold('stays.bin')
    unlinkSync(at('stays.bin'))
    clock.advance(900)
    expect([closed(), isOpen(descriptor)]).toEqual([0, true])
    clock.advance(100)
    expect([closed(), isOpen(descriptor)]).toEqual([1, false])
    expect([touches.length, kept.length]).toEqual([0, 0])
  })

  test('that was renamed before it lost its name was not there for a moment only under the name that it was closed by', async () => {
    const { clock, touches, at, hold, closed } = open()
    writeFileSync(at('new.tmp'), 'one')
    hold('new.tmp')
    renameSync(at('new.tmp'), at('cache.bin'))
    writeFileSync(at('again'), 'two')
    renameSync(at('again'), at('cache.bin'))
    clock.advance(50)
    await eventually(() => closed() > 0)
    expect(touches).toMatchObject([{ path: 'new.tmp', saw: [], glimpses: [{ size: 3 }] }])
  })

  test('of more than 20 MB is closed and not read: the digest of its beginning would be that of another content', async () => {
    const { clock, touches, kept, at, hold, closed } = open()
    writeFileSync(at('large.bin'), 'GIF89a')
    truncateSync(at('large.bin'), maxContentBytes + 1)
    hold('large.bin')
    unlinkSync(at('large.bin'))
    clock.advance(50)
    await eventually(() => closed() > 0)
    expect([touches.length, kept.length]).toEqual([0, 0])
  })

  test('that lies too deep for the kernel to name is kept and told of', async () => {
    const { root, clock, touches, kept, hold, closed } = open()
    const path = `${deepFile(root, 17, 'file', 'deep')}/file` as PathText
    const top = openRoot(root as PathText)
    const folder = openFolder(top, folderOf(path))
    closeDescriptor(top)
    hold(path, `/proc/self/fd/${folder}/file`)
    unlinkSync(`/proc/self/fd/${folder}/file`)
    closeDescriptor(folder)
    clock.advance(50)
    await eventually(() => closed() > 0)
    expect(kept).toMatchObject([{ sha256: sha256('deep'), places: [{ root, path }] }])
    expect(touches).toMatchObject([{ root, path, glimpses: [{ digest: { hex: sha256('deep') } }] }])
  })

  test('that somebody writes on for ever is let go, and nothing is told of what may never have been there', async () => {
    const { clock, touches, kept, at, hold, closed } = open()
    writeFileSync(at('grows.bin'), Buffer.alloc(4 * 1024 * 1024))
    const writer = openSync(at('grows.bin'), 'a')
    hold('grows.bin')
    unlinkSync(at('grows.bin'))
    clock.advance(50)
    while (closed() === 0) {
      appendFileSync(writer, 'more')
      await new Promise(resolve => setImmediate(resolve))
    }
    expect([touches.length, kept.length]).toEqual([0, 0])
  })

  test('is closed once, and so are the others, though it cannot be looked at, or whoever handed it on cannot be told', async () => {
    const { clock, at, hold, closed } = open(undefined, () => {
      throw new Error('the reader is gone')
    })
    for (const name of ['a', 'b', 'lost', 'late']) writeFileSync(at(name), name)
    const [a, b, lost] = [hold('a'), hold('b'), hold('lost')]
    clock.advance(500)
    hold('late')
    closeSync(lost)
    clock.advance(500)
    expect([a, b].map(isOpen)).toEqual([false, false])
    expect(closed()).toBe(3)
    const others = [openSync(at('a'), 'r'), openSync(at('b'), 'r'), openSync(at('lost'), 'r')]
    expect(others).toEqual(expect.arrayContaining([a, b, lost]))
    clock.advance(500)
    expect(closed()).toBe(4)
    expect(others.map(isOpen)).toEqual([true, true, true])
    for (const other of others) closeSync(other)
  })

  test('that is a pipe is closed, and read by nobody', async () => {
    const { clock, touches, kept, at, hold, closed } = open()
    execFileSync('mkfifo', [at('pipe')])
    const descriptor = hold('pipe', at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
    unlinkSync(at('pipe'))
    clock.advance(50)
    await eventually(() => closed() > 0)
    expect(isOpen(descriptor)).toBe(false)
    expect([touches.length, kept.length]).toEqual([0, 0])
  })

  test('is read at a pace: three of the largest at once, and one that comes then is let go', async () => {
    const { clock, touches, at, hold, closed } = open()
    for (const name of ['a', 'b', 'c', 'd']) {
      writeFileSync(at(name), name)
      truncateSync(at(name), maxContentBytes)
      hold(name)
      unlinkSync(at(name))
    }
    clock.advance(50)
    await eventually(() => closed() === 4)
    expect(touches.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
  })

  test('is read while others are still being kept, as long as no more is in memory than of one of the largest', async () => {
    const keeping: (() => void)[] = []
    const { clock, touches, kept, at, hold, closed } = open(() => new Promise(resolve => keeping.push(resolve)))
    // What is still being kept is waited for when the agent stops.
    onTestFinished(() => {
      for (const end of keeping) end()
    })
    const paths = () => touches.map(({ path }) => path)
    for (const [name, size] of [
      ['a', 2_000_000],
      ['b', 3_000_000],
      ['c', maxContentBytes],
    ] as const) {
      writeFileSync(at(name), name)
      truncateSync(at(name), size)
      hold(name)
      unlinkSync(at(name))
    }
    clock.advance(50)
    await eventually(() => closed() === 2)
    // The third takes forty of its reading, and forty of what looks through it.
    for (let turn = 0; turn < 500; turn++) await new Promise(resolve => setImmediate(resolve))
    expect(paths()).toEqual(['a', 'b'])
    keeping[1]?.()
    for (let turn = 0; turn < 500; turn++) await new Promise(resolve => setImmediate(resolve))
    expect(paths()).toEqual(['a', 'b'])
    keeping[0]?.()
    await eventually(() => closed() === 3)
    expect(kept.map(({ bytes }) => bytes.length)).toEqual([2_000_000, 3_000_000, maxContentBytes])
    keeping[2]?.()
  })

  test('is let go when the agent stops, and what is being read is told to nobody any more', async () => {
    const { clock, touches, kept, held, at, hold, closed } = open()
    writeFileSync(at('a.bin'), 'a')
    writeFileSync(at('b.bin'), Buffer.alloc(maxContentBytes))
    const [a, b] = [hold('a.bin'), hold('b.bin')]
    unlinkSync(at('b.bin'))
    clock.advance(50)
    // The first of its forty slices has been read.
    await new Promise(resolve => setImmediate(resolve))
    await held.stop()
    const late = hold('a.bin')
    expect([a, b, late].map(isOpen)).toEqual([false, false, false])
    expect([closed(), touches.length, kept.length]).toEqual([3, 0, 0])
  })
})

describe.skipIf(!asRoot)('a file that the reader handed on and that is gone', () => {
  /** What is told of the first file that the script leaves to be held, in a folder of its own. */
  const toldOf = async (script: string, prepare: (folder: string) => void = () => {}) => {
    const { held, clock, touches } = open()
    const folder = temporaryFolder()
    prepare(folder)
    const { handed } = await served(() => {}, folder)
    execFileSync('python3', ['-c', script], { cwd: folder })
    await eventually(() => handed.length > 0)
    for (const file of handed.splice(0)) held.hold(file, () => file.done())
    clock.advance(50)
    await eventually(() => touches.length > 0)
    return touches
  }
  const write = (path: string) => `f = open('${path}', 'wb'); f.write(bytes(1100000)); f.close()`

  test('was there for a moment where a link leads to its root, and where it was written by another mount', async () => {
    const linked = await toldOf(`import os\n${write('root/moment.bin')}; os.unlink('root/moment.bin')`, folder => {
      mkdirSync(join(folder, 'release'))
      symlinkSync('release', join(folder, 'root'))
    })
    expect(linked).toMatchObject([{ path: 'moment.bin', saw: ['created'] }])
    const mounted = await toldOf(`import os\n${write('other/moment.bin')}; os.unlink('other/moment.bin')`, folder => {
      mkdirSync(join(folder, 'root/upload'), { recursive: true })
      mkdirSync(join(folder, 'other'))
      execFileSync('mount', ['--bind', join(folder, 'root/upload'), join(folder, 'other')])
      onTestFinished(() => void execFileSync('umount', [join(folder, 'other')]))
    })
    expect(mounted).toMatchObject([{ path: 'upload/moment.bin', saw: ['created'] }])
  })

  test('was there by no name where it was opened without one', async () => {
    const script = `import os
fd = os.open('root', os.O_TMPFILE | os.O_WRONLY, 0o644)
os.write(fd, bytes(1100000))
os.close(fd)`
    const touches = await toldOf(script)
    expect(touches).toMatchObject([{ path: expect.stringMatching(/^#\d+$/), saw: [] }])
  })
})
