// The laws of how contents that came with releases go: a month after no release in force lists them, and none that a finding
// shows or is compared with.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { EndedPlace } from '../../../collector/handover.capture.ts'
import type { Connection } from '../../../collector/store/connection.ts'
import { endReleased } from '../../../collector/store/contents.ts'
import { Desk } from '../../../collector/store/desk.ts'
import { file, finding, sha256 } from '../../support/batches.ts'
import { Explained } from '../../support/explained.ts'
import { dayMs, openAlone, Pruner, rows, settled, terms, today } from '../../support/keeping-house.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

async function open() {
  const house = await new StoreHouse().open()
  return { house, ...(await house.shop()) }
}

/** Contents as a release's owner gave them. */
function give(connection: Connection, contents: readonly string[], customer = 1): void {
  for (const content of contents) {
    const { id } = connection.run(
      `INSERT INTO content (customer, sha256, state, severity, wanted_at, done_at, bytes, whole, released)
       VALUES (?, ?, 'kept', 'none', 1, 1, 3, 1, 1)`,
      customer,
      sha256(content),
    )
    connection.run(
      `INSERT INTO content_part (content, from_byte, length, key, nonce, bytes) VALUES (?, 0, 3, 'k', x'00', x'00')`,
      id,
    )
  }
}

const names = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x'].map(content => [sha256(content), content]))
const left = (connection: Connection) =>
  rows(connection, 'SELECT c.sha256 FROM content c JOIN content_part p ON p.content = c.id ORDER BY c.id').map(
    ({ sha256: digest }) => names.get(String(digest)),
  )

/** The run of this many days after the first one; the days between are passed over. */
function prunerOf(connection: Connection, days: number): Pruner {
  const now = today + days * dayMs
  connection.run('UPDATE keeping SET due_at = ?', now)
  return new Pruner(connection, terms, now)
}

function runAfter(connection: Connection, days: number): void {
  prunerOf(connection, days).run()
}

