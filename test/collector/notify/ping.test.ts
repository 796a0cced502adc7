// The laws of the dead-man ping: it goes out at its interval while the collector works, and stops when any part of the way from a
// finding to an alarm is stuck, however alive the process is.
import { type LogFields, silentLog } from '@sekisho/shared/log.ts'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { openPing, Ping, stuckIn } from '../../../collector/notify/ping.ts'
import type { StoreOptions } from '../../../collector/store/store.ts'
import { file, finding } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { openHook } from '../../support/receivers.ts'
import { StoreHouse } from '../../support/store-house.ts'

const minuteMs = 60_000

function targetOf(ping: object, url: string) {
  const target = openPing(NotifyConfigSchema.parse({ ping: { urlEnv: 'PING', ...ping } }), { PING: url })
  if (target === null) throw new Error('there is no ping')
  return target
}

async function pinging(wish: object = {}, store: Partial<StoreOptions> = {}) {
  const hook = await openHook()
  const house = await new StoreHouse().open(store)
  const clock = new ManualClock()
  const logged: [string, LogFields | undefined][] = []
  const log = { ...silentLog, warn: keep, error: keep, info: keep }
  function keep(message: string, fields?: LogFields): void {
    logged.push([message, fields])
  }
  const ping = new Ping(targetOf({ allowPrivate: true, ...wish }, hook.url), {
    beat: input => house.store.notify.writes.beat(input),
    keeps: () => house.store.reports().store.phase === 'open',
    clock,
    log,
    random: () => 0.5,
  })
  onTestFinished(() => ping.stop())
  /** Looks each second, as the notifier does, until the probe holds. The time stands still while a ping is on its way. */
  const until = (probe: () => boolean) =>
    eventually(() => {
      if (ping.report().depth > 0) return false
      if (probe()) return true
      clock.advance(1_000)
      ping.looked()
      return false
    })
  const phase = () => ping.report().phase
  return { hook, house, clock, ping, until, phase, logged }
}

describe('a dead-man ping', () => {
  test('goes out at its interval while alarms are looked at, and no more when they are not', async () => {
    const { hook, clock, until, phase } = await pinging()
    await until(() => hook.posted.length === 1)
    const first = clock.now()
    await until(() => hook.posted.length === 2)
    expect(clock.now() - first).toBeGreaterThanOrEqual(minuteMs)
    expect(hook.posted.map(({ method, body }) => [method, body])).toEqual([
      ['GET', ''],
      ['GET', ''],
    ])
    await until(() => phase() === 'pinging')
    // Nobody calls looked().
    clock.advance(10 * minuteMs)
    expect(hook.posted).toHaveLength(2)
  })

  test('may be a POST that says when', async () => {
    const { hook, until } = await pinging({ method: 'POST' })
    await until(() => hook.posted.length === 1)
    expect(JSON.parse(hook.posted[0]?.body ?? '')).toEqual({
      program: 'sekisho',
      at: expect.stringMatching(/^1970-.*Z$/),
    })
  })

  test('stops when findings are no longer put into incidents', async () => {
    const faults = Array.from({ length: 200 }, (_, n) => ({ step: 'incident', nth: n + 1, action: 'throw' }) as const)
    const { hook, house, until, phase, logged } = await pinging({}, { faults })
    await until(() => hook.posted.length === 1)
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))))
    await until(() => phase() === 'held-back')
    expect(logged.map(([message]) => message)).toEqual(['the dead-man ping is held back: the collector does not work'])
  })

  test('stops when alarms are raised and nobody plans them, and goes out again when they are', async () => {
    const { hook, house, until, phase, logged } = await pinging()
    const { chain, host } = await house.shop()
    await until(() => hook.posted.length === 1)
    // No notifier runs here.
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))))
    await until(() => phase() === 'held-back')
    expect(logged.at(-1)?.[1]).toEqual({ why: 'its alarms wait and nothing is done with them' })
    const held = hook.posted.length
    await house.store.notify.writes.planDeliveries({ upTo: 1, deliveries: [] })
    await until(() => phase() === 'pinging')
    expect(hook.posted.length).toBeGreaterThan(held)
  })

  test('stops when the store takes no more batches, and when it does not write at all', async () => {
    const { hook, house, until, phase } = await pinging({}, { maxPages: 150 })
    const { chain, host } = await house.shop()
    await until(() => hook.posted.length === 1)
    const large = () => file(String(Math.random()))
    const many = () => chain.seal(...Array.from({ length: 500 }, (_, n) => finding(`src/${n}.php`, null, large())))
    await eventually(async () => (await house.send(host, many())).outcome === 'refused')
    await until(() => phase() === 'held-back')
    const other = await pinging()
    await other.until(() => other.hook.posted.length === 1)
    await other.house.store.stop()
    await other.until(() => other.phase() === 'held-back')
    expect(other.logged.at(-1)?.[1]).toEqual({ why: expect.stringContaining('the store does not write') })
  })

  test('that is not taken is tried again soon, and tells nothing of its address', async () => {
    const { hook, clock, until, phase, logged } = await pinging()
    const answers = [404, 500, 302]
    hook.answer = () => answers.shift() ?? 200
    await until(() => phase() === 'failing')
    const from = clock.now()
    await until(() => phase() === 'pinging')
    expect(clock.now() - from).toBeLessThan(minuteMs)
    expect(hook.posted).toHaveLength(4)
    expect(logged.map(([message]) => message)).toEqual([
      'the dead-man ping was not taken',
      'the dead-man ping goes out again',
    ])
    expect(JSON.stringify(logged)).not.toMatch(/127\.0\.0\.1|hook|secret/)
  })

  test.each([
    ['http://example.jp/ping-secret', {}],
    ['ftp://example.jp/ping-secret', { allowPrivate: true }],
    ['ping-secret', { allowPrivate: true }],
  ])('to %s is refused at the start, without a word of it', (url, wish) => {
    expect(() => targetOf(wish, url)).toThrow(/must hold an https address/)
    expect(() => targetOf(wish, url)).not.toThrow(/secret/)
  })

  test('goes into no private range unless that is allowed', async () => {
    const hook = await openHook()
    const house = await new StoreHouse().open()
    const clock = new ManualClock()
    const target = { ...targetOf({ allowPrivate: true }, hook.url), allowPrivate: false }
    const ping = new Ping(target, {
      beat: input => house.store.notify.writes.beat(input),
      keeps: () => true,
      clock,
      log: silentLog,
      random: () => 0.5,
    })
    onTestFinished(() => ping.stop())
    await eventually(() => {
      clock.advance(1_000)
      ping.looked()
      return ping.report().phase === 'failing'
    })
    expect(hook.posted).toEqual([])
  })
})

test('a queue is stuck exactly where something waited and nothing was done since', () => {
  const number = fc.integer({ min: 0, max: 9 })
  fc.assert(
    fc.property(number, number, number, number, (done, waiting, worked, came) => {
      const idle = { newest: 3, done: 3 }
      const before = { incidents: { newest: done + waiting, done }, revisions: idle, alarms: idle }
      const step = Math.min(worked, waiting)
      const now = { incidents: { newest: done + waiting + came, done: done + step }, revisions: idle, alarms: idle }
      expect(stuckIn(before, now) !== null).toBe(waiting > 0 && step === 0)
    }),
  )
})
