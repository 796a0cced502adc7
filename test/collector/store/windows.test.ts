// The laws of deployment windows: what their actors do inside is expected until a release covers it, and unauthorised when
// none has; all on a real store that judges again.
import { DatabaseSync } from 'node:sqlite'
import type { Actor } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { absent, file } from '../../support/batches.ts'
import { by } from '../../support/store-house.ts'
import { actor, deploy, minute, windowHouse } from '../../support/window-house.ts'

const expected = 'expected window,unknown-file'
const flagged = 'unauthorised unknown-file open'
/** When a window of half an hour that began at 1,000 has ended, with its grace time. */
const over = 1_000 + 60 * minute

describe('a deployment window', () => {
  test('makes what its actor does expected, and says so; nothing is flagged', async () => {
    const { house, open, does, standing, told, windows } = await windowHouse()
    await open()
    await does(deploy, 'new.php', null, file('new'))
    expect(await standing('new.php')).toEqual({
      ...{ verdict: 'expected', severity: 'none', reasons: 'window,unknown-file' },
      permit: 'window 1 (token:ci)',
    })
    expect(await told('new.php')).toEqual([expected])
    expect(await windows()).toMatchObject([{ id: 1, state: 'open', openedBy: 'token:ci', covers: 1 }])
    const { items } = await house.store.reads.findings({ customer: 1, filter: { window: 1 } })
    expect(items).toMatchObject([{ path: 'new.php' }])
    expect((await house.store.reads.files({ customer: 1, filter: { window: 1 } })).items).toHaveLength(1)
    expect((await house.store.reads.files({ customer: 1, filter: { window: 2 } })).items).toEqual([])
  })

  test.each<[string, Actor]>([
    ['somebody else', actor('alice')],
    ['an unknown actor', 'unknown'],
    ['an actor without a known user', actor('deploy', { user: null })],
    ['whoever shares the user of the web server', actor('deploy', { webUser: true })],
    ['whoever an agent could not tell that of', actor('deploy', { webUser: undefined })],
    ['whoever runs below PHP', actor('deploy', { parents: [{ pid: 2, executable: '/usr/sbin/php-fpm8.2' }] })],
  ])('does not cover %s', async (_who, who) => {
    const { open, does, told } = await windowHouse()
    await open()
    await does(who, 'new.php', null, file('new'))
    expect(await told('new.php')).toEqual([flagged])
  })

  test('for any actor covers whoever it was, is weaker, and gives way to one that names the actor', async () => {
    const { open, does, standing } = await windowHouse()
    await open({ anyActor: true, actors: [] })
    await does('unknown', 'a.php', null, file('a'))
    expect(await standing('a.php')).toMatchObject({ severity: 'low', reasons: 'window-any-actor,unknown-file' })
    await open()
    await does(deploy, 'b.php', null, file('b'))
    expect(await standing('b.php')).toMatchObject({ severity: 'none', reasons: 'window,unknown-file' })
  })

  test.each([
    ['a payment file', 'payment/card.php', file('card')],
    ['an executable among uploads', 'upload/a.jpg', file('<?php')],
    ['directives', '.htaccess', file('Deny from all')],
    ['a directive under another name', 'a.conf', file('x', { marks: { version: 2, found: ['execution-directive'] } })],
  ])('does not cover %s, whoever brings it', async (_what, path, seen) => {
    const { open, does, told } = await windowHouse()
    await open()
    await open({ anyActor: true, actors: [] })
    await does(deploy, path, null, seen)
    expect(await told(path)).toMatchObject([expect.stringMatching(/^unauthorised .* open$/)])
  })
})

