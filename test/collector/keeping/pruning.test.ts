// The laws of keeping: what is older than its term goes, and nothing that is kept is told otherwise than before; what is open or
// stands there stays; a run that is cut short anywhere ends as one that is not; and a chain is followed over what went.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../collector/store/connection.ts'
import { readExposure } from '../../../collector/store/reads.exposure.ts'
import { listFilesAt } from '../../../collector/store/reads.past.ts'
import { sha256 } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { IncidentHouse } from '../../support/incident-house.ts'
import {
  breaks,
  change,
  dayMs,
  held,
  openAlone,
  ordered,
  Pruner,
  recordsOf,
  rows,
  settled,
  terms,
  termsOf,
  today,
  wholeBatches,
} from '../../support/keeping-house.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const cutoff = today - 100 * dayMs

const paths = (connection: Connection) =>
  rows(connection, 'SELECT path, count(*) AS findings FROM finding GROUP BY path ORDER BY path')

/** When each path was first and last observed, what went included. */
const seenEver = (connection: Connection) =>
  rows(
    connection,
    `SELECT path, min(first) AS first, max(last) AS last, sum(findings) AS findings FROM (
       SELECT root, path, min(at) AS first, max(at) AS last, count(*) AS findings FROM finding GROUP BY root, path
       UNION ALL SELECT root, path, first_at, last_at, findings FROM pruned_path) GROUP BY root, path ORDER BY path`,
  )

/** What must be told as before: what stands there, what stood there since the term, and the exposure of each incident. */
function told(connection: Connection) {
  const incidents = rows(connection, 'SELECT id, state, findings, open FROM incident WHERE merged_into IS NULL')
  return {
    inventory: rows(connection, 'SELECT * FROM inventory ORDER BY root, path'),
    seen: seenEver(connection),
    past: [0, 30, 60, 100].map(ago => {
      const at = today - ago * dayMs
      return listFilesAt(connection, { customer: 1, filter: {}, at }).items
    }),
    exposures: new Map(
      incidents.map(({ id }) => {
        const wish = { customer: 1, id: Number(id), cursor: null, limit: 50, now: today }
        return [id, readExposure(connection, wish)?.paths.map(({ sights, path }) => ({ path, sights }))]
      }),
    ),
  }
}

const histories = fc
  .array(
    fc.record({
      path: fc.constantFrom('upload/a.txt', 'upload/b.txt', 'upload/c.txt', 'lib/code.php', 'lib/more.php'),
      content: fc.constantFrom('one', 'two', null),
      ago: fc.integer({ min: 0, max: 400 }),
    }),
    { minLength: 1, maxLength: 16 },
  )
  .map(steps => steps.toSorted((one, other) => other.ago - one.ago))

