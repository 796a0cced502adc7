// The laws of `sekisho key`: what a key is trusted for, and how that is told.
import type { KeyRow } from '@sekisho/shared/api.keys.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'
import { StoreHouse } from '../../support/store-house.ts'

const key = 'd'.repeat(64)
const row: KeyRow = {
  ...{ key, name: 'web1', trustedAt: '2026-11-29T01:02:03.000Z', revoked: null },
  trusts: [
    { component: null, role: 'weak' },
    { component: 'packages', role: 'weak' },
  ],
}

async function open() {
  const house = await openApiHouse()
  house.store.reads.keys = async () => [row]
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const runIn = (language: string, ...words: string[]) =>
    runSekisho(['key', ...words], { ...environment, SEKISHO_STATE: '/nonexistent', LANG: language })
  return { house, runIn, run: (...words: string[]) => runIn('en_GB.UTF-8', ...words) }
}

describe('sekisho key', () => {
  test('trust asks in either language for a component where a key is to sign weak releases, and says how to name it', async () => {
    const { house, runIn } = await open()
    const { store } = await new StoreHouse().open()
    house.store.writes.trustKey = input => store.writes.trustKey(input)
    const weak = ['trust', key, '--name', 'web1', '--role', 'weak']
    const english = await runIn('en_GB.UTF-8', ...weak)
    expect([english.code, english.err]).toEqual([exitCodes.refused, expect.stringContaining('(--component NAME)')])
    expect((await runIn('ja_JP.UTF-8', ...weak)).err).toContain('--componentで1つずつ指定してください')
    expect(await store.reads.keys({ customer: 1 })).toEqual([])
    expect((await runIn('en_GB.UTF-8', ...weak, '--component', 'packages')).code).toBe(exitCodes.ok)
    expect(await store.reads.keys({ customer: 1 })).toMatchObject([
      { trusts: [{ component: 'packages', role: 'weak' }] },
    ])
  })

  test('list says that trust in weak releases of every component counts no more, and how to give it anew', async () => {
    const { run } = await open()
    const { out } = await run('list')
    expect(out).toContain('weak releases: packages')
    expect(out).toMatch(/weak releases: none.*counts no more \(trust it anew with --component\)/)
  })
})
