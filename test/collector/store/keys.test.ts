import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = 'c'.repeat(64)
const name = 'ci'

async function open() {
  const house = await new StoreHouse().open()
  const keys = () => house.store.reads.keys({ customer: by.customer })
  return { house, writes: house.store.writes, keys }
}

describe('keys at the collector', () => {
  test('are trusted to release every component unless told otherwise', async () => {
    const { writes, keys } = await open()
    await writes.trustKey({ ...by, key, name })
    expect(await keys()).toEqual([
      {
        ...{ key, name, trustedAt: '1970-01-01T00:00:01.000Z', revoked: null },
        trusts: [{ component: null, role: 'release' }],
      },
    ])
  })

  test('gather components one after the other, each once', async () => {
    const { writes, keys } = await open()
    for (const component of ['theme', 'shop', 'theme']) await writes.trustKey({ ...by, key, name, component })
    expect((await keys())[0]?.trusts).toEqual([
      { component: 'shop', role: 'release' },
      { component: 'theme', role: 'release' },
    ])
  })

  test('never both release and approve one component, however it is said', async () => {
    const ways = [
      [{ component: null }, { component: null, role: 'approve' }],
      [{ component: 'shop' }, { component: null, role: 'approve' }],
      [{ component: null, role: 'approve' }, { component: 'shop' }],
      [{ component: 'shop', role: 'approve' }, { component: 'shop' }],
      [
        { component: 'shop', role: 'weak' },
        { component: null, role: 'approve' },
      ],
    ] as const
    for (const [first, second] of ways) {
      const { writes, keys } = await open()
      await writes.trustKey({ ...by, key, name, ...first })
      await expect(writes.trustKey({ ...by, key, name, ...second })).rejects.toMatchObject({ code: 'key-refused' })
      expect((await keys())[0]?.trusts).toHaveLength(1)
    }
    const { writes } = await open()
    await writes.trustKey({ ...by, key, name, component: 'shop' })
    await writes.trustKey({ ...by, key, name, component: 'shop', role: 'weak' })
    await writes.trustKey({ ...by, key, name, component: 'theme', role: 'approve' })
  })

  test('sign weak releases of components that are named, never of every one', async () => {
    const { house, writes, keys } = await open()
    const weak = { ...by, key, name, role: 'weak' } as const
    for (const every of [weak, { ...weak, component: null }])
      await expect(writes.trustKey(every)).rejects.toMatchObject({
        code: 'key-refused',
        message: expect.stringContaining('--component NAME'),
      })
    expect(await keys()).toEqual([])
    await writes.trustKey({ ...weak, component: 'packages' })
    // Earlier versions took it; it signs nothing any more, so that it keeps the key from nothing either.
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    database.exec(`UPDATE key_trust SET component = ''`)
    database.close()
    await writes.trustKey({ ...by, key, name, component: 'shop', role: 'approve' })
    expect((await keys())[0]?.trusts).toEqual([
      { component: null, role: 'weak' },
      { component: 'shop', role: 'approve' },
    ])
  })

  test('stay listed with who revoked them, when and why, and the first reason stands', async () => {
    const { writes, keys } = await open()
    await writes.trustKey({ ...by, key, name })
    await writes.revokeKey({ ...by, at: 5_000, who: 'token:admin', key, reason: 'copied' })
    await writes.revokeKey({ ...by, at: 6_000, key, reason: 'another' })
    const revoked = { at: '1970-01-01T00:00:05.000Z', by: 'token:admin', reason: 'copied' }
    expect(await keys()).toMatchObject([{ key, revoked }])
  })

  test('once revoked are not trusted again, and one that nobody trusted cannot be revoked', async () => {
    const { writes } = await open()
    await writes.trustKey({ ...by, key, name })
    await writes.revokeKey({ ...by, key, reason: 'copied' })
    await expect(writes.trustKey({ ...by, key, name: 'again' })).rejects.toMatchObject({ code: 'key-refused' })
    const unknown = writes.revokeKey({ ...by, key: 'd'.repeat(64), reason: 'x' })
    await expect(unknown).rejects.toMatchObject({ code: 'name-unknown' })
  })
})
