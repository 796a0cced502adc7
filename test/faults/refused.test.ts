// Owns the laws of a batch that the collector refuses for good: it blocks nothing, every harmless record of it arrives, and
// what is refused alone as well stays aside, shown by path, with a gap that no walk closes.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { auditOf, brokenChains, digestOf, type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'

const files = { 'index.php': 'first', 'payment/pay.php': 'first', 'lib/gone.php': 'first' }
const hostile = '../../etc/passwd'

/** Puts a record in the midst of what waits that no honest agent makes; the agent is stopped. */
function inject(estate: Estate, path: string): void {
  const database = new DatabaseSync(join(estate.agentState, 'agent', 'journal.db'))
  try {
    const after = { state: 'absent', at: 1 }
    const body = {
      record: 'finding',
      path,
      kind: 'removed',
      noticed: 'watch',
      at: 1,
      before: null,
      after,
      actor: 'unknown',
    }
    const rows = database.prepare('SELECT * FROM outbox WHERE root IS NOT NULL ORDER BY lane, id').all()
    const middle = rows[Math.floor(rows.length / 2)] as { lane: number; id: number; root: number; records: number }
    const { lane, id, root, records } = middle
    // From the last one on, so that none is in the next one's place.
    for (const row of database
      .prepare('SELECT id FROM outbox WHERE lane = ? AND id >= ? ORDER BY id DESC')
      .all(lane, id))
      database.prepare('UPDATE outbox SET id = id + 1 WHERE lane = ? AND id = ?').run(lane, row.id ?? null)
    const insert = database.prepare('INSERT INTO outbox (lane, id, root, at, body) VALUES (?, ?, ?, ?, ?)')
    // A row has the number of its last record: this one takes that of the first.
    insert.run(lane, id - records + 1, root, 1, JSON.stringify(body))
  } finally {
    database.close()
  }
}

async function changeWhileAway(estate: Estate): Promise<void> {
  await estate.stopCollector()
  const steps = ['second', 'third'].flatMap(content =>
    ['index.php', 'payment/pay.php'].map(path => ({ path, content })),
  )
  for (const [index, { path, content }] of steps.entries()) {
    estate.write(path, content)
    await eventually(() => estate.agent().status().waiting.fast === index + 1)
  }
  estate.remove('lib/gone.php')
  await eventually(() => estate.agent().status().waiting.fast === steps.length + 1)
  await estate.stopAgent()
}

test('a batch refused for good does not block the next, and every harmless record of it arrives', async () => {
  const estate = openEstate({ files })
  await estate.open()
  await changeWhileAway(estate)
  inject(estate, hostile)
  await estate.startCollector()
  const agent = await estate.startAgent()
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  estate.write('upload/later.jpg', 'a photo')
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))

  const findings = await estate.findings()
  expect(brokenChains(findings)).toEqual([])
  for (const path of ['index.php', 'payment/pay.php'])
    expect(findings.filter(finding => finding.path === path).map(({ after }) => after.sha256)).toEqual(
      ['first', 'second', 'third'].map(digestOf),
    )
  expect(findings.filter(({ path }) => path === 'lib/gone.php').map(({ kind }) => kind)).toEqual(['added', 'removed'])
  expect(findings.map(({ path }) => path)).not.toContain(hostile)

  // The same epoch goes on: tombstones keep the chain whole.
  expect(new Set(findings.map(({ evidence }) => evidence.epoch)).size).toBe(1)
  const trail = auditOf(estate.collectorState).map(({ what }) => what)
  expect(trail.filter(what => what === 'batch.refused')).toHaveLength(2)
  await eventually(() => auditOf(estate.collectorState).filter(({ what }) => what === 'batch.set-aside').length === 2)
  expect(trail).not.toContain('host.forked')
  expect(agent.status().roots[0]?.refused).toEqual([hostile])
})

test('what is refused alone as well is shown by path over restarts, and no walk closes its gap', async () => {
  const estate = openEstate({ files })
  await estate.open()
  await changeWhileAway(estate)
  inject(estate, hostile)
  await estate.startCollector()
  await estate.startAgent()
  await eventually(() => estate.agent().status().roots[0]?.refused.length === 1)
  await estate.stopAgent()
  const agent = await estate.startAgent()
  await eventually(async () => {
    const { notWatched } = await estate.host()
    return notWatched.some(({ what, path }) => what === 'not-watched.refused' && path === `${estate.root}/${hostile}`)
  })
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  const walked = agent.status().roots[0]?.lastWalkAt ?? 0
  await estate.client.order('web1', { what: 'walk', root: null })
  await eventually(() => (agent.status().roots[0]?.lastWalkAt ?? 0) > walked)
  await eventually(async () => (await estate.gaps('restart')).every(({ to }) => to !== null))
  expect(await estate.gaps('batch-refused')).toMatchObject([{ root: estate.root, to: null }])
  expect(agent.status().roots[0]?.openGaps).toBe(1)
})
