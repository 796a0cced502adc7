// The laws of tokens that are limited to sites, and of their end before its time, as the store keeps them.
import { describe, expect, test } from 'vitest'
import { by, StoreHouse } from '../../support/store-house.ts'

const digest = 'e'.repeat(64)
const token = { ...by, digest, name: 'ci', role: 'publish', expiresAt: null } as const

async function open() {
  const house = await new StoreHouse().open()
  for (const name of ['shop', 'second']) await house.store.writes.addSite({ ...by, name })
  const principal = () => house.store.reads.principal({ kind: 'token', digest, now: 1 })
  return { house, ...house.store, principal }
}

describe('a token that is limited to sites', () => {
  test('keeps them over a restart, in the list and in the audit trail', async () => {
    const { house, writes } = await open()
    await writes.addToken({ ...token, sites: ['second', 'shop'] })
    await writes.addToken({ ...token, digest: 'd'.repeat(64), name: 'free', role: 'read', at: 2_000 })
    await writes.addToken({ ...token, digest: 'c'.repeat(64), name: 'over', expiresAt: 3_000 })
    await writes.addSession({ ...by, digest, name: 'page', role: 'read', person: null, expiresAt: 9_000 })
    await house.store.stop()
    const { reads } = (await house.open()).store
    expect(await reads.principal({ kind: 'token', digest, now: 1 })).toMatchObject({ sites: ['second', 'shop'] })
    const free = { sites: null, expiresAt: null, revoked: null }
    const at = (seconds: number) => `1970-01-01T00:00:0${seconds}.000Z`
    expect(await reads.tokens({ customer: 1, now: 3_000 })).toEqual([
      { ...free, id: 'd'.repeat(16), name: 'free', role: 'read', madeAt: at(2) },
      { ...free, id: 'e'.repeat(16), name: 'ci', role: 'publish', sites: ['second', 'shop'], madeAt: at(1) },
    ])
    expect((await reads.tokens({ customer: 1, now: 2_999 })).map(({ name }) => name)).toContain('over')
    expect(await reads.tokens({ customer: 0, now: 1 })).toEqual([])
    expect(house.audited('token.add')[0]).toMatchObject({ name: 'ci', sites: ['second', 'shop'] })
  })

  test('is one that publishes, of sites that there are, and not of the provider', async () => {
    const { writes, principal } = await open()
    const refused = { code: 'request-invalid', message: expect.stringContaining('--role publish') }
    await expect(writes.addToken({ ...token, role: 'admin', sites: ['shop'] })).rejects.toMatchObject(refused)
    await expect(writes.addToken({ ...token, customer: 0, sites: ['shop'] })).rejects.toMatchObject(refused)
    await expect(writes.addToken({ ...token, sites: ['shop', 'elsewhere'] })).rejects.toMatchObject({
      code: 'name-unknown',
      place: 'elsewhere',
    })
    expect(await principal()).toBeNull()
  })
})

describe('a token that is revoked', () => {
  const id = 'e'.repeat(16)
  const revoked = { at: '1970-01-01T00:00:09.000Z', by: 'token:admin' }
  const revoke = { ...by, id, who: 'token:admin', at: 9_000 }

  test('opens nothing from then on, also after a restart, and the list and the audit trail say when, by whom and what it was', async () => {
    const { house, writes, principal } = await open()
    await writes.addToken({ ...token, sites: ['shop'] })
    await writes.addToken({ ...token, digest: `${'e'.repeat(15)}f${'0'.repeat(48)}`, name: 'near' })
    expect(await principal()).not.toBeNull()
    expect(await writes.revokeToken(revoke)).toMatchObject({ id, name: 'ci', revoked })
    expect(await principal()).toBeNull()
    await house.store.stop()
    const { reads } = (await house.open()).store
    expect(await reads.principal({ kind: 'token', digest, now: 1 })).toBeNull()
    const listed = await reads.tokens({ customer: 1, now: 10_000 })
    expect(listed.map(row => [row.name, row.revoked])).toEqual([
      ['ci', revoked],
      ['near', null],
    ])
    const before = { role: 'publish', sites: ['shop'], madeAt: '1970-01-01T00:00:01.000Z', expiresAt: null }
    expect(house.audited('token.revoke')).toEqual([{ id, name: 'ci', before }])
    expect(house.audited('token.add')[0]).toMatchObject({ id })
  })

  test('is ended once: who did it first stays, and stands in the audit trail alone', async () => {
    const { house, writes } = await open()
    await writes.addToken(token)
    await writes.revokeToken(revoke)
    expect(await writes.revokeToken({ ...revoke, who: 'token:other', at: 10_000 })).toMatchObject({ revoked })
    expect(house.audited('token.revoke')).toHaveLength(1)
  })

  test('is one of the customer who asks, whose time is not over, and no session', async () => {
    const { house, writes, reads, principal } = await open()
    await writes.addToken(token)
    const over = { ...token, digest: 'd'.repeat(64), expiresAt: 9_000 }
    await writes.addToken(over)
    const session = 'c'.repeat(64)
    await writes.addSession({ ...by, digest: session, name: 'page', role: 'read', person: null, expiresAt: 99_000 })
    for (const wrong of [{ customer: 0 }, { id: 'd'.repeat(16) }, { id: 'c'.repeat(16) }, { id: 'a'.repeat(16) }]) {
      const refused = { code: 'name-unknown', message: expect.stringContaining('sekisho token list') }
      await expect(writes.revokeToken({ ...revoke, ...wrong })).rejects.toMatchObject(refused)
    }
    expect(await principal()).not.toBeNull()
    expect(await reads.principal({ kind: 'session', digest: session, now: 1 })).not.toBeNull()
    expect(house.audited('token.revoke')).toEqual([])
  })
})
