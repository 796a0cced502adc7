// The laws of `sekisho key`: what a key is trusted for, and how that is told.
import type { KeyRow } from '@sekisho/shared/api.keys.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

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
  const run = (...words: string[]) => runSekisho(['key', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  return { run, written: house.store.written }
}

describe('sekisho key', () => {
  test('trust asks for a component where a key is to sign weak releases, and says how to name it', async () => {
    const { run, written } = await open()
    const before = written.length
    const { code, err } = await run('trust', key, '--name', 'web1', '--role', 'weak')
    expect([code, written.length]).toEqual([exitCodes.usage, before])
    expect(err).toContain('--component NAME')
    expect((await run('trust', key, '--name', 'web1', '--role', 'weak', '--component', 'packages')).code).toBe(0)
    expect(written.at(-1)).toMatchObject(['trustKey', { key, component: 'packages', role: 'weak' }])
  })

  test('list says that trust in weak releases of every component counts no more, and how to give it anew', async () => {
    const { run } = await open()
    const { out } = await run('list')
    expect(out).toContain('weak releases: packages')
    expect(out).toMatch(/weak releases: none.*counts no more \(trust it anew with --component\)/)
  })
})