describe('pruning', () => {
  test('changes nothing of what is kept, whatever happened and wherever it is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.constantFrom('all', 'some', 'none'),
        fc.integer({ min: 0, max: 14 }),
        async (steps, closed, cut) => {
          const { house } = await held(steps, closed)
          const copy = join(temporaryFolder(), 'copy.db')
          copyFileSync(house.file, copy)
          const [whole, parted] = [openAlone(house.file), openAlone(copy)]
          const before = told(whole)
          new Pruner(whole, terms, today).run()
          // Somebody else goes on where the first was cut short.
          new Pruner(parted, terms, today).run(cut)
          expect(breaks(copy)).toEqual([])
          new Pruner(parted, terms, today).run()
          for (const connection of [whole, parted]) {
            const after = told(connection)
            expect(after.inventory).toEqual(before.inventory)
            expect(after.seen).toEqual(before.seen)
            expect(after.past).toEqual(before.past)
            for (const [id, exposure] of after.exposures) expect(exposure).toEqual(before.exposures.get(id))
          }
          expect(paths(parted)).toEqual(paths(whole))
          expect([breaks(house.file), breaks(copy)]).toEqual([[], []])
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)
})

describe('what goes', () => {
  test('is of each path what something older than its term has replaced, and all of what is long gone', async () => {
    const { house } = await held(
      ordered(
        ...change('upload/stands.txt', ['one', 400], ['two', 300], ['one', 200]),
        ...change('upload/gone.txt', ['one', 400], [null, 300]),
        ...change('upload/lately.txt', ['one', 400], ['two', 20]),
      ),
    )
    const alone = openAlone(house.file)
    new Pruner(alone, terms, today).run()
    expect(paths(alone)).toEqual([
      { path: 'upload/lately.txt', findings: 2 },
      { path: 'upload/stands.txt', findings: 1 },
    ])
    // The root's own count says so too.
    expect(rows(alone, 'SELECT findings FROM root')).toEqual([{ findings: 3 }])
    const at = today - 250 * dayMs
    expect(listFilesAt(alone, { customer: 1, filter: {}, at }).notKeptBefore).toBe(
      new Date(today - 200 * dayMs).toISOString(),
    )
    expect(listFilesAt(alone, { customer: 1, filter: {}, at: cutoff }).notKeptBefore).toBeNull()
  })

  test('is nothing of what is open, or of an incident that is', async () => {
    const steps = ordered(...change('lib/a.php', ['one', 400], ['two', 390], [null, 380]))
    const { house } = await held(steps, 'none')
    const alone = openAlone(house.file)
    const before = rows(alone, 'SELECT id, open FROM finding')
    new Pruner(alone, terms, today).run()
    expect(rows(alone, 'SELECT id, open FROM finding')).toEqual(before)
    expect(rows(alone, 'SELECT count(*) AS count FROM incident')).toEqual([{ count: 2 }])
    expect(rows(alone, 'SELECT count(*) AS count FROM evidence WHERE length(bytes) > 0')).toEqual([{ count: 3 }])
  })

  test('is nothing on the day on which the clock jumped ahead, nor by a run that began before it was put right', async () => {
    const { house } = await held(ordered(...change('upload/a.txt', ['one', 60], [null, 50], ['one', 5])))
    const alone = openAlone(house.file)
    const count = () => rows(alone, 'SELECT count(*) AS count FROM finding')
    const dueAt = () => rows(alone, 'SELECT due_at, started_at FROM keeping')
    const pruner = new Pruner(alone, terms, today)
    const wrong = today + 3_000 * dayMs
    pruner.piece(today)
    expect(pruner.piece(wrong)).toBe(false)
    expect(dueAt()).toEqual([{ due_at: wrong + dayMs, started_at: null }])
    // Nobody has seen it: the run begins, and then the clock is put right.
    expect(pruner.piece(wrong + dayMs)).toBe(true)
    expect(pruner.piece(today + 2 * dayMs)).toBe(false)
    expect(dueAt()).toEqual([{ due_at: today + 3 * dayMs, started_at: null }])
    expect(count()).toEqual([{ count: 3 }])
    // Put right before it began, the next one does not wait for years.
    pruner.piece(wrong)
    expect(pruner.piece(today + 3 * dayMs)).toBe(false)
    expect(dueAt()).toEqual([{ due_at: today + 4 * dayMs, started_at: null }])
    expect(count()).toEqual([{ count: 3 }])
    expect(rows(alone, `SELECT count(*) AS count FROM audit WHERE what = 'keeping.put-off'`)).toEqual([{ count: 3 }])
  })

  test('is nothing that rests on an approval by pattern alone, which may flag it yet', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    const limits = { site: 'shop', pattern: 'lib/**', classes: ['code' as const], extensions: [], largest: null }
    const until = new Date(today + 5 * dayMs).toISOString()
    await house.store.approvals.writes.approvePattern({
      ...{ ...by, at: today - 170 * dayMs },
      approve: { ...limits, until, reason: 'edited on the admin page' },
    })
    const contents = ['one', 'two', 'three'].map((content, index) => {
      return { path: 'lib/code.php', content, ago: 160 - 10 * index }
    })
    for (const { record, at } of recordsOf(contents)) await house.send(host, chain.seal(record), at)
    await settled(house)
    await house.store.stop()
    const alone = openAlone(house.file)
    alone.exec(
      `INSERT INTO content (id, customer, sha256, state, severity, place, wanted_at, done_at) VALUES (9, 1, 'a', 'missed', 'high', 9, 1, 1);
       INSERT INTO content_place (id, content, host, root, path, finding, size, seen_at, rank, waiting)
       VALUES (9, 9, 1, 1, 'lib/code.php', 1, 3, 1, 1, 0)`,
    )
    new Pruner(alone, terms, today).run()
    expect(paths(alone)).toEqual([{ path: 'lib/code.php', findings: 3 }])
    // Nor the batches that it came in, nor what was captured of it.
    expect(wholeBatches(alone)).toEqual([1, 2, 3])
    expect(rows(alone, 'SELECT finding FROM content_place')).toEqual([{ finding: 1 }])
  })

  test('is of contents what nobody needs, and only what was captured leaves the stock of captured bytes', async () => {
    const { house } = await held(ordered(...change('lib/a.php', ['one', 160])))
    const alone = openAlone(house.file)
    alone.exec(
      `INSERT INTO content (customer, sha256, state, severity, place, wanted_at, done_at, bytes, released)
       VALUES (1, 'a', 'kept', 'high', 9, 1, 1, 20, 0), (1, 'b', 'kept', 'high', 9, 1, 1, 300, 1);
       UPDATE content_cursor SET bytes = 25`,
    )
    new Pruner(alone, terms, today).run()
    expect(rows(alone, `SELECT id FROM content WHERE sha256 IN ('a', 'b')`)).toEqual([])
    expect(rows(alone, 'SELECT bytes FROM content_cursor')).toEqual([{ bytes: 5 }])
  })

  test('is a content that was there for a moment only, and that it was, with the incident that saw it', () => {
    const house = new IncidentHouse()
    const { connection } = house
    house.put({ path: 'a.txt', kind: 'transient', between: ['passing'] })
    house.put({ path: 'z.txt', root: 2 })
    const at = 1_700_000_000_000
    const close = { ...by, at, incident: 1, outcome: 'malicious', note: '' } as const
    house.group().desk.commit(() => house.keeper.closeIncident(close))
    connection.run(
      `INSERT INTO content (customer, sha256, state, severity, place, wanted_at, done_at) VALUES (1, ?, 'missed', 'high', 9, 1, 1)`,
      sha256('passing'),
    )
    connection.exec('UPDATE content_cursor SET finding = 2')
    const left = () => ['content', 'incident_glimpse'].map(table => rows(connection, `SELECT * FROM ${table}`).length)
    const now = at + 200 * dayMs
    new Pruner(connection, termsOf(100, { incidents: 300 * dayMs }), now).run()
    expect(left()).toEqual([1, 1])
    new Pruner(connection, terms, now + dayMs).piece()
    new Pruner(connection, terms, now + 2 * dayMs).run()
    expect(left()).toEqual([0, 0])
  })

  test('is no look at a content of an incident that is there, nor an export of it, and each once the incident goes', () => {
    const house = new IncidentHouse()
    const { connection } = house
    house.put({ path: 'a.txt', kind: 'transient', between: ['passing'] })
    house.put({ path: 'z.txt', root: 2 })
    const at = 1_700_000_000_000
    const close = { ...by, at, incident: 1, outcome: 'malicious', note: '' } as const
    house.group().desk.commit(() => house.keeper.closeIncident(close))
    connection.exec(
      `INSERT INTO content (id, customer, sha256, state, severity, place, wanted_at, done_at)
       VALUES (9, 1, '${sha256('earlier')}', 'missed', 'high', 9, 1, ${at});
       INSERT INTO content_place (id, content, host, root, path, finding, size, seen_at, rank, waiting)
       VALUES (9, 9, 1, 1, 'a.txt', 77, 3, 1, 1, 0);
       UPDATE content_cursor SET finding = 2`,
    )
    const look = (what: string, detail: object) =>
      connection.run(
        `INSERT INTO audit (customer, at, who, from_where, what, detail) VALUES (1, 1, 'local:aiko', 'local', ?, ?)`,
        what,
        JSON.stringify(detail),
      )
    look('content.download', { sha256: 'f'.repeat(64), exportOf: 1 })
    look('content.download', { sha256: sha256('passing') })
    look('content.download', { sha256: sha256('earlier') })
    look('content.difference', { finding: 1, sha256: 'e'.repeat(64) })
    look('content.download', { sha256: sha256('elsewhere') })
    look('content.difference', { finding: 78, sha256: sha256('elsewhere') })
    const left = () => rows(connection, `SELECT id FROM audit WHERE what LIKE 'content.%'`).length
    const now = at + 200 * dayMs
    new Pruner(connection, termsOf(100, { incidents: 300 * dayMs, contents: 300 * dayMs }), now).run()
    expect(left()).toBe(4)
    new Pruner(connection, terms, now + dayMs).piece()
    new Pruner(connection, terms, now + 2 * dayMs).run()
    expect(left()).toBe(0)
  })

  test('is no incident of which something stands there by an approval by pattern alone', async () => {
    const { house } = await held(ordered(...change('lib/a.php', ['one', 160]), ...change('lib/z.php', ['one', 10])))
    await house.open()
    const limits = { site: 'shop', pattern: 'lib/a*', classes: ['code' as const], extensions: [], largest: null }
    const until = new Date(today + 5 * dayMs).toISOString()
    await house.store.approvals.writes.approvePattern({
      ...{ ...by, at: today - 140 * dayMs },
      approve: { ...limits, until, reason: 'edited on the admin page' },
    })
    await house.judged()
    await settled(house)
    await house.store.stop()
    const alone = openAlone(house.file)
    const incidents = () => rows(alone, 'SELECT id, state FROM incident')
    const before = incidents()
    expect(rows(alone, `SELECT verdict FROM inventory WHERE path = 'lib/a.php'`)).toEqual([{ verdict: 'expected' }])
    new Pruner(alone, terms, today).run()
    expect(incidents()).toEqual(before)
  })

  test('is not what is flagged anew while its incident goes: it is told in another, and stays', async () => {
    const { house } = await held(ordered(...change('lib/a.php', ['one', 160]), ...change('lib/z.php', ['one', 10])))
    await house.open()
    await house.publish({ 'lib/a.php': 'one' })
    await settled(house)
    const alone = openAlone(house.file)
    const pruner = new Pruner(alone, terms, today)
    pruner.runTo('files')
    expect(rows(alone, 'SELECT finding FROM incident_finding m JOIN incident_file f ON f.id = m.file')).toHaveLength(2)
    expect(rows(alone, 'SELECT id FROM incident')).toHaveLength(1)
    await house.publish({ 'lib/a.php': 'another' })
    await settled(house)
    await house.store.stop()
    pruner.run()
    expect(rows(alone, `SELECT open FROM finding WHERE path = 'lib/a.php'`)).toEqual([{ open: 1 }])
    expect(
      rows(
        alone,
        `SELECT i.state, i.open FROM incident i JOIN incident_file f ON f.incident = i.id WHERE f.path = 'lib/a.php'`,
      ),
    ).toEqual([{ state: 'open', open: 1 }])
    expect(rows(alone, `SELECT id FROM alarm WHERE incident = (SELECT max(id) FROM incident)`)).toHaveLength(1)
  })

  test('is no batch within an incident, also when the first piece after a restart fails', async () => {
    const moment = 1 / 1024
    const { house } = await held(
      ordered(
        ...change('lib/a.php', ['one', 400], ['two', 400 - 2 * moment]),
        ...change('upload/a.txt', ['one', 400 - moment]),
      ),
      'none',
    )
    const alone = openAlone(house.file)
    new Pruner(alone, terms, today).runTo('evidence')
    const restarted = new Pruner(alone, terms, today)
    alone.exec('ALTER TABLE incident_file RENAME TO elsewhere')
    expect(() => restarted.run()).toThrow('incident_file')
    alone.exec('ALTER TABLE elsewhere RENAME TO incident_file')
    restarted.run()
    expect(rows(alone, 'SELECT open FROM finding WHERE evidence = 2')).toEqual([{ open: 0 }])
    expect(wholeBatches(alone)).toEqual([1, 2, 3])
  })

  test('is a closed incident with what it held, once nothing has changed in it for its term, and not what stands there', async () => {
    const gone = change('lib/a.php', ['one', 400], [null, 380])
    const stands = change('lib/b.php', ['one', 250])
    const { house } = await held(ordered(...gone, ...stands, ...change('upload/x.txt', ['one', 10])))
    const alone = openAlone(house.file)
    const incidents = rows(alone, 'SELECT id FROM incident').length
    new Pruner(alone, terms, today).run()
    expect(incidents).toBeGreaterThan(0)
    expect(paths(alone).map(({ path }) => path)).toContain('lib/b.php')
    // Closed for 150 days: gone with 100, kept with 200.
    const again = await held(ordered(...gone, ...change('lib/z.php', ['one', 10])), 'all', 150)
    const kept = openAlone(again.house.file)
    const before = paths(kept)
    new Pruner(kept, termsOf(100, { incidents: 200 * dayMs }), today).run()
    expect(paths(kept)).toEqual(before)
  })

  test('waits for a day after the terms were changed, and is told in one line of the audit trail', async () => {
    const { house } = await held(ordered(...change('upload/a.txt', ['one', 400], [null, 300], ['one', 5])))
    const alone = openAlone(house.file)
    const lines = () => rows(alone, `SELECT what, detail FROM audit WHERE what LIKE 'keeping.%'`)
    const count = () => rows(alone, 'SELECT count(*) AS count FROM finding')
    const pruner = new Pruner(alone, terms, today)
    pruner.piece(today)
    expect(pruner.piece(today + dayMs - 1)).toBe(false)
    expect(count()).toEqual([{ count: 3 }])
    while (pruner.piece(today + dayMs));
    expect(count()).toEqual([{ count: 2 }])
    expect(lines().map(({ what }) => what)).toEqual(['keeping.terms', 'keeping.run'])
    expect(JSON.parse(String(lines()[1]?.detail))).toMatchObject({
      taken: { findings: 1, evidence: 2 },
      prunedUpTo: [{ host: 'web1', sequence: 2 }],
    })
    // Other terms, another day.
    const longer = new Pruner(alone, termsOf(200), today + 3 * dayMs)
    expect(longer.piece()).toBe(false)
    expect(longer.piece()).toBe(false)
    expect(lines().at(-1)).toMatchObject({ what: 'keeping.terms' })
  })
})
