// The laws of approvals by pattern: what comes within their limits is expected until they end or are taken back, and unauthorised
// after; all on a real store that judges again.
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { AgentChain, absent, file, finding } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { by, StoreHouse, shopProfile } from '../../support/store-house.ts'

const sato = { ...by, who: 'user:sato' }
const mori = { ...by, who: 'user:mori' }
const day = 86_400_000
const flagged = 'unauthorised unknown-file open'
const expected = 'expected approved-pattern,unknown-file'

/** A shop that holds these files, path to content, none of which a release names. */
async function shop(files: Record<string, string> = {}) {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const put = async (path: string, content: string | null, before: string | null = null) => {
    const [was, is] = [before === null ? null : file(before), content === null ? absent : file(content)]
    await house.send(host, chain.seal(finding(path, was, is)))
  }
  for (const [path, content] of Object.entries(files)) await put(path, content)
  const { reads, writes } = house.store.approvals
  const limits = { site: 'shop', pattern: 'app/**', classes: ['code' as const], extensions: [], largest: null }
  return {
    ...{ house, put, reads, writes, limits },
    approve: (wish: object = {}, who: typeof by = sato) =>
      writes.approvePattern({
        ...who,
        approve: { ...limits, until: new Date(1_000 + 30 * day).toISOString(), reason: 'edited by Sato', ...wish },
      }),
    /** Verdict and reasons of every finding of a path, oldest first. */
    async told(path: string) {
      await house.judged()
      const rows = (await house.findings()).filter(one => one.path === path)
      return rows.map(({ verdict, reasons, open }) => `${verdict} ${reasons.join()}${open ? ' open' : ''}`)
    },
    async permitOf(path: string) {
      await house.judged()
      return (await house.files()).find(one => one.path === path)?.permit
    },
    async why(path: string) {
      const facts = await house.store.reads.explain({ customer: 1, host: 'web1', path: `/shop/${path}` as PathText })
      return facts?.patterns.map(row => row.why)
    },
    passes: async (now: number) => {
      const ended = await house.store.releases.applyDue({ now })
      await house.judged()
      return ended
    },
  }
}

test('approvals of before there were patterns are kept as they were', () => {
  const database = new DatabaseSync(':memory:')
  const folder = new URL('../../../collector/store/migrations/', import.meta.url)
  const files = readdirSync(folder).sort()
  const patterns = files.indexOf('021-patterns.sql')
  const bring = (names: readonly string[]) => {
    for (const name of names) database.exec(readFileSync(new URL(name, folder), 'utf8'))
  }
  bring(files.slice(0, patterns))
  database.exec(`INSERT INTO customer (id, name) VALUES (7, 'seven');
    INSERT INTO site (id, customer, name) VALUES (3, 7, 'old');
    INSERT INTO approval VALUES (5, 3, 'a.php', 'file', x'ab', 'ticket', 'sato', 1, 1, 'mori', 2, NULL, NULL, NULL);
    INSERT INTO approval VALUES (9, 3, 'b.php', 'symlink', x'cd', 'why', 'sato', 3, 0, NULL, NULL, 'mori', 4, 'over')`)
  const columns = `id, site, path, type, hex(sha256) AS sha256, reason, asked_by, asked_at, second, confirmed_by,
    confirmed_at, withdrawn_by, withdrawn_at, withdrawn_reason`
  const before = database.prepare(`SELECT ${columns} FROM approval ORDER BY id`).all()
  bring(files.slice(patterns))
  expect(database.prepare(`SELECT ${columns} FROM approval ORDER BY id`).all()).toEqual(before)
  expect(before).toHaveLength(2)
  database.close()
})

