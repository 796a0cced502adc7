// Owns the laws of two histories (law 2): a database that lost its end or was put back from a copy, and a key that two
// agents hold. It is seen and recorded, and afterwards the collector again holds what the disk holds.
import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  auditOf,
  brokenChains,
  censusedEpochs,
  digestOf,
  type Estate,
  type EstateSetting,
  openEstate,
  type Snapshot,
  snapshotOf,
} from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'

const files = {
  'index.php': '<?php echo 1;',
  'payment/pay.php': '<?php pay();',
  'upload/photo.jpg': 'a photo',
  'lib/a.php': '<?php // a',
  'lib/b.php': '<?php // b',
}

/** The state that both ends have after a while: a journal and a store that were closed once, with logs that go on. */
async function openLivedIn(setting: EstateSetting = {}): Promise<Estate> {
  const estate = openEstate({ files, ...setting })
  await estate.open()
  await estate.stopAll()
  await estate.startCollector()
  await estate.atRest(await estate.startAgent())
  return estate
}

/** Changes of every sort, told apart by `round`; resolves when the collector holds what the disk holds. */
function change(estate: Estate, round: string): void {
  estate.write('payment/pay.php', `<?php pay('${round}');`)
  estate.write(`upload/${round}.jpg`, `photo of ${round}`)
  estate.write(`lib/${round}.php`, `<?php // ${round}`)
}

/** The agent knows it, too: what the collector holds and has not acknowledged yet is sent again, and proves nothing. */
async function settled(estate: Estate, agent = estate.agent()): Promise<void> {
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await estate.atRest(agent)
}

/** Every path's newest finding is what the disk holds, none begins where the one before it did not end. */
async function expectNothingDropped(estate: Estate, host?: string): Promise<void> {
  await eventually(async () => expect(await estate.inventory(host)).toEqual(estate.disk()))
  const findings = await estate.findings(host)
  expect(brokenChains(findings)).toEqual([])
  const last = new Map(findings.map(finding => [finding.path, finding]))
  for (const [path, standing] of Object.entries(estate.disk())) {
    const after = last.get(path)?.after
    expect(`${after?.type} ${after?.sha256}`, path).toBe(standing)
  }
}

/** A new epoch asks for a census, and one of that very epoch is complete. */
function expectCensused(estate: Estate, agent = estate.agent()): void {
  expect(censusedEpochs(estate.collectorState)).toContain(agent.status().epoch)
}

function cutTail(database: string, share: number): void {
  const log = `${database}-wal`
  const { size } = statSync(log)
  expect(size).toBeGreaterThan(0)
  truncateSync(log, Math.floor(size * (1 - share)))
}

test('an agent whose journal lost the end of its log says so, and nothing that changed is dropped', async () => {
  const estate = await openLivedIn()
  change(estate, 'before')
  await settled(estate)
  const image: Snapshot = snapshotOf(estate.agentState, 'agent')
  const epoch = estate.agent().status().epoch
  await estate.stopAgent()
  image.putBack()
  cutTail(join(estate.agentState, 'agent', 'journal.db'), 1)
  change(estate, 'meanwhile')
  estate.remove('lib/a.php')
  const agent = await estate.startAgent()
  await eventually(() => agent.status().epoch !== epoch)
  await estate.atRest(agent)
  await expectNothingDropped(estate)
  expectCensused(estate)
  expect(await estate.gaps('journal-restored')).toMatchObject([{ root: null, to: expect.any(String) }])
  expect((await estate.host()).state).toBe('forked')
  expect(auditOf(estate.collectorState).filter(({ what }) => what === 'host.forked')).toHaveLength(1)
  const findings = await estate.findings()
  const changed = findings.find(({ after }) => after.sha256 === digestOf("<?php pay('meanwhile');"))
  // Where the link came late, the walk after the start had looked before the census did.
  expect(changed).toMatchObject({ path: 'payment/pay.php', noticed: expect.stringMatching(/^(?:census|walk)$/) })
  expect(changed?.before?.sha256).toBe(digestOf("<?php pay('before');"))
  expect(findings.filter(({ path }) => path === 'lib/a.php').at(-1)?.kind).toBe('removed')
})

