// Owns the laws of reading fanotify: every change below a root becomes a touch of the path that it concerns, from whatever
// process, at whatever depth, under whatever name, and nothing outside does.
import { execFileSync, execSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Touch } from '../../../../agent/handover.ts'
import { deepAppend, deepFile } from '../../../support/deep.ts'
import { eventually } from '../../../support/eventually.ts'
import { memoryFolder, temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { setAttribute } from '../../../support/set-attribute.ts'

const bytesIn = (folder: string, ...name: readonly number[]) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)])

/** What was read of a closed file comes by another way, mostly with these and now and then later: of that nobody is told. */
const ofSomebody = (touches: readonly Touch[]) => touches.filter(({ witnesses }) => witnesses.length > 0)

describe.skipIf(!asRoot)('the reader', () => {
  test('touches what is created, written, closed, moved, changed in its attributes and deleted, and says what it saw', async () => {
    const { root, touches, seen, closed } = await served()
    mkdirSync(join(root, 'a/b'), { recursive: true })
    writeFileSync(join(root, 'a/b/x.php'), 'x')
    await seen('a', 'a/b')
    await closed('a/b/x.php')
    const last = touches.filter(({ path }) => path === 'a/b/x.php')
    expect(last.flatMap(({ saw }) => saw)).toEqual(expect.arrayContaining(['created', 'written']))
    expect(last.at(-1)).toMatchObject({ root, noticed: 'watch', settled: true })
    touches.length = 0
    renameSync(join(root, 'a/b/x.php'), join(root, 'a/y.php'))
    await seen('a/b/x.php', 'a/y.php')
    expect(ofSomebody(touches).map(({ saw }) => saw)).toEqual([['moved'], ['moved']])
    touches.length = 0
    chmodSync(join(root, 'a/y.php'), 0o600)
    await seen('a/y.php')
    expect(touches).toMatchObject([{ saw: ['attributes'], settled: false }])
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

  test('what a script held that was deleted before it was closed can still be handed on, and what could run in a browser where code lies, and no other content', async () => {
    const rules = [{ pattern: 'data/**', class: 'upload' }] as const
    const make = (at: string) => mkdirSync(join(at, 'data'))
    const { root, kernel, kept, touches, seen } = await served(make, temporaryFolder(), 'fanotify', rules)
    const content = '<?php system($_GET[0]); // gone'
    const script =
      'exec 3> data/x.php; printf %s "$1" >&3; rm data/x.php; exec 3>&-; echo skim > a.js; printf "GIF89a" > a.gif; echo text > data/y.txt'
    execFileSync('/bin/sh', ['-c', script, 'sh', content], { cwd: root })
    await seen('data/x.php', 'a.js', 'a.gif', 'data/y.txt')
    const digest = (of: string) => createHash('sha256').update(of).digest('hex')
    const { bytes } = await eventually(async () => (await kernel.kept(digest(content))) ?? undefined)
    expect(Buffer.from(bytes).toString()).toBe(content)
    await eventually(async () => (await kernel.kept(digest('skim\n'))) ?? undefined)
    await eventually(() => touches.some(({ path, glimpses }) => path === 'data/y.txt' && glimpses !== undefined))
    expect(await kernel.kept(digest('GIF89a'))).toBeNull()
    expect(await kernel.kept(digest('text\n'))).toBeNull()
    const told = await eventually(() => (kept.length === 2 ? kept : undefined))
    expect(told).toEqual([
      { sha256: digest(content), size: content.length, gone: true, places: [{ root, path: 'data/x.php' }] },
      { sha256: digest('skim\n'), size: 5, gone: false, places: [{ root, path: 'a.js' }] },
    ])
  })

  test('what a file held that was closed is told of the place that it is renamed to as well, unless it was written to since', async () => {
    const { root, touches, seen } = await served()
    const glimpsedAt = (path: string) =>
      touches.filter(touch => touch.path === path).flatMap(({ glimpses }) => glimpses ?? [])
    const content = '<?php system($_GET[2]); // for a moment'
    for (const name of ['new', 'other']) writeFileSync(join(root, name), content)
    await eventually(() => ['new', 'other'].every(name => glimpsedAt(name).length > 0))
    renameSync(join(root, 'new'), join(root, 'pay.php'))
    unlinkSync(join(root, 'pay.php'))
    const [glimpse] = await eventually(() => glimpsedAt('pay.php').length > 0 && glimpsedAt('pay.php'))
    expect(glimpse?.digest.hex).toBe(createHash('sha256').update(content).digest('hex'))
    touches.length = 0
    const descriptor = openSync(join(root, 'other'), 'a')
    writeSync(descriptor, 'more')
    renameSync(join(root, 'other'), join(root, 'written.php'))
    await seen('other', 'written.php')
    expect(glimpsedAt('written.php')).toEqual([])
    closeSync(descriptor)
    await eventually(() => glimpsedAt('written.php').length === 1)
  })

  test('of what was deleted as soon as it was closed, its owner, mode, times and attributes are told as they were then', async () => {
    const { root, kernel, touches, seen } = await served()
    const [path, content] = [join(root, 'x.php'), '<?php system($_GET[1]); // gone']
    const descriptor = openSync(path, 'w')
    writeSync(descriptor, content)
    fchownSync(descriptor, 33, 34)
    fchmodSync(descriptor, 0o4751)
    futimesSync(descriptor, 1_000, 1_700_000_000.5)
    // That closes it once before.
    const hasAttributes = setAttribute(path, 'user.note', Buffer.from('planted')) === null
    closeSync(descriptor)
    unlinkSync(path)
    await seen('x.php')
    const sha256 = createHash('sha256').update(content).digest('hex')
    const kept = await eventually(async () => (await kernel.kept(sha256)) ?? undefined)
    const glimpse = await eventually(() => touches.flatMap(touch => touch.glimpses ?? [])[0])
    expect(glimpse).toMatchObject({
      size: content.length,
      stat: { mode: 0o4751, uid: 33, gid: 34, mtimeMs: 1_700_000_000_500 },
    })
    expect(Math.abs((glimpse.stat?.ctimeMs ?? 0) - Date.now())).toBeLessThan(3_600_000)
    const attributes = kept.attributes.told === 'listed' ? kept.attributes.list : []
    const note = attributes.find(({ name }) => Buffer.from(name).toString() === 'user.note')
    if (hasAttributes) expect(Buffer.from(note?.beginning ?? []).toString()).toBe('planted')
  })

  test('of what a profile keeps on the host nothing is kept, nor of a root whose profile was not told, and other rules forget what was', async () => {
    const rules = [{ pattern: 'secret/**', class: 'code', keep: false }] as const
    const make = (at: string) => mkdirSync(join(at, 'secret'))
    const { root, kernel, seen, serve, inForce } = await served(make, temporaryFolder(), 'fanotify', rules)
    const untold = join(root, '../untold')
    mkdirSync(untold)
    await serve(untold)
    const digest = (of: string) => createHash('sha256').update(of).digest('hex')
    const drop = 'printf "<?php //%s" "$2" > "$1"; rm "$1"'
    const dropAt = (path: string, mark: string) => execFileSync('/bin/sh', ['-c', drop, 'sh', path, mark])
    dropAt(join(root, 'secret/a.php'), 'secret')
    dropAt(join(untold, 'u.php'), 'untold')
    dropAt(join(root, 'b.php'), 'open')
    await seen('secret/a.php', 'u.php', 'b.php')
    await eventually(async () => (await kernel.kept(digest('<?php //open'))) ?? undefined)
    expect(await kernel.kept(digest('<?php //secret'))).toBeNull()
    expect(await kernel.kept(digest('<?php //untold'))).toBeNull()
    await kernel.tellRules()
    expect(await kernel.kept(digest('<?php //open'))).not.toBeNull()
    inForce.pop()
    await kernel.tellRules()
    expect(await kernel.kept(digest('<?php //open'))).toBeNull()
  })

  test('a file that is written and not closed is touched, and is not settled', async () => {
    const { root, touches, seen } = await served(at => writeFileSync(join(at, 'open.log'), ''))
    const descriptor = openSync(join(root, 'open.log'), 'a')
    writeSync(descriptor, 'more')
    await seen('open.log')
    expect(touches).toMatchObject([{ saw: ['written'], settled: false }])
    touches.length = 0
    closeSync(descriptor)
    await seen('open.log')
    expect(ofSomebody(touches)).toMatchObject([{ saw: [], settled: true }])
  })

  test('names that are not UTF-8, hold newlines, or are 255 bytes long are touched exactly', async () => {
    const { root, seen } = await served(at => mkdirSync(bytesIn(at, 0xff)))
    writeFileSync(bytesIn(root, 0xff, 0x2f, 0xfe), 'x')
    writeFileSync(join(root, 'a\nb%\ufffd'), 'x')
    writeFileSync(join(root, 'n'.repeat(255)), '')
    await seen('%FF/%FE', 'a%0Ab%25\ufffd', 'n'.repeat(255))
  })

  test('files in folders deeper than 4,096 bytes are touched by their whole path', async () => {
    const { root, seen } = await served(at => {
      deepFile(at, 18, 'file', 'x')
    })
    const part = 'd'.repeat(250)
    execFileSync(process.execPath, ['-e', deepAppend, root, part, '18'])
    await seen(`${Array.from({ length: 18 }, () => part).join('/')}/file`)
  })

  test('a file that is written outside of the roots, too deep for the kernel to name, ends no reading', async () => {
    const { root, touches, losses, seen } = await served()
    deepFile(temporaryFolder(), 17, 'file', 'x')
    writeFileSync(join(root, 'after.php'), 'x')
    await seen('after.php')
    expect(touches.map(({ path }) => path)).not.toContain('file')
    expect(losses).toEqual([])
  })

  test('of what happens outside of the roots nothing is touched', async () => {
    const folder = temporaryFolder()
    const { root, touches, seen } = await served(() => mkdirSync(join(folder, 'beside')), folder)
    for (let at = 0; at < 500; at++) writeFileSync(join(folder, 'beside', `${at % 10}`), 'x')
    mkdirSync(`${root}-and-more`)
    writeFileSync(join(`${root}-and-more`, 'x'), 'x')
    writeFileSync(join(root, 'inside'), 'x')
    await seen('inside')
    expect(new Set(touches.map(({ path }) => path))).toEqual(new Set(['inside']))
  })

  test('a folder that is renamed is touched at both ends, and what changes in it afterwards at its new place', async () => {
    const { root, seen, closed, touched, touches } = await served(at =>
      mkdirSync(join(at, 'old/in/it'), { recursive: true }),
    )
    writeFileSync(join(root, 'old/in/it/x'), 'x')
    await seen('old/in/it/x')
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

  test('a folder that comes from outside is seen from then on, and one that leaves no more', async () => {
    const folder = temporaryFolder()
    const { root, seen, touched } = await served(() => mkdirSync(join(folder, 'm/sub'), { recursive: true }), folder)
    renameSync(join(folder, 'm'), join(root, 'm'))
    writeFileSync(join(root, 'm/sub/in'), 'x')
    await seen('m', 'm/sub/in')
    renameSync(join(root, 'm'), join(folder, 'away'))
    writeFileSync(join(folder, 'away/sub/out'), 'x')
    writeFileSync(join(root, 'last'), 'x')
    await seen('last')
    expect([...touched()].sort()).toEqual(['last', 'm', 'm/sub/in'])
  })

  test('what is made and deleted at once is touched under its name, its folders too', async () => {
    const { root, seen } = await served()
    for (let at = 0; at < 50; at++) {
      mkdirSync(join(root, `d${at}/e`), { recursive: true })
      writeFileSync(join(root, `d${at}/e/x.php`), 'x')
      rmSync(join(root, `d${at}`), { recursive: true })
    }
    await seen(...Array.from({ length: 50 }, (_, at) => `d${at}/e/x.php`))
  })

  test('a prepared file that is linked into the root is touched, though it never had another name', async () => {
    const { root, seen } = await served()
    // O_TMPFILE, then linkat(2) through /proc/self/fd, as open(2) describes.
    const script = `import os
fd = os.open(${JSON.stringify(root)}, os.O_TMPFILE | os.O_WRONLY, 0o644)
os.write(fd, b'<?php')
os.link(f'/proc/self/fd/{fd}', ${JSON.stringify(join(root, 'linked.php'))}, src_dir_fd=os.open('/', 0), follow_symlinks=True)
os.close(fd)`
    execFileSync('python3', ['-c', script])
    await seen('linked.php')
  })

  test('20,000 files copied into 2,000 new folders are touched without exception', async () => {
    const source = memoryFolder()
    const expected: string[] = []
    for (let folder = 0; folder < 2000; folder++) {
      mkdirSync(join(source, `tree/${folder % 50}/${folder}`), { recursive: true })
      for (let file = 0; file < 10; file++) {
        writeFileSync(join(source, `tree/${folder % 50}/${folder}/${file}.php`), `${file}`)
        expected.push(`tree/${folder % 50}/${folder}/${file}.php`)
      }
    }
    const { root, seen, losses } = await served(() => {}, memoryFolder())
    // The kernel's queue holds fewer: whoever copies gives way to the reader, also where other work holds both up.
    execFileSync('nice', ['-n', '19', 'cp', '-r', join(source, 'tree'), root])
    await seen(...expected)
    expect(losses).toEqual([])
  })

  test('a file written in the same breath as its folders are made is touched, 500 times of 500', async () => {
    const { root, seen } = await served(() => {}, memoryFolder())
    const script = 'i=0; while [ $i -lt 500 ]; do mkdir -p $i/b/c && echo x > $i/b/c/x.php; i=$((i+1)); done'
    execSync(script, { cwd: root, shell: '/bin/sh' })
    await seen(...Array.from({ length: 500 }, (_, at) => `${at}/b/c/x.php`))
  })

  test('several roots, also one in the other, are each told of what concerns them', async () => {
    const folder = temporaryFolder()
    const { root, serve, touches, seen } = await served(at => mkdirSync(join(at, 'inner')), folder)
    mkdirSync(join(folder, 'second'))
    await serve(join(folder, 'second'))
    await serve(join(root, 'inner'))
    writeFileSync(join(root, 'inner/x'), 'x')
    writeFileSync(join(folder, 'second/y'), 'x')
    await seen('inner/x', 'x', 'y')
    expect(new Set(touches.map(touch => `${touch.root} ${touch.path}`))).toEqual(
      new Set([`${root} inner/x`, `${root}/inner x`, `${folder}/second y`]),
    )
  })

  test('a root that was led elsewhere and back before anybody looked is a loss, and what has the same name elsewhere is none', async () => {
    const folder = temporaryFolder()
    const { serve, seen, losses, root } = await served(at => mkdirSync(join(at, 'current')), folder)
    for (const name of ['1', '2', 'beside']) mkdirSync(join(folder, name))
    const link = join(folder, 'current')
    symlinkSync('1', link)
    await serve(link)
    renameSync(join(root, 'current'), join(root, 'away'))
    renameSync(join(root, 'away'), join(root, 'current'))
    writeFileSync(join(root, 'marked'), '')
    await seen('marked')
    expect(losses).toEqual([])
    // In one breath, as an attacker would for one request.
    const swap = (to: string) => `ln -s ${to} next && mv -T next current`
    execFileSync('/bin/sh', ['-c', `${swap('2')} && ${swap('1')}`], { cwd: folder })
    await eventually(() => losses.length > 0)
    expect(new Set(losses.map(({ root: lost, cause }) => `${cause} ${lost}`))).toEqual(
      new Set([`root-replaced ${link}`]),
    )
    writeFileSync(join(folder, '1/last'), '')
    await seen('last')
  })

  test('a root that leads by way of another link is one as well, when that was led elsewhere and back', async () => {
    const folder = temporaryFolder()
    const { serve, seen, losses } = await served(() => {}, folder)
    for (const name of ['shop', 'shop/1', 'shop/2']) mkdirSync(join(folder, name))
    symlinkSync('1', join(folder, 'shop/current'))
    const link = join(folder, 'html')
    symlinkSync('shop/./current', link)
    await serve(link)
    writeFileSync(join(folder, 'shop/1/marked'), '')
    await seen('marked')
    const swap = (to: string) => `ln -s ${to} next && mv -T next current`
    execFileSync('/bin/sh', ['-c', `${swap('2')} && ${swap('1')}`], { cwd: join(folder, 'shop') })
    const [loss] = await eventually(() => losses.length > 0 && losses)
    expect(loss).toMatchObject({ root: link, cause: 'root-replaced' })
  })

  test('a root on another file system is served as well', async () => {
    const { root, seen } = await served(() => {}, memoryFolder())
    mkdirSync(join(root, 'd'))
    appendFileSync(join(root, 'd/x'), 'x')
    linkSync(join(root, 'd/x'), join(root, 'hard'))
    await seen('d', 'd/x', 'hard')
  })

  test('a root that nobody asks for any more is touched no more', async () => {
    const { root, seen, watcher, touched, serve } = await served()
    writeFileSync(join(root, 'x'), 'x')
    await seen('x')
    const other = join(temporaryFolder(), 'other')
    mkdirSync(other)
    await serve(other)
    await watcher.stop()
    writeFileSync(join(root, 'y'), 'x')
    writeFileSync(join(other, 'z'), 'x')
    await seen('z')
    expect(touched().has('y')).toBe(false)
  })
})
