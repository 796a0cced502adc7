// The laws of alarms: each reaches every channel that wants it, at least once and under one id, and one incident is no flood.
import { createHmac } from 'node:crypto'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { describe, expect, test } from 'vitest'
import { type AlarmFaults, openAlarmHouse } from '../../support/alarm-house.ts'
import { absent, file, finding } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { mailTo, openHook, openMail, openSyslogReceiver } from '../../support/receivers.ts'
import { by } from '../../support/store-house.ts'

const shell = file('<?php system($_GET[0]);')
const hookAt = (name: string, wish: object = {}) => ({ name, urlEnv: 'HOOK', allowPrivate: true, ...wish })

describe('an alarm', () => {
  test('reaches a mail server, a signed webhook and a syslog receiver', async () => {
    const [hook, mail, syslog] = [await openHook(), await openMail(), await openSyslogReceiver()]
    const host = '127.0.0.1'
    const config = {
      email: [mailTo(mail, { user: 'sekisho', passwordEnv: 'PASS' })],
      webhook: [hookAt('chat', { secretEnv: 'SIGN' })],
      syslog: [{ name: 'siem', host, port: syslog.port, security: 'plain' }],
      contacts: [{ name: 'Fraud desk', phone: '+81 3-0000-0000', note: 'merchant 12345' }],
    }
    const { house, until } = await openAlarmHouse(config, { HOOK: hook.url, PASS: 'a secret', SIGN: 'key' })
    const { chain, host: web1 } = await house.shop()
    await house.send(web1, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length > 0 && mail.mails.length > 0 && syslog.received.length > 0)
    const sentence = 'x.php appeared in the upload folder of shop; it is executable'
    expect(mail.mails[0]?.replaceAll('=\r\n', '')).toContain(sentence)
    expect(mail.mails[0]).toContain('Subject: [Sekisho] critical: planted file on shop, web1 (incident 1)')
    expect(mail.mails[0]).toContain('- Fraud desk: +81 3-0000-0000 (merchant 12345)')
    const [posted] = hook.posted
    expect(JSON.parse(posted?.body ?? '')).toMatchObject({
      id: '1-chat',
      cause: 'new',
      incident: { id: 1, kind: 'planted' },
    })
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(posted?.headers['sekisho-signature'])) ?? []
    expect(createHmac('sha256', 'key').update(`${t}.${posted?.body}`).digest('hex')).toBe(v1)
    expect(syslog.received[0]).toMatch(
      /^\d+ <81>1 \S+Z \S+ sekisho - new \[sekisho@32473 delivery="1-siem" severity="critical" incident="1"\] \ufeff/,
    )
    expect(syslog.received[0]).toContain(sentence)
  })

  test('is sent again under the same id until it is taken, and what a receiver refuses for good is shown as given up', async () => {
    const hook = await openHook()
    const config = { webhook: [hookAt('chat')] }
    const { house, notifier, until } = await openAlarmHouse(config, { HOOK: hook.url })
    const { chain, host } = await house.shop()
    const answers = [500, 429, 503, 204]
    hook.answer = () => answers.shift() ?? 404
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(async () => (await notifier.channels())[0]?.lastAt ?? undefined)
    expect(hook.posted.map(({ headers }) => headers['sekisho-delivery'])).toEqual(Array(4).fill('1-chat'))
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await until(async () => (await notifier.channels())[0]?.failed === 1)
    expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 1, lastError: 'it answered 404' }])
  })

  test('of a file that is dropped and removed each second for a minute is one, and the incident counts on', async () => {
    const hook = await openHook()
    const alarms = await openAlarmHouse({ webhook: [hookAt('chat', { least: 'low' })] }, { HOOK: hook.url })
    const { house, clock, rest, until } = alarms
    const { chain, host } = await house.shop()
    const incidents = async () => (await house.store.incidents.reads.incidents({ customer: 1, filter: {} })).items
    for (let second = 0; second < 60; second++) {
      const at = second * 1_000
      const drop = finding('upload/x.php', null, shell, { at })
      await house.send(host, chain.seal(drop, finding('upload/x.php', shell, absent, { at: at + 500 })))
      await until(async () => (await incidents())[0]?.kinds.added === second + 1)
      clock.advance(1_000)
      await rest()
    }
    expect(await incidents()).toMatchObject([{ id: 1, kinds: { added: 60 } }])
    expect((await incidents()).length).toBe(1)
    expect(hook.posted.length).toBe(1)
  })

  test('of what became worse is told at once, and of what only came again not before ten minutes', async () => {
    const hook = await openHook()
    const { house, clock, until } = await openAlarmHouse({ webhook: [hookAt('chat')] }, { HOOK: hook.url })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    await until(() => hook.posted.length === 1)
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 2)
    const told = clock.now()
    await house.store.incidents.writes.containIncident({ ...by, incident: 1, note: '' })
    await house.send(host, chain.seal(finding('upload/x.php', shell, absent), finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 3)
    expect(clock.now() - told).toBeGreaterThan(9 * 60_000)
    expect(hook.posted.map(({ body }) => JSON.parse(body).cause)).toEqual(['new', 'worse', 'again'])
  })

  test('of another content than was acknowledged is told at once, and not that the acknowledged one was dropped again', async () => {
    const hook = await openHook()
    const { house, clock, rest, until } = await openAlarmHouse({ webhook: [hookAt('chat')] }, { HOOK: hook.url })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 1)
    const told = clock.now()
    await house.store.incidents.writes.acknowledgeIncident({ ...by, incident: 1, note: '' })
    await house.send(host, chain.seal(finding('upload/x.php', shell, absent), finding('upload/x.php', null, shell)))
    const incident = () => house.store.incidents.reads.incident({ customer: 1, id: 1 })
    await until(async () => (await incident())?.kinds.added === 2)
    await rest()
    expect(await incident()).toMatchObject({ state: 'acknowledged' })
    const gone = finding('upload/x.php', shell, absent)
    await house.send(host, chain.seal(gone, finding('upload/x.php', null, file('<?php eval($_GET[1]);'))))
    await until(() => hook.posted.length === 2)
    expect(clock.now() - told).toBeLessThan(60_000)
    expect(hook.posted.map(({ body }) => JSON.parse(body).cause)).toEqual(['new', 'again'])
    // Known by now: that it comes again is calm.
    await house.store.incidents.writes.containIncident({ ...by, incident: 1, note: '' })
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 3)
    expect(clock.now() - told).toBeGreaterThan(9 * 60_000)
  })

  test('of what is new and became worse within a second is one message of the worse, and both are settled', async () => {
    const hook = await openHook()
    const { house, clock, notifier, until, rest } = await openAlarmHouse(
      { webhook: [hookAt('chat')] },
      { HOOK: hook.url },
    )
    const { chain, host } = await house.shop()
    const raised = async () => (await house.store.notify.reads.newAlarms({ limit: 10 })).map(({ cause }) => cause)
    const incident = async () => (await house.store.incidents.reads.incidents({ customer: 1, filter: {} })).items[0]
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    await eventually(async () => (await incident())?.severity === 'high')
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await eventually(async () => (await incident())?.severity === 'critical')
    // The clock stood still: nobody has looked yet.
    expect(await raised()).toEqual(['new', 'worse'])
    await until(() => hook.posted.length > 0)
    clock.advance(11 * 60_000)
    await rest()
    expect(hook.posted.map(({ body }) => JSON.parse(body))).toMatchObject([
      { cause: 'worse', severity: 'critical', incident: { id: 1 } },
    ])
    expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 0, lastError: null }])
  })

  test('that somebody took is not escalated', async () => {
    const [first, second] = [await openHook(), await openHook()]
    const config = { webhook: [hookAt('duty'), { ...hookAt('boss', { after: '15m' }), urlEnv: 'BOSS' }] }
    const { house, clock, notifier, until } = await openAlarmHouse(config, { HOOK: first.url, BOSS: second.url })
    const { chain, host } = await house.shop()
    const raised = clock.now()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => first.posted.length === 1)
    await house.store.incidents.writes.acknowledgeIncident({ ...by, incident: 1, note: '' })
    await until(async () => (await notifier.channels()).find(({ channel }) => channel === 'boss')?.waiting === 0)
    expect(clock.now() - raised).toBeGreaterThanOrEqual(15 * 60_000)
    expect(second.posted).toEqual([])
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await until(() => second.posted.length === 1)
  })

  test('that was taken is not sent again while that cannot be noted', async () => {
    const hook = await openHook()
    const faults: AlarmFaults = { settle: new Error('disk full') }
    const { house, clock, notifier, until } = await openAlarmHouse(
      { webhook: [hookAt('chat')] },
      { HOOK: hook.url },
      { faults },
    )
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 1)
    const sent = clock.now()
    await until(() => clock.now() - sent > 60_000)
    // Nor does it keep back what else there is to tell.
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await until(() => hook.posted.length === 2)
    const again = clock.now()
    await until(() => clock.now() - again > 60_000)
    delete faults.settle
    await until(async () => (await notifier.channels())[0]?.waiting === 0)
    const ids = hook.posted.map(({ headers }) => headers['sekisho-delivery'])
    expect(ids).toEqual(['1-chat', '2-chat'])
  })

  test.each([404, 503])('that was answered %i keeps back no other while that cannot be noted', async status => {
    const hook = await openHook()
    hook.answer = ({ body }) => (JSON.parse(body).incident.id === 1 ? status : 204)
    const full = new Error('disk full')
    const faults: AlarmFaults = { settle: full, postpone: full }
    const { house, until } = await openAlarmHouse({ webhook: [hookAt('chat')] }, { HOOK: hook.url }, { faults })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length > 0)
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await until(() => hook.posted.some(({ headers }) => headers['sekisho-delivery'] === '2-chat'))
  })

  test('that was not taken is tried less and less often while that cannot be noted', async () => {
    const hook = await openHook()
    hook.answer = () => 503
    const full = new Error('disk full')
    const faults: AlarmFaults = { settle: full, postpone: full }
    const setting = { webhook: [hookAt('chat')] }
    const { house, clock, notifier, until } = await openAlarmHouse(setting, { HOOK: hook.url }, { faults })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length > 0)
    const first = clock.now()
    await until(() => clock.now() - first > 120_000)
    // Waits of at least 1, 2, 4, 8, 16 and 32 s lie between them.
    expect(hook.posted.length).toBeGreaterThan(4)
    expect(hook.posted.length).toBeLessThanOrEqual(7)
    delete faults.settle
    delete faults.postpone
    hook.answer = () => 204
    await until(async () => (await notifier.channels())[0]?.waiting === 0)
  })

  test('that was refused for good is given up once, and not sent again, while that cannot be noted', async () => {
    const hook = await openHook()
    hook.answer = () => (hook.posted.length === 1 ? 404 : 204)
    const faults: AlarmFaults = { settle: new Error('disk full') }
    const told: string[] = []
    const log = { ...silentLog, error: (message: string) => void told.push(message) }
    const setting = { webhook: [hookAt('chat')] }
    const { house, clock, notifier, until } = await openAlarmHouse(setting, { HOOK: hook.url }, { faults, log })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    await until(() => hook.posted.length === 1)
    const first = clock.now()
    await until(() => clock.now() - first > 120_000)
    // What is new of the same incident was told to nobody yet, and does not wait for the noting.
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 2)
    delete faults.settle
    await until(async () => (await notifier.channels())[0]?.waiting === 0)
    expect(await notifier.channels()).toMatchObject([{ failed: 1, lastError: 'it answered 404' }])
    const bodies = hook.posted.map(({ body }) => JSON.parse(body))
    expect(bodies.map(({ id, incident }) => [id, incident.id])).toEqual([
      ['1-chat', 1],
      ['2-chat', 1],
    ])
    expect(told.filter(message => message.includes('given up'))).toEqual(['an alarm was given up'])
  })

  test('by a channel that the config names no more keeps back no other while that cannot be noted', async () => {
    const [old, hook] = [await openHook(), await openHook()]
    old.answer = () => 503
    const before = await openAlarmHouse({ webhook: [hookAt('old')] }, { HOOK: old.url })
    const { house, clock } = before
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await before.until(() => old.posted.length > 0)
    await before.notifier.stop()
    clock.advance(3_600_000)
    const faults: AlarmFaults = { settle: new Error('disk full') }
    const after = await openAlarmHouse({ webhook: [hookAt('pager')] }, { HOOK: hook.url }, { house, clock, faults })
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await after.until(() => hook.posted.length === 1)
    delete faults.settle
    await after.until(async () =>
      (await house.store.notify.reads.channelCounts({ now: 0 })).some(({ failed }) => failed === 1),
    )
  })

  test('that was taken keeps its incident calm, though it was noted only when the store wrote again', async () => {
    const hook = await openHook()
    const faults: AlarmFaults = { settle: new Error('disk full') }
    const config = { webhook: [hookAt('chat')] }
    const { house, clock, notifier, until } = await openAlarmHouse(config, { HOOK: hook.url }, { faults })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => hook.posted.length === 1)
    await house.store.incidents.writes.containIncident({ ...by, incident: 1, note: '' })
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(async () => (await notifier.channels())[0]?.waiting === 2)
    delete faults.settle
    await until(async () => (await notifier.channels())[0]?.waiting === 1)
    const noted = clock.now()
    await until(() => clock.now() - noted > 300_000)
    expect(hook.posted.length).toBe(1)
    await until(() => hook.posted.length === 2)
  })

  test('of which no message can be made waits longer after each try, and goes out once it can', async () => {
    const hook = await openHook()
    const asked: number[] = []
    let broken: Error | undefined = new Error('the reader is gone')
    const faults: AlarmFaults = {
      get incident() {
        asked.push(clock.now())
        // The first is asked for its sites, when the alarm is planned.
        return asked.length === 1 ? undefined : broken
      },
    }
    const clock = new ManualClock(systemClock.now())
    const { house, notifier, until } = await openAlarmHouse(
      { webhook: [hookAt('chat')] },
      { HOOK: hook.url },
      { clock, faults },
    )
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => asked.length > 4)
    const [before = 0, after = 0] = asked.slice(3)
    expect(after - before).toBeGreaterThan(5_000)
    expect((await notifier.channels())[0]?.lastError).toBe('the reader is gone')
    broken = undefined
    await until(() => hook.posted.length === 1)
  })

  test('is not held up by a channel that never answers', async () => {
    const [dead, alive] = [await openHook(), await openHook()]
    let let_go = (_status: number) => {}
    dead.answer = () =>
      new Promise<number>(resolve => {
        let_go = resolve
      })
    const config = { webhook: [hookAt('dead'), { ...hookAt('alive'), urlEnv: 'ALIVE' }] }
    const { house, until } = await openAlarmHouse(config, { HOOK: dead.url, ALIVE: alive.url }, { hangs: 'dead' })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
    await until(() => dead.posted.length === 1 && alive.posted.length === 1)
    await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
    await until(() => alive.posted.length === 2)
    expect(dead.posted.length).toBe(1)
    let_go(204)
  })
})

