// The law of what a finding costs that shows contents of a moment: no more where these were seen at many other paths, nor where
// its path has shown them often.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../support/batches.ts'
import { type Deed, fastestMs, grouped, type IncidentHouse } from '../../support/incident-house.ts'

const many = 50_000
/** A finding takes less than one millisecond; with so many looked at for each of its contents it took 40 to 240. */
const generousMs = 12

const between = ['one', 'two', 'three', 'four']
const deed: Deed = { path: 'a.php', kind: 'rewritten', between }

interface Elsewhere {
  /** SQL, of the number `n`. */
  readonly path?: string
  readonly incident?: string
  readonly digest?: string
}

/** Earlier findings that showed one of these contents, each a file of its own. */
function show(
  { connection }: IncidentHouse,
  { path = 'f.path', incident = 'f.incident', digest = `'c' || n` }: Elsewhere,
) {
  const counted = `WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${many})`
  connection.run(
    `INSERT INTO incident_file (id, incident, root, path, digest, sort, area, severity, seen, open, first_at, last_at,
       first_finding, last_finding, links)
     ${counted} SELECT 1000 + n, ${incident}, root, ${path}, ${digest}, sort, area, severity, 1, 1, first_at, last_at,
       first_finding, last_finding, links FROM incident_file f, counted WHERE f.id = 1`,
  )
  connection.exec(
    `INSERT INTO incident_finding (finding, file, open) SELECT -id, id, 1 FROM incident_file WHERE id > 1000`,
  )
  for (const text of between)
    connection.run(
      `INSERT INTO incident_glimpse (finding, digest, root, path) SELECT -id, ?, root, path FROM incident_file WHERE id > 1000`,
      sha256(text),
    )
}

describe('a finding that shows contents of a moment costs no more', () => {
  test.each<[string, Elsewhere]>([
    ['where they were shown at many other paths', { path: `'b/' || n` }],
    ['where one of them stands at many other paths', { path: `'b/' || n`, digest: `'${sha256('one')}'` }],
    ['where its path has often shown them', {}],
    ['where its path has often shown them in an incident of before', { incident: '1000' }],
  ])('%s', (_, elsewhere) => {
    const house = grouped(deed)
    show(house, elsewhere)
    expect(fastestMs(house, deed)).toBeLessThan(generousMs)
  })
})

test('contents of a moment that are known from before an upgrade are known at their path after it', () => {
  const house = grouped(deed, { ...deed, path: 'b.php', between: ['two'] })
  const all = 'SELECT finding, digest, root, path FROM incident_glimpse ORDER BY finding, digest'
  const before = house.connection.all(all)
  house.connection.exec('ALTER TABLE incident_glimpse RENAME TO later')
  const read = (name: string) =>
    readFileSync(new URL(`../../../collector/store/migrations/${name}`, import.meta.url), 'utf8')
  house.connection.exec('DROP INDEX incident_glimpse_digest')
  for (const name of ['027-incident-glimpses.sql', '040-glimpse-paths.sql']) house.connection.exec(read(name))
  expect(before).toHaveLength(5)
  expect(house.connection.all(all)).toEqual(before)
})
