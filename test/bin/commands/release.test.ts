// The laws of `sekisho release publish`: where a release goes is said as it was typed, and when it ends is told.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

/** A collector, and a signed release to send it. */
async function prepared(options: Parameters<typeof openApiHouse>[0] = {}) {
  const house = await openApiHouse(options)
  const folder = temporaryFolder()
  const environment = {
    SEKISHO_COLLECTOR: house.address,
    SEKISHO_TOKEN: await house.token('publish'),
    SEKISHO_STATE: join(folder, 'state'),
  }
  const run = (...words: string[]) => runSekisho(words, environment)
  mkdirSync(join(folder, 'build'))
  writeFileSync(join(folder, 'build', 'index.php'), '<?php')
  const file = join(folder, 'release.json')
  expect((await run('key', 'create', 'ci')).code).toBe(exitCodes.ok)
  const named = ['--component', 'shop', '--release', '1.0.0', '--out', file]
  expect((await run('release', 'create', join(folder, 'build'), ...named)).code).toBe(exitCodes.ok)
  return { house, run, file }
}

test('publish sends a release for the site and below the prefix that were typed, and else for the only site', async () => {
  const { house, run, file } = await prepared()
  const done = { code: exitCodes.ok, err: '', out: 'Release 1 (shop 1.0.0, 1 file) is current.\n' }
  expect(await run('release', 'publish', file, '--site', 'shop', '--prefix', 'html/100%')).toEqual(done)
  expect(house.asked.publish.at(-1)).toMatchObject({ site: 'shop', prefix: 'html/100%25' })
  expect(await run('release', 'publish', file)).toEqual(done)
  expect(house.asked.publish.at(-1)).toMatchObject({ site: null, prefix: '' })
})

test('publish tells the end that is in force, also of a release that was published before', async () => {
  const ends = { ...releaseRow, expiresAt: '2026-12-31T00:00:00.000Z' }
  const { run, file } = await prepared({ releases: { publish: async () => ends } })
  for (const words of [[], ['--expires', '2026-12-31']]) {
    const { code, out } = await run('release', 'publish', file, ...words)
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('is current.\nshop 1.0.0 ends: 2026-12-31T00:00:00.000Z\n')
  }
})
