import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { entriesOfPackages } from '../../publisher/source/dpkg.ts'
import { parseMd5 } from '../../publisher/source/dpkg-database.ts'
import { installedSystem } from '../support/dpkg-system.ts'

let system = ''
beforeEach(() => {
  system = installedSystem()
})

const at = (path: string) => join(system, path)
const look = (...roots: string[]) => entriesOfPackages({ system, roots })
const database = (name: string) => at(`var/lib/dpkg/${name}`)

async function listed(...roots: string[]) {
  return (await look(...roots)).gathered.entries.map(({ path }) => path)
}

async function left(...roots: string[]) {
  return (await look(...roots)).leftOut.map(row => `${row.path} ${row.package} ${row.why}`)
}

describe('installed packages', () => {
  test('what is as its package has it is listed with its sha256, by its name below the system, whatever bytes that is of', async () => {
    const { gathered, missing, damaged } = await look('/usr/share', '/etc')
    expect(gathered.entries.map(({ path }) => path)).toEqual([
      'etc/shop/shop-web.ini',
      'etc/shop/two words.conf',
      'etc/shop/web.conf',
      'usr/share/shop-tool/new\\line',
      'usr/share/shop/back\\slash',
      'usr/share/shop/caf%E9',
      'usr/share/shop/page.html',
      'usr/share/shop/page.html.distrib',
      'usr/share/shop/taken.txt',
      'usr/share/shop/two words.txt',
      'usr/share/shop/日本.txt',
    ])
    for (const { path, sha256, type } of gathered.entries.filter(entry => !entry.path.includes('%'))) {
      expect([sha256, type]).toEqual([
        createHash('sha256')
          .update(readFileSync(at(path)))
          .digest('hex'),
        'file',
      ])
    }
    expect({ missing, damaged }).toEqual({ missing: 0, damaged: [] })
  })

  test('what was changed is named first, with its package, and is not listed', async () => {
    writeFileSync(at('etc/shop/web.conf'), 'listen 8080\n')
    expect(await listed('/etc')).toEqual(['etc/shop/shop-web.ini', 'etc/shop/two words.conf'])
    expect((await left('/etc'))[0]).toBe('etc/shop/web.conf shop-web differs')
  })

  test('a link, a file that another version had, that a removed package left, or that no package has, is never listed', async () => {
    writeFileSync(at('etc/shop/local.conf'), 'mine')
    expect(await left('/etc', '/usr/share')).toEqual([
      'etc/shop/old.conf shop-web obsolete',
      'etc/cron.d/shop-gone shop-gone not-installed',
      'etc/shop/shop-gone.ini shop-gone not-installed',
      'etc/shop/local.conf null no-package',
      'usr/share/shop/link.html shop-web link',
    ])
  })

  test('a diverted file is looked for where it was led, and what one package took over counts for that one alone', async () => {
    const [page, distrib, taken] = ['page.html', 'page.html.distrib', 'taken.txt'].map(name =>
      at(`usr/share/shop/${name}`),
    )
    writeFileSync(page ?? '', 'of shop-web\n')
    writeFileSync(distrib ?? '', 'of shop-divert\n')
    writeFileSync(taken ?? '', 'of shop-web\n')
    expect((await left('/usr/share')).slice(0, 3)).toEqual([
      'usr/share/shop/page.html shop-divert differs',
      'usr/share/shop/page.html.distrib shop-web differs',
      'usr/share/shop/taken.txt shop-taker differs',
    ])
  })

  test('what ucf put in place counts with the sum that ucf has of it, and its damaged lines are named', async () => {
    writeFileSync(at('etc/shop/shop-web.ini'), 'auto_prepend_file = /tmp/x\n')
    expect((await left('/etc'))[0]).toBe('etc/shop/shop-web.ini shop-web differs')
    appendFileSync(at('var/lib/ucf/hashfile'), 'no sum\n')
    appendFileSync(at('var/lib/ucf/registry'), 'shop-web relative\n')
    expect((await look('/etc')).damaged).toEqual([
      { file: 'var/lib/ucf/registry', line: 3 },
      { file: 'var/lib/ucf/hashfile', line: 3 },
    ])
    rmSync(at('var/lib/ucf'), { recursive: true })
    expect(await left('/etc')).toContain('etc/shop/shop-web.ini null no-package')
  })

  test('where /usr is merged a file is found by either name, and is called as the root is', async () => {
    expect(await listed('/usr/lib/systemd')).toEqual(['usr/lib/systemd/system/shop-web.service'])
    expect(await listed('/lib/systemd/')).toEqual(['lib/systemd/system/shop-web.service'])
    expect(await listed('/usr/lib', '/usr/lib/systemd', '/usr/bin')).toEqual([
      'usr/bin/shop-tool',
      'usr/lib/shop/lib.so',
      'usr/lib/systemd/system/shop-web.service',
    ])
  })

  test('links in the system lead nowhere out of it, and round in a circle to nothing', async () => {
    const outside = installedSystem()
    rmSync(at('lib'))
    symlinkSync(`/../../..${outside}/usr/lib`, at('lib'))
    expect((await look('/usr/lib')).leftOut.map(({ path, why }) => [path, why])).toEqual([
      ['usr/lib/systemd/system/shop-web.service', 'no-package'],
    ])
    rmSync(at('lib'))
    symlinkSync('/../../usr/lib', at('lib'))
    expect(await listed('/usr/lib/systemd')).toHaveLength(1)
    rmSync(at('lib'))
    symlinkSync('loop', at('lib'))
    symlinkSync('lib', at('loop'))
    expect(await listed('/usr/lib')).toEqual(['usr/lib/shop/lib.so'])
  })

  test('a damaged line is named and covers nothing, and those beside it count', async () => {
    const sums = database('info/shop-web.md5sums')
    const text = readFileSync(sums, 'latin1').replace(/^.*(?= {2}usr\/share\/shop\/two words)/m, 'no sum')
    writeFileSync(sums, `${text}d022cbf534b2330c70b5185e19f89d3b  ../../etc/passwd\n`, 'latin1')
    appendFileSync(database('info/shop-web.list'), 'relative\n/usr//share\n')
    appendFileSync(database('status'), 'no field\n\nPackage: ../../../etc/passwd\nStatus: install ok installed\n')
    appendFileSync(database('diversions'), '/usr/share/shop/taken.txt\n')
    const { gathered, leftOut, damaged } = await look('/usr/share')
    expect(leftOut).toContainEqual({ path: 'usr/share/shop/two words.txt', package: 'shop-web', why: 'no-sum' })
    expect(gathered.entries).toHaveLength(7)
    expect(damaged.map(({ file, line }) => `${file.slice('var/lib/dpkg/'.length)}:${line}`).toSorted()).toEqual([
      'diversions:4',
      'info/shop-web.list:20',
      'info/shop-web.list:21',
      'info/shop-web.md5sums:10',
      'info/shop-web.md5sums:8',
      'status:52',
      'status:55',
    ])
  })

  test('diversions count up to the first that is none, and each line after it is named', async () => {
    const whole = readFileSync(database('diversions'), 'latin1')
    const more = '/etc/shop/web.conf\n/etc/shop/web.conf.distrib\nshop-divert\n'
    const names = async () => (await look('/etc')).damaged.map(({ file, line }) => `${file} ${line}`)
    writeFileSync(database('diversions'), `${whole}${more}`)
    expect(await names()).toEqual([])
    // The line that said where the path is led is lost, so each after it would be taken for another.
    for (const lost of [
      '/usr/bin/tool\nshop-divert\n',
      '/usr/bin/tool\n/usr/bin/tool.real\n',
      'usr/bin/tool\n/x\n:\n',
    ]) {
      writeFileSync(database('diversions'), `${whole}${lost}${more}`)
      const from = whole.split('\n').length
      const lines = lost.split('\n').length - 1 + 3
      const damaged = Array.from({ length: lines }, (_, index) => `var/lib/dpkg/diversions ${from + index}`)
      expect(await names()).toEqual(damaged)
      expect(await listed('/etc')).toContain('etc/shop/web.conf')
    }
  })

  test('files that are gone are counted, and what is left out by a pattern is none of them', async () => {
    rmSync(at('etc/shop/web.conf'))
    expect((await look('/etc')).missing).toBe(1)
    const some = await entriesOfPackages({ system, roots: ['/usr/share'] }, { exclude: ['usr/share/shop'] })
    expect(some.gathered.entries.map(({ path }) => path)).toEqual(['usr/share/shop-tool/new\\line'])
  })

  test('without a database, with one that dpkg is writing, or of another format, nothing is listed', async () => {
    const refused = expect.objectContaining({ code: 'release-refused', place: database('updates') })
    writeFileSync(database('updates/0001'), '')
    await expect(look('/etc')).rejects.toEqual(refused)
    rmSync(database('updates/0001'))
    writeFileSync(database('info/format'), '2\n')
    await expect(look('/etc')).rejects.toThrow('its format "2" is unknown')
    rmSync(database('info/format'))
    rmSync(database('status'))
    await expect(look('/etc')).rejects.toThrow('no packages of dpkg are installed there')
    mkdirSync(database('status'))
    await expect(look('/etc')).rejects.toMatchObject({ code: 'release-refused', place: database('status') })
  })

  test.each(['/', '', 'etc', '/etc/../usr'])('%j is no folder to look at', async root => {
    await expect(look(root)).rejects.toMatchObject({ code: 'release-refused', place: root })
  })

  test('a name that md5sum has escaped is read as its bytes', () => {
    const said = execFileSync('tar', [
      '-xOf',
      join(import.meta.dirname, '../fixtures/dpkg/system.tar'),
      './var/lib/dpkg/info/shop-tool.md5sums',
    ])
    const names = said
      .toString('latin1')
      .trimEnd()
      .split('\n')
      .map(line => parseMd5(line)?.path)
    expect(names).toEqual(['usr/bin/shop-tool', 'usr/share/shop-tool/new\\line'])
  })

  test('no line makes the reader of sums throw, and what it takes is a whole sum of a path that does not climb', () => {
    const hex = 'A'.repeat(32)
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('', '\\'), fc.constantFrom('  ', ' *', ' '), fc.string())
        .map(([mark, gap, name]) => mark + hex + gap + name),
    )
    fc.assert(
      fc.property(line, text => {
        const sum = parseMd5(text)
        if (sum === null) return
        expect(sum.md5).toMatch(/^[0-9a-f]{32}$/)
        expect(sum.path).toMatch(/^[^/]/)
        expect(sum.path.split('/')).not.toContain('..')
      }),
    )
    expect(parseMd5(`${hex}  ../etc/passwd`)).toBeNull()
    expect(parseMd5(`${hex}  `)).toBeNull()
  })
})
