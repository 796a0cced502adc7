// Owns the laws of calls below an open directory: they tell what Node's own tell, for every kind of file and every name, and
// where the C library cannot be called Node's own serve.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  closeDescriptor,
  fstatOf,
  lstatBelow,
  openBelow,
  openDirectory,
  openFile,
  openFolder,
  openPlain,
  openRoot,
  opensInOneCall,
  readBeginning,
} from '@sekisho/shared/disk.ts'
import { fileCalls } from '@sekisho/shared/file-calls.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { deepFile } from '../support/deep.ts'
import { type Looks, looksOf } from '../support/disk-looks.ts'
import { temporaryFolder } from '../support/folder.ts'

const hostile = [
  Buffer.from('関所.php'),
  Buffer.from([0x66, 0xff, 0xfe]),
  Buffer.from('line\nbreak "quoted" <script>'),
  Buffer.from('100%'),
  Buffer.from('n'.repeat(255)),
  Buffer.from('...'),
]

/** One of each kind, hostile names, and more than one read of the folder brings. */
function oddFolder(): string {
  const folder = temporaryFolder()
  for (const name of hostile) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), 'content')
  for (let index = 0; index < 1500; index++) writeFileSync(join(folder, `file-${index}`), '')
  mkdirSync(join(folder, 'folder'), { mode: 0o750 })
  symlinkSync('/nowhere', join(folder, 'link'))
  execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')])
  // Before 1970, and with a fraction that a float of seconds would lose.
  utimesSync(join(folder, 'file-1'), -86_400.25, -1.5)
  execFileSync('touch', ['-d', '2026-11-25T01:02:03.123456789Z', join(folder, 'file-2')])
  return folder
}

test('every name of a folder and all that a stat says of it are what Node tells, to the last bit', () => {
  const folder = oddFolder()
  const { by, names, files, itself } = looksOf(folder as PathText)
  expect(by).toBe('library')
  const expected = readdirSync(folder, { encoding: 'buffer' })
  expect(Object.keys(names).sort()).toEqual(expected.map(pathText).sort())
  for (const bytes of expected) {
    const told = lstatSync(Buffer.concat([Buffer.from(`${folder}/`), bytes]))
    const { type, mode, ...rest } = names[pathText(bytes)] ?? itself
    const { size, uid, gid, mtimeMs, ctimeMs, ino, nlink } = told
    expect(rest).toEqual({ size, uid, gid, mtimeMs, ctimeMs, inode: ino, links: nlink })
    expect(mode).toBe(told.mode & 0o7777)
    expect(type === 'file').toBe(told.isFile())
  }
  expect(names['folder' as PathText]?.type).toBe('directory')
  expect(names['link' as PathText]?.type).toBe('symlink')
  expect(names['pipe' as PathText]?.type).toBe('fifo')
  expect(files).toHaveLength(expected.length - 3)
  expect(itself.inode).toBe(lstatSync(folder).ino)
})

test('where the C library cannot be called, Node tells the same', () => {
  const folder = oddFolder()
  const program = fileURLToPath(new URL('../support/disk-looks.ts', import.meta.url))
  const text = execFileSync(process.execPath, ['--import', withoutKoffi, program, folder], { encoding: 'utf8' })
  const told = JSON.parse(text) as Looks
  const { names, itself } = looksOf(folder as PathText)
  expect(told.by).toBe('node')
  expect(told.names).toEqual(names)
  expect(told.itself).toEqual(itself)
})

test('a link is neither followed nor opened, as a file or as a folder, and the error has the code that Node gives', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'real'))
  writeFileSync(join(folder, 'real', 'file'), 'content')
  symlinkSync('real', join(folder, 'folder'))
  symlinkSync('real/file', join(folder, 'file'))
  const root = openRoot(folder as PathText)
  expect(() => openFile(root, 'file' as PathText)).toThrow(expect.objectContaining({ code: 'ELOOP' }))
  expect(() => openFolder(root, 'folder/file' as PathText)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  expect(() => openFolder(root, 'folder' as PathText)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  expect(() => lstatBelow(root, 'nothing' as PathText)).toThrow(
    expect.objectContaining({ code: 'ENOENT', syscall: 'statx' }),
  )
  expect(lstatBelow(root, 'file' as PathText).type).toBe('symlink')
  closeDescriptor(root)
})

test('a path below a root is opened over no link, leaves no descriptor, and is read as far as it goes', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'real'))
  writeFileSync(join(folder, 'real', 'file'), 'content')
  symlinkSync('real', join(folder, 'folder'))
  symlinkSync('file', join(folder, 'real', 'link'))
  const root = openRoot(folder as PathText)
  const before = readdirSync('/proc/self/fd').length
  const file = openBelow(root, 'real/file' as PathText)
  expect([4, 100].map(size => String(readBeginning(file, size)))).toEqual(['cont', 'content'])
  closeDescriptor(file)
  expect(() => openBelow(root, 'folder/file' as PathText)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  expect(() => openBelow(root, 'real/link' as PathText)).toThrow(expect.objectContaining({ code: 'ELOOP' }))
  expect(readdirSync('/proc/self/fd').length).toBe(before)
  closeDescriptor(root)
})

