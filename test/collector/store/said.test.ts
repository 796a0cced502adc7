// The laws of what is said of findings and of rows of the inventory, which stands apart from what was seen of them: it is the
// same as if each had it by itself, whatever came, and a verdict that is taken anew writes little.
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Observation } from '@sekisho/shared/observation.ts'
import { expect, test } from 'vitest'
import type { AgainTurn } from '../../../collector/handover.ledger.ts'
import { Desk } from '../../../collector/store/desk.ts'
import { openLedger } from '../../../collector/store/ledger.ts'
import { listFindings } from '../../../collector/store/reads.findings.ts'
import { migrate } from '../../../collector/store/schema.ts'
import {
  absent,
  censusBegin,
  censusEnd,
  entry,
  file,
  finding,
  sha256,
  unreadable,
  unstable,
} from '../../support/batches.ts'
import { Explained } from '../../support/explained.ts'
import { Random } from '../../support/random.ts'
import { by, StoreHouse, shopProfile } from '../../support/store-house.ts'

const migrations = new URL('../../../collector/store/migrations/', import.meta.url)

function bring(database: DatabaseSync, names: readonly string[]): void {
  for (const name of names) database.exec(readFileSync(new URL(name, migrations), 'utf8'))
}

/** Rows that break what holds of all of them, by the law that they break. */
const laws = {
  'every finding has one, and nothing else has': `SELECT id FROM finding_row f FULL JOIN said s ON s.finding = f.id
    WHERE f.id IS NULL OR s.finding IS NULL OR f.root <> s.root`,
  'what is noted is in the small indexes': `SELECT finding FROM said s JOIN judgement j ON j.id = s.judgement
    WHERE s.noted <> j.noted OR j.noted <> (j.verdict = 'unauthorised' OR j.reasons GLOB '*window*'
    OR j.reasons GLOB '*approved-pattern*' OR j.reasons GLOB '*malicious*' OR j.reasons GLOB '*stale*' OR j.reasons GLOB '*overlap*')`,
  'a row without a finding has its own, and one with its own is in the small index by that': `SELECT path FROM inventory_row i
    LEFT JOIN judgement j ON j.id = i.judgement WHERE (i.finding IS NULL AND i.judgement IS NULL)
    OR i.noted <> coalesce(j.noted, 0) OR (i.judgement IS NULL) <> (i.generation IS NULL)`,
  'a finding that stands for its row says what the row says, of the same': `SELECT s.finding FROM said s JOIN finding_row f ON f.id = s.finding
    LEFT JOIN inventory_row i ON i.root = f.root AND i.path = f.path AND i.finding = f.id
    WHERE s.stands = 1 AND (i.path IS NULL OR i.judgement IS NOT NULL OR i.observation <> f.after OR f.kind <> 'added'
    OR f.before IS NOT NULL OR f.seen_between IS NOT NULL)`,
  'alone, sought and generated are as the finding is': `SELECT f.id FROM said s JOIN finding_row f ON f.id = s.finding
    WHERE s.alone IS NOT iif(f.before IS NULL AND f.seen_between IS NULL, f.kind, NULL)
    OR s.awaits IS NOT iif(f.kind IN ('unstable', 'removed'), f.kind, NULL) OR s.generated <> (f.class = 'generated')`,
  'what is open is unauthorised': `SELECT id FROM finding WHERE open = 1 AND verdict <> 'unauthorised'`,
  'the counters of roots are what is counted': `SELECT id FROM root r WHERE
    open <> (SELECT count(*) FROM finding WHERE root = r.id AND open = 1) OR findings <> (SELECT count(*) FROM finding WHERE root = r.id)
    OR unauthorised <> (SELECT count(*) FROM inventory WHERE root = r.id AND verdict = 'unauthorised' AND type IS NOT 'directory')`,
  'no two judgements say the same': `SELECT count(*) FROM judgement GROUP BY verdict, severity, reasons, permit HAVING count(*) > 1`,
}

function brokenIn(database: DatabaseSync): Record<string, unknown[]> {
  const found = Object.entries(laws).map(([law, sql]) => [law, database.prepare(sql).all()] as const)
  return Object.fromEntries(found.filter(([, rows]) => rows.length > 0))
}

function broken(store: string): Record<string, unknown[]> {
  const database = new DatabaseSync(store, { readOnly: true, timeout: 5_000 })
  const found = brokenIn(database)
  database.close()
  return found
}

const paths = ['a.php', 'payment/b.php', 'upload/c.php', 'upload/d.png', 'var/cache/e.php', 'lib/f.php', 'lib/g.php']

