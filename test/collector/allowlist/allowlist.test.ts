// The laws of publishing, over a real store: what is staged, what is refused, and in which order it becomes current.
import { zstdDecompressSync } from 'node:zlib'
import { rightsOf } from '@sekisho/shared/api.people.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair, sha256Hex, signEnvelope } from '@sekisho/shared/proof.ts'
import { adoptionPredicate, releasePredicate, statementType, weakPredicate } from '@sekisho/shared/release.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import type { ReleaseWrites } from '../../../collector/handover.releases.ts'
import type { Publication } from '../../../collector/handover.ts'
import { AgentChain } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = generateKeyPair()

/** An allowlist over a store with the site `shop`, with a log of what it wrote and a fault to inject. */
async function house() {
  const { store } = await new StoreHouse().open()
  await store.writes.addSite({ ...by, name: 'shop' })
  await store.writes.trustKey({ ...by, key: key.id, name: 'team' })
  const asked: string[] = []
  const parts: Uint8Array[] = []
  const fault = { at: null as string | null }
  const names = Object.keys(store.releases) as (keyof ReleaseWrites)[]
  const logged = names.map(name => {
    const call = store.releases[name] as (input: object) => Promise<unknown>
    return [
      name,
      async (input: object) => {
        asked.push(name)
        if (name === 'stagePart') parts.push((input as { bytes: Uint8Array }).bytes)
        if (name === fault.at) throw new Error(`no ${name}`)
        return call(input)
      },
    ]
  })
  const writes = Object.fromEntries(logged) as ReleaseWrites
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes })
  onTestFinished(() => allowlist.stop())
  const releases = () => store.reads.releases({ customer: 1 })
  return { store, allowlist, asked, parts, fault, releases }
}

interface Wish {
  readonly signer?: KeyPair
  readonly site?: string | null
  readonly sha256?: string
  readonly component?: string
  readonly prefix?: string
  readonly who?: string
  readonly kind?: 'adoption' | 'weak'
  readonly rights?: Publication['rights']
}

function publication(version: string, files: readonly string[], wish: Wish = {}): Publication {
  const { signer = key, site = 'shop', sha256 = 'a', component = 'core', prefix = '', who = 'token:ci' } = wish
  const { rights = ['read', 'publish'] } = wish
  const adoption = wish.kind !== 'adoption' ? {} : { adoption: { by: 'Aiko', reason: 'found here' } }
  const statement = {
    _type: statementType,
    subject: files.map(name => ({ name, digest: { sha256: sha256.repeat(64) } })),
    predicateType: { adoption: adoptionPredicate, weak: weakPredicate, release: releasePredicate }[
      wish.kind ?? 'release'
    ],
    predicate: { component, version, createdAt: '2026-11-23T00:00:00.000Z', ...adoption },
  }
  const envelope = Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), signer)))
  const place = { site, prefix: pathTextOfString(prefix), overlapMs: 0, expiresAt: null }
  return { customer: 1, who, from: 'local', at: 1, rights, sites: null, envelope, ...place }
}

