// The laws of a channel's limit: no minute has more messages than it allows, what is beyond waits in the outbox, people are
// told of it in one message, and nothing is lost.
import { describe, expect, test } from 'vitest'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { Pace } from '../../../collector/notify/pace.ts'
import { type AlarmFaults, openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { ids, limitedHouse, named, shells, texts, waiting } from '../../support/limited-house.ts'
import { mailTo, openMail, openSyslogReceiver } from '../../support/receivers.ts'
import { by } from '../../support/store-house.ts'

const hour = 3_600_000

describe('a pace', () => {
  test('lets out no more in any minute than there may be, wherever the minute begins', () => {
    const pace = new Pace(4)
    const sent: number[] = []
    for (let at = 0; at < 300_000; at += 7_000)
      while (pace.room(at, true) > 0) {
        pace.take(at)
        sent.push(at)
      }
    expect(sent.length).toBeGreaterThanOrEqual(20)
    for (const from of sent) expect(sent.filter(at => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(4)
  })

  test('keeps a quarter for what is critical, and of less than four nothing', () => {
    const rooms = [1, 3, 4, 20].map(most => [new Pace(most).room(0, false), new Pace(most).room(0, true)])
    expect(rooms).toEqual([
      [1, 1],
      [3, 3],
      [3, 4],
      [15, 20],
    ])
  })
})

describe('a channel that was sent as many messages as it may be in a minute', () => {
  test('is told of the rest in one message, which names each, and is settled for each', async () => {
    const { hook, house, host, chain, clock, notifier, until, rest } = await limitedHouse()
    await house.send(host, chain.seal(...shells('lib', 1, 9)))
    await until(async () => hook.posted.length > 0 && (await waiting({ notifier }, 0)()))
    clock.advance(11 * 60_000)
    await rest()
    const told = texts(hook)
    expect(told.length).toBe(3)
    expect(told[2]).toContain('And 7 further alarms, in one message: this channel is sent at most 4 messages a minute.')
    expect(told.flatMap(named).filter((id, index, all) => all.indexOf(id) === index).length).toBe(9)
    expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 0, held: 0, most: 4 }])
  })

  test('is sent no more until the minute is over, and then what waited, as one', async () => {
    const { hook, house, host, chain, clock, notifier, until, rest } = await limitedHouse()
    await house.send(host, chain.seal(...shells('lib', 1, 9)))
    await until(() => hook.posted.length === 3)
    const full = clock.now()
    await house.send(host, chain.seal(...shells('lib', 20, 5)))
    await until(waiting({ notifier }, 5))
    await until(async () => (await notifier.channels())[0]?.held === 5)
    expect(notifier.report()).toMatchObject({ phase: 'limited', depth: 5 })
    expect(notifier.report().oldestAgeMs).toBeGreaterThan(0)
    expect(hook.posted.length).toBe(3)
    await until(waiting({ notifier }, 0))
    await rest()
    expect(clock.now() - full).toBeGreaterThanOrEqual(55_000)
    expect(texts(hook).at(-1)).toContain('And 5 further alarms')
    expect(hook.posted.length).toBe(4)
    await until(() => notifier.report().phase === 'open')
  })

  test('is told at once of one that is critical, for which a part of the minute is kept', async () => {
    const { hook, house, host, chain, clock, notifier, until } = await limitedHouse()
    await house.send(host, chain.seal(...shells('lib', 1, 9)))
    await until(() => hook.posted.length === 3)
    const full = clock.now()
    await house.send(host, chain.seal(...shells('lib', 20, 2), ...shells('upload', 30, 1)))
    await until(() => hook.posted.length === 4)
    expect(clock.now() - full).toBeLessThan(20_000)
    expect(texts(hook)[3]).toContain('New incident 12, critical.')
    expect(await notifier.channels()).toMatchObject([{ waiting: 2, held: 2 }])
  })

  test('is told first, and by name, of what is critical among the rest, with what to do first', async () => {
    const { hook, house, host, chain, until, notifier } = await limitedHouse({ most: '1/minute' })
    await house.send(host, chain.seal(...shells('lib', 1, 3), ...shells('upload', 30, 3)))
    await until(async () => hook.posted.length > 0 && (await waiting({ notifier }, 0)()))
    const [text = ''] = texts(hook)
    expect(hook.posted.length).toBe(1)
    expect(named(text)).toEqual([4, 5, 6, 1, 2, 3])
    expect(text).toContain('do not delete anything')
  })

  test('that is read by programs is sent each by itself, minute after minute', async () => {
    const { hook, house, host, chain, clock, until, notifier } = await limitedHouse({ template: 'ecs' })
    const begun = clock.now()
    await house.send(host, chain.seal(...shells('lib', 1, 8)))
    await until(() => hook.posted.length === 3)
    await until(async () => (await notifier.channels())[0]?.held === 5)
    await until(waiting({ notifier }, 0))
    expect(clock.now() - begun).toBeGreaterThan(120_000)
    expect(ids(hook)).toEqual(Array.from({ length: 8 }, (_, index) => `${index + 1}-chat`))
  })

  test('is not told of what was closed while it waited', async () => {
    const { hook, house, host, chain, until, notifier } = await limitedHouse()
    await house.send(host, chain.seal(...shells('lib', 1, 9)))
    await until(() => hook.posted.length === 3)
    await house.send(host, chain.seal(...shells('lib', 20, 3)))
    await until(waiting({ notifier }, 3))
    await house.store.incidents.writes.closeIncident({ ...by, incident: 11, note: '', outcome: 'false-alarm' })
    await until(waiting({ notifier }, 0))
    expect(named(texts(hook).at(-1) ?? '')).toEqual([10, 12])
  })
})