/** What may happen to a shop, by chance. */
function happenings(house: StoreHouse, { host, chain }: Awaited<ReturnType<StoreHouse['shop']>>, random: Random) {
  const standing = new Map<string, Observation>()
  const some = () => paths.filter(() => random.between(0, 1) === 0)
  const content = () => `content ${random.between(1, 3)}`
  const see = (path: string) => {
    const before = standing.get(path) ?? null
    const after = random.pick<Observation>([
      file(content()),
      file(content()),
      file(content(), { inode: random.between(1, 99) }),
      unstable(content()),
      unreadable('EACCES', file(content())),
      ...(before === null ? [] : [absent]),
      ...(before?.state === 'present' ? [{ ...before, mode: 0o600 }] : []),
    ])
    if (after === absent) standing.delete(path)
    else standing.set(path, after)
    return finding(path, before, after)
  }
  const { releases, windows } = house.store
  const site = 'shop'
  const mark = () => ({ ...by, sha256: sha256(content()), reason: 'case 17' })
  return [
    () => house.send(host, chain.seal(...[random.pick(paths), ...some()].map(see))),
    () => house.send(host, chain.seal(see(random.pick(paths)), see(random.pick(paths)))),
    () => house.publish(Object.fromEntries(some().map(path => [path, content()]))),
    () => house.publish({ 'lib/f.php': content() }, { component: 'lib', overlapMs: 60_000, at: Date.now() }),
    () => releases.unsubscribe({ ...by, site, component: 'shop' }),
    () => releases.markMalicious(mark()),
    () => releases.withdrawMalicious(mark()),
    () =>
      windows.writes.openWindow({
        ...by,
        at: 3_000,
        window: { site, minutes: 30, actors: [], anyActor: true, reason: '' },
      }),
    () =>
      house.send(
        host,
        chain.seal(censusBegin(), ...[...standing].map(([path, seen]) => entry(path, seen)), censusEnd()),
      ),
  ]
}

const findingColumns = `id, root, path, kind, noticed, at, received_at, verdict, severity, open, class, payment, generation,
  judged_at, evidence, idx, reasons, permit, actor, before, after, seen_between, history`
const fileColumns = `root, path, verdict, severity, class, payment, type, census, at, generation, finding, blind, reasons, permit,
  observation`

type Columns = Readonly<Record<string, string | number | null>>

function addingFinding(database: DatabaseSync): (row: Columns) => void {
  const add =
    database.prepare(`INSERT INTO finding (id, root, path, kind, noticed, at, received_at, verdict, severity, open,
    class, payment, generation, judged_at, evidence, idx, reasons, permit, before, after, history)
    VALUES (:id, 1, :path, :kind, 'watch', 3, 4, :verdict, :severity, :open, :class, 0, 3, 7, 1, :id, :reasons, :permit, :before,
    :path, :history)`)
  return row => void add.run({ class: 'code', before: null, ...row })
}

function holdingRow(database: DatabaseSync): (row: Columns) => void {
  const hold =
    database.prepare(`INSERT INTO inventory (root, path, verdict, severity, class, payment, type, census, at, generation,
    judged_at, finding, reasons, permit, observation)
    VALUES (1, :path, :verdict, :severity, 'code', 0, 'file', 1, 3, 3, 7, :finding, :reasons, :permit, :observation)`)
  return row => void hold.run(row)
}

/** What is not there cannot be taken back. */
function refusedAs(error: unknown): void {
  expect(error).toMatchObject({
    message: expect.stringMatching(/^there is no component|^this content is|does not have/),
  })
}

test.each([1, 2, 7, 8])(
  'holds whatever is seen, released, marked, opened by a window and taken back: seed %i',
  async seed => {
    const random = new Random(seed)
    const house = await new StoreHouse().open()
    const happen = happenings(house, await house.shop(), random)
    for (let step = 0; step < 40; step++) {
      await Promise.resolve(random.pick(happen)()).catch(refusedAs)
      await house.judged()
      expect(broken(house.file), `seed ${seed}, step ${step}`).toEqual({})
      const flagged = (await house.files()).filter(({ verdict }) => verdict === 'unauthorised')
      const { items } = await house.store.reads.files({ customer: 1, filter: { verdict: 'unauthorised' } })
      expect(items).toEqual(flagged)
      const { items: open } = await house.store.reads.findings({ customer: 1, filter: { open: 'true', limit: 1_000 } })
      expect(open).toEqual((await house.findings()).filter(row => row.open))
    }
  },
)

test('of files that are judged otherwise with their findings no row of the inventory is written', async () => {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(...paths.map(path => finding(path, null, file('x')))))
  const database = new DatabaseSync(house.file, { timeout: 5_000 })
  database.exec(`CREATE TABLE written (path TEXT); CREATE TRIGGER written_row AFTER UPDATE ON inventory_row
    BEGIN INSERT INTO written VALUES (new.path); END; CREATE TRIGGER put_row AFTER INSERT ON inventory_row
    BEGIN INSERT INTO written VALUES (new.path); END`)
  await house.publish(Object.fromEntries(paths.map(path => [path, 'x'])))
  expect((await house.files()).filter(({ reasons }) => reasons.includes('released'))).toHaveLength(7)
  expect(database.prepare('SELECT path FROM written').all()).toEqual([])
  database.close()
})

