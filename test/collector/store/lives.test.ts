// The laws of a release's life: what holds while another replaces it, and what ends it.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { absent, file, finding, sha256 } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const minute = 60_000

async function open() {
  const house = await new StoreHouse().open({ clock: new ManualClock(5_000) })
  return { house, ...(await house.shop()) }
}

/** Release 1 on the host since 3,000; release 2 published at 10,000 with half an hour of overlap. */
async function replaced() {
  const opened = await open()
  const { house, chain, host } = opened
  const first = await house.publish({ 'a.php': 'a1', 'b.php': 'b', 'gone.php': 'gone' })
  const brought = ['a.php', 'b.php', 'gone.php'].map((path, index) =>
    finding(path, null, file(['a1', 'b', 'gone'][index] ?? '')),
  )
  await house.send(host, chain.seal(...brought))
  const second = await house.publish({ 'a.php': 'a2', 'b.php': 'b' }, { at: 10_000, overlapMs: 30 * minute })
  return { ...opened, first, second }
}

async function judgedAs(house: StoreHouse) {
  return (await house.files()).map(row => [row.path, row.verdict, row.severity, row.reasons.join()])
}

async function passes(house: StoreHouse, now: number) {
  const ended = await house.store.releases.applyDue({ now })
  await house.judged()
  return ended
}

describe('a release that another replaces', () => {
  test('stays valid during the overlap; then what only it has is stale, and old versions are unauthorised', async () => {
    const { house } = await replaced()
    expect(await judgedAs(house)).toEqual([
      ['a.php', 'authorised', 'none', 'overlap'],
      ['b.php', 'authorised', 'none', 'released'],
      ['gone.php', 'authorised', 'none', 'overlap'],
    ])
    expect(await passes(house, 10_000 + 30 * minute - 1)).toBe(0)
    expect(await passes(house, 10_000 + 30 * minute)).toBe(1)
    expect(await judgedAs(house)).toEqual([
      ['a.php', 'unauthorised', 'high', 'content-differs'],
      ['b.php', 'authorised', 'none', 'released'],
      ['gone.php', 'unauthorised', 'low', 'stale'],
    ])
    expect((await house.findings()).map(row => [row.path, row.open])).toEqual([
      ['a.php', true],
      ['b.php', false],
      ['gone.php', true],
    ])
  })

  test('does not come back on a path that has shown the new version on that host', async () => {
    const { house, chain, host } = await replaced()
    await house.send(host, chain.seal(finding('a.php', file('a1'), file('a2'))), 11_000)
    await house.send(host, chain.seal(finding('gone.php', file('gone'), absent)), 11_000)
    await house.send(
      host,
      chain.seal(finding('a.php', file('a2'), file('a1')), finding('gone.php', null, file('gone'))),
      12_000,
    )
    expect(await judgedAs(house)).toEqual([
      ['a.php', 'unauthorised', 'high', 'content-differs'],
      ['b.php', 'authorised', 'none', 'released'],
      ['gone.php', 'unauthorised', 'high', 'unknown-file'],
    ])
    await passes(house, 10_000 + 30 * minute)
    expect((await judgedAs(house))[2]).toEqual(['gone.php', 'unauthorised', 'high', 'unknown-file'])
  })

  test('does not come back on a path that was new before the release was published', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a1' })
    await house.send(host, chain.seal(finding('a.php', null, file('a2'))))
    await house.publish({ 'a.php': 'a2' }, { at: 10_000, overlapMs: minute })
    await house.send(host, chain.seal(finding('a.php', file('a2'), file('a1'))), 11_000)
    expect(await judgedAs(house)).toEqual([['a.php', 'unauthorised', 'high', 'content-differs']])
  })

  test('makes no stale file of what comes anew', async () => {
    const { house, chain, host } = await replaced()
    await passes(house, 10_000 + 30 * minute)
    await house.send(host, chain.seal(finding('gone.php', file('gone'), absent)), 20_000)
    await house.send(host, chain.seal(finding('gone.php', null, file('gone'))), 21_000)
    expect((await judgedAs(house))[2]).toEqual(['gone.php', 'unauthorised', 'high', 'unknown-file'])
    await house.store.releases.activateRelease({ ...by, release: (await first(house)).id, overlapMs: 0 })
    await house.judged()
    expect((await judgedAs(house))[2]).toEqual(['gone.php', 'authorised', 'none', 'released'])
  })

  test('has no overlap where none was asked for', async () => {
    const { house } = await replaced()
    await house.publish({ 'a.php': 'a3', 'b.php': 'b' }, { at: 11_000, overlapMs: 0 })
    expect((await judgedAs(house)).map(([, , , reasons]) => reasons)).toEqual(['content-differs', 'released', 'stale'])
    expect((await states(house)).map(([, state]) => state)).toEqual(['ended', 'ended', 'current'])
  })

  test('ends sooner where its successor is activated once more, without an overlap', async () => {
    const { house, second } = await replaced()
    await house.store.releases.activateRelease({ ...by, at: 12_000, release: second, overlapMs: 0 })
    await house.judged()
    expect((await judgedAs(house)).map(([, , , reasons]) => reasons)).toEqual(['content-differs', 'released', 'stale'])
    await house.store.releases.activateRelease({ ...by, at: 13_000, release: second, overlapMs: 0 })
    expect(house.audited('release.activate')).toHaveLength(1)
  })

  test('leaves no flag on a host that is brought up to date late, and keeps those of all else', async () => {
    const { house, chain, host } = await replaced()
    await passes(house, 10_000 + 30 * minute)
    await house.send(host, chain.seal(finding('a.php', file('a1'), file('evil'))), 50_000_000)
    await house.send(host, chain.seal(finding('a.php', file('evil'), file('a2'))), 50_000_001)
    await house.send(host, chain.seal(finding('gone.php', file('gone'), absent)), 50_000_001)
    expect((await house.findings()).map(row => [row.path, row.reasons.join(), row.open])).toEqual([
      ['a.php', 'replaced', false],
      ['b.php', 'released', false],
      ['gone.php', 'replaced', false],
      ['a.php', 'content-differs', true],
      ['a.php', 'released', false],
      ['gone.php', 'not-named', false],
    ])
  })

  test('does not excuse old content that came after it had ended, nor that of a revoked release', async () => {
    const { house, chain, host, first } = await replaced()
    await house.send(host, chain.seal(finding('a.php', file('a1'), file('a2'))), 11_000)
    await passes(house, 10_000 + 30 * minute)
    await house.send(host, chain.seal(finding('a.php', file('a2'), file('a1'))), 50_000_000)
    await house.send(host, chain.seal(finding('a.php', file('a1'), file('a2'))), 50_000_001)
    const back = (await house.findings()).filter(({ path, open }) => path === 'a.php' && open)
    expect(back.map(({ reasons }) => reasons)).toEqual([['content-differs']])
    await house.store.releases.revokeRelease({ ...by, at: 50_000_002, release: first, reason: 'a hole' })
    await house.judged()
    await house.send(host, chain.seal(finding('gone.php', file('gone'), absent)), 50_000_003)
    expect((await house.findings()).find(({ path, open }) => path === 'gone.php' && open)?.reasons).toEqual([
      'unknown-file',
    ])
  })

  test('ends also while nothing runs, before the first batch is judged', async () => {
    const { house } = await replaced()
    await house.store.stop()
    await house.open({ clock: new ManualClock(10_000 + 31 * minute) })
    await house.judged()
    expect((await judgedAs(house)).map(([, , , reasons]) => reasons)).toEqual(['content-differs', 'released', 'stale'])
  })

  test('comes back by an explicit act alone, with its audit line', async () => {
    const { house, first } = await replaced()
    await house.store.releases.activateRelease({ ...by, at: 12_000, release: first, overlapMs: 0 })
    await house.judged()
    expect((await judgedAs(house)).map(([, , , reasons]) => reasons)).toEqual(['released', 'released', 'released'])
    expect(house.audited('release.activate')).toEqual([
      { component: 'shop', version: '1.0', before: '2.0', overlapMs: 0 },
    ])
  })
})

