// The law of what a finding of a deployment costs: what is asked of the part that it lies in does not grow with the contents
// that its paths have, nor with the files that lie in the folders below.
import { describe, expect, test } from 'vitest'
import { bulkFrom } from '../../../collector/incidents/kind.ts'
import { type Deed, dropped, fastestMs, grouped, type IncidentHouse, rsync } from '../../support/incident-house.ts'

const many = 60_000
/** A finding takes less than one millisecond; with so many looked at even once it took 35 to 1,200. On a machine with twice its load it took 15. */
const generousMs = 24

const upgrade = Array.from({ length: bulkFrom }, (_, n): Deed => ({ path: `src/Eccube/${n}.php`, actor: rsync, at: n }))
const plain = { path: 'app/Plugin/CardPay/Pay.php', kind: 'changed', actor: rsync, at: 50 } as const
const payment = { ...plain, payment: true, severity: 'critical' } as const
const planted = {
  path: 'app/Plugin/CardPay/x.php',
  severity: 'critical',
  reasons: dropped,
  actor: rsync,
  at: 50,
} as const

/** Puts many more beside what is there of the path: contents of it, or files in folders below its own. */
function multiply({ connection }: IncidentHouse, path: string, column: 'path' | 'digest') {
  const values = {
    path: 'path',
    digest: 'digest',
    [column]: column === 'path' ? `'src/Eccube/deep/' || n` : `'c' || n`,
  }
  connection.run(
    `INSERT INTO incident_file (incident, root, path, digest, sort, area, severity, seen, open, first_at, last_at, first_finding,
       last_finding, links, again)
     WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
     SELECT incident, root, ${values.path}, ${values.digest}, sort, area, severity, 1, 1, first_at, last_at, first_finding,
       last_finding, links, ? FROM incident_file f, counted WHERE f.path = ? GROUP BY n`,
    many,
    column === 'digest' ? 1 : 0,
    path,
  )
}

describe('a finding of a deployment costs no more', () => {
  test.each<[string, { deed: Deed; of?: string; column?: 'path' | 'digest'; next?: Deed }]>([
    ['where its payment file had many contents', { deed: payment }],
    ['where its file, of which none was critical, had many contents', { deed: plain }],
    [
      'where another file of its part, of which none was critical, had many contents',
      { deed: plain, next: { ...payment, path: 'app/Plugin/CardPay/b.php' } },
    ],
    ['where many contents were planted at its own path', { deed: planted }],
    ['where many contents were planted at another path of its part', { deed: planted, next: payment }],
    [
      'where it lies at the top of the shop, and many files changed below',
      { deed: { ...payment, path: 'index.php' }, of: 'src/Eccube/1.php', column: 'path' },
    ],
    [
      'where it lies in a folder at the top, and many files changed below',
      { deed: { ...payment, path: 'src/index.php' }, of: 'src/Eccube/1.php', column: 'path' },
    ],
  ])('%s', (_, { deed, of = deed.path, column = 'digest', next = deed }) => {
    const house = grouped(...upgrade, deed)
    multiply(house, of, column)
    expect(fastestMs(house, { ...next, at: 60 })).toBeLessThan(generousMs)
  })

  test('where its payment file has many contents in a part that was upgraded: what stands apart is not counted anew', () => {
    const pay = { ...payment, path: 'src/Eccube/pay.php' }
    const house = grouped(...upgrade, pay, { ...pay, content: 'skimmer' })
    multiply(house, pay.path, 'digest')
    expect(fastestMs(house, { ...pay, at: 60 })).toBeLessThan(generousMs)
    const rows = 'SELECT count(*) AS count FROM incident_file f JOIN incident i ON i.id = f.incident WHERE i.beside > 0'
    // Those that were put there have no finding: to count anew would remove them.
    expect(house.connection.one<{ count: number }>(rows)?.count).toBeGreaterThan(many)
  })
})
