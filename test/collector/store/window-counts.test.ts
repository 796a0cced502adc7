// The laws of counts of deployment windows: those from before they were kept are taken from findings and the audit trail, and
// what one covers now is found from the roots of its site, as for approvals by pattern.
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { Desk } from '../../../collector/store/desk.ts'
import { patternBegins, patternEnds } from '../../../collector/store/patterns.ts'
import { approvalById } from '../../../collector/store/reads.approvals.ts'
import { countCovered } from '../../../collector/store/window-counts.ts'
import { closeWindow, openWindow } from '../../../collector/store/windows.ts'
import { Explained } from '../../support/explained.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

test('windows of before there were counts get them from the findings and the audit trail', () => {
  const database = new DatabaseSync(':memory:')
  const folder = new URL('../../../collector/store/migrations/', import.meta.url)
  const files = readdirSync(folder).sort()
  const counted = files.findIndex(name => name.endsWith('-counted.sql'))
  const bring = (names: readonly string[]) => {
    for (const name of names) database.exec(readFileSync(new URL(name, folder), 'utf8'))
  }
  bring(files.slice(0, counted))
  const permit = (ref: string) => JSON.stringify({ kind: 'window', ref, name: `window ${ref}` })
  const past = (...refs: string[]) =>
    JSON.stringify(
      refs.map(ref => ({
        verdict: 'expected',
        severity: 'none',
        reasons: 'window,unknown-file',
        permit: permit(ref),
        generation: 1,
        judgedAt: 0,
      })),
    )
  const add =
    database.prepare(`INSERT INTO finding (root, path, kind, noticed, at, received_at, verdict, severity, open,
    class, payment, generation, judged_at, evidence, idx, reasons, permit, after, history)
    VALUES (1, 'a', 'added', 'watch', 0, 0, 'x', 'none', 0, 'code', 0, 1, 0, 1, 0, ?, ?, '', ?)`)
  database.exec(`INSERT INTO customer (id, name) VALUES (7, 'seven');
    INSERT INTO site (id, customer, name) VALUES (3, 7, 'old');
    INSERT INTO deploy_window (id, site, from_at, until_at, grace_ms, reason, opened_by, opened_at)
      VALUES (4, 3, 0, 1, 1, '', 'a', 0), (5, 3, 0, 1, 1, '', 'a', 0), (6, 3, 0, 1, 1, '', 'a', 0);
    INSERT INTO audit (customer, at, who, from_where, what, detail)
      VALUES (7, 1, 'collector', 'local', 'window.end', '{"window":4,"site":"old","covered":2}')`)
  add.run('window,unknown-file', permit('5'), past('4', '4'))
  add.run('unknown-file', null, past('4'))
  add.run('window-any-actor,unknown-file', permit('5'), past('5'))
  add.run('unknown-file', null, null)
  bring(files.slice(counted))
  expect(database.prepare('SELECT id, expected, uncovered FROM deploy_window ORDER BY id').all()).toEqual([
    { id: 4, expected: 2, uncovered: 2 },
    { id: 5, expected: 2, uncovered: null },
    { id: 6, expected: 0, uncovered: null },
  ])
  database.close()
})

test('what windows and patterns cover is found from the roots of their site, whatever is covered at other sites', async () => {
  const house = await new StoreHouse().open()
  await house.shop()
  await house.store.stop()
  const connection = new Explained(new DatabaseSync(house.file, { timeout: 5_000 }))
  connection.exec(`INSERT INTO approval (id, site, pattern, classes, extensions, reason, asked_by, asked_at, until_at, second)
    VALUES (1, 1, 'app/**', '[]', '[]', '', 'test', 1, 9000000000000, 0)`)
  const desk = new Desk(connection, { profiles: [], announce: () => {} })
  const wish = { site: 'shop', minutes: 30, actors: [], anyActor: true, reason: '' }
  const [findings, rows] = ['said_noted (root=? AND judgement=?', 'inventory_noted (root=?']
  const deeds = [
    ['a window begins', () => openWindow(desk, { ...by, window: wish }), [findings]],
    ['a window ends', () => closeWindow(desk, { ...by, id: 1, graceMinutes: 0, sites: null }), [findings, rows]],
    ['what a window covers is counted', () => countCovered(connection, 1, 1), [findings]],
    ['a pattern begins', () => patternBegins(desk, 1, 'app/**'), [findings, rows]],
    ['a pattern ends', () => patternEnds(desk, 1, 1), [findings, rows]],
    ['what a pattern covers is counted', () => approvalById(connection, 1, 1), [findings]],
  ] as const
  for (const [name, deed, indexes] of deeds) {
    connection.plan.length = 0
    desk.commit<unknown>(deed)
    for (const index of indexes) expect(connection.plan, name).toContainEqual(expect.stringContaining(`INDEX ${index}`))
    const wide = /^SCAN [sp]\b|AUTOMATIC|\bp USING PRIMARY KEY/
    expect(
      connection.plan.filter(detail => wide.test(detail)),
      name,
    ).toEqual([])
  }
  connection.close()
})
