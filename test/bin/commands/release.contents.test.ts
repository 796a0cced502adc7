// The laws of `sekisho release contents`, and of `release publish --contents`: what the collector wants and the source has is
// sent, what was not kept is named, and a release stands whatever becomes of its contents.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import type { ContentDoors } from '../../../collector/handover.capture.ts'
import { openApiHouse } from '../../support/api-house.ts'
import { sha256 } from '../../support/batches.ts'
import { noContents } from '../../support/content-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { zipFile } from '../../support/hostile-archives.ts'
import { fixture, shopEntries } from '../../support/release-fixture.ts'
import { runSekisho } from '../../support/shell.ts'

test('release contents sends what is wanted and there, batch by batch, and tells of the rest', async () => {
  const names = Array.from({ length: 250 }, (_, index) => `f${index}.php`)
  const batches: number[] = []
  const contents: ContentDoors = {
    ...noContents,
    reads: {
      ...noContents.reads,
      releasedWishes: async ({ release, after }) => {
        if (release !== 12) return null
        const items = [...names, 'gone.php'].map(path => ({ path, sha256: sha256(path) }))
        return after === ''
          ? { items: items.slice(0, 100), last: 'f99.php' as never }
          : { items: items.slice(100), last: null }
      },
    },
    keepReleased: async (_by, _release, files) => {
      expect(files.every(({ path, bytes }) => String(bytes) === path)).toBe(true)
      batches.push(files.length)
      return { kept: files.length - 1, refused: [{ path: files[0]?.path ?? '', why: 'cards' }] }
    },
  }
  const house = await openApiHouse({ doors: { contents } })
  const folder = temporaryFolder()
  for (const name of names) writeFileSync(join(folder, name), name)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('publish') }
  const run = (...words: string[]) =>
    runSekisho(['release', 'contents', ...words], { ...environment, SEKISHO_STATE: temporaryFolder() })
  const { code, out } = await run('12', folder)
  expect([code, batches]).toEqual([exitCodes.ok, [200, 50]])
  expect(out).toContain('gone.php  the source holds no such file')
  expect(out).toContain('f0.php  it holds card numbers')
  expect(out).toContain('248 contents were kept, 3 were not.')
  expect((await run('13', folder)).code).toBe(exitCodes.refused)
  for (const [name, ends, why] of [
    ['nowhere', exitCodes.usage, 'there is no such file or folder'],
    [
      'f0.php',
      exitCodes.refused,
      'no contents were given: it is no folder, zip, tar (.gz, .xz, .zst) or list of sha256 sums',
    ],
  ] as const) {
    const { code, err } = await run('12', join(folder, name))
    expect([code, err]).toEqual([ends, `sekisho: ${join(folder, name)}: ${why}\n`])
  }
})

/** A collector that wants what the fixture's tree holds. */
async function wantingHouse(refusal: Failure | null = null) {
  const kept: string[] = []
  const contents: ContentDoors = {
    ...noContents,
    reads: {
      ...noContents.reads,
      releasedWishes: async () => ({ items: shopEntries().filter(({ type }) => type === 'file'), last: null }),
    },
    keepReleased: async (_by, _release, files) => {
      if (refusal !== null) throw refusal
      kept.push(...files.map(({ path }) => path))
      return { kept: files.length, refused: [] }
    },
  }
  const house = await openApiHouse({ doors: { contents } })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('publish') }
  const file = join(temporaryFolder(), 'shop-1.0.json')
  const signatures = [{ keyid: 'a'.repeat(64), sig: 'AAAA' }]
  writeFileSync(file, JSON.stringify({ payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures }))
  const run = (...words: string[]) =>
    runSekisho(['release', ...words], { ...environment, SEKISHO_STATE: temporaryFolder() })
  return { house, kept, file, run }
}

const wanted = shopEntries()
  .filter(({ type }) => type === 'file')
  .map(({ path }) => path)

test('release contents takes the archive that the release was made of, and says what to take off its paths', async () => {
  const { kept, run } = await wantingHouse()
  const whole = await run('contents', '12', fixture('shop.tar.xz'))
  expect([whole.code, kept]).toEqual([exitCodes.ok, []])
  expect(whole.err).toContain('Everything in it lies in the folder shop-1.0.')
  expect(whole.err).toContain('give it again with --strip 1')
  const { code, out } = await run('contents', '12', fixture('shop.tar.xz'), '--strip', '1')
  expect([code, kept.toSorted()]).toEqual([exitCodes.ok, wanted.toSorted()])
  expect(out).toContain(`${wanted.length} contents were kept, 0 were not.`)
})

