// The laws of the daily digest: one for each day and channel, whatever dies in between and also when all is quiet; what was
// missed comes late and says so; it carries the heads by which evidence is checked.
import { describe, expect, test } from 'vitest'
import type { DigestFacts, DigestReport } from '../../../collector/handover.digest.ts'
import { digestMessage } from '../../../collector/notify/digest.ts'
import { ChainHeadSchema, openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import { type AlarmFaults, openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { openHook, openMail } from '../../support/receivers.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const minuteMs = 60_000
const start = Date.parse('2031-03-01T07:00:00Z')
const due = start + hourMs
/** As often as anything wakes it. */
const ungrouping = Array.from({ length: 200 }, (_, n) => ({ step: 'incident', nth: n + 1, action: 'throw' }) as const)
const hookAt = (wish: object = {}) => ({
  ...{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, digest: '08:00', least: 'critical' },
  ...wish,
})

interface Told {
  readonly cause: string
  readonly subject: string
  readonly text: string
  readonly digest: DigestReport
}

async function shop(wish: object = {}, language = 'en', before: { house?: StoreHouse; faults?: AlarmFaults } = {}) {
  const hook = await openHook()
  const clock = new ManualClock(start)
  const config = { language, webhook: [hookAt(wish)] }
  const environment = { HOOK: hook.url }
  const alarms = await openAlarmHouse(config, environment, { ...before, clock })
  const told = () => hook.posted.map(({ body }) => JSON.parse(body) as Told).filter(({ cause }) => cause === 'digest')
  const ids = () => hook.posted.map(({ headers }) => headers['sekisho-delivery'])
  /** Whatever the writer's thread does meanwhile. */
  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 1_000) {
      clock.advance(1_000)
      await alarms.rest()
    }
  }
  /** Another collector on the same store. */
  const restarted = (house: StoreHouse) => openAlarmHouse(config, environment, { clock, house })
  // The day before is noted: digests begin behind it.
  await alarms.until(
    async () =>
      (await alarms.house.store.notify.reads.lastDigest({ channel: 'chat', upTo: '2031-03-01' })) ?? undefined,
  )
  return { ...alarms, hook, told, ids, pass, restarted }
}

