// Owns the laws of who may ask: every route with every role, and requests that other sites make browsers send.
import { type Right, type Role, rights } from '@sekisho/shared/api.people.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../../support/api-house.ts'
import { routeCases } from '../../support/api-routes.ts'

/** By hand: who may what. */
const may: Record<Right, readonly Right[]> = {
  read: ['read', 'work', 'announce', 'publish', 'approve', 'admin'],
  work: ['work', 'approve', 'admin'],
  announce: ['announce', 'publish', 'approve', 'admin'],
  publish: ['publish', 'admin'],
  approve: ['approve', 'admin'],
  admin: ['admin'],
}

describe('callers', () => {
  test('every route refuses whoever shows nothing, something wrong, or too small a role, and lets the others in', async () => {
    // Two failures a route, all within one minute.
    const house = await openApiHouse({ limits: { failures: 2 * routeCases.length } })
    const tokens = new Map<Right, string>()
    for (const right of rights) tokens.set(right, await house.token(right))
    for (const { method, what, role, body, status } of routeCases) {
      if (role === 'anyone') continue
      const ask = async (headers: Record<string, string>) => {
        const answer = await house.ask(method, what, { body, headers })
        await answer.body?.cancel()
        return answer.status
      }
      const name = `${method} ${what}`
      expect([name, await ask({})]).toEqual([name, 401])
      expect([name, await ask({ authorization: 'Bearer sekisho_wrong' })]).toEqual([name, 401])
      for (const [held, token] of tokens) {
        const wanted = may[role].includes(held) ? status : 403
        expect([name, held, await ask({ authorization: `Bearer ${token}` })]).toEqual([name, held, wanted])
      }
    }
  })

  test('a refusal for want of a role names the role that is needed, and one for want of a token says nothing', async () => {
    const house = await openApiHouse()
    const small = await house.ask('POST', 'sites', { token: await house.token('read'), body: { name: 'shop' } })
    expect(await small.json()).toEqual({
      code: 'role-missing',
      message: 'This needs the role admin; you have read.',
      place: null,
      mend: 'Use a token of that role: sekisho token create --role admin',
    })
    const unknown = await house.ask('GET', 'files', { token: `sekisho_${'x'.repeat(43)}` })
    const none = await house.ask('GET', 'files')
    expect(await unknown.json()).toEqual(await none.json())
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="sekisho"')
    expect(house.store.written.filter(([name]) => name === 'addSite')).toEqual([])
  })

  test('a token that has ended opens nothing', async () => {
    const house = await openApiHouse()
    const made = await house.ask('POST', 'tokens', {
      token: await house.token('admin'),
      body: { name: 'ci', role: 'read', expiresInHours: 1 },
    })
    const { token, expiresAt } = (await made.json()) as { token: string; expiresAt: string }
    expect(Date.parse(expiresAt) - house.clock.now()).toBe(3_600_000)
    expect((await house.ask('GET', 'files', { token })).status).toBe(200)
    house.clock.advance(3_600_000)
    expect((await house.ask('GET', 'files', { token })).status).toBe(401)
  })

  test('a cookie works for reading, and for writing only from the page itself', async () => {
    const house = await openApiHouse()
    const cookie = sessionCookie(house, 'admin')
    const post = (headers: Record<string, string>) =>
      house.ask('POST', 'sites', { body: { name: 'shop' }, headers: { cookie, ...headers } })
    expect((await house.ask('GET', 'files', { headers: { cookie } })).status).toBe(200)
    expect((await post({})).status).toBe(403)
    expect((await post({ origin: 'https://shop.example' })).status).toBe(403)
    expect((await post({ origin: 'null' })).status).toBe(403)
    expect((await post({ origin: house.address, 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect(await (await post({ origin: 'http://127.0.0.1:1' })).json()).toMatchObject({ code: 'origin-refused' })
    expect((await post({ origin: house.address, 'sec-fetch-site': 'same-origin' })).status).toBe(204)
    expect((await post({ origin: house.address })).status).toBe(204)
  })

  test('a session makes no secrets, no people and no trust in a key, whatever its role', async () => {
    const house = await openApiHouse()
    const headers = { cookie: sessionCookie(house, 'admin'), origin: house.address }
    for (const what of ['tokens', 'enrolments', 'links', 'people', 'people/hanako', 'keys']) {
      const body = routeCases.find(route => route.method === 'POST' && route.what === what)?.body
      const answer = await house.ask('POST', what, { body, headers })
      expect([what, await answer.json()]).toMatchObject([what, { code: 'role-missing' }])
    }
    expect((await house.ask('DELETE', 'people/hanako', { headers })).status).toBe(403)
  })

  test.each([
    ['incidents/1/contain', { note: '' }, 'analyst'],
    ['windows', { site: 'shop', minutes: 30, actors: [{ user: 'deploy' }] }, 'approver'],
    ['sites', { name: 'shop' }, 'admin'],
  ])('a page is refused %s in the roles of people, with how one gets it', async (what, body, role) => {
    const house = await openApiHouse()
    const headers = { cookie: sessionCookie(house, 'viewer'), origin: house.address }
    const refused = async (language: string) =>
      (await house.ask('POST', what, { body, headers: { ...headers, 'accept-language': language } })).json()
    expect(await refused('en')).toMatchObject({
      message: `This needs the role ${role}; you have viewer.`,
      mend: expect.stringContaining(`sekisho user role NAME --role ${role}`),
    })
    expect(await refused('ja')).toMatchObject({ mend: expect.stringMatching(`担当者を追加.* --role ${role}を実行`) })
  })

  test('what a person does stands in the audit trail by name, with the role of this moment', async () => {
    const house = await openApiHouse()
    const headers = { cookie: sessionCookie(house, 'approver'), origin: house.address }
    const site = { body: { name: 'shop' }, headers }
    expect((await house.ask('POST', 'sites', site)).status).toBe(403)
    sessionCookie(house, 'admin')
    expect((await house.ask('POST', 'sites', site)).status).toBe(204)
    expect(house.store.written.at(-1)).toMatchObject(['addSite', { who: 'user:page' }])
  })

  test('a wrong token is not rescued by a cookie that rides along', async () => {
    const house = await openApiHouse()
    const cookie = sessionCookie(house, 'admin')
    const headers = { cookie, authorization: 'Bearer sekisho_wrong' }
    expect((await house.ask('GET', 'files', { headers })).status).toBe(401)
    expect((await house.ask('GET', 'files', { headers: { ...headers, authorization: 'Basic eDp5' } })).status).toBe(401)
  })

  test('a session secret is no token, and a token no session', async () => {
    const house = await openApiHouse()
    sessionCookie(house, 'read')
    expect((await house.ask('GET', 'files', { token: sessionSecret })).status).toBe(401)
    const token = await house.token('read')
    expect((await house.ask('GET', 'files', { headers: { cookie: `sekisho_session=${token}` } })).status).toBe(401)
  })

  test('every write hands on who asked, for whom, from where and when', async () => {
    const house = await openApiHouse()
    await house.ask('POST', 'sites', { token: await house.token('admin', 7), body: { name: 'shop' } })
    expect(house.store.written.at(-1)).toEqual([
      'addSite',
      { customer: 7, who: 'token:admin-token', from: '127.0.0.1', at: house.clock.now(), name: 'shop' },
    ])
  })
})

const sessionSecret = 's'.repeat(43)

function sessionCookie(house: ApiHouse, role: Role): string {
  const held = { kind: 'session', customer: 1, name: 'page', role, sites: null, person: true, expiresAt: null } as const
  house.store.principals.set(sha256Hex(sessionSecret), held)
  return `sekisho_session=${sessionSecret}`
}
