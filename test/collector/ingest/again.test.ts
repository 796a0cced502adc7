// The laws of judging again: what a release, an adoption or a binding changes, and which flags it closes.
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { absent, file, finding, sha256, unstable } from '../../support/batches.ts'
import { by, StoreHouse, shopProfile } from '../../support/store-house.ts'

async function open() {
  const house = await new StoreHouse().open()
  return { house, ...(await house.shop()) }
}

/** Of each finding what was said of it before, in order. */
function historiesIn(store: string): string[][] {
  const database = new DatabaseSync(store, { readOnly: true, timeout: 5_000 })
  const rows = database.prepare('SELECT history FROM finding ORDER BY id').all()
  database.close()
  return rows.map(({ history }) =>
    (JSON.parse(String(history ?? '[]')) as Record<string, string>[]).map(
      ({ verdict, reasons, permit }) => `${verdict} ${reasons} ${permit ? JSON.parse(permit).name : ''}`,
    ),
  )
}

describe('judging again', () => {
  test('after a release closes the flags of exactly the content that it permits', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('a.php', null, file('good')), finding('b.php', null, file('bad'))))
    expect((await house.findings()).map(row => row.open)).toEqual([true, true])
    await house.publish({ 'a.php': 'good', 'b.php': 'good' })
    expect((await house.findings()).map(row => [row.path, row.verdict, row.open, row.reasons])).toEqual([
      ['a.php', 'authorised', false, ['released']],
      ['b.php', 'unauthorised', true, ['content-differs']],
    ])
    const files = await house.files()
    expect(files.map(row => row.verdict)).toEqual(['authorised', 'unauthorised'])
    const [site] = await house.store.reads.sites({ customer: 1 })
    expect(new Set(files.map(row => row.generation))).toEqual(new Set([site?.generation]))
  })

  test('takes a permit away with the release that held it, and raises the flag', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'old' })
    await house.send(host, chain.seal(finding('a.php', null, file('old'))))
    await house.publish({ 'a.php': 'new' })
    expect(await house.files()).toMatchObject([{ verdict: 'unauthorised', reasons: ['content-differs'] }])
    expect(await house.findings()).toMatchObject([{ verdict: 'unauthorised', open: true }])
  })

  test('closes the flag of a missing file once no permit names it', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a', 'b.php': 'b' })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    await house.send(host, chain.seal(finding('a.php', file('a'), absent)))
    expect((await house.findings()).at(-1)).toMatchObject({ kind: 'removed', open: true, reasons: ['missing'] })
    await house.publish({ 'b.php': 'b' })
    expect((await house.findings()).at(-1)).toMatchObject({ open: false, reasons: ['not-named'] })
  })

  test('closes flags of content that is no longer there, once it was permitted after all', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('a.php', null, file('one')), finding('a.php', file('one'), file('two'))))
    await house.publish({ 'a.php': 'one' })
    expect((await house.findings()).map(row => row.open)).toEqual([false, true])
  })

  test('closes no flag of what stood there in between, whatever is released since', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a2', 'x.php': 'x2' })
    const seen = (content: string, found: string[]) => {
      const digest = { algorithm: 'sha256', hex: sha256(content) }
      return [{ at: 1_000, size: content.length, digest, marks: { version: 1, found } }]
    }
    const brought = [
      finding('a.php', null, file('a2'), { between: seen('<?php shell', ['php-open-tag']) } as object),
      finding('x.php', null, file('x2'), { between: seen('skimmer', []) } as object),
    ]
    await house.store.releases.markMalicious({ ...by, sha256: sha256('skimmer'), reason: 'case 17' })
    await house.send(host, chain.seal(...brought))
    const flags = async () =>
      (await house.findings()).map(row => [row.path, row.open, row.severity, row.reasons.join()])
    const flagged = [
      ['a.php', true, 'high', 'content-differs,stood-between'],
      ['x.php', true, 'critical', 'malicious'],
    ]
    expect(await flags()).toEqual(flagged)
    await house.publish({ 'a.php': 'a2', 'x.php': 'x2', 'other.php': 'o' })
    expect((await house.files()).map(row => row.verdict)).toEqual(['authorised', 'authorised'])
    expect(await flags()).toEqual(flagged)
  })

  test('in one go says the same of many, and keeps of each what was said before, and by which permit', async () => {
    const { house, chain, host } = await open()
    const brought = ['a.php', 'b.php', 'c.php'].map(path => finding(path, null, file(path)))
    await house.send(host, chain.seal(...brought))
    await house.publish({ 'a.php': 'a.php' }, { component: 'one', version: '7' })
    await house.publish({ 'b.php': 'b.php' }, { component: 'other', kind: 'adoption', version: '8' })
    await house.store.writes.addSite({ ...by, name: 'empty' })
    const root = { host: 'web1', root: '/shop' as PathText, profile: 'php', prefix: '' as PathText }
    await house.store.writes.bindRoot({ ...by, ...root, site: 'empty' })
    await house.judged()
    const unknown = ['unauthorised', ['unknown-file']]
    expect((await house.findings()).map(row => [row.verdict, row.reasons])).toEqual([unknown, unknown, unknown])
    const said = historiesIn(house.file)
    expect(said).toEqual([
      ['unauthorised unknown-file ', 'authorised released one 7'],
      ['unauthorised unknown-file ', 'authorised adopted adopted by Aiko on 1970-01-01: other 8'],
      [],
    ])
  })

  test('after an adoption says so in every verdict', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('a.php', null, file('found here'))))
    await house.publish({ 'a.php': 'found here' }, { kind: 'adoption' })
    expect(await house.files()).toMatchObject([{ verdict: 'authorised', reasons: ['adopted'] }])
  })

  test('settles the finding of what an ended release named, though what stands there is flagged for being adopted alone', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'upload/x.php': 'known' })
    await house.publish({ 'upload/x.php': 'known' }, { kind: 'adoption', component: 'found' })
    await house.send(host, chain.seal(finding('upload/x.php', null, file('known'))))
    await house.publish({ 'b.php': 'b' }, { at: 4_000 })
    expect(await house.files()).toMatchObject([{ verdict: 'unauthorised' }])
    expect((await house.files())[0]?.reasons).toContain('not-adopted')
    expect(await house.findings()).toMatchObject([{ verdict: 'authorised', open: false, reasons: ['replaced'] }])
  })

  test('after a release of weak sums says so for ever, until one with better sums holds the same, and again when that goes', async () => {
    const { house, chain, host } = await open()
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`lib/${index}.php`, 'same']))
    await house.send(host, chain.seal(finding('a.php', null, file('found here'))))
    const why = async () => (await house.files()).map(({ verdict, reasons }) => [verdict, ...reasons])
    await house.publish({ ...files, 'a.php': 'found here' }, { weak: true })
    expect(await why()).toEqual([['authorised', 'released', 'weak-sum']])
    const weak = await house.publish({ ...files, 'a.php': 'found here', 'b.php': 'new' }, { weak: true })
    expect(await why()).toEqual([['authorised', 'released', 'weak-sum']])
    const strong = await house.publish({ ...files, 'a.php': 'found here' })
    expect(await why()).toEqual([['authorised', 'released']])
    await house.store.releases.activateRelease({ ...by, release: weak, overlapMs: 0 })
    await house.judged()
    expect(await why()).toEqual([['authorised', 'released', 'weak-sum']])
    expect((await house.store.reads.releases({ customer: 1 })).map(({ id, weak }) => weak === (id !== strong))).toEqual(
      [...[true, true, true]],
    )
  })

  test('after a better release came in over the path of another component’s weak one, lets only the better count, while it is current', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'weak' }, { weak: true, component: 'packages' })
    await house.send(host, chain.seal(finding('a.php', null, file('weak'))))
    const why = async () => (await house.files()).map(({ verdict, reasons }) => [verdict, ...reasons])
    const considered = async () => {
      const told = await house.store.reads.explain({ customer: 1, host: 'web1', path: `${chain.roots[0]}/a.php` })
      return told?.considered.map(({ name, why }) => `${name} ${why}`)
    }
    expect(await why()).toEqual([['authorised', 'released', 'weak-sum']])
    const release = await house.publish({ 'a.php': 'strong' })
    expect(await why()).toEqual([['unauthorised', 'content-differs']])
    expect(await considered()).toEqual(['shop 2.0 other-content', 'packages 1.0 outranked'])
    await house.store.releases.revokeRelease({ ...by, release, reason: 'a hole' })
    await house.judged()
    expect(await why()).toEqual([['authorised', 'released', 'weak-sum']])
  })

  test('after a binding judges what came before it', async () => {
    const { house, chain, host } = await open()
    chain.roots[0] = '/second' as PathText
    await house.publish({ 'blog/a.php': 'a' })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    expect(await house.files()).toMatchObject([{ reasons: ['unbound-root'] }])
    const root = { host: 'web1', root: '/second' as PathText, site: 'shop', prefix: 'blog' as PathText, profile: 'php' }
    await house.store.writes.bindRoot({ ...by, ...root })
    await house.judged()
    expect(await house.files()).toMatchObject([{ verdict: 'authorised', site: 'shop' }])
    expect(house.bindings.at(-1)).toMatchObject({
      host: host.id,
      bindings: { version: 3, roots: [{ prefix: 'blog' }, {}] },
    })
  })

  test('keeps the counts of files, of what is unauthorised and of open flags exact', async () => {
    const { house, chain, host } = await open()
    await house.send(
      host,
      chain.seal(
        finding('a.php', null, file('a')),
        finding('b.php', null, unstable('b')),
        finding('upload/c.jpg', null, file('c')),
        finding('d.php', null, file('d')),
        finding('d.php', file('d'), absent),
      ),
    )
    await house.publish({ 'a.php': 'a', 'd.php': 'd' })
    const files = await house.files()
    const findings = await house.findings()
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots[0]).toMatchObject({
      files: files.length,
      unauthorised: files.filter(file => file.verdict === 'unauthorised').length,
    })
    expect(await house.store.reads.counts({ customer: 1 })).toEqual({
      files: files.length,
      findings: findings.length,
      open: findings.filter(finding => finding.open).length,
      batches: 1,
    })
  })

  test('goes on where it was when the collector starts again', async () => {
    const { house, chain, host } = await open()
    for (let batch = 0; batch < 10; batch++) {
      const paths = Array.from({ length: 500 }, (_, index) => `f${batch * 500 + index}.php`)
      await house.send(host, chain.seal(...paths.map(path => finding(path, null, file(path)))))
    }
    const files = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}.php`, `f${index}.php`]))
    const done = house.publish(files).catch(() => 'stopped while it was waiting')
    await house.store.stop()
    await done
    await house.open()
    await house.judged()
    const { items } = await house.store.reads.files({ customer: 1, filter: { verdict: 'unauthorised' } })
    const released = (await house.store.reads.releases({ customer: 1 })).length
    expect(items).toHaveLength(released === 1 ? 0 : 200)
  })

  test('follows a profile that was changed between two starts', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('media/a.jpg', null, file('a'))))
    const before = (
      await house.store.agents.arrived({
        host: host.id,
        boot: 1,
        epoch: chain.epoch,
        head: null,
        localRoots: [],
        at: 1,
      })
    ).bindings
    await house.store.stop()
    const rules = [...shopProfile.rules, { pattern: 'media/**', class: 'upload' } as const]
    await house.open({ profiles: [{ ...shopProfile, rules }] })
    await house.judged()
    expect(await house.files()).toMatchObject([{ class: 'upload', verdict: 'expected' }])
    const { bindings } = await house.store.agents.arrived({
      host: host.id,
      boot: 1,
      epoch: chain.epoch,
      head: null,
      localRoots: [],
      at: 1,
    })
    expect(bindings.version).toBeGreaterThan(before.version)
  })
})