describe('a daily digest', () => {
  test('comes by mail at its time, also when all is quiet, with heads that the check of evidence takes', async () => {
    const mail = await openMail()
    const duty = {
      ...{ name: 'duty', host: '127.0.0.1', port: mail.port, security: 'plain', digest: '08:00', least: 'critical' },
      ...{ from: 'a@example.jp', to: ['b@example.jp'] },
    }
    const { house, clock, until } = await openAlarmHouse({ email: [duty] }, {}, { clock: new ManualClock(start) })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('index.php', null, file('1'))))
    await until(
      async () => (await house.store.notify.reads.lastDigest({ channel: 'duty', upTo: '2031-03-01' })) ?? undefined,
    )
    expect(mail.mails).toEqual([])
    clock.advance(hourMs)
    await until(() => mail.mails.length > 0)
    expect(mail.mails).toHaveLength(1)
    const [text = ''] = mail.mails
    expect(text).toContain('Subject: [Sekisho] daily digest 2031-03-01: ')
    expect(text).toContain('filename=sekisho-heads-2031-03-01.jsonl')
    const [, encoded = ''] =
      /filename=sekisho-heads[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text) ?? []
    const lines = Buffer.from(encoded, 'base64').toString().trim().split('\n')
    const heads = lines.map(line => ChainHeadSchema.parse(JSON.parse(line)))
    expect(heads).toMatchObject([{ customer: 'default', host: 'web1', sequence: 1, digest: chain.digest }])
    await house.send(host, chain.seal(finding('index.php', file('1'), file('2'))))
    const check = openEvidenceCheck(house.file, () => Number.MAX_SAFE_INTEGER)
    expect([...check.breaks(heads, () => {})]).toEqual([])
    const [rewritten] = heads.map(head => ({ ...head, digest: 'f'.repeat(64) }))
    if (rewritten === undefined) throw new Error('there is no head')
    expect([...check.breaks([rewritten], () => {})]).toMatchObject([{ what: 'head-differs' }])
    check.close()
  })

  test('is one for each day, however often the collector starts and however often a receiver refuses', async () => {
    const { house, hook, notifier, clock, told, ids, until, restarted } = await shop()
    const answers = [500, 503]
    hook.answer = () => answers.shift() ?? 204
    clock.advance(hourMs)
    await until(() => hook.posted.length > 0)
    await notifier.stop()
    const second = await restarted(house)
    await second.until(() => hook.posted.length === 3)
    await second.notifier.stop()
    const third = await restarted(house)
    await third.until(async () => (await third.notifier.channels())[0]?.waiting === 0)
    for (let hour = 0; hour < 22; hour++) {
      clock.advance(hourMs)
      await third.rest()
    }
    expect(new Set(ids()).size).toBe(1)
    expect(told().map(({ digest }) => digest.day)).toEqual(['2031-03-01', '2031-03-01', '2031-03-01'])
    clock.advance(2 * hourMs)
    await third.until(() => hook.posted.length === 4)
    expect(told().at(-1)?.digest).toMatchObject({ day: '2031-03-02', late: false })
  })

  test('that was missed while nothing ran comes at the start, named as late, and leaves no time out', async () => {
    const { house, notifier, clock, told, until, restarted } = await shop()
    clock.advance(2 * hourMs)
    await until(() => told().length === 1)
    await notifier.stop()
    clock.advance(2 * dayMs)
    const next = await restarted(house)
    await next.until(() => told().length === 3)
    const reports = told().map(({ digest }) => digest)
    expect(reports.map(({ day, late }) => [day, late])).toEqual([
      ['2031-03-01', true],
      ['2031-03-02', true],
      ['2031-03-03', true],
    ])
    expect(reports.map(({ from }) => from).slice(1)).toEqual(reports.map(({ to }) => to).slice(0, -1))
    expect(told()[2]?.subject).toContain('late daily digest 2031-03-03')
    expect(told()[2]?.text).toContain('it was due at 2031-03-03 08:00:00')
  })

  test('names what is open, the gaps of each root, and counts what came', async () => {
    const { house, clock, told, until } = await shop()
    const { chain, host } = await house.shop()
    const from = start - 30 * minuteMs
    const gap = { record: 'gap', id: '7f1f4a52-5a0c-4a55-9d2b-0d6d2f0a1e11', root: 0, cause: 'overflow' } as const
    await house.send(
      host,
      chain.seal({ ...gap, from, to: from + 12 * minuteMs, walk: { from, to: from + 12 * minuteMs } }),
      start,
    )
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php system($_GET[0]);'))), start)
    clock.advance(hourMs)
    await until(() => told().length === 1)
    const { text, digest, subject } = told()[0] ?? {}
    expect(digest?.findings).toEqual({ all: 1, unauthorised: 1 })
    expect(digest?.incidents).toMatchObject({ fresh: 1, open: { critical: 1 }, worst: [{ id: 1, kind: 'planted' }] })
    expect(digest?.coverage).toMatchObject([
      { host: 'web1', root: '/shop', gaps: 1, gapMs: 12 * minuteMs, causes: ['overflow'] },
    ])
    expect(text).toContain('- incident 1, critical: planted file on shop, web1')
    expect(text).toContain('- web1 /shop: 1 gap, 00:12:00 in all (the kernel lost events)')
    expect(text).toContain('of 23:48:00 nothing is known')
    expect(subject).toContain('things to look at')
  })

  test('waits for the incidents of what came before its time, also where that is long past', async () => {
    const faults: AlarmFaults = { ungrouped: true }
    const { house, clock, told, until, pass } = await shop({}, 'en', { faults })
    const { chain, host } = await house.shop()
    clock.advance(due + hourMs - clock.now())
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))), due - 1)
    await pass(4 * minuteMs)
    expect(told()).toEqual([])
    faults.ungrouped = false
    await until(() => told().length === 1)
    expect(told()[0]?.digest).toMatchObject({ incidents: { fresh: 1 }, ungrouped: 0, late: true })
    expect(told()[0]?.text).not.toContain('The collector is behind')
  })

  test('leaves what was received just before its time ten seconds to get into the store', async () => {
    const { house, clock, told, until, pass } = await shop()
    const { chain, host } = await house.shop()
    clock.advance(due - clock.now())
    await pass(9_000)
    expect(told()).toEqual([])
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))), due - 1)
    await until(() => told().length === 1)
    expect(clock.now() - due).toBeLessThan(12_000)
    expect(told()[0]?.digest.incidents.fresh).toBe(1)
  })

  test('is not kept back for more than five minutes, and says what is in no incident then', async () => {
    const house = await new StoreHouse().open({ faults: ungrouping })
    const { clock, told, pass } = await shop({}, 'en', { house })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))), due - 1)
    clock.advance(due - clock.now())
    await pass(5 * minuteMs - 2_000)
    expect(told()).toEqual([])
    await pass(4_000)
    expect(told()).toHaveLength(1)
    expect(told()[0]?.digest).toMatchObject({ incidents: { fresh: 0 }, ungrouped: 1, late: false })
    expect(told()[0]?.text).toContain('The collector is behind: 1 finding without a permit in no incident yet.')
    expect(told()[0]?.subject).toContain('things to look at')
  })

  test('does not wait for what came after its time, and counts nothing of it', async () => {
    const house = await new StoreHouse().open({ faults: ungrouping })
    const { clock, told, pass } = await shop({}, 'en', { house })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))), due)
    clock.advance(due - clock.now())
    await pass(12_000)
    expect(told().map(({ digest }) => [digest.findings.all, digest.ungrouped])).toEqual([[0, 0]])
  })

  test('of a channel for one site tells of no other', async () => {
    const { house, clock, told, until } = await shop({ sites: ['other'] })
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))), start)
    await house.store.writes.addSite({ ...by, name: 'other' })
    clock.advance(hourMs)
    await until(() => told().length === 1)
    expect(told()[0]?.digest).toMatchObject({
      hosts: [],
      heads: [],
      coverage: [],
      findings: { all: 0 },
      incidents: { fresh: 0 },
    })
    expect(told()[0]?.subject).toBe('[Sekisho] daily digest 2031-03-01: all is quiet')
  })

  test('speaks Japanese where that is configured', async () => {
    const { clock, told, until } = await shop({}, 'ja')
    clock.advance(hourMs)
    await until(() => told().length === 1)
    expect(told()[0]?.subject).toBe('[Sekisho] 日次報告 2031-03-01: 異常なし')
    expect(told()[0]?.text).toContain('届かない日は、コレクターを確認してください')
  })
})

