// Owns the laws of reading inotify: every change below a root becomes a touch of the path that it concerns, in folders that
// have just come or moved too, and what may have been missed is declared. Takes no privileges.
import { execFileSync, execSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deepAppend, deepFile } from '../../../support/deep.ts'
import { eventually } from '../../../support/eventually.ts'
import { memoryFolder, temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { unthreaded } from '../../../support/unthreaded.ts'

const watched = (prepare: (root: string) => void = () => {}, within = temporaryFolder()) =>
  served(prepare, within, 'inotify')

const bytesIn = (folder: string, ...name: readonly number[]) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)])

/** Watches of this process's inotify instances; see proc_pid_fdinfo(5). Node itself has none while nobody uses fs.watch. */
function watches(): number {
  return readdirSync('/proc/self/fdinfo').reduce((sum, descriptor) => {
    try {
      return sum + readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8').split('inotify wd:').length - 1
    } catch {
      // The descriptor that listed them.
      return sum
    }
  }, 0)
}

describe('inotify', () => {
  test('whatever happens to a file in a watched folder is a touch that says what was seen, and nothing of who did it', async () => {
    const { root, touches, seen, closed, watcher } = await watched(at =>
      mkdirSync(join(at, 'a/b'), { recursive: true }),
    )
    expect(watcher).toMatchObject({ source: 'inotify', grade: 'watched' })
    writeFileSync(join(root, 'a/b/x.php'), 'x')
    await closed('a/b/x.php')
    const last = touches.filter(({ path }) => path === 'a/b/x.php')
    expect(last.flatMap(({ saw }) => saw)).toEqual(expect.arrayContaining(['created', 'written']))
    expect(last.at(-1)).toMatchObject({ root, noticed: 'watch', settled: true, witnesses: ['unknown'] })
    touches.length = 0
    renameSync(join(root, 'a/b/x.php'), join(root, 'a/y.php'))
    await seen('a/b/x.php', 'a/y.php')
    expect(touches.map(({ saw }) => saw)).toEqual([['moved'], ['moved']])
    touches.length = 0
    utimesSync(join(root, 'a/y.php'), 1, 1)
    await seen('a/y.php')
    touches.length = 0
    unlinkSync(join(root, 'a/y.php'))
    await seen('a/y.php')
    symlinkSync('nowhere', join(root, 'link'))
    chmodSync(join(root, 'a/b'), 0o700)
    chmodSync(root, 0o711)
    await seen('link', 'a/b', '')
  })

  test('a file that is written is settled once it is closed', async () => {
    const { root, touches, seen } = await watched(at => writeFileSync(join(at, 'open.log'), ''))
    const descriptor = openSync(join(root, 'open.log'), 'a')
    writeSync(descriptor, 'more')
    await seen('open.log')
    expect(touches).toMatchObject([{ saw: ['written'], settled: false }])
    touches.length = 0
    closeSync(descriptor)
    await seen('open.log')
    expect(touches).toMatchObject([{ saw: [], settled: true }])
  })

  test('names are the bytes that they are: not UTF-8, with newlines, or 255 of them', async () => {
    const { root, seen } = await watched(at => mkdirSync(bytesIn(at, 0xff)))
    writeFileSync(bytesIn(root, 0xff, 0x2f, 0xfe), 'x')
    writeFileSync(join(root, 'a\nb%\ufffd'), 'x')
    writeFileSync(join(root, 'n'.repeat(255)), '')
    await seen('%FF/%FE', 'a%0Ab%25\ufffd', 'n'.repeat(255))
  })

  test('folders deeper than 4,096 bytes are watched', async () => {
    const { root, seen } = await watched(at => {
      deepFile(at, 18, 'file', 'x')
    })
    const part = 'd'.repeat(250)
    execFileSync(process.execPath, ['-e', deepAppend, root, part, '18'])
    await seen(`${Array.from({ length: 18 }, () => part).join('/')}/file`)
  })

  test('a folder that is renamed is touched at both ends, and what changes in it at once at its new place', async () => {
    const { root, seen, closed, touched, touches } = await watched(at =>
      mkdirSync(join(at, 'old/in/it'), { recursive: true }),
    )
    renameSync(join(root, 'old'), join(root, 'new'))
    writeFileSync(join(root, 'new/in/it/y'), 'x')
    await seen('old', 'new')
    await closed('new/in/it/y')
    touches.length = 0
    renameSync(join(root, 'new/in'), join(root, 'else'))
    renameSync(join(root, 'new'), join(root, 'old'))
    writeFileSync(join(root, 'else/it/z'), 'x')
    await seen('else/it/z', 'old')
    expect([...touched()].filter(path => path.startsWith('new/in/'))).toEqual([])
  })

  test('folders that change their names with one another keep what is told of each', async () => {
    const { root, seen, touches } = await watched(at => {
      for (const name of ['a', 'b']) mkdirSync(join(at, name, 'sub'), { recursive: true })
    })
    for (let round = 0; round < 20; round++) {
      renameSync(join(root, 'a'), join(root, 'c'))
      renameSync(join(root, 'b'), join(root, 'a'))
      renameSync(join(root, 'c'), join(root, 'b'))
      mkdirSync(join(root, `n${round}`))
      renameSync(join(root, `n${round}`), join(root, 'a', `n${round}`))
    }
    await seen('a/n19')
    await eventually(() => {
      touches.length = 0
      writeFileSync(join(root, 'a/sub/one'), 'x')
      writeFileSync(join(root, 'b/sub/other'), 'x')
      return seen('a/sub/one', 'b/sub/other').then(() => true)
    })
    const paths = touches.map(({ path }) => path)
    for (const wrong of ['a/sub/other', 'b/sub/one']) expect(paths).not.toContain(wrong)
  })

  test('folders that come into one that has just moved are watched, and so is what is moved on within it', async () => {
    const root = temporaryFolder() as PathText
    for (const name of ['known/deep', 'known/on/its/way']) mkdirSync(join(root, 'a', name), { recursive: true })
    const { reader, touches, losses, told } = await unthreaded()
    reader.roots.serve(root)
    // Nobody reads meanwhile.
    renameSync(join(root, 'a'), join(root, 'b'))
    mkdirSync(join(root, 'b/x'))
    writeFileSync(join(root, 'b/x/first.php'), 'x')
    mkdirSync(join(root, 'b/known/deep/y'))
    writeFileSync(join(root, 'b/known/deep/y/first.php'), 'x')
    renameSync(join(root, 'b/known/on'), join(root, 'b/known/there'))
    await told('b', 'b/x', 'b/x/first.php', 'b/known/deep/y/first.php', 'b/known/there')
    expect(touches.find(({ path }) => path === 'b/x/first.php')).toMatchObject({ saw: ['created'] })
    for (const name of ['x', 'known/deep/y', 'known/there/its/way'])
      writeFileSync(join(root, 'b', name, 'later.php'), 'x')
    await told('b/x/later.php', 'b/known/deep/y/later.php', 'b/known/there/its/way/later.php')
    expect(losses).toEqual([])
  })

  test('a new folder that moves along with the one above it before it is looked at is watched', async () => {
    const root = temporaryFolder() as PathText
    mkdirSync(join(root, 'a'))
    const { system, reader, losses, told } = await unthreaded()
    reader.roots.serve(root)
    mkdirSync(join(root, 'a/x'))
    writeFileSync(join(root, 'a/x/first.php'), 'x')
    const read = system.read.bind(system)
    system.read = (descriptor, buffer) => {
      const length = read(descriptor, buffer)
      // All is read, and nothing looked at.
      if (length === 0 && existsSync(join(root, 'a'))) renameSync(join(root, 'a'), join(root, 'b'))
      return length
    }
    await told('a/x', 'b', 'b/x/first.php')
    writeFileSync(join(root, 'b/x/later.php'), 'x')
    await told('b/x/later.php')
    expect(losses).toEqual([])
  })

  test('of a moved folder in which more happens at once than is kept a loss is declared, and all in it is watched', async () => {
    const root = temporaryFolder() as PathText
    mkdirSync(join(root, 'a'))
    const { reader, losses, told } = await unthreaded()
    reader.roots.serve(root)
    renameSync(join(root, 'a'), join(root, 'b'))
    for (let at = 0; at <= 1100; at++) mkdirSync(join(root, 'b', `${at}`))
    await told('b', 'b/1100')
    expect(losses).toMatchObject([{ root, cause: 'queue-full' }])
    await eventually(() => watches() === 1103)
    writeFileSync(join(root, 'b/1100/later.php'), 'x')
    await told('b/1100/later.php')
  })

  test('a folder that comes from outside is told with all it holds, and one that leaves no more, nor watched', async () => {
    const folder = temporaryFolder()
    const { root, seen, touched } = await watched(() => {
      mkdirSync(join(folder, 'm/sub'), { recursive: true })
      writeFileSync(join(folder, 'm/sub/old'), 'x')
    }, folder)
    expect(watches()).toBe(1)
    renameSync(join(folder, 'm'), join(root, 'm'))
    writeFileSync(join(root, 'm/sub/in'), 'x')
    await seen('m', 'm/sub', 'm/sub/old', 'm/sub/in')
    expect(watches()).toBe(3)
    renameSync(join(root, 'm'), join(folder, 'away'))
    await eventually(() => watches() === 1)
    writeFileSync(join(folder, 'away/sub/out'), 'x')
    writeFileSync(join(root, 'last'), 'x')
    await seen('last')
    expect([...touched()].filter(path => path.includes('out'))).toEqual([])
  })

  test('a folder that is deleted and made anew is watched again, however often', async () => {
    const { root, seen, touches } = await watched()
    for (let at = 0; at < 30; at++) {
      mkdirSync(join(root, 'd/e'), { recursive: true })
      writeFileSync(join(root, 'd/e/x.php'), `${at}`)
      rmSync(join(root, 'd'), { recursive: true })
    }
    mkdirSync(join(root, 'd/e'), { recursive: true })
    writeFileSync(join(root, 'd/e/last.php'), 'x')
    await seen('d/e/last.php')
    touches.length = 0
    writeFileSync(join(root, 'd/e/later.php'), 'x')
    await seen('d/e/later.php')
    await eventually(() => watches() === 3)
  })

  test('of 20,000 files copied into 2,000 new folders each is touched, or an overflow is declared', async () => {
    const source = memoryFolder()
    const expected: string[] = []
    for (let folder = 0; folder < 2000; folder++) {
      mkdirSync(join(source, `tree/${folder % 50}/${folder}`), { recursive: true })
      for (let file = 0; file < 10; file++) {
        writeFileSync(join(source, `tree/${folder % 50}/${folder}/${file}.php`), `${file}`)
        expected.push(`tree/${folder % 50}/${folder}/${file}.php`)
      }
    }
    const { root, touched, losses } = await watched(() => {}, memoryFolder())
    execFileSync('cp', ['-r', join(source, 'tree'), root])
    // On a busy machine the queue may overflow: then that is said, and a walk finds what was lost.
    await eventually(() => {
      const all = touched()
      return losses.length > 0 || expected.every(path => all.has(path))
    })
    for (const loss of losses) expect(loss).toMatchObject({ cause: 'overflow' })
  })

  test('a new folder is listed once it is watched, so that what was written before is touched, 500 times of 500', async () => {
    const { root, seen } = await watched(() => {}, memoryFolder())
    const script = 'i=0; while [ $i -lt 500 ]; do mkdir -p $i/b/c && echo x > $i/b/c/x.php; i=$((i+1)); done'
    execSync(script, { cwd: root, shell: '/bin/sh' })
    await seen(...Array.from({ length: 500 }, (_, at) => `${at}/b/c/x.php`))
  })

  test('a folder that lies in two roots is told of in each, until one of them is given up', async () => {
    const folder = temporaryFolder()
    const { root, serve, touches, seen, closed } = await watched(at => mkdirSync(join(at, 'inner')), folder)
    mkdirSync(join(folder, 'second'))
    await serve(join(folder, 'second'))
    const inner = await serve(join(root, 'inner'))
    writeFileSync(join(root, 'inner/x'), 'x')
    writeFileSync(join(folder, 'second/y'), 'x')
    await closed('inner/x', 'x', 'y')
    expect(new Set(touches.map(touch => `${touch.root} ${touch.path}`))).toEqual(
      new Set([`${root} inner/x`, `${root}/inner x`, `${folder}/second y`]),
    )
    await inner.stop()
    touches.length = 0
    writeFileSync(join(root, 'inner/z'), 'x')
    await seen('inner/z')
    expect(new Set(touches.map(touch => touch.root))).toEqual(new Set([root]))
  })

  test('a root with more folders than may be watched is refused with their number, and leaves no watch behind', async () => {
    const folder = temporaryFolder()
    const { kernel } = await watched(() => {}, folder)
    const many = join(folder, 'many')
    for (let at = 0; at < 20; at++) mkdirSync(join(many, `${at}`), { recursive: true })
    expect(await kernel.offer(many as PathText, '', 21)).toMatchObject({ folders: 21 })
    expect(watches()).toBe(1)
    expect(await kernel.offer(many as PathText, '', 22)).toMatchObject({ source: 'inotify' })
  })

  test('a root that is replaced is watched at its new place with a gap, and one that goes is lost', async () => {
    const root = join(temporaryFolder(), 'root') as PathText
    mkdirSync(join(root, 'd'), { recursive: true })
    const { reader, told, losses, round } = await unthreaded()
    reader.roots.serve(root)
    // Nobody looks in between.
    renameSync(root, `${root}-old`)
    mkdirSync(join(root, 'new'), { recursive: true })
    round()
    expect(losses).toMatchObject([{ root, cause: 'root-replaced' }])
    writeFileSync(join(root, 'new/x'), 'x')
    await told('new/x')
    rmSync(root, { recursive: true })
    await eventually(() => {
      round()
      return losses.length > 1
    })
    expect(losses[1]).toMatchObject({ root, cause: 'watch-lost' })
    await eventually(() => watches() === 0)
  })

  test('what the kernel dropped is declared since the queue was last empty, and folders made meanwhile are watched', async () => {
    const folder = temporaryFolder()
    const root = join(folder, 'root') as PathText
    mkdirSync(join(root, 'busy'), { recursive: true })
    const { reader, touches, losses, round } = await unthreaded()
    reader.roots.serve(root)
    const before = systemClock.now()
    // Nobody reads meanwhile. Each makes three events, and 16,384 have room.
    const limit = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'))
    for (let at = 0; at * 3 < limit + 3000; at++) writeFileSync(join(root, 'busy', `${at}`), 'x')
    mkdirSync(join(root, 'late'))
    round()
    expect(losses).toMatchObject([{ root, cause: 'overflow' }])
    expect(losses[0]?.from).toBeLessThanOrEqual(before)
    writeFileSync(join(root, 'late/x.php'), 'x')
    await eventually(() => {
      round()
      return touches.some(({ path }) => path === 'late/x.php')
    })
    expect(losses).toHaveLength(1)
  })

  test.skipIf(!asRoot)(
    'a mount over a folder and its going away are declared, and each time what is there is watched',
    async () => {
      const { root, seen, losses, touches } = await watched(at => mkdirSync(join(at, 'm/below'), { recursive: true }))
      onTestFinished(() => {
        execSync(`umount ${root}/m 2>/dev/null || true`)
      })
      execFileSync('mount', ['-t', 'tmpfs', 'none', join(root, 'm')])
      await eventually(() => losses.length > 0)
      expect(losses).toMatchObject([{ root, cause: 'mount-changed' }])
      writeFileSync(join(root, 'm/over'), 'x')
      await seen('m/over')
      execFileSync('umount', [join(root, 'm')])
      await eventually(() => losses.length > 1)
      expect(losses[1]).toMatchObject({ root, cause: 'mount-changed' })
      touches.length = 0
      writeFileSync(join(root, 'm/below/x'), 'x')
      await seen('m/below/x')
    },
  )
})
