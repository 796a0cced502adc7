import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { adoptionPredicate, releasePredicate, weakPredicate } from '@sekisho/shared/release.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import { makeSigningKey } from '../../../publisher/sign/sign.ts'
import { installedSystem } from '../../support/dpkg-system.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { fixture } from '../../support/release-fixture.ts'
import { runSekisho } from '../../support/shell.ts'

let state = ''
let out = ''
beforeEach(() => {
  const folder = temporaryFolder()
  state = join(folder, 'state')
  out = join(folder, 'shop.json')
  makeSigningKey(state, 'release')
})

function create(...words: string[]) {
  const named = ['--component', 'shop', '--release', '1.0', '--out', out, '--state', state]
  return runSekisho(['release', 'create', ...words, ...named])
}

function statement() {
  const { payload } = JSON.parse(readFileSync(out, 'utf8'))
  return JSON.parse(Buffer.from(payload, 'base64').toString())
}

const names = () => statement().subject.map(({ name }: { name: string }) => name)

/** A folder that the agent of the state folder watches. */
function watched(): string {
  const root = temporaryFolder()
  writeFileSync(join(root, 'index.php'), '<?php')
  mkdirSync(join(state, 'agent'))
  const bindings = { version: 1, roots: [{ root, site: 'shop', prefix: '', profile: 'php' }], profiles: [] }
  writeFileSync(join(state, 'agent', 'bindings.json'), JSON.stringify(bindings))
  return root
}

describe('sekisho release create', () => {
  test('an archive of a vendor becomes a release, and its one folder is pointed out', async () => {
    const { code, err } = await create(fixture('shop.tar.xz'))
    expect(code).toBe(exitCodes.ok)
    expect(err).toContain('Everything in it lies in the folder shop-1.0')
    const stripped = await create(fixture('shop.tar.xz'), '--strip', '1', '--prefix', 'html', '--include', 'src/**')
    expect(stripped).toMatchObject({ code: exitCodes.ok, err: '' })
    expect(names()[0]).toBe('html/src/100%25.txt')
    expect(statement().predicateType).toBe(releasePredicate)
    expect(stripped.out).not.toContain('weak')
  })

  test('of a source that is no packages --json says that it is not weak, and nothing of what would be left out', async () => {
    const { out: said } = await create(fixture('shop.tar.xz'), '--strip', '1', '--json')
    const row = { row: 'result', component: 'shop', version: '1.0', files: names().length, file: out }
    expect(JSON.parse(said)).toEqual({ ...row, adoption: null, weak: false })
  })

  test('files that strip leaves nothing of are counted aloud', async () => {
    const source = temporaryFolder()
    mkdirSync(join(source, 'html'))
    writeFileSync(join(source, 'README'), '')
    writeFileSync(join(source, 'html/index.php'), '')
    expect((await create(source, '--strip', '1')).err).toContain(
      '1 file was left out, because they lie above --strip 1',
    )
    expect(names()).toEqual(['index.php'])
  })

  test('a refused source leaves the file that was there, and nothing beside it', async () => {
    await create(fixture('shop.zip'))
    const before = readFileSync(out)
    const empty = temporaryFolder()
    const { code, err } = await create(empty)
    expect(code).toBe(exitCodes.refused)
    expect(err).toContain(empty)
    expect(readFileSync(out).equals(before)).toBe(true)
    expect(readdirSync(join(out, '..')).toSorted()).toEqual(['shop.json', 'state'])
  })

  test('no source, or two of them, is a mistake of the command line', async () => {
    for (const words of [[], ['--git', '.'], ['--rev', 'v1'], ['.', '--git', '.', '--rev', 'v1']]) {
      expect(await create(...words)).toMatchObject({ code: exitCodes.usage, out: '' })
    }
    expect((await create('/missing')).code).toBe(exitCodes.usage)
  })

  test('what a watched root holds is refused as a release, however its folder is named', async () => {
    const root = watched()
    mkdirSync(join(root, 'inner'))
    writeFileSync(join(root, 'inner', 'x.php'), '')
    const link = join(temporaryFolder(), 'link')
    symlinkSync(root, link)
    for (const folder of [root, join(root, 'inner'), join(root, '..'), link]) {
      const { code, err } = await create(folder)
      expect(code).toBe(exitCodes.usage)
      expect(err).toContain(`it is what the watched root ${root} holds`)
    }
  })

  test('with a name and a reason a watched root becomes an adoption, and says so', async () => {
    const root = watched()
    const { code, out: said } = await create(root, '--by', 'Hanako Sato', '--reason', 'no other copy')
    expect(code).toBe(exitCodes.ok)
    expect(said).toContain('It is an adoption by Hanako Sato, not a release')
    expect(statement()).toMatchObject({
      predicateType: adoptionPredicate,
      predicate: { adoption: { by: 'Hanako Sato', reason: 'no other copy' } },
    })
  })

  test('packages become a weak release, and what is not as they have it is named first, all of it with --json', async () => {
    const system = installedSystem()
    writeFileSync(join(system, 'etc/shop/web.conf'), 'listen 8080\n')
    const words = ['--dpkg', system, '--root', '/etc', '--root', '/usr/share/shop']
    const { code, out: said } = await create(...words)
    expect(code).toBe(exitCodes.ok)
    const lines = said.split('\n')
    expect(lines[0]).toContain('4 not listed, and each needs a look of its own')
    expect(lines[1]).toBe('  etc/shop/web.conf  shop-web  differs from its package')
    expect(said).toContain('0 files or links of no package, 1 link of one')
    expect(said).toContain('It is weak, and what it permits is shown as weak')
    expect(statement().predicateType).toBe(weakPredicate)
    expect(names()).toContain('usr/share/shop/page.html')
    const rows = (await create(...words, '--json')).out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows[0]).toEqual({ row: 'left-out', path: 'etc/shop/web.conf', package: 'shop-web', why: 'differs' })
    expect(rows.at(-1)).toMatchObject({
      ...{ row: 'result', component: 'shop', files: 9, weak: true, adoption: null, missing: 0 },
      leftOut: { differs: 1, obsolete: 1, 'not-installed': 2, link: 1 },
    })
  })

  test('packages with another source, an adoption or no folder to look at are a mistake of the command line', async () => {
    for (const words of [
      ['--dpkg'],
      ['--root', '/etc'],
      ['.', '--root', '/etc', '--dpkg'],
      ['--dpkg', '--root', '/etc', '--by', 'Sato'],
      ['--dpkg', '--root', '/etc', '--strip', '1'],
    ]) {
      expect(await create(...words), words.join(' ')).toMatchObject({ code: exitCodes.usage, out: '' })
    }
  })

  test('half of an adoption, and bindings that cannot be read, are no release', async () => {
    const source = temporaryFolder()
    writeFileSync(join(source, 'index.php'), '')
    expect((await create(source, '--by', 'Hanako Sato')).code).toBe(exitCodes.usage)
    watched()
    writeFileSync(join(state, 'agent', 'bindings.json'), '{')
    const { code, err } = await create(source)
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('bindings.json')
  })
})