test('a journal whose log lost any part of its end goes on, from wherever it was cut', async () => {
  const estate = await openLivedIn()
  for (const share of [0.05, 0.4, 0.8]) {
    change(estate, `before ${share}`)
    await settled(estate)
    change(estate, `later ${share}`)
    await settled(estate)
    const image = snapshotOf(estate.agentState, 'agent')
    await estate.stopAgent()
    image.putBack()
    cutTail(join(estate.agentState, 'agent', 'journal.db'), share)
    change(estate, `meanwhile ${share}`)
    await estate.atRest(await estate.startAgent())
    await expectNothingDropped(estate)
  }
})

test('a collector whose log lost any part of its end is told by the agent all that it lost', async () => {
  const estate = await openLivedIn()
  for (const share of [0.05, 0.5, 1]) {
    change(estate, `before ${share}`)
    await settled(estate)
    const image = snapshotOf(estate.collectorState, 'collector')
    await estate.stopCollector()
    image.putBack()
    cutTail(join(estate.collectorState, 'collector', 'store.db'), share)
    change(estate, `meanwhile ${share}`)
    estate.remove(`lib/before ${share}.php`)
    await estate.startCollector()
    await estate.atRest(estate.agent())
    await expectNothingDropped(estate)
  }
})

test('a collector that was put back to an old copy is seen to have gone back, and a census tells what it lost', async () => {
  const estate = await openLivedIn()
  const image = snapshotOf(estate.collectorState, 'collector')
  const epoch = estate.agent().status().epoch
  change(estate, 'lost')
  estate.remove('lib/a.php')
  await settled(estate)
  await estate.stopCollector()
  image.putBack()
  change(estate, 'away')
  await estate.startCollector()
  await eventually(() => estate.agent().status().epoch !== epoch)
  await estate.atRest(estate.agent())
  await expectNothingDropped(estate)
  expectCensused(estate)
  expect((await estate.host()).state).toBe('online')
  expect(await estate.gaps('collector-restored')).toMatchObject([{ root: null, to: expect.any(String) }])
  expect(auditOf(estate.collectorState).filter(({ what }) => what === 'collector.went-back')).toHaveLength(1)
  const findings = await estate.findings()
  expect(findings.filter(({ path }) => path === 'lib/lost.php')).toMatchObject([{ noticed: 'census', kind: 'added' }])
  expect(findings.filter(({ path }) => path === 'lib/a.php').at(-1)).toMatchObject({ kind: 'removed' })
})

test('what waited while a collector was put back reaches it as the findings that they were', async () => {
  const estate = await openLivedIn()
  const image = snapshotOf(estate.collectorState, 'collector')
  change(estate, 'lost')
  await settled(estate)
  await estate.stopCollector()
  image.putBack()
  for (const [index, step] of ['one', 'two', 'three'].entries()) {
    estate.write('index.php', step)
    await eventually(() => waiting(estate) === index + 1)
  }
  await estate.startCollector()
  await estate.atRest(estate.agent())
  await expectNothingDropped(estate)
  expectCensused(estate)
  const seen = (await estate.findings()).filter(({ path }) => path === 'index.php').map(({ after }) => after.sha256)
  expect(seen.slice(-3)).toEqual(['one', 'two', 'three'].map(digestOf))
})

test('an agent that was put back to an old copy is flagged as a fork, and a census tells what its copy had forgotten', async () => {
  const estate = await openLivedIn()
  const image = snapshotOf(estate.agentState, 'agent')
  const epoch = estate.agent().status().epoch
  change(estate, 'forgotten')
  estate.remove('lib/a.php')
  await settled(estate)
  const told = (await estate.findings()).length
  await estate.stopAgent()
  image.putBack()
  const agent = await estate.startAgent()
  await eventually(() => agent.status().epoch !== epoch)
  await estate.atRest(agent)
  await expectNothingDropped(estate)
  expectCensused(estate)
  // The copy found the same changes once more, and the collector knew them.
  expect(await estate.findings()).toHaveLength(told)
  expect((await estate.host()).state).toBe('forked')
  expect(await estate.gaps('journal-restored')).toMatchObject([{ root: null, to: expect.any(String) }])
})

