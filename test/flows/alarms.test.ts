// The way from a committed finding to a receiver under kill -9: no incident is lost or doubled, and every alarm arrives, its
// repeats under one id.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { file, finding } from '../support/batches.ts'
import { eventually } from '../support/eventually.ts'
import { openHook } from '../support/receivers.ts'
import { StoreHouse } from '../support/store-house.ts'

const wanted = 24

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

test('a collector that is killed twenty times between finding, incident and delivery loses and doubles no incident, and no alarm', async () => {
  const database = await ungrouped()
  const hook = await openHook()
  const program = new URL('../support/crash-alarms.ts', import.meta.url).pathname
  const start = (nth: number) =>
    fork(program, [database, String(nth)], {
      env: { ...process.env, HOOK: hook.url },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  // Four deaths between a grouped piece and its commit.
  for (let death = 0; death < 4; death++) {
    const [, signal] = (await once(start(1), 'exit')) as [number | null, NodeJS.Signals | null]
    expect(signal).toBe('SIGKILL')
  }
  // Sixteen while a receiver has an alarm and has not answered, or has just answered.
  for (let death = 0; death < 16; death++) {
    let taken = death % 2
    hook.answer = () => (taken-- > 0 ? 204 : new Promise<number>(() => {}))
    const life = start(0)
    await hook.next()
    life.kill('SIGKILL')
    await once(life, 'exit')
  }
  hook.answer = () => 204
  const last = start(0)
  const rows = (sql: string) => {
    const open = new DatabaseSync(database, { readOnly: true })
    const found = open.prepare(sql).all()
    open.close()
    return found
  }
  await eventually(() => rows(`SELECT 1 FROM delivery WHERE state = 'delivered'`).length === wanted)
  last.kill('SIGKILL')
  expect(rows('SELECT 1 FROM incident').length).toBe(wanted)
  expect(rows('SELECT finding FROM incident_finding ORDER BY finding').length).toBe(wanted)
  const told = hook.posted.map(({ headers, body }) => ({
    id: String(headers['sekisho-delivery']),
    incident: JSON.parse(body).incident.id,
  }))
  expect(new Set(told.map(({ incident }) => incident)).size).toBe(wanted)
  expect(new Set(told.map(({ id, incident }) => `${incident} ${id}`)).size).toBe(wanted)
})