test('release publish gives the contents in the same step, after the release is published', async () => {
  const { house, kept, file, run } = await wantingHouse()
  const { code, out, err } = await run('publish', file, '--contents', fixture('shop.zip'), '--strip', '1')
  expect([code, err, house.asked.publish.length]).toEqual([exitCodes.ok, '', 1])
  expect(kept.toSorted()).toEqual(wanted.toSorted())
  expect(out).toMatch(/^Release 1 \(shop 1\.0\.0, 1 file\) is current\.\n\d+ contents were kept/)
})

test('a release whose contents were refused stands, and how to give them later is said', async () => {
  const hostile = zipFile([{ name: 'src/index.php', content: 'x' }, { name: '../x' }])
  const noKey = new Failure('content-key-missing', 'no key')
  for (const [source, refusal] of [
    [hostile, null],
    [fixture('shop.zip'), noKey],
  ] as const) {
    const { house, kept, file, run } = await wantingHouse(refusal)
    const { code, out, err } = await run('publish', file, '--contents', source, '--strip', '1')
    expect([code === exitCodes.ok, house.asked.publish.length, kept]).toEqual([false, 1, []])
    expect(out).toContain('Release 1 (shop 1.0.0, 1 file) is current.')
    expect(err).toContain('Give them later: sekisho release contents 1 SOURCE')
  }
})

test('a source that is not there, or not one, is told before anything is published', async () => {
  const { house, file, run } = await wantingHouse()
  const gone = '/nowhere.zip: there is no such file or folder'
  expect((await run('publish', file, '--contents', '/nowhere.zip')).err).toContain(gone)
  for (const words of [
    ['--strip', '1'],
    ['--git', '.'],
    ['--contents', '.', '--git', '.', '--rev', 'v1'],
  ]) {
    const { code, err } = await run('publish', file, ...words)
    expect([code, err]).toEqual([exitCodes.usage, expect.stringContaining('of the contents: --contents with a folder')])
  }
  expect((await run('contents', '1', '--strip', '1')).err).toContain('of the contents: a folder or an archive, or else')
  expect(house.asked.publish).toEqual([])
})

test('release contents --remove lets go what is here, and says of how many; a source besides is refused', async () => {
  const endReleased: ContentDoors['endReleased'] = async (_by, release) => (release === 9 ? 3 : null)
  const run = await removing(endReleased)
  expect((await run('9')).out).toContain('3 contents of release 9 will go')
  expect((await run('9', '--json')).out).toBe('{"release":9,"going":3}\n')
  expect((await run('8')).code).toBe(exitCodes.refused)
  expect((await run('9', './shop')).err).toContain('--remove takes no source')
  expect((await run('9', '--strip', '1')).code).toBe(exitCodes.usage)
})

test('what a release in force came with stays, and it is told how a release ends, in the language of who asked', async () => {
  const current = new ToldFailure('release-in-force', reason('problem.release-in-force'), { place: 'shop 1.0' })
  const run = await removing(() => Promise.reject(current))
  const told = await run('9')
  expect(told).toMatchObject({ code: exitCodes.refused, out: '' })
  const mend = 'Revoke it, make another version current, or wait until its overlap is over.'
  const why = 'The release is in force, and what is found is compared with it.'
  expect(told.err).toBe(`sekisho: shop 1.0: ${why}\n  ${mend}\n`)
  const ja = await removing(() => Promise.reject(current), 'ja')
  expect((await ja('9')).err).toMatch(/^sekisho: shop 1\.0: このリリースは有効で、[^\n]+\n {2}失効させるか、[^\n]+\n$/)
})

/** `release contents … --remove` at a collector that answers so. */
async function removing(endReleased: ContentDoors['endReleased'], LANG = 'en') {
  const house = await openApiHouse({ doors: { contents: { ...noContents, endReleased } } })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('publish'), LANG }
  return (...words: string[]) =>
    runSekisho(['release', 'contents', ...words, '--remove'], { ...environment, SEKISHO_STATE: temporaryFolder() })
}
