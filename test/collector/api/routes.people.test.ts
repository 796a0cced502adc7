// The laws of signing in over HTTP.
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'

const hanako = { name: 'hanako', role: 'approver', password: 'a password of hers' } as const

async function open(limits?: { signIns: number }) {
  const house = await openApiHouse(limits === undefined ? {} : { limits })
  await house.ask('POST', 'people', { token: await house.token('admin'), body: hanako })
  const signIn = (password: string, origin: string = house.address) =>
    house.ask('POST', 'session', { body: { name: 'hanako', password }, headers: { origin } })
  return { house, signIn }
}

test('who signs in gets a cookie that scripts cannot read, and does what their role may', async () => {
  const { house, signIn } = await open()
  const answer = await signIn(hanako.password)
  expect(answer.status).toBe(204)
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  const headers = { cookie: cookie.split(';')[0] ?? '', origin: house.address }
  expect((await house.ask('GET', 'files', { headers })).status).toBe(200)
  const confirm = { body: { difference: 'a'.repeat(64) }, headers }
  expect((await house.ask('POST', 'releases/1/confirm', confirm)).status).toBe(200)
  expect((await house.ask('POST', 'sites', { body: { name: 'shop' }, headers })).status).toBe(403)
})

test('a wrong password sets no cookie, and is answered in words that say no more', async () => {
  const { signIn } = await open()
  const answer = await signIn('a password of his')
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
  expect(await answer.json()).toMatchObject({ code: 'token-refused', message: 'Name or password is wrong.' })
})

test('another site cannot sign a browser in', async () => {
  const { signIn } = await open()
  expect((await signIn(hanako.password, 'https://evil.example')).status).toBe(403)
})

test('an address has so many sign-ins a minute', async () => {
  const { signIn } = await open({ signIns: 2 })
  for (const status of [401, 401, 429]) expect((await signIn('wrong')).status).toBe(status)
})

test.each([
  ['who signed out', { path: 'session/end', own: true }],
  ['whose password is another', { path: 'people/hanako', body: { password: 'another password of hers' } }],
  ['who was removed', { method: 'DELETE', path: 'people/hanako' }],
] as const)(
  '%s hears nothing more on a connection that was open, without a wait for the next heartbeat',
  async (_who, end) => {
    const { house, signIn } = await open()
    const admin = await house.token('admin')
    const cookie = (await signIn(hanako.password)).headers.get('set-cookie')?.split(';')[0] ?? ''
    const headers = { cookie, origin: house.address }
    const ending = await house.ask('GET', 'live', { headers })
    const staying = await house.ask('GET', 'live', { token: admin })
    expect(house.listeners()).toBe(2)
    const { method = 'POST', path, body = {}, own = false } = { body: undefined, own: false, method: undefined, ...end }
    const answer = await house.ask(method, path, {
      ...(method === 'POST' ? { body } : {}),
      ...(own ? { headers } : { token: admin }),
    })
    expect(answer.status).toBe(204)
    await eventually(() => house.listeners() === 1)
    expect(await ending.text()).toContain(': open')
    await staying.body?.cancel()
  },
)
