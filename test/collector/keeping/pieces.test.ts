// The law of pruning's transactions: each is small, however much is older than its term.
import { expect, test } from 'vitest'
import { change, held, openAlone, ordered, Pruner, rows, terms, today } from '../../support/keeping-house.ts'

const many = 3_000
const most = 500

test.each(['finding_row', 'audit'] as const)(
  'no transaction of pruning takes more than some hundred rows: %s',
  async table => {
    const { house } = await held(ordered(...change('upload/a.txt', ['one', 400], ['two', 390], [null, 380])))
    const alone = openAlone(house.file)
    const columns = rows(alone, `SELECT name FROM pragma_table_info('${table}') WHERE name <> 'id'`).map(
      ({ name }) => name,
    )
    // As old as its oldest row, and of what no incident is about.
    alone.exec(`WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${many})
    INSERT INTO ${table} (${columns.join()}) SELECT ${columns.join()} FROM counted, (SELECT * FROM ${table} ORDER BY id LIMIT 1)`)
    if (table === 'audit') alone.exec(`UPDATE audit SET at = 0, what = 'window.open', detail = '{}'`)
    else {
      alone.exec(`UPDATE finding_row SET path = 'upload/b.txt'; UPDATE said SET open = 0;
        CREATE TEMP TABLE was AS SELECT * FROM said LIMIT 1;
        INSERT INTO said (finding, root, judgement, open, noted, generation, judged_at, generated)
        SELECT f.id, w.root, w.judgement, 0, w.noted, w.generation, w.judged_at, w.generated FROM finding_row f, was w
        WHERE f.id NOT IN (SELECT finding FROM said)`)
      for (const cursor of ['incident_cursor', 'content_cursor'])
        alone.exec(`UPDATE ${cursor} SET finding = (SELECT max(id) FROM finding)`)
    }
    const count = () => Number(rows(alone, `SELECT count(*) AS count FROM ${table}`)[0]?.count)
    const pruner = new Pruner(alone, terms, today)
    const taken: number[] = []
    for (let before = count(); pruner.run(1) > 0; before = count()) taken.push(before - count())
    expect(taken.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(many * 0.9)
    expect(Math.max(...taken)).toBeLessThanOrEqual(most)
  },
)
