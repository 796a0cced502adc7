// Owns the laws of the API's client, against the real API.
import { createServer } from 'node:http'
import { ApiError, type Client, openClient } from '@sekisho/shared/client.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ApiHouse, openApiHouse, releaseRow } from '../support/api-house.ts'
import { eventually } from '../support/eventually.ts'
import { fileRow, findingRow } from '../support/memory-store.ts'

async function clientOf(house: ApiHouse, role: 'read' | 'publish' | 'admin' = 'admin'): Promise<Client> {
  return openClient({ address: `${house.address}/`, token: await house.token(role) })
}

describe('the client', () => {
  test('a listing of many pages comes whole and in order, and stops where the reader stops', async () => {
    const house = await openApiHouse()
    const client = await clientOf(house, 'read')
    for (let i = 0; i < 2500; i++) house.store.files.push({ customer: 1, row: fileRow(`f${i}.php`) })
    const rows = await whole(client.files())
    expect(rows.map(({ path }) => path)).toEqual(house.store.files.map(({ row }) => row.path))
    const first: string[] = []
    for await (const { path } of client.files({ limit: 10 })) {
      first.push(path)
      if (first.length === 15) break
    }
    expect(first.at(-1)).toBe('f14.php')
  })

  test('every question and every request reaches its route', async () => {
    const house = await openApiHouse()
    const client = await clientOf(house)
    house.store.findings.push({ customer: 1, row: findingRow(1, 'a.php') })
    expect(await client.finding(1)).toEqual(findingRow(1, 'a.php'))
    expect(await whole(client.findings({ open: 'true' }))).toEqual([findingRow(1, 'a.php')])
    expect(await whole(client.releaseEntries(1))).toEqual([])
    for (const list of [
      client.hosts(),
      client.sites(),
      client.gaps('web1'),
      client.releases(),
      client.keys(),
      client.profiles(),
    ])
      expect(await list).toEqual([])
    expect((await client.status()).version).toBe('0.1.0')
    expect(await client.healthy()).toBe(true)
    await client.addSite('shop')
    await client.bindRoot({ host: 'web1', root: '/srv/shop', site: 'shop', profile: 'php' })
    await client.trustKey('d'.repeat(64), 'release team')
    await client.revokeHost('web 1/ü')
    expect(house.store.written.at(-1)).toEqual(['revokeHost', expect.objectContaining({ host: 'web 1/ü' })])
    expect((await client.makeToken({ name: 'ci', role: 'publish' })).token).toMatch(/^sekisho_/)
    expect((await client.makeEnrolment(5)).expiresAt).toBe('2026-01-01T00:05:00.000Z')
    expect((await client.makeLink()).url).toContain('/signin?link=')
    house.online.add('web1')
    await client.order('web1', { what: 'walk', root: null })
    expect(house.asked.orders).toEqual(['web1: walk'])
    expect(await client.publish('{}', { site: 'shop' })).toEqual(releaseRow)
    expect(house.asked.publish[0]).toMatchObject({ site: 'shop', prefix: '' })
  })

  test('a refusal is an error that carries the problem, in the language of the client', async () => {
    const house = await openApiHouse()
    const client = openClient({ address: house.address, token: await house.token('read'), locale: 'ja' })
    const refused = await client.addSite('shop').catch(error => error)
    expect(refused).toBeInstanceOf(ApiError)
    expect(refused).toMatchObject({ status: 403, problem: { code: 'role-missing' } })
    expect(refused.message).toContain('権限 admin が必要です')
    await expect(client.summary('web1', '/srv')).rejects.toMatchObject({ status: 404 })
    await expect(client.explain('web1', '/srv/a')).rejects.toMatchObject({ status: 404 })
  })

  test('where nothing answers, and where something else does, the address is named', async () => {
    const gone = openClient({ address: 'http://127.0.0.1:1', token: 'x' })
    await expect(gone.hosts()).rejects.toMatchObject({ code: 'collector-unreachable', place: 'http://127.0.0.1:1' })
    await expect(gone.hosts()).rejects.toBeInstanceOf(Failure)
    expect(await gone.healthy()).toBe(false)
    const stranger = openClient({ address: await serveText('<html>a login page</html>'), token: 'x' })
    await expect(stranger.hosts()).rejects.toThrow('is not a Sekisho collector')
    await expect(stranger.status()).rejects.toThrow('is not a Sekisho collector')
  })

  test('live news come as items, and after a lost connection with a fresh open', async () => {
    const house = await openApiHouse()
    const client = await clientOf(house, 'read')
    const stop = new AbortController()
    const heard: string[] = []
    const listening = (async () => {
      for await (const item of client.live({ signal: stop.signal, clock: systemClock, random: () => 0 }))
        heard.push(item.event === 'finding' ? item.finding.path : item.event)
    })()
    await eventually(() => heard.includes('open'))
    house.tell({ customer: 1, event: 'finding', findings: [findingRow(1, 'a.php'), findingRow(2, 'b%0A.php')] })
    house.tell({ customer: 1, event: 'releases-changed', findings: [] })
    await eventually(() => heard.length === 4)
    house.dropConnections()
    await eventually(() => heard.length === 5)
    expect(heard).toEqual(['open', 'a.php', 'b%0A.php', 'releases-changed', 'open'])
    stop.abort()
    await listening
    await eventually(() => house.listeners() === 0)
  })

  test('live ends at once with the refusal when the token is not good', async () => {
    const house = await openApiHouse()
    const client = openClient({ address: house.address, token: 'sekisho_wrong' })
    const listening = client.live({ signal: new AbortController().signal, clock: systemClock })
    await expect(listening.next()).rejects.toMatchObject({ status: 401 })
  })
})

async function whole<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

async function serveText(text: string): Promise<string> {
  const server = createServer((_request, response) => response.end(text))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const bound = server.address()
  return `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
}
