// The laws of listing the audit trail: all of one's own lines, the newest first, and nobody else's.
import { DatabaseSync } from 'node:sqlite'
import type { AuditFilter } from '@sekisho/shared/api.audit.ts'
import { describe, expect, test } from 'vitest'
import { by, StoreHouse } from '../../support/store-house.ts'

async function open() {
  const house = await new StoreHouse().open()
  const write = (customer: number | null, at: number, what: string) =>
    house.store.writes.audit({ customer, at, who: 'user:sato', from: '10.0.0.7', what, detail: { at } })
  const page = (filter: AuditFilter = {}, customer = 1) => house.store.reads.auditLines({ customer, filter })
  /** Without the line of the start, whose profiles are new. */
  const told = async (filter?: AuditFilter, customer?: number) =>
    (await page(filter, customer)).items.flatMap(({ id, what }) => (id === 1 ? [] : [what]))
  return { house, write, page, told }
}

describe('the audit trail', () => {
  test('is listed as it was written, the newest first, also what was written by a change itself', async () => {
    const { house, write, page } = await open()
    await house.store.writes.addSite({ ...by, name: 'shop' })
    await write(1, 2_000, 'incident.close')
    expect((await page()).items).toEqual([
      {
        ...{ id: 3, at: '1970-01-01T00:00:02.000Z', who: 'user:sato', from: '10.0.0.7', what: 'incident.close' },
        detail: { at: 2_000 },
      },
      {
        ...{ id: 2, at: '1970-01-01T00:00:01.000Z', who: 'test', from: 'local', what: 'site.add' },
        detail: { site: 'shop' },
      },
      expect.objectContaining({ id: 1, who: 'collector', what: 'profiles.changed', detail: { profiles: ['php'] } }),
    ])
  })

  test('comes page by page until each line was told once', async () => {
    const { write, page } = await open()
    for (const at of [1, 2, 3, 4]) await write(1, at, 'token.add')
    const ids: number[][] = []
    let cursor: string | null = null
    do {
      const found = await page({ limit: 2, ...(cursor === null ? {} : { cursor }) })
      ids.push(found.items.map(({ id }) => id))
      cursor = found.next
    } while (cursor !== null)
    expect(ids).toEqual([[5, 4], [3, 2], [1]])
    await expect(page({ cursor: 'made-up' })).rejects.toMatchObject({ code: 'request-invalid' })
  })

  test('is narrowed to what was done, or to a kind of it, and to when', async () => {
    const { write, told } = await open()
    for (const what of ['release.publish', 'release.refuse', 'release-end', 'site.add']) await write(1, 1_000, what)
    await write(1, 5_000, 'release.publish')
    expect(await told({ what: 'release' })).toEqual(['release.publish', 'release.refuse', 'release.publish'])
    expect(await told({ what: 'release.refuse' })).toEqual(['release.refuse'])
    expect(await told({ since: '1970-01-01T00:00:05.000Z', what: 'release' })).toEqual(['release.publish'])
  })

  test('is each customer’s own but for profiles; what is nobody’s is for the only one, and for the provider', async () => {
    const { house, write, told } = await open()
    await write(1, 1, 'site.add')
    await write(null, 2, 'session.refused')
    await write(0, 3, 'profiles.changed')
    await write(0, 3, 'release.publish')
    expect(await told()).toEqual(['profiles.changed', 'session.refused', 'site.add'])
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    database.exec(`INSERT INTO customer (id, name) VALUES (2, 'other')`)
    database.close()
    await write(2, 4, 'host.revoke')
    expect(await told()).toEqual(['profiles.changed', 'site.add'])
    expect(await told({}, 2)).toEqual(['host.revoke', 'profiles.changed'])
    expect(await told({}, 0)).toEqual(['release.publish', 'profiles.changed', 'session.refused'])
  })
})
