// Owns the laws of one walk: it touches what differs, is new or is gone, and nothing else, in bounded memory.
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinPath, type PathText, pathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import type { WalkMode, WalkRequest } from '../../../agent/walk/request.ts'
import { Tally } from '../../../agent/walk/tally.ts'
import { walkTree } from '../../../agent/walk/tree.ts'
import { BaselineRows } from '../../support/baseline-rows.ts'
import { deepFile } from '../../support/deep.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'

const asRoot = process.getuid?.() === 0
if (asRoot) console.warn('SKIPPED: unreadable directories cannot be tested as root, whom no permission stops')

const profile: WalkRequest['profile'] = {
  rules: [
    { pattern: 'up/**', class: 'upload' },
    { pattern: 'log/**', class: 'log' },
  ],
  payment: ['pay/**'],
}

function open() {
  const folder = temporaryFolder()
  const root = join(folder, 'root')
  mkdirSync(root)
  const rows = new BaselineRows()
  const write = (path: string, content = path) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const walk = (
    mode: WalkMode = 'stat',
    from = '',
    between: (step: number) => unknown = () => {},
    more: Partial<WalkRequest> = {},
  ) => {
    const tally = new Tally()
    const request = {
      root: root as PathText,
      from: from as PathText,
      mode,
      profile,
      roots: [root as PathText],
      ...more,
    }
    const steps = walkTree(request, rows, tally)
    let step = steps.next()
    for (let at = 0; !step.done; at++) {
      between(at)
      step = steps.next()
    }
    const order = tally.takeTouched().flatMap(({ directory, names }) => names.map(name => joinPath(directory, name)))
    return { ...tally.reportOf(request, step.value, 0), order, paths: [...order].sort() }
  }
  return { folder, root, rows, write, walk }
}

