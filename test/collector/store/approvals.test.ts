// The laws of approvals: they permit one content at one path and nothing else, wait for a second person where payments are
// concerned, and end when they are taken back. All on a real store that judges again.
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { file, finding, sha256 } from '../../support/batches.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const sato = { ...by, who: 'user:sato' }
const mori = { ...by, who: 'user:mori' }

/** A shop that holds these files, path to content, none of which a release names. */
async function shop(files: Record<string, string>) {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const put = async (path: string, content: string) =>
    void (await house.send(host, chain.seal(finding(path, null, file(content)))))
  for (const [path, content] of Object.entries(files)) await put(path, content)
  const { reads, writes } = house.store.approvals
  const judged = async (path: string) => {
    await house.judged()
    const row = (await house.files()).find(one => one.path === path)
    return row && { verdict: row.verdict, reasons: row.reasons, permit: row.permit }
  }
  const isOpen = async (path: string) => (await house.findings()).some(one => one.path === path && one.open)
  const findingOf = async (path: string) => (await house.findings()).find(one => one.path === path)?.id ?? 0
  const approve = async (who: typeof by, ...paths: string[]) =>
    writes.approve({ ...who, approve: { findings: await Promise.all(paths.map(findingOf)), reason: 'ticket 88' } })
  return { house, put, reads, writes, judged, isOpen, findingOf, approve }
}

