// The laws of reading a release's files out of what it was made of: only what the release lists, no link leads out, and a source
// that could not be released gives nothing.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { type ContentsWanted, readContents } from '../../publisher/source/contents.ts'
import type { Source } from '../../publisher/source/source.ts'
import { sha256 } from '../support/batches.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type TarEntry, tarBytes, tarFile, type ZipEntry, zipFile } from '../support/hostile-archives.ts'
import { entriesOfTool, fixture, shopEntries } from '../support/release-fixture.ts'

type Asked = Partial<Pick<ContentsWanted, 'words' | 'most' | 'onProgress'>>
type Wish = readonly [path: string, sha256: string]

async function read(source: Source, wishes: readonly Wish[], asked: Asked = {}) {
  const taken = new Map<string, Buffer>()
  const request: ContentsWanted = {
    ...{ source, words: {}, most: 1024 ** 2, ...asked },
    wanted: new Map(wishes) as Map<PathText, string>,
    take: async (path, bytes) => void taken.set(path, bytes),
  }
  const outcome = readContents(request).then(({ lacking }) => lacking.map(({ path, why }) => [path, why]))
  return { taken, lacking: await outcome.catch((error: Error) => error) }
}

const filesOf = (name: string): Wish[] =>
  (name === 'tree' ? shopEntries() : entriesOfTool(name))
    .filter(({ type }) => type === 'file')
    .map(({ path, sha256: hex }) => [path, hex])
const digestsOf = (taken: ReadonlyMap<string, Buffer>) =>
  [...taken].map(([path, bytes]): Wish => [path, createHash('sha256').update(bytes).digest('hex')])

test('a file of the folder is read where it is what the release lists, and nothing that a link leads to', async () => {
  const directory = temporaryFolder()
  const outside = temporaryFolder()
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, 'sub/日本.php'), 'one')
  writeFileSync(join(outside, 'secret'), 'one')
  symlinkSync(join(outside, 'secret'), join(directory, 'link'))
  symlinkSync(outside, join(directory, 'there'))
  const of = async (path: string, content = 'one', most = 10) => {
    const { taken, lacking } = await read({ directory }, [[path, sha256(content)]], { most })
    return taken.get(path)?.toString() ?? lacking
  }
  expect(await of('sub/日本.php')).toBe('one')
  expect(await of('sub/日本.php', 'other')).toEqual([['sub/日本.php', 'mismatch']])
  expect(await of('sub/日本.php', 'one', 2)).toEqual([['sub/日本.php', 'too-large']])
  for (const path of ['link', 'there/secret', 'none', 'sub', 'sub/日本.php/x'])
    expect(await of(path)).toEqual([[path, 'missing']])
})

test('two files of a folder that --strip gives one path are refused, as in a release', async () => {
  const directory = temporaryFolder()
  for (const name of ['a', 'b']) {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'x.php'), 'one')
  }
  const { taken, lacking } = await read({ directory }, [['x.php', sha256('one')]], { words: { strip: 1 } })
  expect(lacking).toMatchObject({ message: expect.stringContaining('x.php is there twice') })
  expect(taken.size).toBe(0)
})

describe('the contents of a release come out of', () => {
  test.each(['shop.zip', 'shop.tar', 'shop.tar.gz', 'shop.tar.xz', 'shop.tar.zst', 'pax.tar'])(
    '%s as sha256sum saw them in the unpacked tree, each once',
    async name => {
      const wishes = filesOf('tree')
      const { taken, lacking } = await read({ file: fixture(name) }, wishes, { words: { strip: 1 } })
      expect(lacking).toEqual([])
      expect(new Map(digestsOf(taken))).toEqual(new Map(wishes))
    },
  )

  test('a git revision as sha256sum saw them in a checkout', async () => {
    const repository = join(temporaryFolder(), 'shop')
    execFileSync('git', ['clone', '-q', '--no-checkout', fixture('shop.bundle'), repository], { stdio: 'pipe' })
    const wishes = filesOf('checkout.sums')
    const { taken, lacking } = await read({ git: { repository, revision: 'v1.0' } }, wishes)
    expect(lacking).toEqual([])
    expect(new Map(digestsOf(taken))).toEqual(new Map(wishes))
  })

  test('a folder whose paths --strip and --prefix move, as those of an archive', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'top/a'), { recursive: true })
    writeFileSync(join(directory, 'top/a/x.php'), 'one')
    const file = tarFile(tarBytes([{ name: 'top/a/x.php', content: 'one' }]))
    for (const source of [{ directory }, { file }]) {
      const words = { strip: 1, prefix: 'theme/ours' }
      const { taken } = await read(source, [['theme/ours/a/x.php', sha256('one')]], { words })
      expect([...taken.keys()]).toEqual(['theme/ours/a/x.php'])
    }
  })
})