test('a digest names the sites on which one person alone approves payment files, each day, and no others', async () => {
  const { house, clock, told, until } = await shop()
  for (const name of ['alone', 'always', 'usual']) await house.store.writes.addSite({ ...by, name })
  const { setFourEyes } = house.store.approvals.writes
  await setFourEyes({ ...by, site: 'alone', on: false })
  await setFourEyes({ ...by, site: 'always', on: 'always' })
  for (const days of [1, 2]) {
    clock.advance(dayMs)
    await until(() => told().length === days)
    expect(told().at(-1)?.text).toContain('One person alone approves payment files on 1 site: alone (sekisho site')
    expect(told().at(-1)?.digest).toMatchObject({ withoutSecond: ['alone'] })
  }
  await setFourEyes({ ...by, site: 'alone', on: true })
  clock.advance(dayMs)
  await until(() => told().length === 3)
  expect(told().at(-1)?.text).not.toContain('One person alone')
})

describe('the text of a digest', () => {
  const facts: DigestFacts = {
    hosts: [],
    findings: { all: 0, unauthorised: 0 },
    incidents: { fresh: 0, open: {}, worst: [] },
    heldReleases: 0,
    waitingApprovals: 0,
    withoutSecond: [],
    mutes: 0,
    ungrouped: 0,
    givenUp: 0,
    disk: null,
    heads: [],
    headsLeft: 0,
  }
  const writing = { locale: 'en', timeZone: 'UTC', contacts: [], link: () => 'https://sekisho.example.jp' } as const
  const textOf = (wish: Partial<DigestFacts>, coverage = [] as DigestReport['coverage']) =>
    digestMessage(
      '1-chat',
      0,
      { span: { day: '1970-01-02', from: 0, to: dayMs }, facts: { ...facts, ...wish }, coverage, now: dayMs },
      writing,
    )

  test('holds no name that starts a line or turns its direction', () => {
    const hostile = 'web\n1\u202e'
    const root = { customer: 'c', host: hostile, root: '/a\u2066', gaps: 1, gapMs: 1, causes: [], unknownMs: 0 }
    const head = {
      customer: 'c',
      host: hostile,
      epoch: '7f1f4a52-5a0c-4a55-9d2b-0d6d2f0a1e11',
      sequence: 1,
      digest: 'a'.repeat(64),
    }
    const { text } = textOf(
      { hosts: [{ customer: 1, customerName: 'c', host: hostile, state: 'silent', roots: [] }], heads: [head] },
      [root],
    )
    expect(text).not.toMatch(/\u202e|\u2066|\n1/)
    expect(text).toContain('web%0A1⟨U+202E⟩ /a⟨U+2066⟩')
    const line = text.split('\n').find(candidate => candidate.startsWith('{')) ?? ''
    expect(JSON.parse(line)).toEqual(head)
  })

  test('is bounded, and says what was left out; what is for programs is whole', () => {
    const many = Array.from({ length: 300 }, (_, n) => n)
    const message = textOf(
      {
        hosts: many.map(n => ({ customer: 1, customerName: 'c', host: `web${n}`, state: 'silent', roots: [] })),
        heads: many.map(n => ({ customer: 'c', host: `web${n}`, epoch: 'e', sequence: 1, digest: 'a' })),
        headsLeft: 7,
      },
      many.map(n => ({
        customer: 'c',
        host: `web${n}`,
        root: '/shop',
        gaps: 1,
        gapMs: n,
        causes: ['overflow'],
        unknownMs: 0,
      })),
    )
    expect(message.text.split('\n').length).toBeLessThan(100)
    expect(message.text).toContain('and 280 more')
    expect(message.text).toContain('and 250 more roots')
    expect(message.text).toContain('280 more stand in digests by mail')
    expect(message.text).toContain('7 more chains')
    expect(message.digest?.heads).toHaveLength(300)
    expect(message.attached?.text.trim().split('\n')).toHaveLength(300)
  })
})
