// The way from a committed finding to a receiver under kill -9: no incident is lost or doubled, every alarm and the digest of
// every day arrive, their repeats under one id.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@sekisho/shared/clock.ts'
import { expect, test } from 'vitest'
import { file, finding } from '../support/batches.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type HookReceiver, openHook } from '../support/receivers.ts'
import { StoreHouse } from '../support/store-house.ts'

const wanted = 24
/** Nobody has planned yet whom to tell; digests are planned as they are made. */
const untold = `id > (SELECT alarm FROM alarm_cursor) AND topic IS NOT 'digest'`
const dayMs = 86_400_000
/** Digests fall due at 08:00 UTC. */
const dueMs = 8 * 3_600_000

/** A collector's state with findings so far apart that each is an incident, committed and not yet grouped. */
async function ungrouped(): Promise<{ state: string; database: string }> {
  const state = temporaryFolder()
  mkdirSync(join(state, 'collector'), { mode: 0o700 })
  const house = await new StoreHouse(join(state, 'collector', 'store.db')).open()
  const { chain, host } = await house.shop()
  const apart = (n: number) => finding(`src/${n}.php`, null, file(String(n)), { at: n * 3_600_000 })
  await house.send(host, chain.seal(...Array.from({ length: wanted }, (_, n) => apart(n))))
  await house.store.stop()
  const database = new DatabaseSync(house.file, { timeout: 5_000 })
  const tables = ['incident', 'incident_file', 'incident_finding', 'incident_link', 'alarm']
  for (const table of tables) database.exec(`DELETE FROM ${table}`)
  database.exec('UPDATE incident_cursor SET finding = 0')
  database.close()
  return { state, database: house.file }
}

/** What a receiver was told, with the id that it was told under. */
function told(hook: HookReceiver) {
  return hook.posted.map(({ headers, body }) => ({ id: String(headers['sekisho-delivery']), ...JSON.parse(body) }))
}

test('a collector that is killed twenty-four times between finding, incident, alarm, outbox and delivery loses and doubles no incident, no alarm, and no digest of a day', async () => {
  const { state, database } = await ungrouped()
  const [hook, daily] = [await openHook(), await openHook()]
  const program = new URL('../support/crash-alarms.ts', import.meta.url).pathname
  let day = 0
  // From one life to the next one or two days pass: so one digest falls due, or one was missed before it.
  const start = (step: '' | 'incident' | 'alarm') => {
    day += 1 + (day % 3 === 0 ? 1 : 0)
    return fork(program, [state, step, String(day)], {
      env: { ...process.env, HOOK: hook.url, DAILY: daily.url },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }
  const rows = (sql: string) => {
    const open = new DatabaseSync(database, { readOnly: true })
    const found = open.prepare(sql).all()
    open.close()
    return found
  }
  // Four deaths between a grouped piece and its commit, and four between the row of an alarm and the planning of its deliveries.
  for (const step of ['incident', 'incident', 'incident', 'incident', 'alarm', 'alarm', 'alarm', 'alarm'] as const) {
    const [, signal] = (await once(start(step), 'exit')) as [number | null, NodeJS.Signals | null]
    expect(signal).toBe('SIGKILL')
    // A digest, or that its host is silent, may have come before: what is looked for is one whose telling died.
    if (step === 'alarm') expect(rows(`SELECT 1 FROM alarm WHERE ${untold}`)).not.toEqual([])
    else expect(rows('SELECT 1 FROM alarm WHERE incident > 0')).toEqual([])
    expect(rows(`SELECT 1 FROM delivery WHERE channel = 'chat' AND incident > 0`)).toEqual([])
  }
  // Sixteen while a receiver has an alarm, or a digest, and has not answered, or has just answered.
  for (let death = 0; death < 16; death++) {
    const victim = death % 4 < 2 ? hook : daily
    let taken = death % 2
    for (const one of [hook, daily]) one.answer = () => 204
    victim.answer = () => (taken-- > 0 ? 204 : new Promise<number>(() => {}))
    const life = start('')
    await victim.next()
    life.kill('SIGKILL')
    await once(life, 'exit')
  }
  for (const one of [hook, daily]) one.answer = () => 204
  const last = start('')
  const newest = new Date(systemClock.now() + day * dayMs - dueMs).toISOString().slice(0, 10)
  await eventually(() => rows(`SELECT 1 FROM digest WHERE day >= '${newest}'`).length > 0)
  const ofChat = `FROM delivery WHERE channel = 'chat' AND incident > 0 AND state = 'delivered'`
  // The row of an alarm is there before its deliveries are planned.
  await eventually(() => rows(`SELECT DISTINCT incident ${ofChat}`).length >= wanted)
  await eventually(() => rows(`SELECT 1 FROM delivery WHERE state = 'waiting'`).length === 0)
  last.kill('SIGKILL')
  await once(last, 'exit')
  expect(rows(`SELECT * FROM delivery WHERE state = 'failed'`)).toEqual([])
  // A request that was cut off was posted too: only what is noted as delivered was taken.
  expect(rows(`SELECT DISTINCT incident ${ofChat}`).length).toBe(wanted)
  const ofDaily = `FROM delivery WHERE channel = 'daily' AND topic = 'digest' AND state = 'delivered'`
  expect(rows(`SELECT alarm ${ofDaily} ORDER BY alarm`)).toEqual(
    rows('SELECT alarm FROM digest WHERE alarm IS NOT NULL ORDER BY alarm'),
  )
  expect(rows('SELECT 1 FROM incident').length).toBe(wanted)
  expect(rows('SELECT finding FROM incident_finding ORDER BY finding').length).toBe(wanted)
  // That its host is silent is told too.
  const alarms = told(hook).flatMap(({ id, incident }) => (incident === null ? [] : [{ id, incident: incident.id }]))
  expect(new Set(alarms.map(({ incident }) => incident)).size).toBe(wanted)
  expect(new Set(alarms.map(({ id, incident }) => `${incident} ${id}`)).size).toBe(wanted)

  // Of the day on which the channel was set up nobody is told.
  const due = rows('SELECT day FROM digest ORDER BY day').slice(1)
  const digests = told(daily).map(({ id, digest }) => ({ id, ...digest }))
  const days = new Map(digests.map(digest => [digest.day, digest]))
  expect([...days.keys()].sort()).toEqual(due.map(row => row.day))
  expect(new Set(digests.map(({ id, day: of, from, to }) => `${of} ${id} ${from} ${to}`)).size).toBe(days.size)
  const spans = [...days.values()].sort((a, b) => a.from.localeCompare(b.from))
  // As many as there were lives that could tell, and those that were missed between two of them.
  expect(spans.length).toBeGreaterThan(16)
  expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ to }) => to))
})
