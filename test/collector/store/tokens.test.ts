// The laws of tokens that are limited to sites, as the store keeps them.
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
    const at = (seconds: number) => `1970-01-01T00:00:0${seconds}.000Z`
    expect(await reads.tokens({ customer: 1, now: 3_000 })).toEqual([
      { name: 'free', role: 'read', sites: null, madeAt: at(2), expiresAt: null },
      { name: 'ci', role: 'publish', sites: ['second', 'shop'], madeAt: at(1), expiresAt: null },
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