describe('what a window covered', () => {
  test('is authorised as soon as a release holds it', async () => {
    const { house, open, does, told, windows } = await windowHouse()
    await open()
    await does(deploy, 'new.php', null, file('new'))
    await house.publish({ 'new.php': 'new' })
    expect(await told('new.php')).toEqual(['authorised released'])
    expect(await windows()).toMatchObject([{ covers: 0 }])
  })

  test('is flagged when its grace time is over and no release holds it, also if it is gone by then', async () => {
    const { house, open, does, passes, standing, told } = await windowHouse()
    await house.publish({ 'kept.php': 'kept' })
    await open()
    await does(deploy, 'released.php', null, file('released'))
    await does(deploy, 'hidden.php', null, file('hidden'))
    await does(deploy, 'shell.php', null, file('<?php'))
    await does(deploy, 'shell.php', file('<?php'), absent)
    await house.publish({ 'kept.php': 'kept', 'released.php': 'released' })
    expect(await passes(over - 1)).toBe(0)
    expect(await told('hidden.php')).toEqual([expected])
    expect(await passes(over)).toBe(1)
    expect(await standing('hidden.php')).toMatchObject({ verdict: 'unauthorised', permit: null })
    expect(await told('hidden.php')).toEqual([flagged])
    expect(await told('shell.php')).toEqual([flagged, 'authorised not-named'])
    expect(await told('released.php')).toEqual(['authorised released'])
    expect(await passes(over + 1)).toBe(0)
  })

  test('is what was removed or taken away for a moment too, and is settled by the release that comes', async () => {
    const { house, open, does, told } = await windowHouse()
    await house.publish({ 'gone.php': 'gone', 'again.php': 'one' })
    for (const [path, content] of [['gone.php', 'gone'] as const, ['again.php', 'one'] as const])
      await does('unknown', path, null, file(content), 900)
    await open()
    await does(deploy, 'gone.php', file('gone'), absent)
    await does(deploy, 'again.php', file('one'), absent)
    await does(deploy, 'again.php', null, file('two'))
    expect(await told('gone.php')).toEqual(['authorised released', 'expected window,missing'])
    await house.publish({ 'again.php': 'two' })
    expect((await told('gone.php'))[1]).toBe('authorised not-named')
    expect((await told('again.php')).slice(1)).toEqual(['authorised returned', 'authorised released'])
  })

  test('passes to another window that covers it, and is flagged when that ends, also where nothing stands', async () => {
    const { open, does, passes, told } = await windowHouse()
    await open()
    await open({ minutes: 60 })
    await does(deploy, 'a.php', null, file('a'))
    await does(deploy, 'b.php', null, file('b'))
    await does(deploy, 'b.php', file('b'), absent)
    expect(await passes(over)).toBe(1)
    expect([await told('a.php'), (await told('b.php'))[0]]).toEqual([[expected], expected])
    expect(await passes(over + 30 * minute)).toBe(1)
    expect([await told('a.php'), (await told('b.php'))[0]]).toEqual([[flagged], flagged])
  })

  test('is flagged at once when its content is marked as malicious', async () => {
    const { house, open, does, told } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    const sha256 = (await house.files())[0]?.sha256 ?? ''
    await house.store.releases.markMalicious({ ...by, sha256, reason: 'case 17' })
    expect(await told('a.php')).toEqual(['unauthorised malicious open'])
  })

  test('is flagged before the first batch if its time ended while the collector did not run', async () => {
    const { house, open, does, told } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    await house.store.stop()
    // Half an hour after 1970 is long over.
    await house.open()
    expect(await told('a.php')).toEqual([flagged])
  })
})

test('windows that have not ended are listed first, those that are planned behind the others, however many ended since', async () => {
  const { open, close, windows } = await windowHouse()
  await open()
  await open({ from: '1970-01-01T00:10:00.000Z' })
  await open()
  await close(3, 2_000)
  await open()
  await close(4, 2_000, 0)
  expect((await windows()).map(({ id, state }) => [id, state])).toEqual([
    [3, 'grace'],
    [1, 'open'],
    [2, 'planned'],
    [4, 'ended'],
  ])
})

