// The laws of the routes of deployment windows: who may announce what, and what is refused before the store is asked.
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { windowRow } from '../../support/memory-store.ts'

const wish = { site: 'shop', minutes: 30, actors: [{ user: 'deploy' }] }

describe('the routes of deployment windows', () => {
  test('take what is announced, with what is usual where it says nothing', async () => {
    const house = await openApiHouse()
    const token = await house.token('announce')
    expect((await house.ask('POST', 'windows', { token, body: wish })).status).toBe(200)
    const { minutes, actors } = wish
    expect(house.store.written.at(-1)).toMatchObject([
      'openWindow',
      { window: { site: 'shop', minutes, actors, anyActor: false, reason: '' }, who: expect.stringMatching(/^token:/) },
    ])
    house.store.windows.rows.push(windowRow(1))
    expect(await (await house.ask('GET', 'windows', { token })).json()).toEqual({ items: [windowRow(1)], next: null })
    expect((await house.ask('POST', 'windows/1/close', { token, body: { graceMinutes: 0 } })).status).toBe(200)
    expect(house.store.written.at(-1)).toMatchObject(['closeWindow', { id: 1, graceMinutes: 0 }])
  })

  test('let whoever names no actors in with the right to approve alone', async () => {
    const house = await openApiHouse()
    const body = { site: 'shop', minutes: 30, anyActor: true }
    for (const role of ['announce', 'publish'] as const) {
      const answer = await house.ask('POST', 'windows', { token: await house.token(role), body })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({
        ...{ code: 'role-missing', place: 'anyActor' },
        mend: expect.stringContaining('token create --role approve'),
      })
    }
    expect(house.store.written.filter(([name]) => name === 'openWindow')).toEqual([])
    const answer = await house.ask('POST', 'windows', { token: await house.token('approve'), body })
    expect(answer.status).toBe(200)
  })

  test.each([
    ['nobody', { actors: [] }],
    ['actors and anybody', { anyActor: true }],
    ['an actor without a word', { actors: [{}] }],
    ['a program without its path', { actors: [{ exe: 'rsync' }] }],
    ['a path that is not canonical', { actors: [{ exe: '/usr/bin/../rsync' }] }],
    ['a name with a control character', { actors: [{ user: 'de\nploy' }] }],
    ['more than ten', { actors: Array.from({ length: 11 }, () => ({ user: 'deploy' })) }],
    ['more than a day', { minutes: 1441 }],
    ['no time', { minutes: 0 }],
    ['a time without a zone', { from: '2026-11-29T10:00' }],
    ['a word too many', { grace: 5 }],
  ])('refuse %s', async (_what, change) => {
    const house = await openApiHouse()
    const body = { ...wish, ...change }
    const answer = await house.ask('POST', 'windows', { token: await house.token('admin'), body })
    expect(await answer.json()).toMatchObject({ code: 'request-invalid' })
  })
})
