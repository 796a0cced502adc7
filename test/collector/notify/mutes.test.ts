// The laws of mutes: they stop alarms and nothing else, cover what they name and nothing more, keep nothing back that is grave, and
// lose nothing: what was kept back and is still open is told when they end.
import { DatabaseSync } from 'node:sqlite'
import type { NewMute } from '@sekisho/shared/api.mutes.ts'
import { isoTime, systemClock } from '@sekisho/shared/clock.ts'
import { describe, expect, test } from 'vitest'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { absent, file, finding, sha256 } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { openHook } from '../../support/receivers.ts'
import { by } from '../../support/store-house.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Longer than the clock moves while a test waits: what a mute keeps back wrongly is never told because it ended. */
const muteMs = 30 * 24 * hourMs
/** Of findings so far apart that each is an incident. */
const apart = (n: number) => ({ at: n * 10 * hourMs })

async function shop() {
  const hook = await openHook()
  const channel = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'low' }
  const alarms = await openAlarmHouse({ webhook: [channel] }, { HOOK: hook.url })
  const { house, clock } = alarms
  const { chain, host } = await house.shop()
  const { store } = house
  const mute = (wish: Partial<NewMute>) => {
    const until = isoTime(clock.now() + muteMs)
    return store.notify.writes.addMute({ ...by, at: clock.now(), mute: { reason: 'ticket 91', until, ...wish } })
  }
  const told = () =>
    hook.posted.map(({ body }) => (JSON.parse(body) as { incident: { id: number } | null }).incident?.id)
  const incidents = async () => (await store.incidents.reads.incidents({ customer: 1, filter: {} })).items
  const send = (...findings: Parameters<typeof chain.seal>) => house.send(host, chain.seal(...findings))
  /** Until the alarms of so many incidents were looked at: the outbox holds them back, or has sent them. */
  const looked = async (count: number) => {
    const rows = () => {
      const database = new DatabaseSync(house.file, { readOnly: true })
      const found = database
        .prepare(
          `SELECT count(*) AS count FROM delivery d WHERE state <> 'waiting' OR next_at > (SELECT made_at + 20000 FROM alarm WHERE id = d.alarm)`,
        )
        .get() as { count: number }
      database.close()
      return found.count
    }
    await alarms.until(() => rows() >= count)
  }
  return { ...alarms, store, host, hook, mute, told, incidents, send, looked }
}

