// The laws of a host's chain at the collector: exactly once, in order, and what shows two histories.
import { randomUUID } from 'node:crypto'
import type { PathText } from '@sekisho/shared/path.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import type { Arrival } from '../../../collector/handover.ts'
import { AgentChain, censusBegin, file, finding } from '../../support/batches.ts'
import { StoreHouse, shopProfile } from '../../support/store-house.ts'

const added = (path: string, content = path) => finding(path, null, file(content))

function gap(id: string, wish: Partial<WireRecord> = {}): WireRecord {
  return { record: 'gap', id, root: null, cause: 'journal-lost', from: 500, to: null, ...wish } as WireRecord
}

function arrivalOf(host: number, chain: AgentChain, wish: Partial<Arrival> = {}): Arrival {
  const { epoch, boot, sequence, digest } = chain
  const head = digest === null ? null : { epoch, sequence, digest }
  return { host, boot, epoch, head, localRoots: [], at: 2_500, ...wish }
}

async function open(profiles = [shopProfile]) {
  const house = await new StoreHouse().open({ profiles })
  return { house, ...(await house.shop()) }
}

describe('a batch', () => {
  test('that comes again byte for byte is a repeat, and makes nothing twice', async () => {
    const { house, chain, host } = await open()
    const batch = chain.seal(added('a'))
    expect(await house.send(host, batch)).toEqual({ outcome: 'committed' })
    expect(await house.send(host, batch)).toEqual({ outcome: 'repeat' })
    expect(await house.findings()).toHaveLength(1)
  })

  test('on its way when its host is revoked, or takes another key, counts no more, whatever epoch it opens', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const onItsWay = chain.seal(added('b'))
    await house.store.writes.revokeHost({ customer: 1, who: 'local', from: 'local', at: 1, host: 'web1' })
    expect(await house.send(host, onItsWay)).toMatchObject({ outcome: 'refused', code: 'agent-revoked', retry: true })
    await house.enrol('web1', new AgentChain())
    chain.newEpoch()
    expect(await house.send(host, chain.seal(gap('g1'), added('c')))).toMatchObject({ code: 'agent-revoked' })
    expect((await house.findings()).map(found => found.path)).toEqual(['a'])
  })

  test('with a sequence that came with other content is a fork', async () => {
    const { house, chain, host } = await open()
    const other = chain.clone().seal(added('b'))
    await house.send(host, chain.seal(added('a')))
    expect(await house.send(host, other)).toMatchObject({ outcome: 'forked' })
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.state).toBe('forked')
    expect((await house.findings()).map(found => found.path)).toEqual(['a'])
  })

  test('that does not follow the one before is a fork, and its epoch goes no further', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const stray = chain.sealAs({ previous: 'f'.repeat(64) }, added('b'))
    expect(await house.send(host, stray)).toMatchObject({ outcome: 'forked' })
    expect(await house.send(host, chain.seal(added('c')))).toMatchObject({ outcome: 'forked' })
    chain.newEpoch()
    expect(await house.send(host, chain.seal(gap('g1'), added('d')))).toEqual({ outcome: 'committed' })
  })

  test('that comes before the one it follows waits for it', async () => {
    const { house, chain, host } = await open()
    const first = chain.seal(added('a'))
    const second = chain.seal(added('b'))
    expect(await house.send(host, second)).toMatchObject({ outcome: 'refused', retry: true })
    expect(await house.send(host, first)).toEqual({ outcome: 'committed' })
    expect(await house.send(host, second)).toEqual({ outcome: 'committed' })
  })

  test('of a new epoch must say why there is one', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    chain.newEpoch()
    const silent = chain.sealAs({}, added('b'))
    expect(await house.send(host, silent)).toMatchObject({ outcome: 'forked' })
    chain.newEpoch()
    expect(await house.send(host, chain.seal(censusBegin(), added('c')))).toEqual({ outcome: 'committed' })
  })

  test('of an epoch that ended is a repeat or a fork', async () => {
    const { house, chain, host } = await open()
    const old = chain.seal(added('a'))
    await house.send(host, old)
    const restored = chain.clone()
    chain.newEpoch()
    await house.send(host, chain.seal(gap('g1')))
    expect(await house.send(host, old)).toEqual({ outcome: 'repeat' })
    expect(await house.send(host, restored.seal(added('b')))).toMatchObject({ outcome: 'forked' })
  })

  test('that was refused for good is kept, blocks nothing, and stays refused', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const bad = chain.seal(added('b'))
    const { agents } = house.store
    const { bytes, digest } = bad
    const refused = { host: host.id, digest, bytes, receivedAt: 3_000, code: 'batch-malformed', detail: 'x' } as const
    await agents.refused(refused)
    await agents.refused(refused)
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ head: { sequence: 1 }, forked: false })
    const inFlight = chain.seal(added('c'))
    expect(await house.send(host, inFlight)).toEqual({ outcome: 'committed' })
    const tombstone: WireRecord = { record: 'tombstone', sequence: 2, digest, code: 'batch-malformed' }
    expect(await house.send(host, chain.seal(tombstone, added('b')))).toEqual({ outcome: 'committed' })
    expect(await house.send(host, bad)).toMatchObject({ outcome: 'refused', retry: false })
    expect((await house.findings()).map(row => row.path)).toEqual(['a', 'c', 'b'])
  })

  test('that names more roots than a host may have is set aside, not retried for ever', async () => {
    const { house, chain, host } = await open()
    const name = (from: number) => {
      const roots = Array.from({ length: 500 }, (_, index) => `/r${from + index}` as PathText)
      chain.roots.splice(0, chain.roots.length, ...roots)
      return chain.seal(...roots.map((_, root) => gap(`${from}-${root}`, { root })))
    }
    expect(await house.send(host, name(0))).toEqual({ outcome: 'committed' })
    expect(await house.send(host, name(500))).toMatchObject({
      outcome: 'refused',
      code: 'batch-malformed',
      retry: false,
    })
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots).toHaveLength(501)
  })
})

