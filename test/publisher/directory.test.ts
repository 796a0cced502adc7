import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entriesOfDirectory as gatherDirectory } from '../../publisher/source/directory.ts'
import type { Progress } from '../../publisher/source/gather.ts'
import { temporaryFolder } from '../support/folder.ts'

const entriesOfDirectory = async ({ directory, ...words }: { directory: string; exclude?: string[] }) =>
  (await gatherDirectory(directory, words)).entries
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

describe('the entries of a directory', () => {
  test('every file is an entry with the sha256 of its content, dotfiles too', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'a/b'), { recursive: true })
    writeFileSync(join(directory, 'a/b/page.php'), '<?php echo 1;')
    writeFileSync(join(directory, '.htaccess'), 'Deny from all')
    writeFileSync(join(directory, 'empty'), '')
    expect(await entriesOfDirectory({ directory })).toEqual([
      { path: '.htaccess', sha256: sha256('Deny from all'), type: 'file' },
      { path: 'a/b/page.php', sha256: sha256('<?php echo 1;'), type: 'file' },
      { path: 'empty', sha256: sha256(''), type: 'file' },
    ])
  })

  test('a symlink is listed with the sha256 of its target, and what it leads to is not read', async () => {
    const directory = temporaryFolder()
    const elsewhere = temporaryFolder()
    writeFileSync(join(elsewhere, 'secret'), 'not for a release')
    symlinkSync(elsewhere, join(directory, 'out'))
    symlinkSync('nowhere', join(directory, 'dangling'))
    expect(await entriesOfDirectory({ directory })).toEqual([
      { path: 'dangling', sha256: sha256('nowhere'), type: 'symlink' },
      { path: 'out', sha256: sha256(elsewhere), type: 'symlink' },
    ])
  })

  test('entries stand in the order of path bytes, and names that are no text keep their bytes', async () => {
    const directory = temporaryFolder()
    const names = [Buffer.from([0xff, 0x61]), Buffer.from('\u{1f600}'), Buffer.from('\uff5e'), Buffer.from('a\nb%')]
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), name]), 'x')
    const paths = (await entriesOfDirectory({ directory })).map(({ path }) => path)
    expect(paths).toEqual(['a%0Ab%25', '\uff5e', '\u{1f600}', '%FFa'])
  })

  test('a file larger than the read buffer is hashed whole', async () => {
    const directory = temporaryFolder()
    const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'sekisho')
    writeFileSync(join(directory, 'large'), content)
    expect(await entriesOfDirectory({ directory })).toEqual([{ path: 'large', sha256: sha256(content), type: 'file' }])
  })

  test('excluded patterns leave out files and whole folders, and nothing else is left out', async () => {
    const directory = temporaryFolder()
    for (const folder of ['.git/objects', 'var/cache', 'src']) mkdirSync(join(directory, folder), { recursive: true })
    for (const file of ['.git/HEAD', '.git/objects/1', 'var/cache/x', 'src/a.php', 'src/.b'])
      writeFileSync(join(directory, file), '')
    const exclude = ['.git', 'var/cache/**']
    const paths = (await entriesOfDirectory({ directory, exclude })).map(({ path }) => path)
    expect(paths).toEqual(['src/.b', 'src/a.php'])
  })

  test('pipes are refused, each by its name', async () => {
    const directory = temporaryFolder()
    writeFileSync(join(directory, 'file'), '')
    execFileSync('bash', ['-c', 'mkfifo "$1/pipe" "$1/other"', 'bash', directory])
    await expect(entriesOfDirectory({ directory })).rejects.toMatchObject({
      code: 'release-refused',
      place: directory,
      message: expect.stringMatching(/(?=.*pipe is a fifo)(?=.*other is a fifo)/),
    })
  })

  test('an empty directory, one that is missing and a wrong pattern are refused', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'only-folders'))
    await expect(entriesOfDirectory({ directory })).rejects.toThrow('holds no file')
    const missing = entriesOfDirectory({ directory: join(directory, 'missing') })
    await expect(missing).rejects.toMatchObject({ code: 'file-unreadable' })
    await expect(entriesOfDirectory({ directory, exclude: ['a**'] })).rejects.toMatchObject({ place: 'a**' })
  })

  test.skipIf(process.getuid?.() === 0)(
    'a file that cannot be read is refused by its name (skipped as root, who can read all)',
    async () => {
      const directory = temporaryFolder()
      writeFileSync(join(directory, 'closed'), '')
      chmodSync(join(directory, 'closed'), 0)
      await expect(entriesOfDirectory({ directory })).rejects.toThrow('closed cannot be read (EACCES)')
    },
  )

  test('a path beyond what one system call takes is an entry like any other', async () => {
    const directory = temporaryFolder()
    const part = 'd'.repeat(200)
    // mkdir and cd, because no single path may be this long.
    const script = `cd "$1" && for i in $(seq 25); do mkdir ${part} && cd ${part} || exit 1; done && echo deep > file`
    execFileSync('bash', ['-c', script, 'bash', directory])
    const [entry] = await entriesOfDirectory({ directory })
    expect(entry).toEqual({ path: `${`${part}/`.repeat(25)}file`, sha256: sha256('deep\n'), type: 'file' })
  })

  test('progress tells how many files are done, the last time of all', async () => {
    const directory = temporaryFolder()
    for (let i = 0; i < 250; i++) writeFileSync(join(directory, `f${i}`), 'four')
    const seen: Progress[] = []
    await gatherDirectory(directory, {}, progress => seen.push(progress))
    expect(seen.at(-1)).toEqual({ files: 250, total: null })
    expect(seen.length).toBeGreaterThan(1)
  })
})
