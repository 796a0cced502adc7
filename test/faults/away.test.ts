// Owns the laws of a collector that is away: nothing of the time is lost, each path's findings arrive in order, and what
// is urgent goes first however much else waits.
import { join } from 'node:path'
import type { SealedBatch } from '@sekisho/agent/handover.ts'
import { readEnrolment } from '@sekisho/agent/identity/enrolment.ts'
import { openIdentity } from '@sekisho/agent/identity/identity.ts'
import { type Journal, openJournal } from '@sekisho/agent/journal/journal.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { expect, onTestFinished, test } from 'vitest'
import { brokenChains, digestOf, type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { fileOf, packed, seen } from '../support/journal.ts'
import { openUplink } from '../support/link.ts'

const files = { 'index.php': 'first', 'payment/pay.php': 'first', 'upload/photo.jpg': 'first' }

function waiting(estate: Estate): number {
  const { fast, bulk } = estate.agent().status().waiting
  return fast + bulk
}

function digestsOf(findings: readonly FindingRow[], path: string): readonly (string | null)[] {
  return findings.filter(finding => finding.path === path).map(({ after }) => after.sha256)
}

test('while the collector is away nothing is lost, in order for each path, also over a restart of the agent', async () => {
  const estate = openEstate({ files })
  await estate.open()
  await estate.stopCollector()
  const steps = ['second', 'third'].flatMap(content => Object.keys(files).map(path => ({ path, content })))
  for (const [index, { path, content }] of steps.entries()) {
    estate.write(path, content)
    await eventually(() => waiting(estate) === index + 1)
  }
  await estate.stopAgent()
  for (const path of Object.keys(files)) estate.write(path, 'fourth')
  await estate.startAgent()
  await eventually(() => estate.agent().status().roots[0]?.phase === 'watching')
  estate.remove('upload/photo.jpg')
  const told = waiting(estate)
  await eventually(() => waiting(estate) > told)
  await estate.startCollector()
  await estate.atRest(estate.agent())
  expect(await estate.inventory()).toEqual(estate.disk())
  const findings = await estate.findings()
  expect(brokenChains(findings)).toEqual([])
  const all = ['first', 'second', 'third', 'fourth'].map(digestOf)
  for (const path of ['index.php', 'payment/pay.php']) expect(digestsOf(findings, path), path).toEqual(all)
  expect(digestsOf(findings, 'upload/photo.jpg')).toEqual([...all, null])
})

test('a payment file that is changed last is in the first batch after the collector is back, before all uploads', async () => {
  const uploads = 1_500
  const estate = openEstate({ files })
  await estate.open()
  const before = (await estate.findings()).length
  await estate.stopCollector()
  for (let n = 0; n < uploads; n++) estate.write(`upload/${n % 10}/${n}.jpg`, `photo ${n}`)
  await eventually(() => estate.agent().status().waiting.bulk >= uploads)
  estate.write('payment/pay.php', 'skimmer')
  await eventually(() => estate.agent().status().waiting.fast > 0)
  await estate.startCollector()
  await estate.atRest(estate.agent())
  const findings = (await estate.findings()).slice(before)
  expect(findings[0]).toMatchObject({ path: 'payment/pay.php', sha256: digestOf('skimmer'), severity: 'critical' })
  expect(new Set(findings.map(({ path }) => path)).size).toBe(uploads + 1)
  expect(await estate.inventory()).toEqual(estate.disk())
})

/** The agent's own journal, with a census that is over. */
async function openCensused(estate: Estate): Promise<Journal> {
  const journal = await openJournal({
    file: join(estate.agentState, 'agent', 'journal.db'),
    entry: new URL('../../agent/pipeline.journal.ts', import.meta.url),
    key: openIdentity(join(estate.agentState, 'agent', 'host.key')),
    clock: systemClock,
    budget: { keepFreeShare: 0, freeShare: 1 },
  })
  onTestFinished(() => journal.close())
  await journal.beginCensus(estate.root)
  await journal.endCensus(estate.root)
  return journal
}

test('with 50,000 uploads waiting, a payment finding made last is in the first batch sealed, and all of them arrive', async () => {
  const uploads = 50_000
  const estate = openEstate()
  await estate.startCollector()
  await estate.enrol()
  const key = openIdentity(join(estate.agentState, 'agent', 'host.key'))
  const { address = '', collector = '' } = readEnrolment(join(estate.agentState, 'agent', 'enrolment.json')) ?? {}
  const journal = await openCensused(estate)
  const connect = (outbox = journal) => openUplink({ address, key: { id: collector } }, key, outbox, { limits: {} })
  const uplink = connect()
  await eventually(() => journal.position().acknowledged > 0)
  await uplink.stop(5_000)
  await estate.stopCollector()

  const root = estate.root
  for (let from = 0; from < uploads; from += 5_000) {
    const names = Array.from({ length: 5_000 }, (_, n) => `upload/${from / 5_000}/${from + n}.jpg`)
    const photos = names.map(name => seen(name, fileOf(name, { marks: null }), { root, lane: 'bulk' }))
    await journal.commit(packed(...photos))
  }
  await journal.commit(packed(seen('payment/pay.php', fileOf('skimmer'), { root })))
  await estate.startCollector()
  const sealed: (SealedBatch | null)[] = []
  const seal = journal.seal.bind(journal)
  journal.seal = async limit => {
    const batch = await seal(limit)
    sealed.push(batch)
    return batch
  }
  connect()
  await eventually(() => sealed.length > 0)
  expect(Buffer.from(sealed[0]?.bytes ?? []).includes('"payment/pay.php"')).toBe(true)
  await eventually(async () => (await estate.client.status()).counts.files === uploads + 1, 240_000)
  expect((await estate.client.status()).counts.findings).toBe(uploads + 1)
  for await (const first of estate.client.findings({ limit: 1 })) {
    expect(first.path).toBe('payment/pay.php')
    break
  }
})