describe('a release that was current twice', () => {
  test('makes stale what came before it was replaced the last time, whatever a newer one shares with it', async () => {
    const { house, chain, host } = await open()
    const first = await house.publish({ 'x/gone.php': 'gone', 'a.php': 'a1' })
    await house.publish({ 'x/gone.php': 'gone', 'a.php': 'a2' }, { at: 10_000 })
    await house.store.releases.activateRelease({ ...by, at: 20_000, release: first, overlapMs: 0 })
    await house.judged()
    await house.send(host, chain.seal(finding('x/gone.php', null, file('gone'))), 25_000)
    await house.publish({ 'a.php': 'a3' }, { at: 30_000 })
    expect(await judgedAs(house)).toEqual([['x/gone.php', 'unauthorised', 'low', 'stale']])
  })
})

describe('a weak release', () => {
  test('takes the place of another weak one, an adoption or none, and that of a better one by an explicit act alone', async () => {
    const { house } = await open()
    const { releases } = house.store
    const waits = { weak: true, held: { payment: 1, executables: 0, paths: [] } }
    await house.publish({ 'a.php': 'a' }, { kind: 'adoption' })
    await house.publish({ 'a.php': 'b' }, { weak: true })
    const weak = await house.publish({ 'a.php': 'c' }, { weak: true })
    const better = await house.publish({ 'a.php': 'd' })
    const refused = {
      code: 'release-refused',
      message: expect.stringContaining('it is weak, and 4.0, which is current'),
    }
    for (const wish of [{ weak: true }, waits])
      await expect(house.publish({ 'a.php': 'e' }, wish)).rejects.toMatchObject(refused)
    await releases.activateRelease({ ...by, release: weak, overlapMs: 0 })
    const release = await house.publish({ 'a.php': 'f' }, waits)
    await releases.activateRelease({ ...by, release: better, overlapMs: 0 })
    const confirmation = { ...by, who: 'token:approver', release, confirmedBy: 'token:approver', against: better }
    await expect(releases.confirmRelease(confirmation)).rejects.toMatchObject(refused)
    await releases.revokeRelease({ ...by, release: better, reason: 'a hole' })
    await releases.confirmRelease({ ...confirmation, against: null })
    const [last] = (await house.store.reads.releases({ customer: 1 })).filter(({ current }) => current)
    expect(last).toMatchObject({ id: release, weak: true })
  })
})