describe('an approval', () => {
  test('permits what the finding shows, closes its flag, and says who gave it', async () => {
    const { judged, isOpen, approve } = await shop({ 'banner.php': 'banner' })
    expect(await judged('banner.php')).toMatchObject({ verdict: 'unauthorised' })
    const [row] = await approve(sato, 'banner.php')
    expect(row).toMatchObject({ state: 'in-force', path: 'banner.php', sha256: sha256('banner'), askedBy: 'user:sato' })
    expect(await judged('banner.php')).toEqual({
      ...{ verdict: 'authorised', reasons: ['approved'] },
      permit: `approval ${row?.id} (user:sato)`,
    })
    expect(await isOpen('banner.php')).toBe(false)
  })

  test('permits neither another content at the path nor the same content elsewhere', async () => {
    const { put, judged, approve } = await shop({ 'banner.php': 'banner' })
    await approve(sato, 'banner.php')
    await put('copy.php', 'banner')
    await put('banner.php', 'another')
    expect(await judged('copy.php')).toMatchObject({ verdict: 'unauthorised', reasons: ['unknown-file'] })
    expect(await judged('banner.php')).toMatchObject({ verdict: 'unauthorised', reasons: ['content-differs'] })
  })

  test('permits an executable among uploads, which no rule does', async () => {
    const { judged, approve } = await shop({ 'upload/form.php': '<?php' })
    await approve(sato, 'upload/form.php')
    expect(await judged('upload/form.php')).toMatchObject({ verdict: 'authorised', reasons: ['approved'] })
  })

  test('that is taken back opens the flag again, and stays in the list with who did it', async () => {
    const { reads, writes, judged, isOpen, approve } = await shop({ 'banner.php': 'banner' })
    const [row] = await approve(sato, 'banner.php')
    await judged('banner.php')
    await writes.withdrawApproval({ ...mori, id: row?.id ?? 0, reason: 'not ours' })
    expect(await judged('banner.php')).toMatchObject({ verdict: 'unauthorised' })
    expect(await isOpen('banner.php')).toBe(true)
    expect(await reads.approvals({ customer: 1, filter: {} })).toMatchObject([
      { state: 'withdrawn', withdrawn: { by: 'user:mori', reason: 'not ours' } },
    ])
    await expect(writes.withdrawApproval({ ...mori, id: row?.id ?? 0, reason: 'again' })).rejects.toMatchObject({
      code: 'request-invalid',
    })
    expect(await approve(sato, 'banner.php')).toHaveLength(1)
  })

  test('of a payment file permits nothing before somebody else has confirmed it', async () => {
    const { writes, judged, approve } = await shop({ 'payment/card.php': 'card' })
    const [row] = await approve(sato, 'payment/card.php')
    const id = row?.id ?? 0
    expect(row).toMatchObject({ state: 'waiting', second: true })
    expect(await judged('payment/card.php')).toMatchObject({ verdict: 'unauthorised' })
    await expect(writes.confirmApproval({ ...sato, id })).rejects.toMatchObject({ code: 'role-missing' })
    expect(await writes.confirmApproval({ ...mori, id })).toMatchObject({
      ...{ state: 'in-force', confirmed: { by: 'user:mori' } },
    })
    expect(await judged('payment/card.php')).toMatchObject({ permit: `approval ${id} (user:mori)` })
    await expect(writes.confirmApproval({ ...mori, id })).rejects.toMatchObject({ code: 'request-invalid' })
  })

  test('of a payment file needs one person alone where the site says so, and tells it', async () => {
    const { house, writes, judged, approve } = await shop({ 'payment/card.php': 'card' })
    expect(await house.store.reads.sites({ customer: 1 })).toMatchObject([{ site: 'shop', fourEyes: true }])
    await writes.setFourEyes({ ...by, site: 'shop', on: false })
    expect(await house.store.reads.sites({ customer: 1 })).toMatchObject([{ site: 'shop', fourEyes: false }])
    expect(await approve(sato, 'payment/card.php')).toMatchObject([
      { state: 'in-force', second: false, confirmed: null },
    ])
    expect(await judged('payment/card.php')).toMatchObject({ verdict: 'authorised' })
  })

  test('given before any root has the path needs a second person, for nobody can say yet what the path is', async () => {
    const { house, writes } = await shop({})
    await house.store.writes.addSite({ ...by, name: 'new shop' })
    const wish = { path: 'payment/card.php' as PathText, sha256: sha256('card'), reason: 'ticket 90' }
    const waiting = await writes.approve({ ...sato, approve: { ...wish, site: 'new shop' } })
    expect(waiting).toMatchObject([{ state: 'waiting', second: true }])
    const known = await writes.approve({ ...sato, approve: { ...wish, site: 'shop', path: 'banner.php' as PathText } })
    expect(known).toMatchObject([{ state: 'in-force', second: false }])
  })

  test('of many is all or nothing, and leaves out what is approved already', async () => {
    const { reads, writes, findingOf, approve } = await shop({ 'a.php': 'a', 'b.php': 'b' })
    const findings = [await findingOf('a.php'), 9_999]
    const wish = { ...sato, approve: { findings, reason: 'ticket 88' } }
    await expect(writes.approve(wish)).rejects.toMatchObject({ code: 'name-unknown', place: 'finding 9999' })
    expect(await reads.approvals({ customer: 1, filter: {} })).toEqual([])
    await approve(sato, 'a.php')
    expect(await approve(sato, 'a.php', 'b.php')).toMatchObject([{ path: 'b.php' }])
    await expect(approve(sato, 'a.php', 'b.php')).rejects.toMatchObject({ code: 'name-taken' })
  })

  test('is refused for what is marked as malicious, and a later mark overrides it', async () => {
    const { house, judged, approve } = await shop({ 'a.php': 'skimmer', 'b.php': 'b' })
    await house.store.releases.markMalicious({ ...by, sha256: sha256('skimmer'), reason: 'case 17' })
    await expect(approve(sato, 'a.php')).rejects.toMatchObject({ code: 'request-invalid', place: 'a.php' })
    await approve(sato, 'b.php')
    await house.store.releases.markMalicious({ ...by, sha256: sha256('b'), reason: 'case 18' })
    expect(await judged('b.php')).toMatchObject({ verdict: 'unauthorised', reasons: ['malicious'] })
  })

  test('by path and content holds before the file comes, on every root of the site', async () => {
    const { put, writes, judged } = await shop({})
    const approve = { site: 'shop', path: 'late.php' as PathText, sha256: sha256('late'), reason: 'ticket 89' }
    await writes.approve({ ...sato, approve })
    await put('late.php', 'late')
    expect(await judged('late.php')).toMatchObject({ verdict: 'authorised', reasons: ['approved'] })
  })

  test('keeps its own name beside a release with the same number', async () => {
    const { house, judged, approve } = await shop({ 'banner.php': 'banner' })
    const release = await house.publish({ 'other.php': 'other' })
    const [row] = await approve(sato, 'banner.php')
    expect(row?.id).toBe(release)
    expect(await judged('banner.php')).toMatchObject({ permit: `approval ${release} (user:sato)` })
  })

  test('gives way to a release that says the same', async () => {
    const { house, judged, approve } = await shop({ 'banner.php': 'banner' })
    await approve(sato, 'banner.php')
    await house.publish({ 'banner.php': 'banner' })
    expect(await judged('banner.php')).toMatchObject({ reasons: ['released'] })
  })

  test('is unknown to another customer', async () => {
    const { writes, reads, findingOf, approve } = await shop({ 'banner.php': 'banner' })
    const [row] = await approve(sato, 'banner.php')
    expect(await reads.approvals({ customer: 2, filter: {} })).toEqual([])
    await expect(
      writes.withdrawApproval({ ...by, customer: 2, id: row?.id ?? 0, reason: 'theirs' }),
    ).rejects.toMatchObject({ code: 'name-unknown' })
    await expect(
      writes.approve({ ...by, customer: 2, approve: { findings: [await findingOf('banner.php')], reason: 'theirs' } }),
    ).rejects.toMatchObject({ code: 'name-unknown' })
  })
})
