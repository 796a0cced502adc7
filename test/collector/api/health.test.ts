// Owns the laws of what the API says of its own health.
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'
import { memoryStore } from '../../support/memory-store.ts'

describe('health', () => {
  test('healthz is for everybody and says that the store answers', async () => {
    const house = await openApiHouse()
    const answer = await fetch(`${house.address}/healthz`)
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
  })

  test('healthz fails when the store refuses, and when it does not answer in two seconds', async () => {
    const { reads } = memoryStore()
    const broken = await openApiHouse({
      doors: { reads: { ...reads, principal: () => Promise.reject(new Error('gone')) } },
    })
    const failing = await fetch(`${broken.address}/healthz`)
    expect([failing.status, await failing.json()]).toEqual([503, { status: 'failing' }])
    let asked = false
    const never = () => {
      asked = true
      return new Promise<never>(() => {})
    }
    const stuck = await openApiHouse({ doors: { reads: { ...reads, principal: never } } })
    const waiting = fetch(`${stuck.address}/healthz`)
    await eventually(() => asked)
    expect(stuck.api.report()).toMatchObject({ phase: 'serving', depth: 1 })
    stuck.clock.advance(2000)
    expect((await waiting).status).toBe(503)
  })

  test('the room reports requests under way, since when the oldest waits, and that it is closing', async () => {
    let end = () => {}
    const house = await openApiHouse({ doors: { order: () => new Promise(resolve => (end = () => resolve(true))) } })
    const token = await house.token('admin')
    expect(house.api.report()).toEqual({ phase: 'serving', sinceMs: 0, depth: 0, oldestAgeMs: 0 })
    const first = house.ask('POST', 'hosts/web1/orders', { token, body: { what: 'walk', root: null } })
    await eventually(() => house.api.report().depth === 1)
    house.clock.advance(300)
    expect(house.api.report()).toEqual({ phase: 'serving', sinceMs: 300, depth: 1, oldestAgeMs: 300 })
    end()
    expect((await first).status).toBe(202)
    await eventually(() => house.api.report().depth === 0)
    await house.api.close()
    expect(house.api.report().phase).toBe('closing')
  })
})