describe('walk', () => {
  test('a first walk touches everything, the root itself too', () => {
    const { write, walk } = open()
    write('a.php')
    write('b/c.php')
    expect(walk()).toMatchObject({
      paths: ['', 'a.php', 'b', 'b/c.php'],
      files: 2,
      directories: 2,
      touched: 4,
      end: 'completed',
    })
  })

  test('an unchanged tree gives no touch', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['a.php', 'b/c.php', 'up/x.jpg', 'b/d/e/f']) write(path)
    rows.observe(root)
    expect(walk().paths).toEqual([])
  })

  test('rows of a folder that is gone are touched, though another folder loses its last row meanwhile', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['a/1.php', 'b/2.php', 'c/3.php']) write(path)
    rows.observe(root)
    // Left over: the folder's own row went in an earlier life.
    rows.put('gone/left.php')
    rmSync(join(root, 'a/1.php'))
    const afterAllFour = 3
    const { paths } = walk('stat', '', step => step === afterAllFour && rows.rows.delete('a/1.php' as PathText))
    expect(paths).toContain('gone/left.php')
  })

  test('whatever moves a stamp is touched: content, time, mode, type, inode', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['content', 'time', 'mode', 'type', 'inode', 'same']) write(path, 'x')
    rows.observe(root)
    write('content', 'yy')
    utimesSync(join(root, 'time'), 1, 1)
    chmodSync(join(root, 'mode'), 0o600)
    rmSync(join(root, 'type'))
    symlinkSync('same', join(root, 'type'))
    write('inode.new', 'x')
    renameSync(join(root, 'inode.new'), join(root, 'inode'))
    expect(walk().paths.filter(path => path !== '')).toEqual(['content', 'inode', 'mode', 'time', 'type'])
  })

  test('guarded also touches payment, config and code, full touches every file', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['index.php', 'up/x.jpg', 'log/a.log', 'up/pay/y', 'pay/card.php']) write(path)
    rows.observe(root)
    expect(walk('guarded').paths).toEqual(['index.php', 'pay/card.php'])
    expect(walk('full').paths).toEqual(['index.php', 'log/a.log', 'pay/card.php', 'up/pay/y', 'up/x.jpg'])
  })

  test('a rule with an interval of its own is read by a guarded walk when it is due, and payment always', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['index.php', 'up/x.jpg', 'vendor/a.php', 'vendor/pay/b.php']) write(path)
    rows.observe(root)
    const rules = [
      { pattern: 'up/**', class: 'upload', rehash: '6h' },
      { pattern: 'vendor/**', class: 'code', rehash: '1h' },
    ] as const
    const guarded = (due: readonly string[]) =>
      walk('guarded', '', undefined, { profile: { rules, payment: ['vendor/pay/**'] }, due }).paths
    expect(guarded([])).toEqual(['index.php', 'vendor/pay/b.php'])
    expect(guarded(['up/**'])).toEqual(['index.php', 'up/x.jpg', 'vendor/pay/b.php'])
    expect(guarded(['vendor/**'])).toEqual(['index.php', 'vendor/a.php', 'vendor/pay/b.php'])
  })

  test('payment is walked first, then code, uploads and logs last', () => {
    const { write, walk } = open()
    for (const path of ['up/a', 'log/b', 'src/c', 'pay/d', 'src/deep/e', 'up/deep/f']) write(path)
    const order = walk().order.filter(path => !['', 'up', 'log', 'src', 'pay'].includes(path))
    expect(order[0]).toBe('pay/d')
    expect(order.slice(1, 4).sort()).toEqual(['src/c', 'src/deep', 'src/deep/e'])
  })

  test('what is gone is touched with all that the baseline has below it', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['gone.php', 'dir/a', 'dir/deep/b', 'file-now/x', 'link-now/y', 'kept/z']) write(path)
    rows.observe(root)
    rmSync(join(root, 'gone.php'))
    for (const folder of ['dir', 'file-now', 'link-now']) rmSync(join(root, folder), { recursive: true })
    write('file-now')
    symlinkSync('kept', join(root, 'link-now'))
    expect(walk().paths).toEqual(
      [
        '',
        'dir',
        'dir/a',
        'dir/deep',
        'dir/deep/b',
        'file-now',
        'file-now/x',
        'gone.php',
        'link-now',
        'link-now/y',
      ].sort(),
    )
  })

  test('rows are found even where their own folder never had one', () => {
    const { root, rows, write, walk } = open()
    write('a')
    rows.observe(root)
    rows.put('came/and/went.php')
    expect(walk().paths).toEqual(['came/and/went.php'])
  })

  test('rows that the newest census has not named are touched again', () => {
    const { root, rows, write, walk } = open()
    write('a')
    write('b')
    rows.observe(root)
    const row = rows.rows.get('a' as PathText)
    rows.put('a', { ...row, named: false })
    expect(walk().paths).toEqual(['a'])
  })

  test('a subtree is walked alone, whether it is a folder, a file, or gone', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['a/b/c', 'a/d', 'a-b/e', 'a0/f']) write(path)
    rows.observe(root)
    write('a/new')
    write('a-b/new')
    expect(walk('stat', 'a').paths).toEqual(['a', 'a/new'])
    expect(walk('full', 'a/d').paths).toEqual(['a/d'])
    rmSync(join(root, 'a'), { recursive: true })
    expect(walk('stat', 'a').paths).toEqual(['a', 'a/b', 'a/b/c', 'a/d'])
    expect(walk('stat', 'a/b').paths).toEqual(['a/b', 'a/b/c'])
    expect(walk('stat', 'never/was').paths).toEqual([])
  })

  test('of a folder that was gone when its walk began all rows are touched, though it is made anew meanwhile', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['a/1.php', 'a/b/2.php', 'c/3.php']) write(path)
    rows.observe(root)
    rmSync(join(root, 'a'), { recursive: true })
    const { paths } = walk('stat', 'a', step => step === 0 && write('a/b/new.php'))
    expect(paths).toEqual(['a', 'a/1.php', 'a/b', 'a/b/2.php'])
  })

  test('of a folder that is known no more all rows are touched, though it is made anew once its parent was listed', () => {
    const { root, rows, write, walk } = open()
    for (const path of ['lib/1.php', 'lib/a/2.php', 'c/3.php']) write(path)
    rows.observe(root)
    rmSync(join(root, 'lib/a'), { recursive: true })
    rows.rows.delete('lib/a' as PathText)
    const afterLib = 1
    const { paths } = walk('stat', 'lib', step => step === afterLib && write('lib/a/new.php'))
    expect(paths).toEqual(['lib', 'lib/a/2.php'])
  })

  test('a root that is missing or was replaced meanwhile is reported as missing', () => {
    const { root, write, walk } = open()
    write('a')
    const replaced = walk('stat', '', step => {
      if (step > 0) return
      renameSync(root, `${root}.old`)
      mkdirSync(root)
    })
    expect(replaced.end).toBe('root-missing')
    rmSync(root, { recursive: true })
    expect(walk()).toMatchObject({ end: 'root-missing', touched: 0 })
  })

  test('a root whose path leads where nothing can be opened is missing, whatever stands there', () => {
    const { root, write, walk } = open()
    write('a')
    for (const target of ['root', 'x'.repeat(300), '/proc/version', '/proc/version/x']) {
      rmSync(root, { recursive: true })
      symlinkSync(target, root)
      expect(walk()).toMatchObject({ end: 'root-missing', touched: 0 })
    }
  })

  test.skipIf(asRoot)('a root that is closed to whoever walks is missing', () => {
    const { root, write, walk } = open()
    write('a')
    chmodSync(root, 0)
    expect(walk()).toMatchObject({ end: 'root-missing', touched: 0 })
    chmodSync(root, 0o700)
  })

  test('folders that vanish or turn into links while the walk runs are touched and not entered', () => {
    const { folder, root, write, walk } = open()
    write('a/x')
    write('b/y')
    mkdirSync(join(folder, 'outside'))
    writeFileSync(join(folder, 'outside/secret'), 's')
    const { paths, end } = walk('stat', '', step => {
      if (step > 0) return
      for (const name of ['a', 'b']) rmSync(join(root, name), { recursive: true })
      symlinkSync('../outside', join(root, 'b'))
    })
    expect(end).toBe('completed')
    expect(paths).toEqual(['', 'a', 'a', 'b', 'b'])
  })

  test('links that lead out of all roots are reported, others are not', () => {
    const { folder, root, write, walk } = open()
    write('in/file')
    mkdirSync(join(folder, 'outside'))
    symlinkSync('../outside', join(root, 'out'))
    symlinkSync('in/file', join(root, 'inside'))
    symlinkSync('../../etc/passwd', join(root, 'in/dangling'))
    symlinkSync('../nowhere', join(root, 'in/dangling-inside'))
    symlinkSync('out', join(root, 'through'))
    symlinkSync(join(root, 'in'), join(root, 'absolute'))
    const { links } = walk()
    expect([...links].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'in/dangling', target: '../../etc/passwd' },
      { path: 'out', target: '../outside' },
      { path: 'through', target: 'out' },
    ])
  })

  test('another file system that is mounted in the root is walked like the rest, and reported', ({ skip }) => {
    const { root, write, walk } = open()
    write('own/a.php')
    mkdirSync(join(root, 'own/mnt'))
    mountSmallDisk(join(root, 'own/mnt'), 1, skip)
    write('own/mnt/deeper/b.php')
    const { mounts, paths } = walk()
    expect(mounts).toEqual(['own/mnt'])
    expect(paths).toEqual(['', 'own', 'own/a.php', 'own/mnt', 'own/mnt/deeper', 'own/mnt/deeper/b.php'])
    const below = walk('stat', 'own/mnt')
    expect(below.paths).toEqual(['own/mnt', 'own/mnt/deeper', 'own/mnt/deeper/b.php'])
  })

  test.skipIf(asRoot)('a directory that cannot be listed is reported and touched, and what lies below stays', () => {
    const { root, rows, write, walk } = open()
    write('closed/a')
    write('open/b')
    rows.observe(root)
    chmodSync(join(root, 'closed'), 0)
    const report = walk()
    chmodSync(join(root, 'closed'), 0o755)
    expect(report.unreadable).toEqual(['closed'])
    expect(new Set(report.paths)).toEqual(new Set(['closed']))
  })

  test('names of any bytes are walked exactly', () => {
    const { root, walk, rows } = open()
    const names = [[0xff, 0xfe], [0x61, 0x0a, 0x62], [0xef, 0xbf, 0xbd], [0x25, 0x34, 0x31], [0x5c], [0xc3, 0xa9]]
    for (const name of names) writeFileSync(Buffer.from([...Buffer.from(`${root}/`), ...name]), '')
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.alloc(255, 0xe9)]), '')
    const expected = [...names, Array.from({ length: 255 }, () => 0xe9)].map(name => pathText(Uint8Array.from(name)))
    expect(walk().paths).toEqual(['', ...expected].sort())
    rows.observe(root)
    expect(walk().paths).toEqual([])
  })

  test('paths beyond 4,096 bytes are walked', () => {
    const { root, walk } = open()
    const directory = deepFile(root, 18, 'file', 'x')
    expect(walk().paths.at(-1)).toBe(`${directory}/file`)
  })

  test('a directory with more rows than are held at once is compared all the same, by single rows', () => {
    const { root, rows, write, walk } = open()
    for (let at = 0; at < 10_050; at++) writeFileSync(join(root, `f${at}`), '')
    rows.observe(root)
    rows.lookedUp = 0
    expect(walk().paths).toEqual([])
    expect(rows.lookedUp).toBe(10_052)
    write('new')
    write('f7', 'changed')
    rmSync(join(root, 'f8'))
    rows.put('z-gone')
    expect(walk().paths.filter(path => path !== '')).toEqual(['f7', 'f8', 'new', 'z-gone'])
  })
})
