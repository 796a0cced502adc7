// Owns the laws of the watcher, on real files: every change under the root becomes a touch, whatever it is called, and what
// cannot be watched is said or declared.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Loss, Touch } from '../../../agent/handover.ts'
import { checkWatch } from '../../../agent/watch/check.ts'
import { type MachineLimits, machineLimits, shortageOf } from '../../../agent/watch/limits.ts'
import { chooseWatcher } from '../../../agent/watch/watcher.ts'
import { deepAppend, deepFile } from '../../support/deep.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'

const asRoot = process.getuid?.() === 0
if (asRoot) console.warn('SKIPPED: unreadable folders cannot be watched for as root, whom no permission stops')

const say = translator('en')
const plenty: MachineLimits = { memory: 64e9, watches: 500_000, instances: 128, queue: 65_536 }

async function choose(root: string, limits = plenty, wanted: 'auto' | 'chokidar' | 'walk' = 'auto') {
  const touches: Touch[] = []
  const losses: Loss[] = []
  const watcher = await chooseWatcher({
    root: root as PathText,
    wanted,
    kernel: null,
    inotify: null,
    door: { touched: batch => touches.push(...batch), linked: () => {}, lost: loss => losses.push(loss) },
    clock: systemClock,
    log: silentLog,
    say,
    limits,
  })
  onTestFinished(() => watcher.stop())
  const touched = () => new Set<string>(touches.map(({ path }) => path))
  const seen = async (...paths: readonly string[]) => {
    await eventually(() => paths.every(path => touched().has(path))).catch(error => {
      throw new Error(`not touched: ${paths.filter(path => !touched().has(path))}`, { cause: error })
    })
    touches.length = 0
  }
  return { watcher, touches, losses, touched, seen }
}

async function watched(prepare: (root: string) => void = () => {}) {
  const root = join(temporaryFolder(), 'root')
  mkdirSync(root)
  prepare(root)
  const chosen = await choose(root)
  await chosen.watcher.start()
  return { root, ...chosen }
}

const bytesIn = (folder: string, ...bytes: number[]) => Buffer.from([...Buffer.from(`${folder}/`), ...bytes])

