// The laws of `sekisho token`: what a token is limited to is said when it is made, and in the list.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

async function open() {
  const house = await openApiHouse()
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const run = (...words: string[]) =>
    runSekisho(['token', ...words], { ...environment, SEKISHO_STATE: '/nonexistent', TZ: 'UTC' })
  return { house, run, written: house.store.written }
}

describe('sekisho token', () => {
  test('create limits a token that publishes to the sites named, and says so beside the secret', async () => {
    const { run, written } = await open()
    const { code, out, err } = await run('create', 'ci', '--role', 'publish', '--site', 'shop', '--site', 'second')
    expect(code).toBe(exitCodes.ok)
    expect(out).toMatch(/^sekisho_\S+\n$/)
    expect(err).toContain('It publishes for shop, second alone.')
    expect(written.at(-1)).toMatchObject(['addToken', { name: 'ci', sites: ['shop', 'second'] }])
    const free = await run('create', 'free', '--role', 'publish', '--json')
    expect(JSON.parse(free.out)).not.toHaveProperty('sites')
    const wide = await run('create', 'wide', '--role', 'admin', '--site', 'shop')
    expect([wide.code, written.at(-1)]).toMatchObject([exitCodes.usage, ['addToken', { name: 'free', sites: null }]])
    expect(wide.err).toContain('--role publish')
  })

  test('list names role, sites and end of each', async () => {
    const { house, run } = await open()
    const madeAt = '2026-11-29T01:02:03.000Z'
    house.store.reads.tokens = async () => [
      { name: 'ci', role: 'publish', sites: ['shop', 'second'], madeAt, expiresAt: '2027-02-27T01:02:03.000Z' },
      { name: 'duty', role: 'approve', sites: null, madeAt, expiresAt: null },
    ]
    const { out } = await run('list')
    expect(out).toMatch(/^ci {2}publish {2}shop, second {2}2026-11-29 .* until 2027-02-27 /m)
    expect(out).toMatch(/^duty {2}approve {2}every site {2}2026-11-29 \S+$/m)
    expect((await run('list', '--json')).out.trimEnd().split('\n')).toHaveLength(2)
  })
})