describe('what a window tells of itself', () => {
  test('is how many findings it made expected, however they stand now, and how many rested on it at its end', async () => {
    const { house, open, does, passes, windows } = await windowHouse()
    await open()
    await does('unknown', 'early.php', null, file('early'), 1_500)
    for (const path of ['a.php', 'b.php', 'c.php']) await does(deploy, path, null, file(path))
    expect(await windows()).toMatchObject([{ covers: 3, expected: 3, uncovered: null }])
    await house.publish({ 'a.php': 'a.php' })
    await open({ anyActor: true, actors: [] })
    await house.judged()
    expect(await windows()).toMatchObject([
      { id: 2, covers: 1, expected: 1 },
      { id: 1, covers: 2, expected: 3 },
    ])
    await passes(over)
    expect(await windows(over)).toMatchObject([
      { id: 2, covers: 0, expected: 1, uncovered: 1 },
      { id: 1, covers: 0, expected: 3, uncovered: 2 },
    ])
  })

  test('counts a finding that comes back to it once', async () => {
    const { house, open, does, windows } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    const release = await house.publish({ 'a.php': 'a' })
    await house.store.releases.revokeRelease({ ...by, release, reason: 'test' })
    await house.judged()
    expect(await windows()).toMatchObject([{ covers: 1, expected: 1 }])
  })
})

describe('announcing', () => {
  test('may come up to an hour late: what was flagged since then is judged again, and nothing older', async () => {
    const { open, does, told } = await windowHouse()
    await does(deploy, 'older.php', null, file('older'), 10 * minute)
    await does(deploy, 'a.php', null, file('a'), 20 * minute)
    await does(actor('alice'), 'b.php', null, file('b'), 20 * minute)
    expect(await told('a.php')).toEqual([flagged])
    await open({ from: '1970-01-01T00:15:00.000Z' }, { at: 30 * minute })
    expect([await told('older.php'), await told('a.php'), await told('b.php')]).toEqual([
      [flagged],
      [expected],
      [flagged],
    ])
  })

  test.each([
    ['more than an hour ago', '1970-01-01T00:00:00.000Z'],
    ['more than 90 days ahead', '1970-04-10T00:00:00.000Z'],
  ])('is refused for a window that begins %s', async (_when, from) => {
    const { open, windows } = await windowHouse()
    await expect(open({ from }, { at: 61 * minute })).rejects.toMatchObject({ code: 'request-invalid', place: 'from' })
    expect(await windows()).toEqual([])
  })

  test('of one window too many is refused, until another has ended', async () => {
    const { open, close } = await windowHouse()
    for (let count = 0; count < 100; count++) await open()
    await expect(open()).rejects.toMatchObject({ code: 'request-invalid', place: 'windows' })
    await close(1, 2_000, 0)
    await expect(open()).resolves.toMatchObject({ id: 101 })
  })

  test('and closing, and the end, are lines of the audit trail, with what was before', async () => {
    const { house, open, close, does, passes } = await windowHouse()
    await open({ reason: 'release 2.4.1' })
    await does(deploy, 'a.php', null, file('a'))
    await close(1, 10 * minute, 5)
    await passes(15 * minute)
    const database = new DatabaseSync(house.file, { timeout: 5_000 })
    const rows = database.prepare(`SELECT who, what, detail FROM audit WHERE what LIKE 'window.%' ORDER BY id`).all()
    database.close()
    const detail = (row: unknown) => JSON.parse((row as { detail: string }).detail)
    expect(rows).toMatchObject([
      { who: 'token:ci', what: 'window.open' },
      { who: 'token:ci', what: 'window.close' },
      { who: 'collector', what: 'window.end' },
    ])
    expect(detail(rows[0])).toMatchObject({ window: 1, site: 'shop', actors: [{ user: 'deploy' }], anyActor: false })
    expect(detail(rows[1])).toMatchObject({
      until: '1970-01-01T00:10:00.000Z',
      graceUntil: '1970-01-01T00:15:00.000Z',
      before: { state: 'open', until: '1970-01-01T00:30:01.000Z' },
    })
    expect(detail(rows[2])).toEqual({ window: 1, site: 'shop', covered: 1 })
  })

  test('is for sites of the own customer alone', async () => {
    const { house, open, close } = await windowHouse()
    await open()
    await expect(open({}, { customer: 2 })).rejects.toMatchObject({ code: 'name-unknown' })
    expect(await house.store.windows.reads.windows({ customer: 2, filter: {}, now: 2_000 })).toEqual([])
    const theirs = house.store.windows.writes.closeWindow({ ...by, customer: 2, id: 1, graceMinutes: 0, sites: null })
    await expect(theirs).rejects.toMatchObject({ code: 'name-unknown' })
    await expect(close(9, 2_000)).rejects.toMatchObject({ code: 'name-unknown', place: 'window 9' })
  })
})

