// The way from a committed finding to a receiver under kill -9: no incident is lost or doubled, every alarm and the digest of
// every day arrive, their repeats under one id.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@sekisho/shared/clock.ts'
import { expect, test } from 'vitest'
import { file, finding } from '../support/batches.ts'
import { eventually } from '../support/eventually.ts'
import { type HookReceiver, openHook } from '../support/receivers.ts'
import { StoreHouse } from '../support/store-house.ts'

const wanted = 24
const dayMs = 86_400_000
/** Digests fall due at 08:00 UTC. */
const dueMs = 8 * 3_600_000

/** Findings so far apart that each is an incident, committed and not yet grouped. */
async function ungrouped(): Promise<string> {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const apart = (n: number) => finding(`src/${n}.php`, null, file(String(n)), { at: n * 3_600_000 })
  await house.send(host, chain.seal(...Array.from({ length: wanted }, (_, n) => apart(n))))
  await house.store.stop()
  const database = new DatabaseSync(house.file)
  const tables = ['incident', 'incident_file', 'incident_finding', 'incident_link', 'alarm']
  for (const table of tables) database.exec(`DELETE FROM ${table}`)
  database.exec('UPDATE incident_cursor SET finding = 0')
  database.close()
  return house.file
}

/** What a receiver was told, with the id that it was told under. */
function told(hook: HookReceiver) {
  return hook.posted.map(({ headers, body }) => ({ id: String(headers['sekisho-delivery']), ...JSON.parse(body) }))
}

test('a collector that is killed twenty times between finding, incident and delivery loses and doubles no incident, no alarm, and no digest of a day', async () => {
  const database = await ungrouped()
  const [hook, daily] = [await openHook(), await openHook()]
  const program = new URL('../support/crash-alarms.ts', import.meta.url).pathname
  let day = 0
  // From one life to the next one or two days pass: so one digest falls due, or one was missed before it.
  const start = (nth: number) => {
    day += 1 + (day % 3 === 0 ? 1 : 0)
    return fork(program, [database, String(nth), String(day)], {
      env: { ...process.env, HOOK: hook.url, DAILY: daily.url },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }
  // Four deaths between a grouped piece and its commit.
  for (let death = 0; death < 4; death++) {
    const [, signal] = (await once(start(1), 'exit')) as [number | null, NodeJS.Signals | null]
    expect(signal).toBe('SIGKILL')
  }
  // Sixteen while a receiver has an alarm, or a digest, and has not answered, or has just answered.
  for (let death = 0; death < 16; death++) {
    const victim = death % 4 < 2 ? hook : daily
    let taken = death % 2
    for (const one of [hook, daily]) one.answer = () => 204
    victim.answer = () => (taken-- > 0 ? 204 : new Promise<number>(() => {}))
    const life = start(0)
    await victim.next()
    life.kill('SIGKILL')
    await once(life, 'exit')
  }
  for (const one of [hook, daily]) one.answer = () => 204
  const last = start(0)
  const rows = (sql: string) => {
    const open = new DatabaseSync(database, { readOnly: true })
    const found = open.prepare(sql).all()
    open.close()
    return found
  }
  const newest = new Date(systemClock.now() + day * dayMs - dueMs).toISOString().slice(0, 10)
  await eventually(() => rows(`SELECT 1 FROM digest WHERE day >= '${newest}'`).length > 0)
  await eventually(() => rows(`SELECT 1 FROM delivery WHERE state <> 'delivered'`).length === 0)
  last.kill('SIGKILL')
  expect(rows('SELECT 1 FROM incident').length).toBe(wanted)
  expect(rows('SELECT finding FROM incident_finding ORDER BY finding').length).toBe(wanted)
  const alarms = told(hook).map(({ id, incident }) => ({ id, incident: incident.id }))
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