describe('contents of a release', () => {
  test('go when no release in force has listed them for thirty days, wherever another one lists them', async () => {
    const { house } = await open()
    await house.publish({ 'a.php': 'a', 'b.php': 'b' })
    await house.publish({ 'other/c.php': 'b' })
    await house.store.stop()
    const alone = openAlone(house.file)
    give(alone, ['a', 'b'])
    new Pruner(alone, terms, today).run()
    runAfter(alone, 29)
    expect(left(alone)).toEqual(['a', 'b'])
    runAfter(alone, 30)
    expect(left(alone)).toEqual(['b'])
    expect(rows(alone, `SELECT count(*) AS parts FROM content_part`)).toEqual([{ parts: 1 }])
    const [run] = rows(alone, `SELECT detail FROM audit WHERE what = 'keeping.run' ORDER BY id DESC LIMIT 1`)
    expect(JSON.parse(String(run?.detail))).toMatchObject({ taken: { contents: 1 } })
  })

  test('are no longer listed by what was revoked, has expired, or has no site; by what overlaps or is held they are', async () => {
    const { house } = await open()
    const { releases } = house.store
    const ways = {
      a: 'revoked',
      b: 'expired',
      c: 'unsubscribed',
      d: 'overlapping',
      e: 'held',
      f: 'current',
      g: 'held-revoked',
    }
    const ids = new Map<string, number>()
    for (const [content, component] of Object.entries(ways)) {
      const held = component.startsWith('held') ? { payment: 1, executables: 0, paths: [] } : null
      if (held !== null) await house.publish({ 'old.php': 'x' }, { component, version: 'old' })
      ids.set(component, await house.publish({ [`${component}.php`]: content }, { component, held }))
    }
    await releases.revokeRelease({ ...by, release: ids.get('revoked') ?? 0, reason: 'a hole' })
    await releases.revokeRelease({ ...by, release: ids.get('held-revoked') ?? 0, reason: 'a mistake' })
    await releases.expireRelease({ ...by, release: ids.get('expired') ?? 0, expiresAt: 2_000, reason: 'old' })
    await releases.applyDue({ now: 2_000 })
    await house.publish({}, { component: 'overlapping', overlapMs: 2 ** 50 })
    await releases.unsubscribe({ ...by, site: 'shop', component: 'unsubscribed' })
    await house.judged()
    await house.store.stop()
    const alone = openAlone(house.file)
    give(alone, Object.keys(ways))
    new Pruner(alone, terms, today).run()
    runAfter(alone, 31)
    expect(left(alone)).toEqual(['d', 'e', 'f'])
  })

  test('stay while a finding that is open or in an incident is compared with them', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c', 'd.php': 'd' })
    // Before it stood what the release lists; and of what only an ended release names, that is compared with.
    await house.send(host, chain.seal(finding('a.php', file('a'), file('evil'))))
    await house.send(host, chain.seal(finding('b.php', null, file('evil'))))
    await settled(house)
    await house.publish({})
    await house.store.stop()
    const alone = openAlone(house.file)
    give(alone, ['a', 'b', 'c'])
    new Pruner(alone, terms, today).run()
    runAfter(alone, 31)
    expect(left(alone)).toEqual(['a', 'b'])
    // One is in an incident, and the other open: each keeps its own.
    alone.exec(
      `UPDATE said SET open = 0 WHERE finding IN (SELECT id FROM finding_row WHERE path = 'a.php'); DELETE FROM incident_finding`,
    )
    runAfter(alone, 32)
    expect(left(alone)).toEqual(['b'])
  })

  test('that a finding showed have the term of contents alone', async () => {
    const { house } = await open()
    await house.publish({ 'a.php': 'a' })
    await house.publish({})
    await house.store.stop()
    const alone = openAlone(house.file)
    give(alone, ['a'])
    alone.run('UPDATE content SET place = 9, done_at = ?', today)
    new Pruner(alone, terms, today).run()
    runAfter(alone, 40)
    expect(left(alone)).toEqual(['a'])
    runAfter(alone, 101)
    expect(left(alone)).toEqual([])
  })

  test('go wherever a run is cut short, each piece once', async () => {
    const alone = await ended()
    for (let pieces = 1; pieces < 12; pieces++) prunerOf(alone, 31).run(pieces)
    expect(left(alone)).toEqual(['c'])
    runAfter(alone, 32)
    const runs = rows(alone, `SELECT detail FROM audit WHERE what = 'keeping.run' ORDER BY id`)
    const taken = runs.map(({ detail }) => JSON.parse(String(detail)).taken.contents ?? 0)
    expect(taken.filter(count => count > 0)).toEqual([2])
  })

  test('stay where another release came into force while the lists were looked through, until that was done anew', async () => {
    const alone = await ended()
    const pruner = prunerOf(alone, 31)
    pruner.runTo('released')
    alone.exec('UPDATE site SET generation = generation + 1')
    pruner.run()
    expect(left(alone)).toEqual(['a', 'b', 'c'])
    runAfter(alone, 32)
    expect(left(alone)).toEqual(['c'])
  })

  test('stay where a finding came that is compared with them, after all others were looked through', async () => {
    const alone = await ended()
    const pruner = prunerOf(alone, 31)
    pruner.runTo('released')
    alone.exec(`CREATE TEMP TABLE came AS SELECT * FROM finding_row WHERE path = 'a.php';
      CREATE TEMP TABLE was AS SELECT * FROM said WHERE finding = (SELECT id FROM came);
      UPDATE came SET id = (SELECT max(id) + 1 FROM finding); INSERT INTO finding_row SELECT * FROM came;
      UPDATE was SET finding = (SELECT id FROM came), open = 1; INSERT INTO said SELECT * FROM was;
      UPDATE incident_cursor SET finding = (SELECT id FROM came); UPDATE content_cursor SET finding = (SELECT id FROM came)`)
    pruner.run()
    expect(left(alone)).toEqual(['a', 'c'])
  })
})

