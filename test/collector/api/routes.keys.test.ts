import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

const key = 'd'.repeat(64)

describe('the routes of keys', () => {
  test('hand on component, role and reason with who asks', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    await house.ask('POST', 'keys', { token, body: { key, name: 'ci', component: 'shop', role: 'approve' } })
    await house.ask('POST', `keys/${key}/revoke`, { token, body: { reason: ' copied ' } })
    expect(house.store.written.slice(-2)).toMatchObject([
      ['trustKey', { key, component: 'shop', role: 'approve', who: 'token:admin-token' }],
      ['revokeKey', { key, reason: 'copied', who: 'token:admin-token' }],
    ])
  })

  test('refuse what is no key, no component, no role and no reason', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const bodies = [
      { key: 'x', name: 'ci' },
      { key, name: 'ci', component: '../shop' },
      { key, name: 'ci', role: 'admin' },
    ]
    for (const body of bodies) expect((await house.ask('POST', 'keys', { token, body })).status).toBe(400)
    for (const reason of ['', '  ']) {
      expect((await house.ask('POST', `keys/${key}/revoke`, { token, body: { reason } })).status).toBe(400)
    }
    expect((await house.ask('POST', 'keys/x/revoke', { token, body: { reason: 'r' } })).status).toBe(400)
  })
})
