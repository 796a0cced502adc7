// The laws of the explanation of one path: what is told of each permit is what the verdict rests on, and each change of a
// verdict is told with what was changed before it. All on a real store that judges again.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { AgentChain, file, finding, sha256 } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const minute = 60_000
/** The store's threads judge again by the machine's clock. */
const now = () => systemClock.now()
const sato = { ...by, who: 'user:sato' }
const mori = { ...by, who: 'user:mori' }

async function shop() {
  const house = await new StoreHouse().open({ clock: new ManualClock(5_000) })
  const { chain, host } = await house.shop()
  const { reads, writes, approvals, releases } = house.store
  const explain = async (path: string) => {
    await house.judged()
    const told = await reads.explain({ customer: 1, host: 'web1', path: `/shop/${path}` })
    if (told === null) throw new Error(`${path} lies in no root`)
    return told
  }
  return {
    ...{ house, writes, approvals: approvals.writes, releases, explain },
    put: async (path: string, content: string, receivedAt = 3_000) =>
      void (await house.send(host, chain.seal(finding(path, null, file(content))), receivedAt)),
    /** `kind name: why` of each permit, the newest first, releases before approvals. */
    considered: async (path: string) =>
      (await explain(path)).considered.map(({ kind, name, why }) => `${kind} ${name}: ${why}`),
    /** What the verdict rests on, by the row itself. */
    permit: async (path: string) => (await explain(path)).file?.permit ?? null,
    approve: (who: typeof by, path: string, content: string) =>
      approvals.writes.approve({
        ...who,
        approve: { site: 'shop', path: path as PathText, sha256: sha256(content), reason: 'ticket 88' },
      }),
  }
}