test('a test goes out by every channel and says what each answered, and by no channel that there is not', async () => {
  const [hook, mail] = [await openHook(), await openMail()]
  mail.refuse = { code: 550, message: 'no such mailbox' }
  const email = {
    name: 'duty',
    host: '127.0.0.1',
    port: mail.port,
    security: 'plain',
    from: 'a@example.jp',
    to: ['b@example.jp'],
  }
  const { notifier } = await openAlarmHouse(
    { language: 'ja', email: [email], webhook: [hookAt('chat')] },
    { HOOK: hook.url },
  )
  expect(await notifier.test(null)).toEqual([
    { channel: 'duty', error: expect.stringContaining('no such mailbox') },
    { channel: 'chat', error: null },
  ])
  expect(JSON.parse(hook.posted[0]?.body ?? '')).toMatchObject({ cause: 'test', subject: '[Sekisho] 試験通知' })
  expect(await notifier.test('nobody')).toBeNull()
  await eventually(() => hook.posted.length === 1)
})

test('what a channel does not take for good is told by the others, once, and of that nothing more is told', async () => {
  const [dead, alive, far] = [await openHook(), await openHook(), await openHook()]
  const config = {
    webhook: [
      hookAt('dead', { urlEnv: 'DEAD' }),
      hookAt('alive', { sites: ['other'] }),
      hookAt('far', { urlEnv: 'FAR', customers: ['another'] }),
    ],
  }
  const environment = { HOOK: alive.url, DEAD: dead.url, FAR: far.url }
  const { house, clock, notifier, until } = await openAlarmHouse(config, environment)
  dead.answer = () => 404
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(finding('upload/x.php', null, shell)))
  await until(() => alive.posted.length === 1)
  expect(JSON.parse(alive.posted[0]?.body ?? '')).toMatchObject({
    cause: 'undelivered',
    severity: 'high',
    subject: '[Sekisho] high: alarms do not arrive by dead',
    text: expect.stringContaining('1 alarm that the channel dead did not take: given up, it answered 404'),
  })
  // Both fail now: what tells of the other's failure must not go to and fro.
  alive.answer = () => 410
  clock.advance(20 * 60_000)
  await house.send(host, chain.seal(finding('payment/y.php', null, file('y'), { at: 3_600_000 })))
  await until(async () => (await notifier.channels()).map(({ failed }) => failed).join(' ') === '2 1 0')
  clock.advance(60 * 60_000)
  await until(async () => (await notifier.channels()).every(({ waiting }) => waiting === 0))
  expect([dead.posted.length, alive.posted.length, far.posted.length]).toEqual([2, 2, 0])
})
