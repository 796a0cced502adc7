// The laws of keeping: what is older than its term goes, and nothing that is kept is told otherwise than before; what is open or
// stands there stays; a run that is cut short anywhere ends as one that is not; and a chain is followed over what went.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import type { Connection } from '../../../collector/store/connection.ts'
import { readExposure } from '../../../collector/store/reads.exposure.ts'
import { listFilesAt } from '../../../collector/store/reads.past.ts'
import { absent, file, finding } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { dayMs, openAlone, Pruner, settled, termsOf } from '../../support/keeping-house.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

/** The end of every history; what is older than 100 days goes. */
const today = 1_000 * dayMs
const terms = termsOf(100)
const cutoff = today - 100 * dayMs

interface Step {
  readonly path: string
  readonly content: string | null
  /** How many days before the end it was received. */
  readonly ago: number
}

const seen = (content: string | null, at: number) => (content === null ? { ...absent, at } : file(content, { at }))

/** What would be no finding is left out. */
function recordsOf(steps: readonly Step[]): { readonly record: WireRecord; readonly at: number }[] {
  const standing = new Map<string, string | null>()
  return steps.flatMap(({ path, content, ago }) => {
    const before = standing.get(path) ?? null
    if (before === content) return []
    standing.set(path, content)
    const at = today - ago * dayMs
    return [{ record: finding(path, before === null ? null : seen(before, 0), seen(content, at), { at }), at }]
  })
}

/** A database in which each finding came in a batch of its own, and all incidents, or every second one, were closed. */
async function held(steps: readonly Step[], closed: 'all' | 'some' | 'none' = 'all', closedAgo = 150) {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  for (const { record, at } of recordsOf(steps)) await house.send(host, chain.seal(record), at)
  await settled(house)
  const { items } = await house.store.incidents.reads.incidents({ customer: 1, filter: {} })
  for (const [index, { id }] of items.entries()) {
    if (closed === 'none' || (closed === 'some' && index % 2 === 0)) continue
    const input = { ...by, at: today - closedAgo * dayMs, incident: id, outcome: 'harmless', note: '' } as const
    await house.store.incidents.writes.closeIncident(input as never)
  }
  await house.store.stop()
  return { house, chain, host }
}

const rows = (connection: Connection, sql: string) =>
  connection.all<Record<string, unknown>>(sql).map(row => ({ ...row }))
const paths = (connection: Connection) =>
  rows(connection, 'SELECT path, count(*) AS findings FROM finding GROUP BY path ORDER BY path')

const wholeBatches = (connection: Connection) =>
  rows(connection, 'SELECT sequence FROM evidence WHERE length(bytes) > 0 ORDER BY sequence').map(
    ({ sequence }) => sequence,
  )

/** When each path was first and last observed, what went included. */
const seenEver = (connection: Connection) =>
  rows(
    connection,
    `SELECT path, min(first) AS first, max(last) AS last, sum(findings) AS findings FROM (
       SELECT root, path, min(at) AS first, max(at) AS last, count(*) AS findings FROM finding GROUP BY root, path
       UNION ALL SELECT root, path, first_at, last_at, findings FROM pruned_path) GROUP BY root, path ORDER BY path`,
  )

function breaks(file: string): string[] {
  const check = openEvidenceCheck(file)
  try {
    return [...check.breaks([], () => {})].map(({ what, sequence }) => `${what} ${sequence}`)
  } finally {
    check.close()
  }
}

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

const change = (path: string, ...contents: readonly (readonly [string | null, number])[]): Step[] =>
  contents.map(([content, ago]) => ({ path, content, ago }))
const ordered = (...steps: Step[]) => steps.toSorted((one, other) => other.ago - one.ago)

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

/** Of five the time is over. */
const seven = change(
  'upload/a.txt',
  ...([
    ['one', 700],
    ['two', 600],
    [null, 500],
    ['one', 400],
    ['two', 300],
    [null, 50],
    ['one', 10],
  ] as const),
)