describe('watch', () => {
  test('whatever happens to a file is a touch of its path', async () => {
    const { root, watcher, seen, touches } = await watched(at => {
      mkdirSync(join(at, 'a/b'), { recursive: true })
      writeFileSync(join(at, 'a/b/old.php'), 'x')
    })
    expect(watcher).toMatchObject({ source: 'chokidar', grade: 'watched' })
    expect(watcher.report().phase).toBe('watching')
    writeFileSync(join(root, 'a/b/new.php'), 'x')
    await eventually(() => touches.length > 0)
    expect(touches[0]).toEqual({
      root,
      path: 'a/b/new.php',
      noticed: 'watch',
      saw: [],
      settled: false,
      witnesses: [],
    })
    appendFileSync(join(root, 'a/b/old.php'), 'y')
    await seen('a/b/old.php')
    chmodSync(join(root, 'a/b/old.php'), 0o600)
    await seen('a/b/old.php')
    utimesSync(join(root, 'a/b/old.php'), 1, 1)
    await seen('a/b/old.php')
    renameSync(join(root, 'a/b/old.php'), join(root, 'a/moved.php'))
    await seen('a/b/old.php', 'a/moved.php')
    unlinkSync(join(root, 'a/moved.php'))
    await seen('a/moved.php')
    chmodSync(join(root, 'a/b'), 0o700)
    await seen('a/b')
    chmodSync(root, 0o711)
    await seen('')
    symlinkSync('nowhere', join(root, 'link'))
    await seen('link')
  })

  test('names that others treat specially are names here', async () => {
    const { root, seen } = await watched(at => mkdirSync(join(at, 'back\\slash')))
    const names = ['x.php~', '.x.php.swp', '.hidden', 'a\nb', 'a\\b', '*', '[x]', 'back\\slash/x', 'e\u0301', '\u202e']
    for (const name of names) writeFileSync(join(root, name), 'x')
    await seen(...names.map(name => name.replace('\n', '%0A')))
    writeFileSync(join(root, 'n'.repeat(255)), '')
    await seen('n'.repeat(255))
  })

  test('names that are not UTF-8 are touched exactly, when they come, change and go', async () => {
    const { root, seen } = await watched(at => {
      mkdirSync(join(at, 'd'))
      writeFileSync(bytesIn(join(at, 'd'), 0xfe), 'x')
    })
    writeFileSync(bytesIn(join(root, 'd'), 0xff, 0x2e), 'x')
    await seen('d/%FF.', 'd/%FE')
    appendFileSync(bytesIn(join(root, 'd'), 0xff, 0x2e), 'x')
    await seen('d/%FF.')
    unlinkSync(bytesIn(join(root, 'd'), 0xfe))
    await seen('d/%FE')
    writeFileSync(join(root, 'd/\ufffd'), 'x')
    await seen('d/\ufffd')
  })

  test('folders whose names are not UTF-8 are watched, all the way down', async () => {
    const { root, seen } = await watched(at => mkdirSync(bytesIn(at, 0xff)))
    writeFileSync(bytesIn(root, 0xff, 0x2f, 0x61), 'x')
    await seen('%FF/a')
    const deep = bytesIn(root, 0xff, ...Buffer.from('/p/q'))
    mkdirSync(deep, { recursive: true })
    await seen('%FF/p', '%FF/p/q')
    writeFileSync(Buffer.concat([deep, Buffer.from('/x.php')]), 'x')
    await seen('%FF/p/q/x.php')
    mkdirSync(bytesIn(root, 0xfe))
    await seen('%FE')
    await eventually(async () => {
      writeFileSync(bytesIn(root, 0xfe, 0x2f, 0x78), 'x')
      await seen('%FE/x')
      return true
    })
    chmodSync(bytesIn(root, 0xff), 0o700)
    await seen('%FF')
    rmSync(bytesIn(root, 0xff), { recursive: true })
    await seen('%FF/p/q/x.php', '%FF/p/q', '%FF/p', '%FF/a', '%FF')
  })

  test('files deeper than 4,096 bytes are seen', async () => {
    const { root, seen } = await watched(at => {
      deepFile(at, 18, 'file', 'x')
    })
    const part = 'd'.repeat(250)
    const directory = Array.from({ length: 18 }, () => part).join('/')
    execFileSync(process.execPath, ['-e', deepAppend, root, part, '18'])
    await seen(`${directory}/file`)
  })

  test('no file of a burst is missed, nor one in folders made in the same breath', async () => {
    const { root, touched } = await watched()
    const expected: string[] = []
    for (let at = 0; at < 300; at++) {
      const folder = `race${at}/deep/er`
      mkdirSync(join(root, folder), { recursive: true })
      writeFileSync(join(root, folder, 'shell.php'), 'x')
      expected.push(`${folder}/shell.php`)
    }
    mkdirSync(join(root, 'burst'))
    for (let at = 0; at < 3000; at++) {
      writeFileSync(join(root, `burst/${at}`), '')
      expected.push(`burst/${at}`)
    }
    await eventually(() => {
      const seen = touched()
      return expected.every(path => seen.has(path))
    })
  })

  test('a folder that is moved in is watched at its new place', async () => {
    const { root, seen } = await watched()
    const outside = join(temporaryFolder(), 'm')
    mkdirSync(join(outside, 'sub'), { recursive: true })
    writeFileSync(join(outside, 'sub/a'), 'x')
    renameSync(outside, join(root, 'moved'))
    await seen('moved', 'moved/sub', 'moved/sub/a')
    await eventually(async () => {
      writeFileSync(join(root, 'moved/sub/b'), 'x')
      await seen('moved/sub/b')
      return true
    })
  })

  test.skipIf(asRoot)('a folder that becomes readable is watched from then on, and was no loss before', async () => {
    const { root, seen, losses } = await watched(at => {
      mkdirSync(join(at, 'closed/below'), { recursive: true })
      chmodSync(join(at, 'closed'), 0)
    })
    expect(losses).toEqual([])
    chmodSync(join(root, 'closed'), 0o755)
    await seen('closed')
    await eventually(async () => {
      writeFileSync(join(root, 'closed/below/x.php'), String(systemClock.monotonic()))
      await seen('closed/below/x.php')
      return true
    })
    mkdirSync(join(root, 'closed/new'))
    await seen('closed/new')
    writeFileSync(join(root, 'closed/y.php'), '')
    await seen('closed/y.php')
  })

  test('a root that is a link is watched where it leads, and lost when the link is swapped', async () => {
    const folder = temporaryFolder()
    for (const release of ['r1', 'r2']) mkdirSync(join(folder, release))
    symlinkSync('r1', join(folder, 'current'))
    const { watcher, seen, losses } = await choose(join(folder, 'current'))
    await watcher.start()
    writeFileSync(join(folder, 'r1/x.php'), 'x')
    await seen('x.php')
    symlinkSync('r2', join(folder, 'next'))
    renameSync(join(folder, 'next'), join(folder, 'current'))
    await eventually(() => losses.length > 0)
    expect(losses).toMatchObject([{ root: join(folder, 'current'), cause: 'watch-lost' }])
    expect(losses[0]?.from).toBeLessThanOrEqual(systemClock.now())
    expect(watcher.report().phase).toBe('lost')
  })

  test('a root that is deleted is a lost watch, declared once', async () => {
    const { root, watcher, losses } = await watched(at => writeFileSync(join(at, 'x'), ''))
    rmSync(root, { recursive: true })
    await eventually(() => losses.length > 0)
    await watcher.stop()
    expect(losses).toMatchObject([{ root, cause: 'watch-lost' }])
  })

  test('where memory or watches do not suffice the root is walked, and the reason is given in words', async () => {
    const root = temporaryFolder()
    for (let at = 0; at < 20; at++) mkdirSync(join(root, `d${at}`))
    const memory = (await choose(root, { ...plenty, memory: 500_000 })).watcher
    expect(memory).toMatchObject({ source: 'walk', grade: 'walked' })
    expect(memory.why).toContain('memory')
    const watches = (await choose(root, { ...plenty, watches: 10 })).watcher
    expect(watches).toMatchObject({ grade: 'walked', why: expect.stringContaining('21 directories') })
    await watches.start()
    expect(watches.report().phase).toBe('walked')
  })

  test('the config may ask for walks alone, or for chokidar against all odds', async () => {
    const root = temporaryFolder()
    expect((await choose(root, plenty, 'walk')).watcher.grade).toBe('walked')
    const { watcher } = await choose(root, { ...plenty, memory: 1 }, 'chokidar')
    expect(watcher.source).toBe('chokidar')
  })

  test('a root that is missing, or whose path chokidar cannot take, is walked', async () => {
    const folder = temporaryFolder()
    expect((await choose(join(folder, 'none'))).watcher).toMatchObject({
      grade: 'walked',
      why: expect.stringContaining('ENOENT'),
    })
    mkdirSync(bytesIn(folder, 0xff))
    mkdirSync(join(folder, 'a\\b'))
    const odd = `${folder}/${pathText(Uint8Array.from([0xff]))}`
    expect((await choose(odd)).watcher).toMatchObject({ grade: 'walked', why: expect.stringContaining('UTF-8') })
    expect((await choose(join(folder, 'a\\b'))).watcher.grade).toBe('walked')
  })

  test('what chokidar was measured to take decides: a tenth of the memory, four fifths of the watches', () => {
    const tree = { files: 45_000, directories: 5000 }
    expect(shortageOf(tree, { ...plenty, memory: 2.1e9 }, 'chokidar')).toBe(null)
    expect(shortageOf(tree, { ...plenty, memory: 2e9 }, 'chokidar')).toMatchObject({ of: 'memory', found: 205_000_000 })
    expect(shortageOf(tree, { ...plenty, watches: 6250 }, 'chokidar')).toBe(null)
    expect(shortageOf(tree, { ...plenty, watches: 6249 }, 'chokidar')).toEqual({
      of: 'watches',
      found: 5000,
      limit: 4999,
    })
  })

  test('doctor tells whether a root can be watched, and how to mend it', () => {
    const root = temporaryFolder() as PathText
    mkdirSync(join(root, 'd'))
    expect(checkWatch(root, plenty, say, 'inotify')).toMatchObject({
      ...{ outcome: 'ok', mend: '' },
      found: expect.stringContaining('inotify: 2 directories of'),
    })
    const few = checkWatch(root, { ...plenty, watches: 1 }, say, 'inotify')
    expect(few).toMatchObject({ outcome: 'warning', mend: expect.stringContaining('max_user_watches=4') })
    expect(checkWatch(root, { ...plenty, queue: 1000 }, say, 'inotify').mend).toContain('max_queued_events')
    expect(checkWatch(root, { ...plenty, memory: 1000 }, say, 'inotify').outcome).toBe('warning')
    expect(checkWatch(join(root, 'none') as PathText, plenty, say, 'inotify')).toMatchObject({ outcome: 'failed' })
    expect(machineLimits().memory).toBeGreaterThan(0)
  })

  test('doctor says what the agent uses, and of inotify only what would be without it', () => {
    const root = temporaryFolder() as PathText
    const found = (used: string | null, limits = plenty) => {
      const { outcome, found } = checkWatch(root, limits, say, used)
      return [outcome, found.slice(root.length + 2)]
    }
    expect(found('inotify')).toEqual(['ok', expect.stringMatching(/^inotify: 1 directory of/)])
    const proven = /^fanotify, as the agent says; if it had to fall back, inotify: 1 dir/
    expect(found('fanotify')).toEqual(['ok', expect.stringMatching(proven)])
    expect(found(null)).toEqual(['ok', expect.stringMatching(/^fanotify, where the agent may use it; else inotify/)])
    expect(found('walk')).toEqual(['ok', expect.stringMatching(/only walks it, .* with inotify: 1 dir/)])
    // A limit that only inotify has is none for fanotify.
    const few = { ...plenty, watches: 1 }
    expect(found('fanotify', few)).toEqual(['ok', expect.stringContaining('fall back, walks only: 1 directory')])
    expect(checkWatch(root, few, say, 'fanotify').mend).toBe('')
    expect(found('walk', few)).toEqual(['warning', expect.stringMatching(/^walks only: 1 directory/)])
  })
})