describe('the allowlist', () => {
  test('a release is staged some thousand entries at a time and made current by one step', async () => {
    const { allowlist, asked } = await house()
    const files = Array.from({ length: 2500 }, (_, index) => `f${index % 5}/${index}`)
    const publishing = publication('1.0.0', files)
    const row = await allowlist.publish(publishing)
    expect(publishing.envelope.byteLength, 'its memory went with it').toBe(0)
    expect(row).toMatchObject({ component: 'core', version: '1.0.0', number: 1, files: 2500, state: 'current' })
    expect(asked).toEqual(['stageRelease', 'stageLists', 'stageLists', 'stageLists', 'stagePart', 'publishRelease'])
    expect(allowlist.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('an envelope is kept in parts, each with no more memory than its own', async () => {
    const { allowlist, parts } = await house()
    const publishing = publication(
      '1',
      Array.from({ length: 20_000 }, (_, index) => `${index}/${sha256Hex(`${index}`)}`),
    )
    const envelope = Buffer.from(publishing.envelope)
    await allowlist.publish(publishing)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map(({ buffer }) => buffer.byteLength)).toEqual(parts.map(({ byteLength }) => byteLength))
    expect(zstdDecompressSync(Buffer.concat(parts)).equals(envelope)).toBe(true)
  })

  test('a refused release leaves nothing behind, and names the entry across the thread', async () => {
    const { allowlist, asked } = await house()
    await expect(allowlist.publish(publication('1.0.0', ['index.php', '../x']))).rejects.toMatchObject({
      name: 'Failure',
      code: 'release-refused',
      place: 'entry 2',
    })
    await expect(
      allowlist.publish(publication('1.0.0', ['index.php'], { signer: generateKeyPair() })),
    ).rejects.toMatchObject({ code: 'release-refused' })
    expect(asked).toEqual(['refuseRelease', 'refuseRelease'])
  })

  test('whoever sends what is refused hears why, also where nobody can be told of it', async () => {
    const { allowlist, fault } = await house()
    fault.at = 'refuseRelease'
    await expect(allowlist.publish(publication('1.0.0', ['../x']))).rejects.toMatchObject({
      code: 'release-refused',
      place: 'entry 1',
    })
  })

  test('what fails while it is staged or published is dropped', async () => {
    for (const at of ['stageLists', 'publishRelease']) {
      const { allowlist, asked, fault, releases } = await house()
      fault.at = at
      await expect(allowlist.publish(publication('1.0.0', ['index.php']))).rejects.toThrow(`no ${at}`)
      expect(asked.at(-1)).toBe('dropStaged')
      expect(await releases()).toEqual([])
    }
  })

  test('a version that was published with other content is refused', async () => {
    const { allowlist } = await house()
    await allowlist.publish(publication('1.0.0', ['index.php']))
    await expect(allowlist.publish(publication('1.0.0', ['index.php'], { sha256: 'b' }))).rejects.toMatchObject({
      code: 'release-refused',
      place: 'core 1.0.0',
    })
  })

  test('the same release for a second site is not staged again', async () => {
    const { store, allowlist, asked } = await house()
    await store.writes.addSite({ ...by, name: 'second' })
    const first = await allowlist.publish(publication('1.0.0', ['index.php']))
    asked.length = 0
    const second = await allowlist.publish(publication('1.0.0', ['index.php'], { site: 'second', prefix: 'html' }))
    expect(second.id).toBe(first.id)
    expect(asked).toEqual(['publishRelease'])
    expect(await store.reads.components({ customer: 1 })).toMatchObject([
      { component: 'core', owner: 'customer', current: '1.0.0', sites: [{ site: 'second', prefix: 'html' }, {}] },
    ])
  })

  test('an old envelope sent again does not bring the old release back; activating it does', async () => {
    const { allowlist, releases } = await house()
    const old = await allowlist.publish(publication('1.0.0', ['index.php']))
    await allowlist.publish(publication('1.0.1', ['index.php'], { sha256: 'b' }))
    await expect(allowlist.publish(publication('1.0.0', ['index.php']))).rejects.toMatchObject({
      code: 'release-refused',
      message: expect.stringContaining('newer release'),
    })
    await allowlist.activate({ customer: 1, who: 'token:admin', from: 'local', at: 2, release: old.id, overlapMs: 0 })
    expect((await releases()).map(({ version, state }) => [version, state])).toEqual([
      ['1.0.0', 'current'],
      ['1.0.1', 'ended'],
    ])
  })

  test('without a site the only one is meant, and among several one must be named, save for a component that has its sites', async () => {
    const { store, allowlist } = await house()
    await allowlist.publish(publication('1.0.0', ['index.php'], { site: null }))
    await store.writes.addSite({ ...by, name: 'second' })
    await allowlist.publish(publication('1.0.1', ['a'], { site: null }))
    expect((await store.reads.components({ customer: 1 }))[0]?.sites).toEqual([{ site: 'shop', prefix: '' }])
    const other = publication('1.0.0', ['b'], { site: null, component: 'theme' })
    await expect(allowlist.publish(other)).rejects.toMatchObject({
      code: 'name-unknown',
      message: expect.stringContaining('second, shop'),
    })
    await expect(allowlist.publish(publication('1.0.2', ['a'], { site: 'other' }))).rejects.toMatchObject({
      code: 'name-unknown',
      place: 'other',
    })
  })

  test('releases are published one after the other, and a queue of them is bounded', async () => {
    const { allowlist, releases } = await house()
    const versions = ['1', '2', '3', '4', '5'].map(version => allowlist.publish(publication(version, ['a'])))
    const outcomes = await Promise.allSettled(versions)
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill('fulfilled'), 'rejected'])
    expect(outcomes[4]).toMatchObject({ reason: { code: 'store-busy' } })
    expect((await releases()).map(({ version, number }) => [version, number])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
      ['4', 4],
    ])
  })

  test('two components that name one path of a site are refused at publishing and at subscribing, with the path named', async () => {
    const { store, allowlist, releases } = await house()
    await store.writes.addSite({ ...by, name: 'second' })
    await allowlist.publish(publication('1', ['index.php', 'html/plugin/pay/a.php']))
    const theme = publication('1', ['css/a.css', 'plugin/pay/a.php'], { component: 'theme', prefix: 'html' })
    await expect(allowlist.publish(theme)).rejects.toMatchObject({
      code: 'path-conflict',
      place: 'html/plugin/pay/a.php',
    })
    expect((await releases()).map(({ component }) => component)).toEqual(['core'])
    await allowlist.publish({ ...theme, site: 'second' })
    const subscription = { customer: 1, who: 'token:admin', from: 'local', at: 2, site: 'shop', component: 'theme' }
    await expect(allowlist.subscribe({ ...subscription, prefix: pathTextOfString('html') })).rejects.toMatchObject({
      code: 'path-conflict',
      place: 'html/plugin/pay/a.php',
    })
    await allowlist.subscribe({ ...subscription, prefix: pathTextOfString('elsewhere') })
    // A later release of one that now lies beside it is held to the same.
    const later = publication('2', ['index.php', 'elsewhere/css/a.css'])
    await expect(allowlist.publish(later)).rejects.toMatchObject({
      code: 'path-conflict',
      place: 'elsewhere/css/a.css',
    })
    await allowlist.unsubscribe(subscription)
    await expect(allowlist.publish(later)).resolves.toMatchObject({ state: 'current' })
  })

  test('a weak release keeps no better one out, comes in over none, and shares no path with another weak one', async () => {
    const { allowlist, releases } = await house()
    await allowlist.publish(publication('1', ['php.ini', 'hosts'], { component: 'packages', kind: 'weak' }))
    const own = publication('1', ['php.ini'], { sha256: 'b' })
    await expect(allowlist.publish(own)).resolves.toMatchObject({ state: 'current' })
    const wish = { component: 'packages', kind: 'weak' } as const
    await expect(allowlist.publish(publication('2', ['php.ini', 'hosts'], wish))).rejects.toMatchObject({
      code: 'path-conflict',
      place: 'php.ini',
      message: expect.stringContaining('--exclude'),
    })
    await expect(allowlist.publish(publication('2', ['hosts'], wish))).resolves.toMatchObject({ state: 'current' })
    const others = publication('1', ['hosts'], { component: 'others', kind: 'weak' })
    await expect(allowlist.publish(others)).rejects.toMatchObject({ code: 'path-conflict', place: 'hosts' })
    expect((await releases()).length).toBe(3)
  })

  test('publishing moves no component: another prefix than the stored one is an admin’s to give', async () => {
    const { store, allowlist, releases } = await house()
    const envelope = publication('1', ['index.php'], { prefix: 'html' })
    await allowlist.publish(envelope)
    const prefixes = async () =>
      (await store.reads.components({ customer: 1 })).flatMap(({ sites }) => sites.map(({ prefix }) => prefix))
    const upload = pathTextOfString('upload')
    const moved = publication('2', ['index.php'], { prefix: 'upload' })
    for (const wish of [{ ...envelope, prefix: upload }, moved]) {
      await expect(allowlist.publish(wish)).rejects.toMatchObject({
        code: 'release-refused',
        place: 'upload',
        message: expect.stringContaining('sekisho component subscribe core --site shop --prefix'),
      })
    }
    expect([await prefixes(), (await releases()).length]).toEqual([['html'], 1])
    await allowlist.publish({ ...envelope, prefix: pathTextOfString('') })
    expect(await prefixes()).toEqual(['html'])
    await allowlist.publish({ ...envelope, prefix: upload, rights: ['read', 'publish', 'admin'] })
    expect(await prefixes()).toEqual(['upload'])
  })

  test('payment paths of the site that a release is sent for count, and while it is held it gives that site nothing', async () => {
    const { store, allowlist } = await house()
    const chain = new AgentChain()
    const enrolment = { id: 'e', secret: 's', expiresAt: 5_000 }
    await store.writes.addEnrolment({ ...by, ...enrolment })
    await store.agents.enrolHost({ id: 'e', key: chain.key.id, name: 'web1', from: 'local', at: 2_000 })
    await store.writes.addSite({ ...by, name: 'paying' })
    const root = { host: 'web1', root: '/shop' as PathText, site: 'paying', prefix: '' as PathText, profile: 'php' }
    await store.writes.bindRoot({ ...by, ...root })
    const sites = async () => (await store.reads.components({ customer: 1 }))[0]?.sites.map(({ site }) => site)
    await allowlist.publish(publication('1', ['pay.php']))
    const wish = { site: 'paying', prefix: 'payment', sha256: 'b' }
    const second = publication('2', ['pay.php'], wish)
    const held = await allowlist.publish(second)
    expect(held).toMatchObject({ state: 'held', held: { payment: 1, paths: ['pay.php'] } })
    expect(await allowlist.publish(second)).toMatchObject({ state: 'held' })
    expect(await sites()).toEqual(['shop'])
    const { digest, hold } = await allowlist.difference({ customer: 1, release: held.id })
    expect(hold).toMatchObject({ payment: 1 })
    await allowlist.confirm({ ...by, who: 'user:approver', release: held.id, difference: digest })
    await allowlist.publish(second)
    expect(await sites()).toEqual(['paying', 'shop'])
  })

  test('a held release is confirmed also once the current one was revoked', async () => {
    const { allowlist, releases } = await house()
    const first = await allowlist.publish(publication('1', ['a/x']))
    const held = await allowlist.publish(publication('2', ['a/x', 'new/shell.php']))
    expect(held).toMatchObject({ state: 'held', held: { executables: 1 } })
    await allowlist.revoke({ ...by, release: first.id, reason: 'a hole' })
    const { digest, against } = await allowlist.difference({ customer: 1, release: held.id })
    expect(against).toBe('1')
    await allowlist.confirm({ ...by, who: 'user:approver', release: held.id, difference: digest })
    expect((await releases()).map(({ state }) => state)).toEqual(['revoked', 'current'])
  })

  test('a difference shows payment files first, then executables in new folders, then other executables', async () => {
    const { store, allowlist } = await house()
    const chain = new AgentChain()
    await store.writes.addEnrolment({ ...by, id: 'e', secret: 's', expiresAt: 5_000 })
    await store.agents.enrolHost({ id: 'e', key: chain.key.id, name: 'web1', from: 'local', at: 2_000 })
    const root = { host: 'web1', root: '/shop' as PathText, site: 'shop', prefix: '' as PathText, profile: 'php' }
    await store.writes.bindRoot({ ...by, ...root })
    const old = await allowlist.publish(publication('1', ['a.css', 'a.php', 'payment/pay.css']))
    const files = ['a.css', 'a.php', 'payment/pay.css', 'new/x.php', 'b.php']
    const { id } = await allowlist.publish(publication('2', files, { sha256: 'b' }))
    const { entries } = await allowlist.difference({ customer: 1, release: id, against: old.id })
    expect(entries.map(({ path, mark }) => [path, mark])).toEqual([
      ['payment/pay.css', 'payment'],
      ['new/x.php', 'new-executable'],
      ['a.php', 'executable'],
      ['b.php', 'executable'],
      ['a.css', null],
    ])
  })

  test('a release is compared with any other of its component, or with an empty one, and with no other component’s', async () => {
    const { allowlist } = await house()
    const first = await allowlist.publish(publication('1', ['a', 'b']))
    const second = await allowlist.publish(publication('2', ['a', 'c']))
    const theme = await allowlist.publish(publication('1', ['t'], { component: 'theme' }))
    const of = (release: number, against: number) => allowlist.difference({ customer: 1, release, against })
    expect(await of(second.id, first.id)).toMatchObject({ against: '1', added: 1, changed: 0, removed: 1, hold: null })
    expect(await of(first.id, second.id)).toMatchObject({ against: '2', added: 1, changed: 0, removed: 1 })
    expect(await of(first.id, 0)).toMatchObject({ against: null, added: 2, changed: 0, removed: 0 })
    await expect(of(second.id, theme.id)).rejects.toMatchObject({ code: 'name-unknown', place: 'theme 1' })
  })

  test('what is confirmed is the difference that was shown, by nobody who published it, and by nothing older than what is current', async () => {
    const { allowlist, releases } = await house()
    await allowlist.publish(publication('1', ['a/x']))
    const held = await allowlist.publish(publication('2', ['a/x', 'new/shell.php']))
    const { digest } = await allowlist.difference({ customer: 1, release: held.id })
    const confirm = (difference: string, who = 'user:approver') =>
      allowlist.confirm({ ...by, who, release: held.id, difference })
    await expect(confirm(digest, 'token:ci')).rejects.toThrow('who published it cannot confirm it')
    await expect(confirm('0'.repeat(64))).rejects.toThrow('no longer the difference')
    await allowlist.publish(publication('3', ['a/x'], { sha256: 'b' }))
    await expect(confirm(digest)).rejects.toThrow('no longer the difference')
    const anew = await allowlist.difference({ customer: 1, release: held.id })
    await expect(confirm(anew.digest)).rejects.toThrow('a newer release has replaced it')
    expect((await releases()).map(({ version, current }) => [version, current])).toEqual([
      ['1', false],
      ['2', false],
      ['3', true],
    ])
  })

  test('nobody is asked about code that is no payment file, executables beside others, passive names or a first release', async () => {
    const { allowlist } = await house()
    const current = { state: 'current' }
    await allowlist.publish(publication('1', ['lib/a.php']))
    expect(await allowlist.publish(publication('2', ['lib/a.php'], { sha256: 'b' }))).toMatchObject(current)
    expect(await allowlist.publish(publication('3', ['lib/a.php', 'lib/shell.php']))).toMatchObject(current)
    expect(await allowlist.publish(publication('4', ['lib/a.php', 'upload/shell.jpg']))).toMatchObject(current)
    const another = { component: 'another' }
    expect(await allowlist.publish(publication('1', ['upload/shell.php'], another))).toMatchObject(current)
  })

  test('an adoption asks for the right to approve, and stands in for no release', async () => {
    const { allowlist, releases } = await house()
    const adoption = (version: string, component: string, rights: Publication['rights']) =>
      allowlist.publish(publication(version, ['pay.php'], { kind: 'adoption', component, rights }))
    await expect(adoption('1', 'found', ['read', 'publish'])).rejects.toMatchObject({
      code: 'role-missing',
      message: expect.stringContaining('approve'),
    })
    await allowlist.publish(publication('1', ['index.php']))
    await expect(adoption('2', 'core', rightsOf.admin)).rejects.toMatchObject({
      code: 'release-refused',
      place: 'core',
    })
    await adoption('1', 'found', rightsOf.admin)
    await adoption('2', 'found', rightsOf.admin)
    expect((await releases()).map(({ component, kind, state }) => [component, kind, state])).toEqual([
      ['core', 'release', 'current'],
      ['found', 'adoption', 'ended'],
      ['found', 'adoption', 'current'],
    ])
  })

  test('once stopped it publishes nothing more', async () => {
    const { allowlist } = await house()
    await allowlist.stop()
    await expect(allowlist.publish(publication('1.0.0', ['index.php']))).rejects.toMatchObject({ code: 'store-busy' })
  })
})