describe('closing', () => {
  test('by whoever is limited to sites ends a window of these alone, and is told nothing of what else there is', async () => {
    const { house, open, windows } = await windowHouse()
    await house.store.writes.addSite({ ...by, name: 'second' })
    await open()
    const close = (id: number, sites: readonly string[]) =>
      house.store.windows.writes.closeWindow({ ...by, at: 2_000, id, graceMinutes: 0, sites })
    const refusals = await Promise.all([1, 9].map(id => close(id, ['second']).catch(error => ({ ...error }))))
    expect(refusals).toMatchObject([
      { code: 'role-missing', place: 'window 1' },
      { code: 'role-missing', place: 'window 9' },
    ])
    expect(await windows()).toMatchObject([{ state: 'open' }])
    expect(await close(1, ['second', 'shop'])).toMatchObject({ state: 'ended' })
  })

  test('covers nothing that is done more than a minute later, and leaves the grace time', async () => {
    const { open, close, does, passes, told, windows } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    expect(await close(1, 10 * minute)).toMatchObject({ state: 'grace', graceUntil: '1970-01-01T00:40:00.000Z' })
    await does(deploy, 'b.php', null, file('b'), 11 * minute + 1)
    expect([await told('a.php'), await told('b.php')]).toEqual([[expected], [flagged]])
    expect(await passes(40 * minute)).toBe(1)
    expect(await told('a.php')).toEqual([flagged])
    expect(await windows(40 * minute)).toMatchObject([{ state: 'ended', closed: { by: 'token:ci' } }])
    await expect(close(1, 41 * minute)).rejects.toMatchObject({ code: 'request-invalid' })
  })

  test('without grace flags at once what no release holds', async () => {
    const { open, close, does, told } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    expect(await close(1, 2_000, 0)).toMatchObject({ state: 'ended' })
    expect(await told('a.php')).toEqual([flagged])
  })

  test('of a planned one ends it before it began', async () => {
    const { open, close, does, told, windows } = await windowHouse()
    await open({ from: '1970-01-01T00:10:00.000Z' })
    expect(await windows()).toMatchObject([{ state: 'planned' }])
    expect(await close(1, 2_000)).toMatchObject({ state: 'ended' })
    await does(deploy, 'a.php', null, file('a'), 11 * minute)
    expect(await told('a.php')).toEqual([flagged])
  })
})

describe('explaining a path', () => {
  test('says which window covers it, and why one that has not ended does not', async () => {
    const { house, open, does } = await windowHouse()
    await open()
    await open({ actors: [{ user: 'alice' }] })
    await does(deploy, 'a.php', null, file('a'))
    await does(deploy, 'payment/b.php', null, file('b'))
    await does('unknown', 'c.php', null, file('c'))
    const why = async (path: string) => {
      const facts = await house.store.reads.explain({ customer: 1, host: 'web1', path: `/shop/${path}` as PathText })
      return facts?.windows.map(row => row.why)
    }
    expect(await why('a.php')).toEqual([null, 'other-actor'])
    expect(await why('payment/b.php')).toEqual(['never', 'other-actor'])
    expect(await why('c.php')).toEqual(['actor-unknown', 'actor-unknown'])
  })
})
