// The laws of `sekisho token`: what a token is limited to is said when it is made, and in the list.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'
import { StoreHouse } from '../../support/store-house.ts'

const id = (digit: string) => digit.repeat(16)

async function open() {
  const house = await openApiHouse()
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const runIn = (language: string, ...words: string[]) =>
    runSekisho(['token', ...words], { ...environment, SEKISHO_STATE: '/nonexistent', TZ: 'UTC', LANG: language })
  return { house, runIn, run: (...words: string[]) => runIn('en_GB.UTF-8', ...words), written: house.store.written }
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
  })

  test('create says in either language that no other role is limited to sites', async () => {
    const { house, runIn } = await open()
    const { store } = await new StoreHouse().open()
    house.store.writes.addToken = input => store.writes.addToken(input)
    const wide = ['create', 'wide', '--role', 'admin', '--site', 'shop']
    for (const [language, words] of [
      ['en_GB.UTF-8', 'a token is limited to sites where it is to publish (--role publish)'],
      ['ja_JP.UTF-8', '公開用(--role publish)のトークンだけ'],
    ] as const) {
      const { code, err } = await runIn(language, ...wide)
      expect([code, err]).toEqual([exitCodes.refused, expect.stringContaining(words)])
    }
    expect(await store.reads.tokens({ customer: 1, now: 0 })).toEqual([])
  })

  test('list names role, sites and end of each', async () => {
    const { house, run } = await open()
    const madeAt = '2026-11-29T01:02:03.000Z'
    const expiresAt = '2027-02-27T01:02:03.000Z'
    const ended = { at: '2026-11-30T04:05:06.000Z', by: 'token:\u001b[1mroot' }
    house.store.reads.tokens = async () => [
      { id: id('1'), name: 'ci', role: 'publish', sites: ['shop', 'second'], madeAt, expiresAt, revoked: null },
      { id: id('2'), name: 'duty', role: 'approve', sites: null, madeAt, expiresAt: null, revoked: null },
      { id: id('3'), name: 'old', role: 'read', sites: null, madeAt, expiresAt, revoked: ended },
    ]
    const { out } = await run('list')
    expect(out).toMatch(/^1{16} {2}ci {2}publish {2}shop, second {2}2026-11-29 .* until 2027-02-27 /m)
    expect(out).toMatch(/^2{16} {2}duty {2}approve {2}every site {2}2026-11-29 \S+$/m)
    expect(out).toMatch(/^3{16} {2}old {2}.* {2}revoked 2026-11-30 \S+ by token:⟨U\+001B⟩\[1mroot$/m)
    expect((await run('list', '--json')).out.trimEnd().split('\n')).toHaveLength(3)
  })

  test('revoke ends the one that has the name or the id, once, and says whose end it was', async () => {
    const { house, run, written } = await open()
    const token = await house.token('read')
    const row = (await house.store.reads.tokens({ customer: 1, now: 0 })).find(({ role }) => role === 'read')
    const named = await run('revoke', 'read-token')
    expect([named.code, named.err]).toEqual([exitCodes.ok, ''])
    expect(named.out).toContain(`The token read-token (${row?.id}, read) is revoked`)
    expect(written.at(-1)).toMatchObject(['revokeToken', { id: row?.id }])
    expect((await house.ask('GET', 'files', { token })).status).toBe(401)
    const again = await run('revoke', 'read-token')
    expect([again.code, again.err]).toEqual([
      exitCodes.refused,
      expect.stringContaining('no token has this name or id'),
    ])
    await house.token('work')
    const work = (await house.store.reads.tokens({ customer: 1, now: 0 })).find(({ role }) => role === 'work')
    const byId = await run('revoke', work?.id ?? '', '--json')
    expect(JSON.parse(byId.out)).toMatchObject({ id: work?.id, name: 'work-token', own: false })
  })

  test('revoke says so where it was the token that it used itself', async () => {
    const { run } = await open()
    const { code, err } = await run('revoke', 'admin-token')
    expect([code, err]).toEqual([exitCodes.ok, expect.stringContaining('the next needs another')])
  })

  test('revoke asks which one where several have the name, takes no name for an id, and knows what was revoked before', async () => {
    const { house, run, written } = await open()
    const ended = { at: '2026-11-30T04:05:06.000Z', by: 'token:root' }
    const row = { role: 'read', sites: null, madeAt: ended.at, expiresAt: null, revoked: null }
    house.store.reads.tokens = async () => [
      { ...row, id: id('1'), name: 'ci' },
      { ...row, id: id('2'), name: 'ci' },
      { ...row, id: id('3'), name: id('1') },
      { ...row, id: id('4'), name: 'old', revoked: ended },
    ]
    const several = await run('revoke', 'ci')
    expect(several).toMatchObject({ code: exitCodes.refused, out: '' })
    expect(several.err).toMatch(
      /Say which by its id:\n {2}1{16} {2}ci {2}read {2}every site {2}2026-11-30 \S+\n {2}2{16} {2}ci/,
    )
    const old = await run('revoke', 'old')
    expect([old.code, old.err]).toEqual([
      exitCodes.refused,
      expect.stringMatching(/already, 2026-11-30 \S+ by token:root/),
    ])
    expect(written.at(-1)?.[0]).toBe('addToken')
    const asked: string[] = []
    house.store.writes.revokeToken = async input => {
      asked.push(input.id)
      return { ...row, id: input.id, name: 'ci', revoked: ended }
    }
    expect((await run('revoke', id('1'))).code).toBe(exitCodes.ok)
    expect(asked).toEqual([id('1')])
  })
})
