// The law of the permits of a path: whatever paths of whatever sites were asked about before, each is named by the permits that
// a look for it alone finds.
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../../collector/store/connection.ts'
import { Permits } from '../../../collector/store/permits.ts'
import { migrate } from '../../../collector/store/schema.ts'
import { sha256 } from '../../support/batches.ts'

const folders = ['', 'a', 'a/b', 'b'] as const
const names = ['a', 'b', 'b.php'] as const

/** Two components, each with a current release and an ended one. The second is weak, and site 2 has it alone. */
function open() {
  const connection = new Connection(new DatabaseSync(':memory:', { enableForeignKeyConstraints: false }))
  onTestFinished(() => connection.close())
  migrate(connection, ':memory:')
  const sites: readonly (readonly [site: number, component: number, prefix: string])[] = [
    [1, 1, ''],
    [1, 2, 'a'],
    [2, 2, 'b'],
  ]
  for (const one of sites)
    connection.run('INSERT INTO site_component (site, component, prefix) VALUES (?, ?, ?)', ...one)
  for (const component of [1, 2])
    connection.run('INSERT INTO component (id, customer, name, current) VALUES (?1, 1, ?1, ?1 * 10)', component)
  const releases: readonly (readonly [
    id: number,
    weak: 0 | 1,
    replacedAt: number | null,
    overlapUntil: number | null,
  ])[] = [
    [10, 0, null, null],
    [11, 0, 5, null],
    [12, 0, 6, 9],
    [20, 1, null, null],
    [21, 1, 7, null],
  ]
  for (const [id, ...standing] of releases) {
    connection.run(
      `INSERT INTO release (id, component, version, kind, signer, digest, created_at, activated_at, weak, replaced_at, overlap_until)
       VALUES (?, ?, '', 'release', '', '', 1, 2, ?, ?, ?)`,
      id,
      Math.floor(id / 10),
      ...standing,
    )
  }
  return connection
}

/** That a release names something in a folder. */
interface Entry {
  readonly release: number
  readonly folder: number
  readonly name: string
}
const entry = fc.record({
  release: fc.constantFrom(10, 11, 12, 20, 21),
  folder: fc.nat(folders.length - 1),
  name: fc.constantFrom(...names),
})

function keep(connection: Connection, entries: readonly Entry[]): void {
  connection.exec('DELETE FROM folder; DELETE FROM release_list; DELETE FROM list_entry')
  for (const [id, path] of folders.entries()) connection.run('INSERT INTO folder (id, path) VALUES (?, ?)', id, path)
  for (const { release, folder, name } of entries) {
    const list = release * 10 + folder
    connection.run('INSERT OR IGNORE INTO release_list (folder, release, list) VALUES (?, ?, ?)', folder, release, list)
    connection.run(
      `INSERT OR IGNORE INTO list_entry (list, name, type, sha256) VALUES (?, ?, 'file', ?)`,
      list,
      name,
      Buffer.from(sha256(`${list} ${name}`), 'hex'),
    )
  }
}

/** What names the path, as the tables say it: by which releases, in their order. */
function namedBy(entries: readonly Entry[], site: number, path: string): readonly number[] {
  const tops = site === 1 ? { 1: '', 2: 'a/' } : { 2: 'b/' }
  const has = (release: number) =>
    entries.some(one => {
      const top = tops[Math.floor(release / 10) as 1 | 2]
      const folder = folders[one.folder]
      return one.release === release && top !== undefined && path === `${top}${folder && `${folder}/`}${one.name}`
    })
  const current = [10, 12, 20].filter(has)
  // What is weak gives way to a current release of another component that is not.
  const valid = current.includes(10) ? current.filter(release => release !== 20) : current
  return valid.length > 0 ? valid : [11, 21].filter(has)
}

test('a path is named by the permits that a look for it alone finds, whatever was asked before', () => {
  const path = fc
    .tuple(fc.constantFrom('', 'a', 'b'), fc.constantFrom(...folders), fc.constantFrom('', ...names))
    .map(parts => parts.filter(part => part !== '').join('/'))
  const question = fc.record({ site: fc.constantFrom(1, 2), path, isChanged: fc.nat(9).map(one => one === 0) })
  const entries = fc.array(entry, { minLength: 10, maxLength: 40 })
  const connection = open()
  fc.assert(
    fc.property(entries, entries, fc.array(question, { minLength: 100, maxLength: 100 }), (first, second, asked) => {
      const permits = new Permits(connection)
      let [held, other] = [first, second]
      keep(connection, held)
      for (const { site, path, isChanged } of asked) {
        if (isChanged) {
          ;[held, other] = [other, held]
          keep(connection, held)
          permits.forget()
        }
        const named = permits.naming(site, path as PathText)
        expect(named.map(({ ref }) => Number(ref))).toEqual(namedBy(held, site, path))
      }
    }),
    { numRuns: 30 },
  )
})