describe('of an archive', () => {
  const fine: ZipEntry = { name: 'index.php', content: '<?php' }
  const wish: Wish = ['index.php', sha256('<?php')]

  test('what is missing, other than listed, or too large is named, and nothing but the rest is taken', async () => {
    const entries = [fine, { name: 'other.php', content: 'x' }, { name: 'large.php', content: 'y'.repeat(11) }]
    const wishes: Wish[] = [wish, ['other.php', sha256('z')], ['large.php', sha256('y'.repeat(11))], ['gone', wish[1]]]
    for (const file of [zipFile(entries), tarFile(tarBytes(entries))]) {
      const { taken, lacking } = await read({ file }, wishes, { most: 10 })
      expect([...taken.keys()]).toEqual(['index.php'])
      expect(lacking).toEqual([
        ['other.php', 'mismatch'],
        ['large.php', 'too-large'],
        ['gone', 'missing'],
      ])
    }
  })

  test.each<[string, ZipEntry, RegExp]>([
    ['a name that climbs out', { name: '../../etc/cron.d/x' }, /"\.\.\/\.\.\/etc\/cron\.d\/x" has the part "\.\."/],
    ['a second spelling of a wanted path', { name: './index.php' }, /index\.php is there twice/],
    ['data that another entry has', { name: 'index.txt', offset: 0 }, /overlaps another one/],
    ['the size of a bomb', { name: 'zeros', content: 'x', size: 0xfffffff0 }, /as a bomb does/],
    ['a wrong checksum', { name: 'wanted', content: 'x', crc: 1 }, /wanted is damaged/],
    ['a link out', { name: 'wanted', mode: 0o120777, content: '/etc/passwd' }, /wanted is a link that leads out/],
  ])('with %s nothing is taken from a zip, not even what came before', async (_, entry, message) => {
    const { taken, lacking } = await read({ file: zipFile([fine, entry]) }, [wish, ['wanted', sha256('x')]])
    expect(lacking).toMatchObject({ code: 'release-refused', message: expect.stringMatching(message) })
    expect(taken.size).toBe(0)
  })

  test.each<[string, readonly TarEntry[], Buffer<ArrayBuffer> | undefined, RegExp]>([
    ['a way up in a name', [{ name: '../x' }], undefined, /"\.\.\/x" has the part "\.\."/],
    ['a wanted hard link', [{ name: 'wanted', type: '1', target: 'index.php' }], undefined, /wanted is a hard link/],
    ['something behind its end', [], Buffer.concat([Buffer.alloc(1024), Buffer.alloc(512, 'x')]), /follows its end/],
    ['no end', [], Buffer.alloc(0), /cut short/],
  ])('with %s nothing is taken from a tar, not even what came before', async (_, entries, end, message) => {
    const file = tarFile(tarBytes([{ name: 'index.php', content: '<?php' }, ...entries], end))
    const { taken, lacking } = await read({ file }, [wish, ['wanted', sha256('x')]])
    expect(lacking).toMatchObject({ code: 'release-refused', message: expect.stringMatching(message) })
    expect(taken.size).toBe(0)
  })

  test('what is not asked for is not looked into', async () => {
    const file = zipFile([fine, { name: 'upload/secret', flags: 1, content: 'x' }])
    expect((await read({ file }, [wish])).lacking).toEqual([])
  })

  test('that became another one between the look and the reading, nothing is taken that is not listed', async () => {
    const entries = [fine, { name: 'b.php', content: 'b' }]
    const file = zipFile(entries)
    const other = zipFile([{ ...fine, content: 'evil' }])
    let done = false
    const replace = () => {
      if (!done) execFileSync('cp', [other, file])
      done = true
    }
    const { taken, lacking } = await read({ file }, [wish, ['b.php', sha256('b')]], { onProgress: replace })
    expect([...taken]).toEqual([])
    expect(lacking).toEqual([
      ['index.php', 'mismatch'],
      ['b.php', 'mismatch'],
    ])
  })

  test('a list of sums is refused, since it holds none', async () => {
    const file = join(temporaryFolder(), 'shop.sha256')
    writeFileSync(file, `${wish[1]}  index.php\n`)
    expect((await read({ file }, [wish])).lacking).toMatchObject({ message: expect.stringMatching(/list of sums/) })
  })

  test('one file is taken before the next is read', async () => {
    const names = ['a', 'b', 'c']
    let at = 0
    const order: string[] = []
    await readContents({
      source: { file: tarFile(tarBytes(names.map(name => ({ name, content: name })))) },
      words: {},
      most: 10,
      wanted: new Map(names.map(name => [name as PathText, sha256(name)])),
      async take(path) {
        at++
        await new Promise(resolve => setImmediate(resolve))
        order.push(`${path}${at}`)
      },
    })
    expect(order).toEqual(['a1', 'b2', 'c3'])
  })
})