describe('a permit that ends', () => {
  test('by revoking leaves its reason, and nothing that only it named is stale', async () => {
    const { house, first, second } = await replaced()
    const reason = 'the build machine was taken over'
    await house.store.releases.revokeRelease({ ...by, at: 12_000, release: second, reason })
    await house.judged()
    expect((await judgedAs(house)).map(([, , , reasons]) => reasons)).toEqual(['overlap', 'overlap', 'overlap'])
    await house.store.releases.revokeRelease({ ...by, at: 13_000, release: first, reason: 'the same' })
    await house.judged()
    expect(new Set((await judgedAs(house)).map(([, , , reasons]) => reasons))).toEqual(new Set(['unknown-file']))
    expect((await house.store.reads.releases({ customer: 1 }))[1]).toMatchObject({
      state: 'revoked',
      revokedReason: reason,
    })
    await expect(house.store.releases.activateRelease({ ...by, release: second, overlapMs: 0 })).rejects.toMatchObject({
      code: 'release-refused',
    })
    expect(house.audited('release.revoke')[0]).toMatchObject({ version: '2.0', reason, current: true })
  })

  test('by its date raises the generation, and is caught up after a downtime', async () => {
    const { house, chain, host } = await open()
    const release = await house.publish({ 'a.php': 'a' }, { expiresAt: 9_000 })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    const before = await generation(house)
    await house.store.stop()
    await house.open({ clock: new ManualClock(9_000) })
    await house.judged()
    expect(await judgedAs(house)).toEqual([['a.php', 'unauthorised', 'high', 'unknown-file']])
    expect(await generation(house)).toBe(before + 1)
    expect((await states(house))[0]).toEqual(['1.0', 'expired'])
    const wish = { release, expiresAt: null, reason: 'too early' }
    await expect(house.store.releases.expireRelease({ ...by, ...wish })).rejects.toMatchObject({
      code: 'release-refused',
    })
  })

  test('keeps both verdicts in the history of the finding', async () => {
    const { house } = await replaced()
    await passes(house, 10_000 + 30 * minute)
    const [row] = await house.findings()
    const database = new DatabaseSync(house.file, { readOnly: true })
    const kept = database.prepare('SELECT history FROM finding WHERE id = ?').get(row?.id ?? 0) as { history: string }
    database.close()
    expect(JSON.parse(kept.history).map((past: { reasons: string }) => past.reasons)).toEqual(['released', 'overlap'])
    expect(row?.reasons).toEqual(['content-differs'])
  })
})

describe('a release that is published again', () => {
  test('leaves in the audit trail what happened: nothing, or that a site was given it', async () => {
    const { house } = await open()
    const held = { payment: 1, executables: 0, paths: [] }
    const current = await house.publish({ 'a.php': 'a' })
    const waiting = await house.publish({ 'a.php': 'b' }, { held })
    await house.store.writes.addSite({ ...by, name: 'second' })
    const again = (release: number, site: string) => {
      const life = { release, site, prefix: '' as never, held: null, overlapMs: 0, expiresAt: null }
      return house.store.releases.publishRelease({ ...by, ...life })
    }
    await again(waiting, 'shop')
    await again(waiting, 'second')
    await again(current, 'shop')
    expect(house.audited('component.subscribe')).toEqual([])
    await again(current, 'second')
    expect(house.audited('component.subscribe')).toEqual([
      { component: 'shop', site: 'second', prefix: '', before: null },
    ])
    expect([house.audited('release.publish').length, house.audited('release.hold').length]).toEqual([1, 1])
  })
})

