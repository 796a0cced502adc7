// Owns the laws of what a service manager hears: ready once it is, a sign of life while threads answer and no longer, stopping.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openService } from '../../bin/service.ts'
import { listenForDatagrams } from '../support/datagram.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ManualClock } from '../support/manual-clock.ts'

const answers = { alive: () => Promise.resolve() }

async function open(more: Record<string, string> = {}) {
  const socket = join(temporaryFolder(), 'notify')
  const { heard } = await listenForDatagrams(socket)
  const clock = new ManualClock()
  return { heard, clock, service: openService({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '60000000', ...more }, clock) }
}

test('a program says that it is ready, then that it lives in half of the time that is waited, then that it stops', async () => {
  const { heard, clock, service } = await open()
  service.ready(answers)
  await eventually(() => heard.length === 2)
  clock.advance(30_000)
  await eventually(() => heard.length === 3)
  service.stopping()
  clock.advance(60_000)
  await eventually(() => heard.length === 4)
  expect(heard).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1'])
})

test('a program whose threads do not answer says no longer that it lives', async () => {
  const { heard, clock, service } = await open()
  let asked = 0
  service.ready({ alive: () => (asked++ === 0 ? Promise.resolve() : new Promise(() => {})) })
  await eventually(() => heard.length === 2)
  clock.advance(30_000)
  await eventually(() => asked === 2)
  clock.advance(300_000)
  service.stopping()
  await eventually(() => heard.includes('STOPPING=1'))
  expect(heard).toEqual(['READY=1', 'WATCHDOG=1', 'STOPPING=1'])
})

test('a watchdog that is meant for another process, or for none, hears no sign of life', async () => {
  for (const more of [{ WATCHDOG_PID: '1' }, { WATCHDOG_USEC: '0' }, { WATCHDOG_USEC: 'soon' }]) {
    const { heard, clock, service } = await open(more)
    service.ready(answers)
    clock.advance(600_000)
    service.stopping()
    await eventually(() => heard.includes('STOPPING=1'))
    expect(heard).toEqual(['READY=1', 'STOPPING=1'])
  }
})

test('without a service manager nothing is said, and nothing fails', () => {
  const service = openService({}, new ManualClock())
  service.ready(answers)
  service.stopping()
})
