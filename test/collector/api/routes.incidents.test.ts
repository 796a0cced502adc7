// The laws of the routes of incidents: who may do what, and that what was asked reaches the store with who asks.
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

describe('the routes of incidents', () => {
  test('hand on what people do, with who they are', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const ask = (what: string, body: object) => house.ask('POST', `incidents/7/${what}`, { token, body })
    await ask('acknowledge', { note: ' on it ' })
    await ask('close', { outcome: 'malicious' })
    await ask('aware', { at: '2026-01-01T09:00:00+09:00' })
    const split = await ask('split', { files: [3] })
    await ask('merge', { incidents: [8, 9], note: 'one attack' })
    expect(await split.json()).toEqual({ incident: 8 })
    const who = { incident: 7, who: 'token:admin-token', customer: 1 }
    expect(house.store.written.slice(-5)).toMatchObject([
      ['acknowledgeIncident', { ...who, note: 'on it' }],
      ['closeIncident', { ...who, outcome: 'malicious', note: '' }],
      ['declareAware', { ...who, awareAt: Date.UTC(2026, 0, 1) }],
      ['splitIncident', { ...who, files: [3] }],
      ['mergeIncidents', { ...who, incidents: [8, 9], note: 'one attack' }],
    ])
  })

  test('let whoever may read say that they looked, and do nothing else', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    expect((await house.ask('POST', 'incidents/7/open', { token })).status).toBe(204)
    for (const what of ['acknowledge', 'contain', 'close', 'aware', 'split', 'merge']) {
      expect((await house.ask('POST', `incidents/7/${what}`, { token, body: {} })).status).toBe(403)
    }
  })

  test('refuse an outcome that there is not, a time without zone, and nothing to split', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const bodies = {
      close: { outcome: 'fine' },
      aware: { at: '2026-01-01' },
      split: { files: [] },
      merge: { incidents: ['x'] },
    }
    for (const [what, body] of Object.entries(bodies)) {
      expect((await house.ask('POST', `incidents/7/${what}`, { token, body })).status).toBe(400)
    }
    expect((await house.ask('GET', 'incidents?state=gone', { token })).status).toBe(400)
  })
})