describe('a mute', () => {
  test('says of an incident that went into another what it says of that one', async () => {
    const { clock, store, mute, send, incidents } = await shop()
    await send(finding('src/a.php', null, file('a')))
    await send(finding('src/b.php', null, file('b'), apart(1)))
    await eventually(async () => (await incidents()).length === 2)
    await mute({ site: 'shop', path: 'lib/**' })
    await store.incidents.writes.mergeIncidents({ ...by, incident: 1, incidents: [2], note: '' })
    const isMuted = () => store.notify.reads.isMuted({ customer: 1, incident: 2, host: null, now: clock.now() })
    expect(await isMuted()).toBe(false)
    await mute({ site: 'shop', path: 'src/**' })
    expect(await isMuted()).toBe(true)
  })

  test('stops the alarm of what it covers, and neither its finding nor its incident', async () => {
    const { mute, send, told, incidents, looked, until } = await shop()
    await mute({ site: 'shop', path: 'src/**' })
    await send(finding('src/a.php', null, file('a')))
    await looked(1)
    await send(finding('lib/b.php', null, file('b'), apart(1)))
    await until(() => told().length === 1)
    expect(told()).toEqual([2])
    expect(await incidents()).toMatchObject([
      { id: 2, state: 'open' },
      { id: 1, state: 'open', open: 1 },
    ])
  })

  test.each([
    ['another path', { path: 'lib/**' }],
    ['another host', { host: 'web2' }],
    ['another site', { site: 'other' }],
  ])('of %s keeps nothing back', async (_what, wish) => {
    const { house, mute, send, told, until } = await shop()
    await house.shop('web2')
    await house.store.writes.addSite({ ...by, name: 'other' })
    await mute(wish)
    await send(finding('src/a.php', null, file('a')))
    await until(() => told().length === 1)
  })

  test('covers nothing in an incident once a file that it does not name has come to it', async () => {
    const { mute, send, told, incidents, looked, until } = await shop()
    await mute({ path: 'src/a.php' })
    await send(finding('src/a.php', null, file('a')))
    await looked(1)
    expect(told()).toEqual([])
    await send(finding('src/b.php', null, file('b'), { at: 1_000 }))
    await until(() => told().length === 1)
    expect(await incidents()).toHaveLength(1)
  })

  test('of an incident covers what stood in it: another hash, be it at the same path, is told', async () => {
    const { clock, store, mute, send, told, incidents, looked, until } = await shop()
    const counted = async () => (await incidents()).map(({ id, findings, files }) => ({ id, findings, files }))
    const grouped = (count: number) =>
      until(async () => (await counted()).reduce((sum, { findings }) => sum + findings, 0) === count)
    const isMuted = () => store.notify.reads.isMuted({ customer: 1, incident: 1, host: null, now: clock.now() })
    await send(finding('src/a.php', null, file('a')))
    // Without a step of the clock: its alarm waits.
    await eventually(async () => (await incidents()).length === 1)
    await mute({ incident: 1 })
    await looked(1)
    await send(
      finding('src/a.php', file('a'), absent, { at: 1_000 }),
      finding('src/a.php', null, file('a'), { at: 2_000 }),
    )
    await grouped(2)
    expect(await counted()).toEqual([{ id: 1, findings: 2, files: 1 }])
    expect(await isMuted()).toBe(true)
    expect(told()).toEqual([])
    await send(finding('src/a.php', file('a'), file('another'), { at: 3_000 }))
    await until(() => told().length === 1)
    expect(await counted()).toEqual([{ id: 1, findings: 3, files: 2 }])
  })

  test('does not keep back critical findings in uploads and payment files, unless it names path and content', async () => {
    const { mute, send, told, looked, until } = await shop()
    await mute({ site: 'shop' })
    await mute({ path: '**' })
    await mute({ host: 'web1' })
    const shell = '<?php system($_GET[0]);'
    await send(finding('upload/x.php', null, file(shell)))
    await until(() => told().length === 1)
    await mute({ path: 'upload/known.php', sha256: sha256('<?php phpinfo();') })
    await send(finding('upload/known.php', null, file('<?php phpinfo();'), apart(1)))
    await looked(2)
    expect(told()).toEqual([1])
    await send(finding('upload/known.php', null, file('<?php eval(1);'), apart(2)))
    await until(() => told().length === 2)
  })

  test('that ends, by its time or by hand, lets go what it kept back and is open, and nothing that is closed', async () => {
    const { store, clock, mute, send, told, looked, until } = await shop()
    const { id } = await mute({ site: 'shop' })
    for (const n of [0, 1, 2]) await send(finding(`src/${n}.php`, null, file(String(n)), apart(n)))
    await looked(3)
    const act = { ...by, at: clock.now(), note: '' }
    await store.incidents.writes.closeIncident({ ...act, incident: 2, outcome: 'test' })
    expect(told()).toEqual([])
    await store.notify.writes.endMute({ ...by, at: clock.now(), id, reason: 'over' })
    await until(() => told().length === 2)
    expect(told().toSorted()).toEqual([1, 3])
    await mute({ path: 'late/**', until: isoTime(clock.now() + 10 * minuteMs) })
    await send(finding('late/a.php', null, file('late'), apart(3)))
    await looked(4)
    clock.advance(10 * minuteMs)
    await until(() => told().length === 3)
  })

  test('of a host alone keeps its gaps back, and never that two speak in its name', async () => {
    const { store, host, clock, hook, mute, until, rest } = await shop()
    await mute({ host: 'web1' })
    const causes = () => hook.posted.map(({ body }) => (JSON.parse(body) as { cause: string }).cause)
    await store.agents.arrived({ host: host.id, epoch: '', boot: 1, head: null, localRoots: [], at: clock.now() })
    clock.advance(minuteMs)
    await store.agents.noticeSilence({ now: clock.now() })
    clock.advance(2 * minuteMs)
    await store.agents.noticeSilence({ now: clock.now() })
    await until(async () => (await store.notify.reads.newAlarms({ limit: 1 })).length === 0)
    clock.advance(20 * minuteMs)
    await rest()
    expect(causes()).toEqual([])
    await store.agents.forked({ host: host.id, detail: 'two', at: clock.now() })
    await until(() => causes().length === 1)
    expect(causes()).toEqual(['fork'])
  })

  test('stands in the audit trail with its owner, its reason and its end, and so does ending it', async () => {
    const { house, store, clock, mute } = await shop()
    const made = await mute({ site: 'shop', owner: 'sato' })
    expect(made).toMatchObject({ state: 'in-force', site: 'shop', owner: 'sato', madeBy: 'test', reason: 'ticket 91' })
    expect(await mute({ host: 'web1' })).toMatchObject({ owner: 'test' })
    const ended = await store.notify.writes.endMute({ ...by, at: clock.now(), id: made.id, reason: 'done' })
    expect(ended).toMatchObject({ state: 'ended', ended: { by: 'test', reason: 'done' } })
    const database = new DatabaseSync(house.file, { readOnly: true })
    const lines = database.prepare(`SELECT what, detail FROM audit WHERE what LIKE 'mute.%' ORDER BY id`).all()
    database.close()
    expect(lines.map(({ what }) => what)).toEqual(['mute.add', 'mute.add', 'mute.end'])
    expect(JSON.parse(String(lines[0]?.detail))).toMatchObject({ owner: 'sato', reason: 'ticket 91', site: 'shop' })
    const states = async (now: number) =>
      (await store.notify.reads.mutes({ customer: 1, filter: {}, now })).map(({ state }) => state)
    expect(await states(clock.now())).toEqual(['in-force', 'ended'])
    expect(await states(clock.now() + muteMs + hourMs)).toEqual(['over', 'ended'])
    expect(await store.notify.reads.mutes({ customer: 2, filter: {}, now: 0 })).toEqual([])
  })

  test.each([
    ['an end that is past', { until: '2020-01-01T00:00:00Z' }, 'request-invalid'],
    ['an end in a year', { until: isoTime(systemClock.now() + 366 * 24 * hourMs) }, 'request-invalid'],
    ['a site that is none', { site: 'shpo' }, 'name-unknown'],
    ['a host that is none', { host: 'web9' }, 'name-unknown'],
    ['an incident that is none', { incident: 9 }, 'name-unknown'],
    ['a pattern that is none', { path: 'a/{b' }, 'request-invalid'],
    ['a path that is not canonical beside a sha256', { path: 'a\u0001', sha256: 'a'.repeat(64) }, 'request-invalid'],
  ])('with %s is refused', async (_what, wish, code) => {
    const { mute } = await shop()
    await expect(
      mute({ ...('site' in wish || 'host' in wish ? {} : { site: 'shop' }), ...wish }),
    ).rejects.toMatchObject({ code })
  })
})