test('a folder however deep is opened over no link and above nothing, in one call or, where its path is long, in several', () => {
  const folder = temporaryFolder()
  const root = openRoot(folder as PathText)
  const inodeOf = (path: string) => {
    const open = openFolder(root, path as PathText)
    const { inode } = fstatOf(open)
    closeDescriptor(open)
    return inode
  }
  const odd = Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff]), Buffer.from('/関所/100%')])
  const long = Array(12).fill('n'.repeat(100)).join('/')
  mkdirSync(odd, { recursive: true })
  mkdirSync(join(folder, long), { recursive: true })
  symlinkSync(folder, join(folder, 'link'))
  symlinkSync(folder, join(folder, long, 'link'))
  const before = readdirSync('/proc/self/fd').length
  expect(opensInOneCall).toBe(true)
  expect(inodeOf('')).toBe(lstatSync(folder).ino)
  expect(inodeOf('a%FF/関所/100%25')).toBe(lstatSync(odd).ino)
  expect(inodeOf(long)).toBe(lstatSync(join(folder, long)).ino)
  // Whatever the number of calls, what stands in the way is told alike.
  for (const path of ['link', 'link/a%FF', `link/${long}`, `${long}/link`, `${long}/link/a%FF`])
    expect(() => inodeOf(path)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  expect(() => inodeOf('..')).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'openat2' }))
  expect(() => inodeOf('a%FF/none')).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'openat2' }))
  expect(readdirSync('/proc/self/fd').length).toBe(before)
  closeDescriptor(root)
})

test.skipIf(process.getuid?.() === 0)('a folder that may be entered and not listed leads to what lies below it', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'closed/open'), { recursive: true })
  chmodSync(join(folder, 'closed'), 0o100)
  const root = openRoot(folder as PathText)
  closeDescriptor(openFolder(root, 'closed/open' as PathText))
  expect(() => openFolder(root, 'closed' as PathText)).toThrow(expect.objectContaining({ code: 'EACCES' }))
  chmodSync(join(folder, 'closed'), 0)
  expect(() => openFolder(root, 'closed/open' as PathText)).toThrow(expect.objectContaining({ code: 'EACCES' }))
  closeDescriptor(root)
  chmodSync(join(folder, 'closed'), 0o700)
})

test('a name with a zero in it is refused, and not cut there', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'content')
  const root = openRoot(folder as PathText)
  expect(() => openFile(root, 'file%00.jpg' as PathText)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  closeDescriptor(root)
})

test('descriptors are closed, and no program started meanwhile gets them', () => {
  const root = openRoot(temporaryFolder() as PathText)
  const flags = readFileSync(`/proc/self/fdinfo/${root}`, 'utf8')
  // O_CLOEXEC of include/uapi/asm-generic/fcntl.h
  expect(Number.parseInt(/flags:\s+(\d+)/.exec(flags)?.[1] ?? '0', 8) & 0o2000000).toBe(0o2000000)
  closeDescriptor(root)
  expect(() => fileCalls?.statOf(root)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  expect(() => openDirectory(root, 'x' as PathText)).toThrow(expect.objectContaining({ code: 'EBADF' }))
})

const withoutKoffi = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'koffi') throw new Error('not installed')
    return next(specifier, context)
  } })
`)}`

test('a pipe, a device or a link to one is refused unopened where a folder or a file is to be, and a link to those is followed', () => {
  const folder = temporaryFolder()
  const at = (name: string) => join(folder, name) as PathText
  execFileSync('mkfifo', [at('pipe')])
  symlinkSync('pipe', at('to-pipe'))
  symlinkSync('/dev/null', at('to-device'))
  for (const name of ['pipe', 'to-pipe', 'to-device'])
    expect(() => openPlain(at(name)), name).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  writeFileSync(at('file'), 'x')
  symlinkSync('file', at('to-file'))
  symlinkSync('.', at('to-folder'))
  for (const name of ['file', 'to-file', 'to-folder', '.']) closeDescriptor(openPlain(at(name)))
})

test('what lies deeper than the kernel takes in one call is opened by a few calls, and what stands in the way is told alike', () => {
  const folder = temporaryFolder()
  const deep = deepFile(folder, 40, 'file', 'content')
  const root = openRoot(folder as PathText)
  const before = readdirSync('/proc/self/fd').length
  const file = openBelow(root, `${deep}/file` as PathText)
  expect(String(readBeginning(file, 100))).toBe('content')
  closeDescriptor(file)
  const open = (path: string) => () => openFolder(root, path as PathText)
  expect(open(`${deep}/none`)).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'openat2' }))
  expect(open(`${deep}/file`)).toThrow(expect.objectContaining({ code: 'ENOTDIR', syscall: 'openat2' }))
  for (const path of [`${deep}/${'n'.repeat(256)}`, `${'n'.repeat(2000)}/a`, `${deep}/${'n'.repeat(5000)}`])
    expect(open(path)).toThrow(expect.objectContaining({ code: 'ENAMETOOLONG' }))
  expect(readdirSync('/proc/self/fd').length).toBe(before)
  closeDescriptor(root)
})