test('an agent that comes back from an earlier epoch is flagged as a fork as well', async () => {
  const estate = await openLivedIn()
  const [agentImage, collectorImage] = [
    snapshotOf(estate.agentState, 'agent'),
    snapshotOf(estate.collectorState, 'collector'),
  ]
  const first = estate.agent().status().epoch
  change(estate, 'first')
  await settled(estate)
  await estate.stopCollector()
  collectorImage.putBack()
  await estate.startCollector()
  await eventually(() => estate.agent().status().epoch !== first)
  await estate.atRest(estate.agent())
  expect((await estate.host()).state).toBe('online')
  const second = estate.agent().status().epoch
  await estate.stopAgent()
  agentImage.putBack()
  change(estate, 'second')
  const agent = await estate.startAgent()
  expect(agent.status().epoch).toBe(first)
  await eventually(() => ![first, second].includes(agent.status().epoch))
  await estate.atRest(agent)
  await expectNothingDropped(estate)
  expectCensused(estate)
  expect((await estate.host()).state).toBe('forked')
  expect(auditOf(estate.collectorState).find(({ what }) => what === 'host.forked')?.detail).toContain(first)
  expect(await estate.gaps('identity-forked')).toMatchObject([{ root: null, to: expect.any(String) }])
})

test('two agents with one key are seen as a fork, and the first goes on until one of them is enrolled anew', async () => {
  const estate = await openLivedIn()
  const copy = join(estate.folder, 'agent-copy')
  const image = snapshotOf(estate.agentState, 'agent')
  image.copyTo(copy)
  const epoch = estate.agent().status().epoch
  const clone = await estate.startAgent(copy)
  await eventually(async () => (await estate.host()).state === 'forked')
  expect(auditOf(estate.collectorState).find(({ what }) => what === 'host.forked')?.detail).toContain('two live')
  // It hears of the refusal a moment after it was flagged.
  await eventually(() => clone.status().rooms.uplink?.phase === 'offline')
  await eventually(() => estate.logged(/identity-in-use/).length > 0)

  change(estate, 'forked')
  await eventually(() => estate.agent().status().epoch !== epoch)
  await estate.atRest(estate.agent())
  await expectNothingDropped(estate)
  expectCensused(estate)
  expect((await estate.gaps('identity-forked')).length).toBeGreaterThan(0)

  await estate.stopAgent(copy)
  await estate.enrol('web2', copy)
  const second = await estate.startAgent(copy)
  change(estate, 'both')
  await estate.atRest(second)
  await estate.atRest(estate.agent())
  await expectNothingDropped(estate)
  await expectNothingDropped(estate, 'web2')
  const [host, other] = [await estate.host('web1'), await estate.host('web2')]
  expect(other.key).not.toBe(host.key)
  expect(other.state).toBe('online')
  // What was seen of the first stays flagged: its key is still the one that was copied.
  expect(host.state).toBe('forked')
})

test('a host whose copy had spoken for it is flagged, and enrolled anew it has its history, a new key, and no flag', async () => {
  const estate = await openLivedIn()
  const copy = join(estate.folder, 'agent-copy')
  snapshotOf(estate.agentState, 'agent').copyTo(copy)
  await estate.stopAgent()
  const clone = await estate.startAgent(copy)
  change(estate, 'clone')
  await settled(estate, clone)
  await estate.stopAgent(copy)
  await estate.atRest(await estate.startAgent())
  await expectNothingDropped(estate)
  const { key, state } = await estate.host()
  expect(state).toBe('forked')

  await estate.stopAgent()
  await estate.enrol()
  expect(await estate.host()).toMatchObject({ state: 'online', key: expect.not.stringMatching(key) })
  const original = await estate.startAgent()
  change(estate, 'original')
  await estate.atRest(original)
  await expectNothingDropped(estate)
  expectCensused(estate)
  expect(await estate.gaps('enrolled-anew')).toMatchObject([{ root: null, to: expect.any(String) }])
  // Whoever holds the old key is nobody any more.
  await estate.startAgent(copy)
  await eventually(() => estate.logged(/agent-unproven/).length > 0)
  expect((await estate.host()).state).toBe('online')
})

function waiting(estate: Estate): number {
  const { fast, bulk } = estate.agent().status().waiting
  return fast + bulk
}
