// Owns the laws of changing something over the API: what is handed on, and what is refused before it is.
import { describe, expect, test } from 'vitest'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'

describe('writing', () => {
  test('a release is handed on byte for byte, however it is spelt', async () => {
    const house = await openApiHouse()
    const body = '{ "payload" : "e30=",\n\t"signatures":[ ]  }'
    const answer = await house.ask('POST', 'releases?site=shop&prefix=plugins', {
      token: await house.token('publish'),
      body,
    })
    expect(await answer.json()).toEqual(releaseRow)
    const [published] = house.asked.publish
    expect(Buffer.from(published?.envelope ?? []).toString()).toBe(body)
    expect(published).toMatchObject({ customer: 1, who: 'token:publish-token', site: 'shop', prefix: 'plugins' })
    expect(published?.rights).toEqual(['read', 'announce', 'publish'])
  })

  test('without a site the release is handed on without one', async () => {
    const house = await openApiHouse()
    await house.ask('POST', 'releases', { token: await house.token('publish'), body: '{}' })
    expect(house.asked.publish[0]).toMatchObject({ site: null, prefix: '' })
  })

  test('a release of another type or without a body is refused', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const form = await house.ask('POST', 'releases', { token, body: 'a=1', headers: { 'content-type': 'text/plain' } })
    expect(form.status).toBe(415)
    expect((await house.ask('POST', 'releases', { token })).status).toBe(400)
    expect(house.asked.publish).toEqual([])
  })

  test('a third release at the same time is asked to come later', async () => {
    const waiting: (() => void)[] = []
    const house = await openApiHouse({
      releases: { publish: () => new Promise(resolve => waiting.push(() => resolve(releaseRow))) },
    })
    const token = await house.token('publish')
    const publish = () => house.ask('POST', 'releases', { token, body: '{}' })
    const first = publish()
    const second = publish()
    await eventually(() => waiting.length === 2)
    const third = await publish()
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5'])
    for (const end of waiting) end()
    expect((await first).status).toBe(200)
    expect((await second).status).toBe(200)
  })

  test('a root is bound only by canonical paths, and only with the fields that exist', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const root = { host: 'web1', root: '/srv/shop', site: 'shop', profile: 'php' }
    const wrong: [object, string][] = [
      [{ ...root, root: 'srv/shop' }, 'body.root'],
      [{ ...root, root: '/srv/%zz' }, 'body.root'],
      [{ ...root, prefix: '/abs' }, 'body.prefix'],
      [{ ...root, prefix: '../up' }, 'body.prefix'],
      [{ ...root, site: 'a\nb' }, 'body.site'],
      [{ ...root, depth: 1 }, 'body.depth'],
    ]
    for (const [body, place] of wrong) {
      const answer = await house.ask('POST', 'roots', { token, body })
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ place })])
    }
    expect((await house.ask('POST', 'roots', { token, body: root })).status).toBe(204)
    expect(house.store.written.at(-1)).toEqual(['bindRoot', expect.objectContaining({ ...root, prefix: '' })])
  })

  test('an order reaches a host that is connected, and leaves a trail; one that is away is said to be', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const body = { what: 'walk', root: '/srv/shop' }
    const away = await house.ask('POST', 'hosts/web1/orders', { token, body })
    expect([away.status, await away.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'host-offline', place: 'web1' }),
    ])
    house.online.add('web1')
    expect((await house.ask('POST', 'hosts/web1/orders', { token, body })).status).toBe(202)
    expect(house.asked.orders).toEqual(['web1: walk'])
    expect(house.store.written.at(-1)).toEqual([
      'audit',
      expect.objectContaining({
        what: 'host.order',
        who: 'token:admin-token',
        detail: { host: 'web1', order: 'walk', root: '/srv/shop' },
      }),
    ])
    expect((await house.ask('POST', 'hosts/web1/orders', { token, body: { what: 'delete', root: null } })).status).toBe(
      400,
    )
  })

  test('an enrolment ends when it was asked to', async () => {
    const house = await openApiHouse()
    const answer = await house.ask('POST', 'enrolments', { token: await house.token('admin'), body: { minutes: 30 } })
    expect(await answer.json()).toEqual({ token: 'sekisho-enroll-x', expiresAt: '2026-01-01T00:30:00.000Z' })
  })
})
