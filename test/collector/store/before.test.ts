// The laws of what the audit trail says was there before, for what decides which permits hold where, and whose signature counts.
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = 'a'.repeat(64)

test('a root that is bound otherwise says to what it was bound before', async () => {
  const house = await new StoreHouse().open()
  await house.shop()
  await house.store.writes.addSite({ ...by, name: 'blog' })
  const place = { host: 'web1', root: '/shop' as PathText, prefix: '' as PathText, profile: 'php' }
  await house.store.writes.bindRoot({ ...by, ...place, site: 'blog' })
  expect(house.audited('root.bind')).toEqual([
    { ...place, site: 'shop', before: null },
    { ...place, site: 'blog', before: { site: 'shop', prefix: '', profile: 'php' } },
  ])
})

test('a component that a site is given, has elsewhere, or has no more, says where it lay before', async () => {
  const house = await new StoreHouse().open()
  await house.shop()
  await house.publish({ 'a.php': 'a' }, { component: 'coupon', version: '1' })
  await house.store.writes.addSite({ ...by, name: 'blog' })
  const given = { site: 'blog', component: 'coupon' }
  const { subscribe, unsubscribe } = house.store.releases
  for (const prefix of ['plugins/coupon', 'plugins/coupon', 'app/coupon'])
    await subscribe({ ...by, ...given, prefix: prefix as PathText })
  await unsubscribe({ ...by, ...given })
  expect(house.audited('component.subscribe')).toEqual([
    { ...given, prefix: 'plugins/coupon', before: null },
    { ...given, prefix: 'app/coupon', before: 'plugins/coupon' },
  ])
  expect(house.audited('component.unsubscribe')).toEqual([{ ...given, before: 'app/coupon' }])
})

test('a key that is trusted for more, or no longer, says for what it was trusted before', async () => {
  const house = await new StoreHouse().open()
  const { store } = house
  await store.writes.trustKey({ ...by, key, name: 'ci', component: 'core' })
  await store.writes.trustKey({ ...by, key, name: 'ci', component: 'theme' })
  await store.writes.revokeKey({ ...by, key, reason: 'lost' })
  const core = { component: 'core', role: 'release' }
  const theme = { component: 'theme', role: 'release' }
  expect(house.audited('key.trust').map(({ before }) => before)).toEqual([[], [core]])
  expect(house.audited('key.revoke')).toEqual([{ key, reason: 'lost', before: [core, theme] }])
})