describe('a content that is marked as malicious', () => {
  test('is permitted by nothing, is found on every host with its first time, and flags what was settled', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'skim' })
    await house.send(host, chain.seal(finding('a.php', null, file('skim'), { at: 100 })))
    const second = await house.shop('web2')
    const earlier = finding('upload/x.jpg', null, file('skim'), { at: 50 })
    await house.send(second.host, second.chain.seal(earlier))
    await house.send(second.host, second.chain.seal(finding('upload/x.jpg', file('skim'), absent)))
    const reason = 'case 17'
    await house.store.releases.markMalicious({ ...by, sha256: sha256('skim'), reason })
    await house.judged()
    expect(await judgedAs(house)).toEqual([['a.php', 'unauthorised', 'critical', 'malicious']])
    expect((await house.findings()).map(row => [row.path, row.kind, row.open])).toEqual([
      ['a.php', 'added', true],
      ['upload/x.jpg', 'added', true],
      ['upload/x.jpg', 'removed', false],
    ])
    const sightings = await house.store.reads.sightings({ customer: 1, sha256: sha256('skim') })
    expect(sightings.map(row => [row.host, row.path, Date.parse(row.firstSeenAt), row.there])).toEqual([
      ['web2', 'upload/x.jpg', 50, false],
      ['web1', 'a.php', 100, true],
    ])
    await house.send(second.host, second.chain.seal(finding('upload/y.jpg', null, file('skim'))))
    expect((await house.files()).at(-1)).toMatchObject({ path: 'upload/y.jpg', reasons: ['malicious'] })
    await house.store.releases.withdrawMalicious({ ...by, sha256: sha256('skim'), reason: 'false alarm' })
    await house.judged()
    expect((await judgedAs(house)).map(([, verdict]) => verdict)).toEqual(['authorised', 'expected'])
    expect(house.audited('malicious.withdraw')).toMatchObject([{ reason: 'false alarm', before: { reason } }])
  })
})

describe('judging again after a small change', () => {
  test('looks at the paths of the change alone', async () => {
    const { house, chain, host } = await open()
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}.php`, 'x']))
    await house.publish(files)
    await house.send(host, chain.seal(...Object.keys(files).map(path => finding(path, null, file('x')))))
    // Whatever looks at another row than f7 would find this and mend it.
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    database.exec(`INSERT INTO judgement (id, verdict, severity, reasons, permit, noted)
      SELECT 99, verdict, 'low', reasons, permit, 0 FROM inventory WHERE path = 'f8.php';
      UPDATE inventory_row SET judgement = 99 WHERE path = 'f8.php'`)
    await house.publish({ ...files, 'f7.php': 'y' })
    const rows = new Map((await house.files()).map(row => [row.path, row]))
    database.close()
    expect(rows.get('f7.php')).toMatchObject({ reasons: ['content-differs'] })
    expect(rows.get('f8.php')).toMatchObject({ severity: 'low', permit: 'shop 2.0' })
    const [site] = await house.store.reads.sites({ customer: 1 })
    expect(new Set([...rows.values()].map(row => row.generation))).toEqual(new Set([site?.generation]))
  })
})

describe('a component of the provider', () => {
  test('can be had by the sites of every customer, and is changed by none of them', async () => {
    const { house, chain, host } = await open()
    const release = await house.store.releases.stageRelease({
      ...by,
      customer: 0,
      component: 'eccube',
      version: '4.2.3',
      kind: 'release',
      weak: false,
      signer: 'a'.repeat(64),
      digest: 'd',
      createdAt: 1,
      adoption: null,
    })
    const entries = [{ name: 'a.php' as never, sha256: sha256('a'), type: 'file' }] as const
    await house.store.releases.stageLists({ release, lists: [{ folder: '' as never, digest: 'e', entries }] })
    const life = { release, site: null, prefix: '' as never, held: null, overlapMs: 0, expiresAt: null }
    await house.store.releases.publishRelease({ ...by, customer: 0, ...life })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    await house.store.releases.subscribe({ ...by, site: 'shop', component: 'eccube', prefix: '' as never })
    await house.judged()
    expect(await judgedAs(house)).toEqual([['a.php', 'authorised', 'none', 'released']])
    expect(await house.store.reads.components({ customer: 1 })).toMatchObject([{ owner: 'provider', current: '4.2.3' }])
    const hadBy = async (customer: number) => (await house.store.reads.componentOf({ customer, release }))?.sites
    expect([await hadBy(1), await hadBy(2)]).toEqual([[{ site: 'shop', prefix: '' }], []])
    await expect(house.store.releases.revokeRelease({ ...by, release, reason: 'not mine' })).rejects.toMatchObject({
      code: 'name-unknown',
    })
  })
})

async function first(house: StoreHouse) {
  const [row] = await house.store.reads.releases({ customer: 1 })
  if (row === undefined) throw new Error('there is no release')
  return row
}

async function states(house: StoreHouse) {
  return (await house.store.reads.releases({ customer: 1 })).map(row => [row.version, row.state])
}

async function generation(house: StoreHouse) {
  return (await house.store.reads.sites({ customer: 1 }))[0]?.generation ?? 0
}