describe('a chain of which batches were pruned', () => {
  async function pruned() {
    const { house } = await held(seven)
    const alone = openAlone(house.file)
    new Pruner(alone, terms, today).run()
    return { file: house.file, alone }
  }

  test('is whole from the recorded point on, and what was pruned is named with it', async () => {
    const { file: database, alone } = await pruned()
    const check = openEvidenceCheck(database)
    const stretches: [number, number][] = []
    expect([
      ...check.breaks(
        [],
        () => {},
        (_chain, { from, to }) => stretches.push([from, to]),
      ),
    ]).toEqual([])
    check.close()
    expect(stretches).toEqual([[1, 5]])
    expect(rows(alone, 'SELECT sequence, length(bytes) > 0 AS whole FROM evidence ORDER BY sequence')).toEqual([
      // The newest finding at the term names its place by this row.
      { sequence: 5, whole: 0 },
      { sequence: 6, whole: 1 },
      { sequence: 7, whole: 1 },
    ])
  })

  test.each([
    ['a batch that was removed behind it', 'DELETE FROM evidence WHERE sequence = 6', 'missing 6'],
    [
      'one that was removed, and put down as pruned',
      `UPDATE pruned_stretch SET to_sequence = 6, digest = (SELECT digest FROM evidence WHERE sequence = 6);
       DELETE FROM evidence WHERE sequence = 6`,
      'pruned-record 0',
    ],
    ['another digest of its last', `UPDATE pruned_stretch SET digest = 'x'`, 'previous 6'],
    ['its record, removed', 'DELETE FROM pruned_stretch', 'missing 4'],
    [
      'one that is kept, and put down as pruned',
      `UPDATE pruned_stretch SET to_sequence = 6, digest = (SELECT digest FROM evidence WHERE sequence = 6)`,
      'not-pruned 6',
    ],
    ['bytes that were emptied', `UPDATE evidence SET bytes = x'' WHERE sequence = 6`, 'unpacked 6'],
  ])('names %s', async (_what, sql, broken) => {
    const { file: database, alone } = await pruned()
    alone.exec(sql)
    expect(breaks(database)).toContain(broken)
  })

  test('is whole to whoever has read of it what is pruned meanwhile, and each stretch is named once', async () => {
    const { house } = await held(seven)
    const alone = openAlone(house.file)
    const check = openEvidenceCheck(house.file)
    const stretches: [number, number][] = []
    const looked = (batches: number) => {
      if (batches === 1) new Pruner(alone, terms, today).run()
    }
    expect([...check.breaks([], looked, (_chain, { from, to }) => stretches.push([from, to]))]).toEqual([])
    check.close()
    expect(stretches).toEqual([[1, 5]])
  })

  test('keeps the heads that left the machine: those of before are passed over, the last is compared', async () => {
    const { file: database, alone } = await pruned()
    const [point] = rows(alone, 'SELECT epoch, digest FROM pruned_stretch')
    const head = { customer: 'default', host: 'web1', epoch: String(point?.epoch) }
    const verify = (heads: { sequence: number; digest: string }[]) => {
      const check = openEvidenceCheck(database)
      const found = [
        ...check.breaks(
          heads.map(one => ({ ...head, ...one })),
          () => {},
        ),
      ]
      check.close()
      return found.map(({ what, sequence }) => `${what} ${sequence}`)
    }
    expect(verify([{ sequence: 2, digest: 'no longer known' }])).toEqual([])
    expect(verify([{ sequence: 5, digest: String(point?.digest) }])).toEqual([])
    expect(verify([{ sequence: 5, digest: 'another' }])).toEqual(['head-differs 5'])
    expect(verify([{ sequence: 9, digest: 'cut off' }])).toEqual(['head-missing 9'])
  })

  test('takes what comes next, and knows the epoch', async () => {
    const { house, chain, host } = await held(
      ordered(...change('upload/a.txt', ['one', 400], ['two', 300], ['one', 200])),
    )
    const alone = openAlone(house.file)
    new Pruner(alone, terms, today).run()
    await house.open()
    const next = chain.seal(finding('upload/a.txt', seen('one', 0), seen('two', today), { at: today }))
    expect(await house.send(host, next, today)).toEqual({ outcome: 'committed' })
    expect(breaks(house.file)).toEqual([])
  })
})

test('a hole that was there before is not closed by pruning what lies around it', async () => {
  const { house } = await held(seven)
  const database = new DatabaseSync(house.file)
  database.exec('DELETE FROM evidence WHERE sequence = 3')
  database.close()
  const alone = openAlone(house.file)
  new Pruner(alone, terms, today).run()
  expect(breaks(house.file)).toEqual(['missing 3'])
})
