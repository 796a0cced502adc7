// Owns the laws of reading: whole listings by pages, nobody else's rows, names as canonical text, sealed cursors.
import type { Filter } from '@sekisho/shared/api.ts'
import { pathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../../support/api-house.ts'
import { fileRow, findingRow, memoryStore } from '../../support/memory-store.ts'

interface Listing {
  readonly items: readonly { readonly path: string }[]
  readonly next: string | null
}

async function listing(house: ApiHouse, token: string, what: string): Promise<Listing> {
  const answer = await house.ask('GET', what, { token })
  expect([what, answer.status]).toEqual([what, 200])
  return (await answer.json()) as Listing
}

describe('reading', () => {
  test('paths are tried against a profile by its name, or one that somebody is writing', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    const own = { name: 'own', title: 'Own', rules: [{ pattern: 'up/**', class: 'upload', severity: 'high' }] }
    const answer = await house.ask('POST', 'profiles/try', { token, body: { profile: own, paths: ['up/a.php', 'b'] } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      items: [
        {
          path: 'up/a.php',
          rule: 1,
          where: { class: 'upload', rule: 'up/**', severity: 'high' },
          executableName: true,
        },
        { path: 'b', rule: null, where: { class: 'code' } },
      ],
    })
    const unknown = await house.ask('POST', 'profiles/try', { token, body: { profile: 'nothing', paths: ['a'] } })
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'name-unknown', place: 'profile' }])
    for (const paths of [['/etc/passwd'], ['../x'], []]) {
      const refused = await house.ask('POST', 'profiles/try', { token, body: { profile: own, paths } })
      expect([paths, refused.status]).toEqual([paths, 400])
    }
  })

  test('of a release that is not there no empty list is given: it is refused by its number', async () => {
    const reads = { ...memoryStore().reads, releaseEntries: async () => null }
    const house = await openApiHouse({ doors: { reads } })
    const headers = { authorization: `Bearer ${await house.token('read')}` }
    const answer = await house.ask('GET', 'releases/99/entries', { headers })
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'name-unknown', place: '99' }])
  })

  test('pages follow each other by cursor until everything was told once', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    for (let i = 0; i < 450; i++) house.store.files.push({ customer: 1, row: fileRow(`f${i}.php`) })
    const first = await listing(house, token, 'files')
    expect(first.items.length).toBe(200)
    const second = await listing(house, token, `files?cursor=${first.next}`)
    const third = await listing(house, token, `files?limit=1000&cursor=${second.next}`)
    expect(third.next).toBeNull()
    const paths = [...first.items, ...second.items, ...third.items].map(({ path }) => path)
    expect(paths).toEqual(house.store.files.map(({ row }) => row.path))
  })

  test('a cursor is refused when a digit was changed, for another listing, another filter and another customer', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    for (const customer of [1, 2]) {
      for (let i = 0; i < 3; i++) house.store.files.push({ customer, row: fileRow(`f${i}.php`) })
    }
    const { next } = await listing(house, token, 'files?limit=1')
    const cursor = String(next)
    const changed = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1)
    const other = await house.token('read', 2)
    const asked: [string, string][] = [
      [`files?cursor=${changed}`, token],
      [`files?cursor=${cursor.slice(0, 10)}`, token],
      ['files?cursor=99999', token],
      ['files?cursor=', token],
      [`findings?cursor=${cursor}`, token],
      [`files?verdict=unauthorised&cursor=${cursor}`, token],
      [`files?cursor=${cursor}`, other],
    ]
    for (const [what, holder] of asked) {
      const answer = await house.ask('GET', what, { token: holder })
      expect([what, answer.status]).toEqual([what, 400])
      expect(await answer.json()).toMatchObject({ code: 'request-invalid', place: 'query.cursor' })
    }
    expect((await listing(house, token, `files?cursor=${cursor}`)).items.length).toBe(2)
  })

  test('a listing goes on after a path that is longer than a URL may be', async () => {
    const paths = [1, 2, 3].map(n => `${n}${'/d'.repeat(50_000)}`)
    const files = async ({ filter }: { filter: Filter }) => {
      const at = filter.cursor === undefined ? 0 : paths.indexOf(filter.cursor) + 1
      return {
        items: paths.slice(at, at + 1).map(fileRow),
        next: paths[at + 1] === undefined ? null : String(paths[at]),
      }
    }
    const house = await openApiHouse({ doors: { reads: { ...memoryStore().reads, files } } })
    const token = await house.token('read')
    const told: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Listing = await listing(house, token, next === '' ? 'files' : `files?cursor=${next}`)
      told.push(...page.items.map(({ path }) => path))
      next = page.next
    }
    expect(told).toEqual(paths)
  })

  test('nobody sees the rows of another customer', async () => {
    const house = await openApiHouse()
    house.store.files.push({ customer: 1, row: fileRow('mine.php') }, { customer: 2, row: fileRow('yours.php') })
    house.store.findings.push({ customer: 2, row: findingRow(1, 'yours.php') })
    const token = await house.token('admin', 1)
    expect((await listing(house, token, 'files')).items.map(({ path }) => path)).toEqual(['mine.php'])
    expect((await listing(house, token, 'findings')).items).toEqual([])
    expect((await house.ask('GET', 'findings/1', { token })).status).toBe(404)
    expect((await house.ask('GET', 'findings/1', { token: await house.token('read', 2) })).status).toBe(200)
  })

  test('hostile names come back as canonical text, and can be asked for by it', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    const names = [
      Buffer.from([0x73, 0xff, 0xfe, 0x2e, 0x70, 0x68, 0x70]),
      Buffer.from('line\nbreak.php'),
      Buffer.from('<script>alert(1)</script>'),
      Buffer.from('gnp.\u202ephp'),
      Buffer.from('100%"quoted"&.php'),
      Buffer.from('x'.repeat(255)),
      Buffer.from(Array.from({ length: 100 }, () => 'd'.repeat(60)).join('/')),
    ].map(pathText)
    names.forEach((name, id) => {
      house.store.findings.push({ customer: 1, row: findingRow(id + 1, name) })
    })
    const told = await house.ask('GET', 'findings', { token })
    expect(told.headers.get('content-type')).toMatch(/^application\/json/)
    expect(((await told.json()) as Listing).items.map(({ path }) => path)).toEqual(names)
    for (const name of names) await listing(house, token, `findings?path=${encodeURIComponent(name)}`)
  })

  test('a wrong request is refused with the name of the field, and its value is not repeated', async () => {
    const house = await openApiHouse()
    const token = await house.token('admin')
    const wrong: [string, string][] = [
      ['files?limit=0', 'query.limit'],
      ['files?limit=1001', 'query.limit'],
      ['files?limit=1&limit=2', 'query.limit'],
      ['files?verdict=passing', 'query.verdict'],
      ['files?verdit=unauthorised', 'query.verdit'],
      ['files?path=%2541', 'query.path'],
      ['files?path=../x', 'query.path'],
      ['findings?path=upload//a.php', 'query.path'],
      ['findings?path=//', 'query.path'],
      ['files/at?at=2025-01-01T00:00:00Z&path=./x', 'query.path'],
      ['files/changes?from=2025-01-01T00:00:00Z&path=/srv/../x/', 'query.path'],
      ['files?since=yesterday', 'query.since'],
      ['findings/0', 'params.id'],
      ['findings/1e999', 'params.id'],
      ['summary?host=web1&root=srv', 'query.root'],
      ['summary?root=/srv', 'query.host'],
      ['explain?host=web1&path=/srv/../etc', 'query.path'],
      ['releases/1/entries?after=%2500', 'query.after'],
    ]
    for (const [what, place] of wrong) {
      const answer = await house.ask('GET', what, { token })
      const problem = await answer.json()
      expect([what, answer.status, problem]).toEqual([
        what,
        400,
        expect.objectContaining({ code: 'request-invalid', place }),
      ])
      expect(JSON.stringify(problem)).not.toMatch(/yesterday|passing|\.\./)
    }
  })

  test('status tells version, counts and how every room is', async () => {
    const house = await openApiHouse()
    house.store.files.push({ customer: 1, row: fileRow('a.php') })
    house.clock.advance(1234)
    const answer = await house.ask('GET', 'status', { token: await house.token('read') })
    expect(await answer.json()).toEqual({
      version: '0.1.0',
      at: '2026-01-01T00:00:01.234Z',
      disk: null,
      startedAt: '2026-01-01T00:00:00.000Z',
      counts: { files: 1, findings: 0, open: 0, batches: 0 },
      rooms: { store: { phase: 'open', sinceMs: 1, depth: 0, oldestAgeMs: 0 } },
    })
  })
})
