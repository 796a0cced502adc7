// Owns the laws of how much one address may ask.
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

describe('limits', () => {
  test('failed proofs are answered with 429 beyond their limit, until the minute is over, and valid ones still pass', async () => {
    const house = await openApiHouse({ limits: { failures: 3 } })
    const wrong = () => house.ask('GET', 'files', { token: `sekisho_${'x'.repeat(43)}` })
    for (let i = 0; i < 3; i++) expect((await wrong()).status).toBe(401)
    const refused = await wrong()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await refused.json()).toMatchObject({ code: 'rate-exceeded', message: 'Too many requests: wait 60 s.' })
    expect((await house.ask('GET', 'files', { token: await house.token('read') })).status).toBe(200)
    house.clock.advance(60_000)
    expect((await wrong()).status).toBe(401)
  })

  test('sign-ins have a limit of their own, whatever their link', async () => {
    const house = await openApiHouse({ limits: { signIns: 2 } })
    const signIn = () => fetch(`${house.address}/signin?link=${'x'.repeat(43)}`, { redirect: 'manual' })
    expect((await signIn()).status).toBe(401)
    expect((await signIn()).status).toBe(401)
    expect((await signIn()).status).toBe(429)
  })

  test('all requests of one address together have a limit, the page included', async () => {
    const house = await openApiHouse({ limits: { requests: 5 } })
    const token = await house.token('read')
    for (let i = 0; i < 4; i++) expect((await house.ask('GET', 'files', { token })).status).toBe(200)
    expect((await fetch(`${house.address}/healthz`)).status).toBe(200)
    expect((await house.ask('GET', 'files', { token })).status).toBe(429)
    expect((await fetch(`${house.address}/`)).status).toBe(429)
    house.clock.advance(60_000)
    expect((await house.ask('GET', 'files', { token })).status).toBe(200)
  })
})