describe('each permit that was considered', () => {
  test('covers what stands there, or names another content, or another path where nothing stands', async () => {
    const { house, put, considered, permit } = await shop()
    await house.publish({ 'a.php': 'a', 'b.php': 'b', 'gone.php': 'gone' })
    await put('a.php', 'a')
    await put('b.php', 'other')
    expect([await considered('a.php'), await permit('a.php')]).toEqual([['release shop 1.0: covers'], 'shop 1.0'])
    expect(await considered('b.php')).toEqual(['release shop 1.0: other-content'])
    expect(await considered('gone.php')).toEqual(['release shop 1.0: nothing-there'])
    expect(await considered('unknown.php')).toEqual([])
  })

  test('overlaps until its time is over, and is barred from a path that has shown what replaced it', async () => {
    const { house, put, considered, permit } = await shop()
    await house.publish({ 'a.php': 'a1', 'b.php': 'b1' })
    await house.publish({ 'a.php': 'a2', 'b.php': 'b2' }, { at: 10_000, overlapMs: 30 * minute })
    await put('a.php', 'a1', 11_000)
    await put('b.php', 'b2', 11_000)
    await put('b.php', 'b1', 12_000)
    expect(await considered('a.php')).toEqual(['release shop 2.0: other-content', 'release shop 1.0: covers'])
    expect(await permit('a.php')).toBe('shop 1.0')
    expect(await considered('b.php')).toEqual(['release shop 2.0: other-content', 'release shop 1.0: moved-on'])
    await house.store.releases.applyDue({ now: 10_000 + 30 * minute })
    expect(await considered('a.php')).toContain('release shop 1.0: came-after')
  })

  test('of the past is told where it held this very content: stale, revoked or expired', async () => {
    const { house, put, releases, considered } = await shop()
    const first = await house.publish({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c' })
    await put('a.php', 'a')
    const second = await house.publish({ 'b.php': 'b', 'c.php': 'c' }, { at: 10_000 })
    expect(await considered('a.php')).toEqual(['release shop 1.0: stale'])
    await put('b.php', 'b')
    expect(await considered('b.php')).toEqual(['release shop 2.0: covers', 'release shop 1.0: ended'])
    await releases.revokeRelease({ ...sato, release: second, reason: 'a hole' })
    await releases.expireRelease({ ...sato, release: first, expiresAt: 20_000, reason: 'old' })
    await releases.applyDue({ now: 20_000 })
    expect(await considered('b.php')).toEqual(['release shop 2.0: revoked', 'release shop 1.0: expired'])
    expect(await considered('c.php')).toEqual([])
  })

  test('is held or waits for a second person, and says who asked for it', async () => {
    const { house, put, approve, approvals, explain, considered } = await shop()
    const hold = { payment: 1, executables: 0, paths: ['payment/pay.php' as PathText] }
    await house.publish({ 'a.php': 'a' })
    await house.publish({ 'payment/pay.php': 'pay' }, { held: hold })
    await put('payment/pay.php', 'pay')
    const [row] = await approve(sato, 'payment/pay.php', 'pay')
    const id = row?.id ?? 0
    expect(await considered('payment/pay.php')).toEqual(['release shop 2.0: held', `approval approval ${id}: waiting`])
    expect((await explain('payment/pay.php')).considered).toMatchObject([
      { state: 'held', by: 'test' },
      { state: 'waiting', by: 'user:sato', reason: 'ticket 88' },
    ])
    await approvals.confirmApproval({ ...mori, id })
    expect(await considered('payment/pay.php')).toContain(`approval approval ${id}: covers`)
    await approvals.withdrawApproval({ ...mori, id, reason: 'not ours' })
    expect((await explain('payment/pay.php')).considered[1]).toMatchObject({
      ...{ state: 'withdrawn', why: 'withdrawn', by: 'user:mori', reason: 'not ours' },
    })
  })

  test('is spare beside a release, covers no executable among uploads as an adoption, and nothing that is malicious', async () => {
    const { house, put, approve, releases, explain, considered } = await shop()
    await house.publish({ 'a.php': 'a' })
    await house.publish({ 'a.php': 'a', 'upload/x.php': 'x' }, { kind: 'adoption', component: 'found' })
    await put('a.php', 'a')
    await put('upload/x.php', 'x')
    expect(await considered('a.php')).toEqual(['adoption found 2.0: spare', 'release shop 1.0: covers'])
    expect(await considered('upload/x.php')).toEqual(['adoption found 2.0: not-adopted'])
    const [row] = await approve(sato, 'upload/x.php', 'x')
    expect(await considered('upload/x.php')).toEqual([
      'adoption found 2.0: spare',
      `approval approval ${row?.id}: covers`,
    ])
    await releases.markMalicious({ ...mori, sha256: sha256('x'), reason: 'a shell' })
    const { considered: told } = await explain('upload/x.php')
    expect(told).toHaveLength(2)
    for (const one of told) expect(one).toMatchObject({ why: 'malicious', by: 'user:mori', reason: 'a shell' })
  })

  test('is of no other site or customer, and there is none where the root belongs to no site', async () => {
    const { house, put, approve, writes, considered } = await shop()
    await writes.addSite({ ...by, name: 'other' })
    await house.publish({ 'a.php': 'a' }, { site: 'other' })
    await put('a.php', 'a')
    expect(await considered('a.php')).toEqual([])
    await approve(sato, 'a.php', 'a')
    expect(await considered('a.php')).toHaveLength(1)
    const loose = new AgentChain(['/loose'])
    const other = await house.enrol('web2', loose)
    await house.send(other, loose.seal(finding('a.php', null, file('a'))))
    expect(await house.store.reads.explain({ customer: 1, host: 'web2', path: '/loose/a.php' })).toMatchObject({
      ...{ root: '/loose', site: null, considered: [], moreConsidered: 0 },
    })
    expect(await house.store.reads.explain({ customer: 2, host: 'web1', path: '/shop/a.php' })).toBeNull()
  })

  test('counts on beyond fifty of them, which says how many were left out', async () => {
    const { approvals, explain } = await shop()
    for (let at = 1; at <= 52; at++) {
      const wish = { site: 'shop', path: 'a.php' as PathText, sha256: sha256(`content ${at}`), reason: 'many' }
      await approvals.approve({ ...sato, approve: wish })
    }
    const { considered, moreConsidered } = await explain('a.php')
    expect([considered.length, moreConsidered]).toEqual([50, 2])
  })
})

describe('the rule that decides', () => {
  test('is named by its place, with the pattern that makes a payment path', async () => {
    const { explain } = await shop()
    expect((await explain('var/log/x.log')).decision).toMatchObject({ rule: 2, where: { class: 'log' }, payment: null })
    expect((await explain('payment/x.php')).decision).toMatchObject({ rule: null, payment: 'payment/**' })
  })
})

describe('a verdict that changed', () => {
  test('is told with what was published, revoked or marked since it was judged before, and by whom', async () => {
    const { house, put, releases, explain } = await shop()
    await put('a.php', 'a', now() - 10)
    const release = await house.publish({ 'a.php': 'a' }, { at: now() })
    const elsewhere = { sha256: sha256('elsewhere'), reason: 'not of this path' }
    await releases.markMalicious({ ...mori, ...elsewhere, at: now() })
    await house.judged()
    await releases.revokeRelease({ ...sato, at: now(), release, reason: 'a hole' })
    const { changes } = await explain('a.php')
    const told = changes.map(({ from, to, because }) => ({
      verdicts: `${from.verdict} ${from.permit} → ${to.verdict} ${to.permit}`,
      because: because.filter(({ what }) => what !== 'profiles.changed').map(({ at: _, ...cause }) => cause),
    }))
    expect(told).toEqual([
      {
        verdicts: 'authorised shop 1.0 → unauthorised null',
        because: [{ what: 'release.revoke', who: 'user:sato', about: 'shop 1.0' }],
      },
      {
        verdicts: 'unauthorised null → authorised shop 1.0',
        because: [{ what: 'release.publish', who: 'test', about: 'shop 1.0' }],
      },
    ])
  })

  test('by time alone names the release that expired, and nobody', async () => {
    const { house, put, releases, explain } = await shop()
    const expiresAt = now()
    await house.publish({ 'a.php': 'a' }, { expiresAt })
    await put('a.php', 'a', expiresAt - 10)
    await releases.applyDue({ now: expiresAt })
    const [change] = (await explain('a.php')).changes
    expect(change).toMatchObject({ from: { verdict: 'authorised' }, to: { verdict: 'unauthorised' } })
    expect(change?.because).toContainEqual(
      expect.objectContaining({ what: 'release.expire', who: null, about: 'shop 1.0' }),
    )
  })

  test('is not told where it never changed', async () => {
    const { house, put, explain } = await shop()
    await house.publish({ 'a.php': 'a' })
    await put('a.php', 'a')
    expect((await explain('a.php')).changes).toEqual([])
  })
})
