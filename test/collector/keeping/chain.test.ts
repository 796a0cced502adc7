// The laws of a chain of which batches were pruned: it is followed over what went, and whatever else is wrong with it is named.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import { finding } from '../../support/batches.ts'
import {
  breaks,
  change,
  dayMs,
  held,
  openAlone,
  ordered,
  Pruner,
  rows,
  seen,
  terms,
  today,
} from '../../support/keeping-house.ts'

/** Two machines' clocks may differ so much. */
const clockMs = 5 * 60_000

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
    const check = openEvidenceCheck(database, () => today)
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
    ['a record of a time that is not yet', `UPDATE pruned_stretch SET at = at + ${clockMs} + 1`, 'pruned-early 1'],
    ['bytes that were emptied', `UPDATE evidence SET bytes = x'' WHERE sequence = 6`, 'unpacked 6'],
  ])('names %s', async (_what, sql, broken) => {
    const { file: database, alone } = await pruned()
    alone.exec(sql)
    expect(breaks(database)).toContain(broken)
  })

  test('is whole to whoever has read of it what is pruned meanwhile, and each stretch is named once', async () => {
    const { house } = await held(seven)
    const alone = openAlone(house.file)
    let now = today
    const check = openEvidenceCheck(house.file, () => now)
    const stretches: [number, number][] = []
    const looked = (batches: number) => {
      if (batches !== 1) return
      now = today + 1_000 * dayMs
      new Pruner(alone, terms, now).run()
    }
    expect([...check.breaks([], looked, (_chain, { from, to }) => stretches.push([from, to]))]).toEqual([])
    check.close()
    expect(stretches).toEqual([[1, 6]])
  })

  test('may have been pruned by a clock that is a little ahead of that by which it is looked at', async () => {
    const { file: database, alone } = await pruned()
    alone.run('UPDATE pruned_stretch SET at = at + ?', clockMs)
    expect(breaks(database)).toEqual([])
  })

  test('keeps the heads that left the machine: those of before are passed over, the last is compared', async () => {
    const { file: database, alone } = await pruned()
    const [point] = rows(alone, 'SELECT epoch, digest FROM pruned_stretch')
    const head = { customer: 'default', host: 'web1', epoch: String(point?.epoch) }
    const verify = (heads: { sequence: number; digest: string; at?: number }[]) => {
      const check = openEvidenceCheck(database, () => today)
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
    const [young, old] = [today - 10 * dayMs, today - 300 * dayMs]
    expect(verify([{ sequence: 2, digest: 'no longer known', at: old }])).toEqual([])
    expect(verify([{ sequence: 2, digest: 'no longer known', at: young }])).toEqual(['head-missing 2'])
    expect(verify([{ sequence: 5, digest: String(point?.digest), at: young }])).toEqual(['head-missing 5'])
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

describe('what was signed within the shortest term is not pruned, whatever the record says', () => {
  /** What is said of the third of seven, put down as pruned so many days after 1970. */
  async function thirdPruned(sealedAt: readonly number[]) {
    const { house } = await held(seven, 'all', 150, sealedAt)
    const alone = openAlone(house.file)
    alone.exec(`INSERT INTO pruned_stretch SELECT host, epoch, 3, 3, previous, digest, 0 FROM evidence WHERE sequence = 3;
      DELETE FROM evidence WHERE sequence = 3`)
    return (days: number) => {
      alone.run('UPDATE pruned_stretch SET at = ?', days * dayMs)
      return breaks(house.file)
    }
  }

  test('by the time of the batch before it', async () => {
    // Agents of these tests sign at the beginning of 1970.
    const at = await thirdPruned([])
    expect(at(60)).toEqual(['pruned-record 0', 'pruned-early 3'])
    expect(at(90)).toEqual(['pruned-record 0'])
  })

  test('nor by the time of a batch that its agent signed long after that', async () => {
    const at = await thirdPruned([0, 0, 0, 300 * dayMs])
    expect(at(60)).toEqual(['pruned-record 0', 'pruned-early 3'])
    expect(at(90)).toEqual(['pruned-record 0'])
  })

  test('but the time of an agent whose clock was set back behind it counts as that of the batch behind', async () => {
    const at = await thirdPruned([0, 300 * dayMs, 300 * dayMs, dayMs])
    expect(at(60)).toEqual(['pruned-record 0', 'pruned-early 3'])
    expect(at(90)).toEqual(['pruned-record 0'])
  })
})

test('a hole that was there before is not closed by pruning what lies around it', async () => {
  const { house } = await held(seven)
  const database = new DatabaseSync(house.file, { timeout: 5_000 })
  database.exec('DELETE FROM evidence WHERE sequence = 3')
  database.close()
  const alone = openAlone(house.file)
  new Pruner(alone, terms, today).run()
  expect(breaks(house.file)).toEqual(['missing 3'])
})