describe('several alarms in one message', () => {
  test('that were not taken are sent again as the same, whatever came meanwhile, and all given up once they are refused', async () => {
    const { hook, house, host, chain, clock, notifier, until } = await limitedHouse({ most: '3/minute' })
    hook.answer = ({ headers }) => (String(headers['sekisho-delivery']).includes('+') ? 503 : 204)
    await house.send(host, chain.seal(...shells('lib', 1, 6)))
    await until(() => ids(hook).includes('3+3-chat'))
    clock.advance(10 * 60_000)
    await house.send(host, chain.seal(...shells('lib', 20, 1)))
    await until(() => ids(hook).filter(id => id === '3+3-chat').length === 3)
    const repeats = texts(hook).filter((_, index) => ids(hook)[index] === '3+3-chat')
    expect(new Set(repeats.map(text => named(text).join())).size).toBe(1)
    hook.answer = () => 404
    await until(async () => (await notifier.channels())[0]?.failed === 4)
    expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 4, lastError: 'it answered 404' }])
  })

  test('are the same after a start, where what was taken could not be noted', async () => {
    const faults: AlarmFaults = {}
    const before = await limitedHouse({ most: '1/minute', faults })
    const { hook, house, host, chain, clock } = before
    faults.settle = new Error('disk full')
    await house.send(host, chain.seal(...shells('lib', 1, 5)))
    await before.until(() => hook.posted.length === 1)
    await before.notifier.stop()
    await house.send(host, chain.seal(...shells('lib', 20, 1)))
    const channel = {
      name: 'chat',
      urlEnv: 'HOOK',
      allowPrivate: true,
      least: 'low',
      most: '1/minute',
      template: 'slack',
    }
    const after = await openAlarmHouse({ webhook: [channel] }, { HOOK: hook.url }, { house, clock })
    await after.until(() => hook.posted.length === 3)
    expect(ids(hook)).toEqual(['1+4-chat', '1+4-chat', '6-chat'])
    expect(texts(hook)[1]).toBe(texts(hook)[0])
  })

  test('go out one by one while the store cannot note which they are', async () => {
    const faults: AlarmFaults = { bundle: new Error('disk full') }
    const { hook, house, host, chain, until } = await limitedHouse({ most: '1/minute', faults })
    await house.send(host, chain.seal(...shells('lib', 1, 2)))
    await until(() => hook.posted.length === 2)
    expect(ids(hook)).toEqual(['1-chat', '2-chat'])
  })

  test('keep their incidents calm, as one that was told by itself', async () => {
    const { hook, house, host, chain, clock, notifier, until } = await limitedHouse({ most: '1/minute' })
    await house.send(host, chain.seal(...shells('lib', 1, 3)))
    await until(async () => hook.posted.length === 1 && (await waiting({ notifier }, 0)()))
    const told = clock.now()
    await house.store.incidents.writes.containIncident({ ...by, incident: 2, note: '' })
    await house.send(
      host,
      chain.seal(finding('lib/f2.php', null, file('<?php system($_GET[2]);'), { at: 2 * hour + 1 })),
    )
    await until(() => hook.posted.length === 2)
    expect(clock.now() - told).toBeGreaterThan(9 * 60_000)
  })

  test('reach a mailbox as one mail, and syslog never', async () => {
    const [mail, syslog] = [await openMail(), await openSyslogReceiver()]
    const siem = { name: 'siem', host: '127.0.0.1', port: syslog.port, security: 'plain' }
    const config = { email: [mailTo(mail, { most: '1/minute' })], syslog: [siem] }
    const { house, until } = await openAlarmHouse(config)
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(...shells('upload', 1, 4)))
    await until(() => mail.mails.length > 0 && syslog.received.length === 4)
    expect(mail.mails.length).toBe(1)
    expect(mail.mails[0]).toContain('Subject: [Sekisho] critical: 4 further alarms')
    expect(mail.mails[0]).toMatch(/Message-ID: <sekisho-1\+3-duty@example.jp>/i)
  })
})

test('what is no number of messages a minute is refused', () => {
  const parse = (most: unknown) => NotifyConfigSchema.safeParse({ syslog: [{ name: 'siem', host: 'h', most }] })
  for (const most of ['0/minute', '6001/minute', '-1/minute', '5', '5/hour', '05e1/minute', 5])
    expect([most, parse(most).success]).toEqual([most, false])
  expect(parse('6000/minute').data?.syslog[0]?.most).toBe(6000)
})