/** How a piece of the findings is read behind the seventh, of which the first judgement is said. */
function planOfPiece(): readonly string[] {
  const connection = new Explained(new DatabaseSync(':memory:'))
  migrate(connection, 'memory')
  const ledger = openLedger(new Desk(connection, { profiles: [], announce: () => {} }))
  const root = { id: 1, host: 1, path: '/shop', site: 1, prefix: '', profile: 'php', generation: 1 }
  const place = { path: null, judgement: 1, id: 7 }
  const turn = { id: 1, root, scope: 'all', phase: 'findings', change: null, prefix: '', sha256: null, place }
  ledger.findingsPiece(turn as unknown as AgainTurn, 10)
  return connection.plan
}

test('a row that is but of another class says what its finding says as before', async () => {
  const first = await new StoreHouse().open()
  const { chain, host } = await first.shop()
  await first.send(host, chain.seal(finding('lib/f.php', null, file('x'))))
  await first.store.stop()
  const rules = [{ pattern: 'lib/**', class: 'config' } as const, ...shopProfile.rules]
  const house = await new StoreHouse(first.file).open({ profiles: [{ ...shopProfile, rules }] })
  await house.judged()
  expect(await house.files()).toMatchObject([{ class: 'config', reasons: ['unknown-file'] }])
  const database = new DatabaseSync(house.file, { readOnly: true, timeout: 5_000 })
  expect(database.prepare('SELECT judgement FROM inventory_row').all()).toEqual([{ judgement: null }])
  expect(database.prepare('SELECT stands FROM said').all()).toEqual([{ stands: 1 }])
  database.close()
})

test('a piece of open findings begins behind the last one, and not where what is said of both begins', () => {
  const plan = planOfPiece()
  expect(plan).toContainEqual(expect.stringContaining('said_noted (root=? AND judgement=? AND finding>?)'))
  expect(plan).not.toContainEqual(expect.stringContaining('USE TEMP B-TREE'))
})

test('open findings are sought by what may be said of one: those of what was replaced are not gone through', () => {
  expect(planOfPiece().filter(detail => /SEARCH s .*judgement>/.test(detail))).toEqual([])
  const connection = new Explained(new DatabaseSync(':memory:'))
  migrate(connection, 'memory')
  listFindings(connection, 1, { open: 'true' })
  // Where the index alone serves, the word of a judgement is not asked before its findings are.
  expect(connection.plan.filter(detail => detail.includes('SCAN w'))).toEqual(['SCAN w USING INDEX judgement_noted'])
})

test('what was said before it stood apart is said since, word for word', () => {
  const database = new DatabaseSync(':memory:')
  const files = readdirSync(migrations).sort()
  const apart = files.findIndex(name => name.endsWith('-said.sql'))
  bring(database, files.slice(0, apart))
  const permit = JSON.stringify({ kind: 'release', ref: '1', name: 'shop 1' })
  const released = { verdict: 'authorised', severity: 'none', reasons: 'released', permit }
  const unknown = { verdict: 'unauthorised', severity: 'high', reasons: 'unknown-file', permit: null }
  const earlier = [
    { ...unknown, generation: 1, judgedAt: 5 },
    { ...released, generation: 2, judgedAt: 6 },
  ]
  const add = addingFinding(database)
  add({ id: 1, path: 'a', kind: 'added', ...released, open: 0, history: JSON.stringify(earlier) })
  add({
    id: 2,
    path: 'b',
    kind: 'changed',
    before: 'o',
    ...unknown,
    open: 1,
    history: JSON.stringify(earlier.slice(1)),
  })
  add({ id: 3, path: 'c', kind: 'unstable', ...unknown, open: 0, history: null })
  add({ id: 4, path: 'd', kind: 'removed', class: 'generated', ...unknown, open: 1, history: null })
  add({ id: 9, path: 'e', kind: 'added', ...unknown, open: 1, history: null })
  const hold = holdingRow(database)
  hold({ path: 'a', finding: 1, observation: 'a', ...released })
  hold({ path: 'b', finding: 2, observation: 'other', ...released, severity: 'low' })
  hold({ path: 'e', finding: 9, observation: 'e', ...unknown })
  hold({ path: 'folder', finding: null, observation: 'folder', ...released })
  const all = () => ({
    findings: database.prepare(`SELECT ${findingColumns} FROM finding ORDER BY id`).all(),
    files: database.prepare(`SELECT ${fileColumns} FROM inventory ORDER BY root, path`).all(),
  })
  const before = all()
  bring(database, files.slice(apart))
  expect(all()).toEqual(before)
  expect(brokenIn(database)).toEqual({})
  database.close()
})
