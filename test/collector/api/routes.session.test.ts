// Owns the laws of getting in and out with a browser.
import { describe, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../../support/api-house.ts'

async function makeLink(house: ApiHouse, customer = 1): Promise<{ url: string; expiresAt: string }> {
  const answer = await house.ask('POST', 'links', { token: await house.token('admin', customer), body: {} })
  return (await answer.json()) as { url: string; expiresAt: string }
}

async function signIn(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; cookie: string; to: string | null }> {
  const answer = await fetch(url, { redirect: 'manual', headers })
  const [cookie = ''] = answer.headers.getSetCookie()
  return { status: answer.status, cookie, to: answer.headers.get('location') }
}

describe('whoever asks', () => {
  test('is told as whom the collector sees them, and what they may', async () => {
    const house = await openApiHouse()
    const asker = async (options: { token?: string; headers?: Record<string, string> }) =>
      (await house.ask('GET', 'session', options)).json()
    expect(await asker({ token: await house.token('approve') })).toEqual({
      who: 'token:approve-token',
      role: 'approve',
      rights: ['read', 'work', 'announce', 'approve'],
      provider: false,
    })
    const { cookie } = await signIn((await makeLink(house)).url)
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    expect(await asker({ headers })).toMatchObject({ who: expect.stringMatching(/^session:/), rights: ['read'] })
  })
})

describe('signing in', () => {
  test('a link signs a browser in once, with a cookie that scripts and other sites do not get', async () => {
    const house = await openApiHouse()
    const { url, expiresAt } = await makeLink(house)
    expect(url).toMatch(new RegExp(`^${house.address}/signin\\?link=[\\w-]{43}$`))
    expect(expiresAt).toBe('2026-01-01T00:10:00.000Z')
    const { status, cookie, to } = await signIn(url)
    expect([status, to]).toEqual([303, '/'])
    expect(cookie).toMatch(/^sekisho_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/)
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    expect((await house.ask('GET', 'files', { headers })).status).toBe(200)
    const again = await signIn(url)
    expect(again).toEqual({ status: 401, cookie: '', to: null })
    expect(house.store.written.at(-1)).toEqual([
      'audit',
      expect.objectContaining({ customer: null, what: 'session.refused', from: '127.0.0.1' }),
    ])
  })

  test('a browser that loads its link a second time is simply let in', async () => {
    const house = await openApiHouse()
    const { url } = await makeLink(house)
    const { cookie } = await signIn(url)
    expect(await signIn(url, { cookie: cookie.split(';')[0] ?? '' })).toEqual({ status: 303, cookie: '', to: '/' })
  })

  test('a link is refused after ten minutes, and when it is made up, in words that a person can read', async () => {
    const house = await openApiHouse()
    const { url } = await makeLink(house)
    house.clock.advance(10 * 60_000)
    expect((await signIn(url)).status).toBe(401)
    const page = await fetch(`${house.address}/signin?link=../../etc`, {
      headers: { accept: 'text/html', 'accept-language': 'ja,en;q=0.5' },
    })
    expect([page.status, page.headers.get('content-type')]).toEqual([401, 'text/plain; charset=utf-8'])
    expect(await page.text()).toContain('このサインインリンクは使用済みか、期限切れです。')
    const json = await fetch(`${house.address}/signin?link=x`)
    expect(await json.json()).toMatchObject({ code: 'token-refused' })
    expect((await fetch(`${house.address}/signin`)).status).toBe(400)
  })

  test('asking for a link with HEAD does not use it up', async () => {
    const house = await openApiHouse()
    const { url } = await makeLink(house)
    await fetch(url, { method: 'HEAD' })
    expect((await signIn(url)).status).toBe(303)
  })

  test('a session reads for its customer and can change nothing but its own end', async () => {
    const house = await openApiHouse()
    const { url } = await makeLink(house, 7)
    const { cookie } = await signIn(url)
    const headers = { cookie: cookie.split(';')[0] ?? '', origin: house.address }
    expect((await house.ask('POST', 'tokens', { headers, body: { name: 'x', role: 'admin' } })).status).toBe(403)
    const ended = await house.ask('POST', 'session/end', { headers })
    expect([ended.status, ended.headers.getSetCookie()[0]]).toEqual([204, expect.stringMatching(/^sekisho_session=;/)])
    expect(house.store.written.at(-1)).toEqual(['endSession', expect.objectContaining({ customer: 7 })])
    expect((await house.ask('GET', 'files', { headers })).status).toBe(401)
  })
})
