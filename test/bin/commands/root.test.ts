// The laws of `sekisho root bind`: what was typed reaches the collector in the one text that each path has.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

test('a root is bound to the site, the profile and the prefix that were typed, and to the top without a prefix', async () => {
  const house = await openApiHouse()
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const bind = (...words: string[]) =>
    runSekisho(['root', 'bind', 'web1', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  const words = ['--site', 'shop', '--profile', 'eccube4']
  const { code, out } = await bind('/srv/100%/', ...words, '--prefix', 'html/ショップ')
  expect([code, out]).toEqual([exitCodes.ok, expect.stringContaining('/srv/100%25')])
  const bound = { host: 'web1', root: '/srv/100%25', site: 'shop', profile: 'eccube4' }
  expect(house.store.written.at(-1)).toMatchObject(['bindRoot', { ...bound, prefix: 'html/ショップ' }])
  await bind('/srv/100%', ...words)
  expect(house.store.written.at(-1)).toMatchObject(['bindRoot', { ...bound, prefix: '' }])
  const refused = await bind('/srv', ...words, '--prefix', '../other')
  expect(refused).toMatchObject({ code: exitCodes.refused, out: '' })
  expect(house.store.written.at(-1)).toMatchObject(['bindRoot', { root: '/srv/100%25' }])
})
