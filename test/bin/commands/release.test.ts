// The laws of `sekisho release publish`: where a release goes is said as it was typed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

test('publish sends a release for the site and below the prefix that were typed, and else for the only site', async () => {
  const house = await openApiHouse()
  const folder = temporaryFolder()
  const environment = {
    SEKISHO_COLLECTOR: house.address,
    SEKISHO_TOKEN: await house.token('publish'),
    SEKISHO_STATE: join(folder, 'state'),
  }
  const run = async (...words: string[]) => {
    const { code, err } = await runSekisho(words, environment)
    return { code, err }
  }
  const done = { code: exitCodes.ok, err: '' }
  mkdirSync(join(folder, 'build'))
  writeFileSync(join(folder, 'build', 'index.php'), '<?php')
  const file = join(folder, 'release.json')
  expect((await run('key', 'create', 'ci')).code).toBe(exitCodes.ok)
  const named = ['--component', 'shop', '--release', '1.0.0', '--out', file]
  expect((await run('release', 'create', join(folder, 'build'), ...named)).code).toBe(exitCodes.ok)
  expect(await run('release', 'publish', file, '--site', 'shop', '--prefix', 'html/100%')).toEqual(done)
  expect(house.asked.publish.at(-1)).toMatchObject({ site: 'shop', prefix: 'html/100%25' })
  expect(await run('release', 'publish', file)).toEqual(done)
  expect(house.asked.publish.at(-1)).toMatchObject({ site: null, prefix: '' })
})