describe('an agent that comes back', () => {
  test('is told the last batch that was committed', async () => {
    const { house, chain, host } = await open()
    const first = chain.seal(added('a'))
    expect(await house.store.agents.arrived(arrivalOf(host.id, chain, { head: null }))).toMatchObject({ head: null })
    await house.send(host, first)
    const { epoch, digest } = chain
    chain.seal(added('b'))
    const welcome = await house.store.agents.arrived(arrivalOf(host.id, chain))
    expect(welcome).toMatchObject({ head: { epoch, sequence: 1, digest }, forked: false })
    expect(welcome.bindings).toMatchObject({ roots: [{ root: '/shop', site: 'shop', prefix: '', profile: 'php' }] })
    expect(welcome.bindings.profiles.map(profile => profile.name)).toEqual(['php'])
  })

  test('with counters that went back is forked, and again until it begins a new epoch', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const restored = chain.clone()
    await house.send(host, chain.seal(added('b')))
    const { agents } = house.store
    expect(await agents.arrived(arrivalOf(host.id, restored))).toMatchObject({ forked: true })
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ forked: true })
    restored.newEpoch()
    expect(await agents.arrived(arrivalOf(host.id, restored))).toMatchObject({ forked: false })
  })

  test('with a boot counter that went back in its epoch is forked', async () => {
    const { house, chain, host } = await open()
    const { agents } = house.store
    chain.boot = 5
    await house.send(host, chain.seal(added('a')))
    chain.boot = 6
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ forked: false })
    chain.boot = 5
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ forked: true })
  })

  test('with a lost journal may count its boots from the start', async () => {
    const { house, chain, host } = await open()
    chain.boot = 9
    await house.send(host, chain.seal(added('a')))
    chain.newEpoch()
    chain.boot = 1
    const { agents } = house.store
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ forked: false })
    await house.send(host, chain.seal(gap('g')))
    expect(await agents.arrived(arrivalOf(host.id, chain))).toMatchObject({ forked: false })
  })

  test('with the last sequence but another digest is forked', async () => {
    const { house, chain, host } = await open()
    const clone = chain.clone()
    clone.seal(added('b'))
    await house.send(host, chain.seal(added('a')))
    expect(await house.store.agents.arrived(arrivalOf(host.id, clone))).toMatchObject({ forked: true })
  })

  test('with an epoch that ended is forked, and with an unknown one is not', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const old = chain.clone()
    chain.newEpoch()
    await house.send(host, chain.seal(gap('g')))
    const { agents } = house.store
    expect(await agents.arrived(arrivalOf(host.id, chain, { epoch: randomUUID() }))).toMatchObject({ forked: false })
    expect(await agents.arrived(arrivalOf(host.id, old))).toMatchObject({ forked: true })
  })

  test('may add roots, and neither narrow nor rebind one', async () => {
    const { house, chain, host } = await open()
    const local = (root: string, profile: string) => ({ root: root as never, profile })
    const localRoots = [local('/shop', 'other'), local('/blog', 'nobody-knows')]
    await house.store.agents.arrived(arrivalOf(host.id, chain, { localRoots }))
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots.map(root => [root.root, root.site, root.profile])).toEqual([
      ['/blog', null, 'php'],
      ['/shop', 'shop', 'php'],
    ])
  })

  test('has of a root that it names twice the profile that it names last', async () => {
    const { house, chain, host } = await open([shopProfile, { ...shopProfile, name: 'other' }])
    const blog = (...profiles: string[]) => profiles.map(profile => ({ root: '/blog' as PathText, profile }))
    for (const localRoots of [blog('php'), blog('php', 'other'), blog('php', 'other')]) {
      await house.store.agents.arrived(arrivalOf(host.id, chain, { localRoots }))
    }
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots.find(({ root }) => root === '/blog')?.profile).toBe('other')
  })

  test('is forked once by a second live connection, however often that one dials', async () => {
    const { house, chain, host } = await open()
    const { agents } = house.store
    await house.send(host, chain.seal(added('a')))
    await agents.forked({ host: host.id, detail: 'two live connections', at: 2_000 })
    expect(await house.send(host, chain.seal(added('b')))).toMatchObject({ outcome: 'forked' })
    chain.newEpoch()
    expect(await house.send(host, chain.seal(gap('g')))).toEqual({ outcome: 'committed' })
    await agents.forked({ host: host.id, detail: 'two live connections', at: 2_100 })
    expect(await house.send(host, chain.seal(added('c')))).toEqual({ outcome: 'committed' })
    expect((await house.store.reads.hosts({ customer: 1, now: 0 }))[0]?.state).toBe('forked')
  })

  test('enrolled anew is no longer flagged, and with another key begins a new epoch', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    await house.store.agents.forked({ host: host.id, detail: 'two connections', at: 2_000 })
    const anew = Object.assign(new AgentChain(), { epoch: chain.epoch, sequence: chain.sequence, digest: chain.digest })
    const same = await house.enrol('web1', anew)
    expect(same.id).toBe(host.id)
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row).toMatchObject({ state: 'enrolled', key: anew.key.id })
    expect(await house.store.agents.findHost({ key: chain.key.id })).toBeNull()
    expect(await house.store.agents.arrived(arrivalOf(host.id, anew))).toMatchObject({ forked: true })
  })

  test('enrolled anew with a journal of its own need not say why its epoch begins', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(added('a')))
    const anew = new AgentChain()
    await house.enrol('web1', anew)
    expect(await house.store.agents.arrived(arrivalOf(host.id, anew))).toMatchObject({ forked: false })
    expect(await house.send(host, anew.seal(added('b')))).toEqual({ outcome: 'committed' })
    expect((await house.store.reads.hosts({ customer: 1, now: 0 }))[0]?.state).not.toBe('forked')
  })
})