describe('contents of an ended release that are let go on request', () => {
  test('go at once, by a run of their own that leaves the daily one its time, and only what nothing needs', async () => {
    const alone = await ended()
    alone.exec('UPDATE content SET unlisted_at = NULL')
    const ask = (release: number) => {
      const desk = new Desk(alone, { profiles: [], announce: () => {} })
      return desk.commit(() => endReleased(desk, { customer: 1, release, after: null, limit: 10, at: today }))
    }
    const due = rows(alone, 'SELECT due_at FROM keeping')
    expect(ask(1)).toEqual({ going: 1, last: null })
    new Pruner(alone, terms, today + 60_000).run()
    expect(left(alone)).toEqual(['b', 'c'])
    expect(rows(alone, 'SELECT due_at FROM keeping')).toEqual(due)
    const [run] = rows(alone, `SELECT detail FROM audit WHERE what = 'keeping.run' ORDER BY id DESC LIMIT 1`)
    expect(JSON.parse(String(run?.detail)).taken).toEqual({ contents: 1 })
    // What another one lists by now, or something is compared with, was only asked for.
    give(alone, ['a'])
    alone.exec(
      `UPDATE said SET open = 1; INSERT INTO release_list SELECT folder, 3, list FROM release_list WHERE release = 2`,
    )
    expect([ask(1), ask(2)]).toMatchObject([{ going: 1 }, { going: 1 }])
    new Pruner(alone, terms, today + 120_000).run()
    expect(left(alone)).toEqual(['b', 'c', 'a'])
    expect(() => ask(3)).toThrow(expect.objectContaining({ code: 'release-in-force' }))
  })

  test('are found page by page, each entry once, with no page that sorts or looks through what is left', async () => {
    const house = await new StoreHouse().open()
    await house.shop()
    const folders = ['', 'lib', 'lib/deep', 'other']
    const contents = folders.flatMap(folder => Array.from({ length: 7 }, (_, at) => `${folder}/${at}.php`))
    await house.publish(Object.fromEntries(contents.map(content => [content.replace(/^\//, ''), content])))
    await house.publish({ 'c.php': 'c' })
    await house.store.stop()
    const alone = new Explained(new DatabaseSync(house.file, { timeout: 5_000 }))
    give(alone, contents)
    alone.plan.length = 0
    const desk = new Desk(alone, { profiles: [], announce: () => {} })
    const pages: number[] = []
    let after: EndedPlace | null = null
    do {
      const input: Parameters<typeof endReleased>[1] = { customer: 1, release: 1, after, limit: 5, at: today }
      const page: Awaited<ReturnType<typeof endReleased>> = desk.commit(() => endReleased(desk, input))
      pages.push(page?.going ?? 0)
      after = page?.last ?? null
    } while (after !== null)
    const plan = [...new Set(alone.plan)]
    expect(pages.reduce((sum, going) => sum + going, 0)).toBe(28)
    expect(Math.max(...pages)).toBeLessThanOrEqual(5)
    expect(rows(alone, 'SELECT count(*) AS more FROM content WHERE unlisted_at IS NULL')).toEqual([{ more: 0 }])
    expect(plan.filter(detail => /list|TEMP/.test(detail))).toEqual([
      'SEARCH list_entry USING PRIMARY KEY (list=? AND name>?)',
      'SEARCH release_list USING COVERING INDEX release_list_release (release=? AND (folder,list)>(?,?))',
    ])
    alone.close()
  })
})

/** What three releases listed, of which the last is in force; one was found to be changed, and nobody asks after it any more. */
async function ended(): Promise<Connection> {
  const { house, chain, host } = await open()
  for (const content of ['a', 'b']) await house.publish({ [`${content}.php`]: content })
  await house.publish({ 'c.php': 'c' })
  await house.send(host, chain.seal(finding('a.php', file('a'), file('evil'))))
  await settled(house)
  await house.store.stop()
  const alone = openAlone(house.file)
  give(alone, ['a', 'b', 'c'])
  alone.exec(`UPDATE said SET open = 0; DELETE FROM incident_finding; DELETE FROM incident_file; DELETE FROM incident`)
  new Pruner(alone, terms, today).run()
  return alone
}