describe('an approval by pattern', () => {
  test('covers what stands there and what comes, closes flags, and says by whom and until when', async () => {
    const { house, put, approve, told, permitOf, reads, why } = await shop({ 'app/a.php': 'a', 'other.php': 'b' })
    expect(await told('app/a.php')).toEqual([flagged])
    const row = await approve()
    expect(row).toMatchObject({ kind: 'pattern', state: 'in-force', pattern: 'app/**', second: false })
    await put('app/b.php', 'b')
    expect([await told('app/a.php'), await told('app/b.php'), await told('other.php')]).toEqual([
      [expected],
      [expected],
      [flagged],
    ])
    expect(await permitOf('app/b.php')).toBe('approval 1 (user:sato, until 1970-01-31T00:00:01.000Z)')
    expect(await reads.approvals({ customer: 1, filter: { state: 'in-force' } })).toMatchObject([{ covers: 2 }])
    const resting = (approval: number) => ({ customer: 1, filter: { approval } })
    expect((await house.store.reads.findings(resting(1))).items.map(({ path }) => path)).toEqual([
      'app/a.php',
      'app/b.php',
    ])
    expect((await house.store.reads.files(resting(1))).items).toHaveLength(2)
    expect((await house.store.reads.files(resting(2))).items).toEqual([])
    expect([await why('app/b.php'), await why('other.php')]).toEqual([[null], []])
  })

  test('ends by its time: all that rests on it is flagged, also what is gone by then', async () => {
    const { house, put, approve, told, passes, reads, writes, why } = await shop({ 'app/a.php': 'a' })
    await approve()
    await put('app/b.php', 'b')
    await put('app/b.php', null, 'b')
    await house.publish({ 'app/c.php': 'c' })
    await put('app/c.php', 'c')
    expect(await passes(30 * day + 999)).toBe(0)
    expect(await told('app/a.php')).toEqual([expected])
    expect(await passes(30 * day + 1_000)).toBe(1)
    expect(await told('app/a.php')).toEqual([flagged])
    expect(await told('app/b.php')).toEqual([flagged, 'authorised not-named'])
    expect(await told('app/c.php')).toEqual(['authorised released'])
    expect(await reads.approvals({ customer: 1, filter: { state: 'ended' } })).toMatchObject([{ covers: 0 }])
    await expect(writes.withdrawApproval({ ...mori, id: 1, reason: 'late' })).rejects.toMatchObject({
      code: 'request-invalid',
    })
    expect(await why('app/a.php')).toEqual([])
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    const rows = database.prepare(`SELECT who, what, detail FROM audit WHERE what LIKE 'approval.%' ORDER BY id`).all()
    database.close()
    expect(rows).toMatchObject([
      { who: 'user:sato', what: 'approval.add' },
      { who: 'collector', what: 'approval.end' },
    ])
    const detail = rows.map(row => JSON.parse(String((row as { detail: string }).detail)))
    const limits = { approval: 1, site: 'shop', pattern: 'app/**', classes: ['code'], extensions: [], largest: null }
    expect(detail[0]).toEqual({ ...limits, until: '1970-01-31T00:00:01.000Z', second: false, reason: 'edited by Sato' })
    expect(detail[1]).toMatchObject({ ...limits, covered: 2, before: 'in-force' })
  })

  test('that is withdrawn covers nothing any more, and another that covers the same takes its place', async () => {
    const { approve, told, permitOf, writes, reads } = await shop({ 'app/a.php': 'a', 'app/a.twig': 't' })
    await approve()
    await approve({ extensions: ['twig'], classes: [] }, mori)
    await told('app/a.php')
    expect(await writes.withdrawApproval({ ...mori, id: 1, reason: 'too wide' })).toMatchObject({ state: 'withdrawn' })
    expect([await told('app/a.php'), await told('app/a.twig')]).toEqual([[flagged], [expected]])
    expect(await permitOf('app/a.twig')).toMatch(/^approval 2 \(user:mori/)
    expect(await reads.approvals({ customer: 2, filter: {} })).toEqual([])
  })

  test('waits for a second person where the site asks for that always, as every approval does', async () => {
    const { house, approve, told, writes, why } = await shop({ 'app/a.php': 'a', 'b.php': 'b' })
    await writes.setFourEyes({ ...by, site: 'shop', on: 'always' })
    expect(await approve()).toMatchObject({ state: 'waiting', second: true })
    expect([await told('app/a.php'), await why('app/a.php')]).toEqual([[flagged], ['waiting']])
    await expect(writes.confirmApproval({ ...sato, id: 1 })).rejects.toMatchObject({ code: 'role-missing' })
    expect(await writes.confirmApproval({ ...mori, id: 1 })).toMatchObject({ state: 'in-force', covers: 0 })
    expect(await told('app/a.php')).toEqual([expected])
    const found = (await house.findings()).find(one => one.path === 'b.php')?.id ?? 0
    const single = await writes.approve({ ...sato, approve: { findings: [found], reason: 'x' } })
    expect(single).toMatchObject([{ kind: 'content', state: 'waiting' }])
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    const row = database.prepare(`SELECT detail FROM audit WHERE what = 'site.four-eyes'`).get()
    database.close()
    expect(JSON.parse(String(row?.detail))).toEqual({ site: 'shop', on: 'always', before: true })
  })

  test('leaves what no pattern covers as it was, and gives way to a release that holds the content', async () => {
    const { house, approve, told, why } = await shop({
      'payment/card.php': 'card',
      'upload/a.php': 'x',
      '.htaccess': 'x',
    })
    await approve({ pattern: '**', classes: ['code', 'upload'] })
    for (const path of ['payment/card.php', 'upload/a.php', '.htaccess'])
      expect([await told(path), await why(path)]).toMatchObject([
        [expect.stringMatching(/^unauthorised .* open$/)],
        ['never'],
      ])
    await house.publish({ 'payment/card.php': 'card' })
    expect(await told('payment/card.php')).toEqual(['authorised released'])
  })

  test('permits a payment file of another root nowhere, also of a root that is bound or changes its profile later', async () => {
    const paying = { ...shopProfile, name: 'paying', payment: ['app/pay/**'] }
    const house = await new StoreHouse().open({ profiles: [shopProfile, paying] })
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(finding('app/pay/a.twig', null, file('a')), finding('app/b.twig', null, file('b'))),
    )
    const { reads, writes } = house.store.approvals
    const limits = { site: 'shop', pattern: 'app/**', classes: ['code' as const], extensions: [], largest: null }
    // A store that opens ends what is over by the system's clock.
    const at = Date.now()
    const until = new Date(at + 30 * day).toISOString()
    await writes.approvePattern({ ...sato, at, approve: { ...limits, until, reason: 'templates' } })
    const told = async () => {
      await house.judged()
      return (await house.findings()).map(({ path, verdict }) => `${path} ${verdict}`).sort()
    }
    const why = async () =>
      (await house.store.reads.explain({ customer: 1, host: 'web1', path: '/shop/app/pay/a.twig' as PathText }))
        ?.patterns
    expect(await told()).toEqual(['app/b.twig expected', 'app/pay/a.twig expected'])
    await house.enrol('web2', new AgentChain())
    const second = { ...by, host: 'web2', root: '/app' as PathText, site: 'shop', prefix: '' as PathText }
    await house.store.writes.bindRoot({ ...second, profile: 'paying' })
    expect(await told()).toEqual(['app/b.twig expected', 'app/pay/a.twig unauthorised'])
    expect(await why()).toMatchObject([{ why: 'never' }])
    expect((await reads.previewPattern({ customer: 1, wish: limits })).left).toEqual({ never: 1 })
    await house.store.writes.bindRoot({ ...second, profile: 'php' })
    expect(await told()).toEqual(['app/b.twig expected', 'app/pay/a.twig expected'])
    await house.store.stop()
    const marking = { ...shopProfile, payment: ['app/pay/**'] }
    await house.open({ profiles: [marking, paying] })
    expect(await told()).toEqual(['app/b.twig expected', 'app/pay/a.twig unauthorised'])
  })

  test('ends in a transaction of its own, however many are due at once', async () => {
    const { house, approve, passes } = await shop({ 'app/a.php': 'a' })
    for (const pattern of ['app/**', 'a/**', 'b/**']) await approve({ pattern })
    const changes = () => house.news.filter(news => JSON.stringify(news).includes('releases-changed')).length
    const before = changes()
    expect(await passes(30 * day + 1_000)).toBe(3)
    await eventually(async () => changes() === before + 3)
    expect(await passes(30 * day + 1_000)).toBe(0)
  })

  test('is refused with an end that is past or too far, for an unknown site, and as one too many', async () => {
    const { approve } = await shop()
    for (const until of [new Date(1_000), new Date(1_001 + 180 * day)])
      await expect(approve({ until: until.toISOString() })).rejects.toMatchObject({
        ...{ code: 'request-invalid', place: 'until' },
      })
    await expect(approve({ site: 'other' })).rejects.toMatchObject({ code: 'name-unknown' })
    await expect(approve({}, { ...sato, customer: 2 })).rejects.toMatchObject({ code: 'name-unknown' })
    for (let count = 0; count < 100; count++) await approve()
    await expect(approve()).rejects.toMatchObject({ code: 'request-invalid', place: 'pattern' })
  })

  test('is told before it is given: what it would permit, settle, leave, and let change', async () => {
    const { house, reads, limits, approve, told } = await shop({
      ...{ 'app/a.php': 'a', 'app/.htaccess': 'x', 'app/kept.php': 'kept', 'application.php': 'b' },
    })
    await house.publish({ 'app/kept.php': 'kept' })
    const preview = await reads.previewPattern({ customer: 1, wish: limits })
    expect(preview).toEqual({
      ...{ named: 2, permitted: 1, files: 1, findings: 1, left: { never: 1 } },
      ...{ examples: ['app/a.php'], whole: true },
    })
    expect(await told('app/a.php')).toEqual([flagged])
    await approve()
    expect(await told('app/a.php')).toEqual([expected])
    expect(await reads.previewPattern({ customer: 1, wish: limits })).toMatchObject({ files: 0, findings: 0, named: 2 })
    await expect(reads.previewPattern({ customer: 2, wish: limits })).rejects.toMatchObject({ code: 'name-unknown' })
  })
})
