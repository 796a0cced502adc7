// The laws of the watch over the disk: whoever operates the collector is told once that it fills, also on channels of one site,
// and once that it is over; samples are bounded; and how it stands outlives a start.
import { silentLog } from '@sekisho/shared/log.ts'
import { expect, onTestFinished, test } from 'vitest'
import { DiskWatch, type Measured } from '../../../collector/disk/watch.ts'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { openHook } from '../../support/receivers.ts'

const dayMs = 86_400_000
const gib = 1024 ** 3
/** Within half a megabyte: pages of the database that are free count as well. */
const about = (gibs: number) => expect.closeTo(gibs * gib, -6)
const quarterMs = 15 * 60_000

async function watched(wish: object = {}, budget: number | null = null) {
  const hook = await openHook()
  const channel = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, sites: ['another'], ...wish }
  const alarms = await openAlarmHouse({ webhook: [channel] }, { HOOK: hook.url })
  const { house, clock } = alarms
  const size: Measured & { files: number; free: number } = { files: 10 * gib, free: 90 * gib }
  const open = () =>
    new DiskWatch({
      measure: () => ({ ...size }),
      reads: house.store.disk.reads,
      writes: house.store.disk.writes,
      limits: { budget, floor: 2 * gib, withinDays: 14 },
      clock,
      log: silentLog,
    })
  let watch = open()
  onTestFinished(() => watch.stop())
  /** Measures once more. */
  const look = async (free: number) => {
    Object.assign(size, { free: Math.floor(free * gib), files: Math.floor((100 - free) * gib) })
    clock.advance(quarterMs)
    await watch.looked()
  }
  const restart = async () => {
    await watch.stop()
    watch = open()
    await watch.looked()
  }
  await watch.looked()
  const told = () =>
    hook.posted.map(({ body }) => JSON.parse(body) as { cause: string; severity: string; text: string })
  return { ...alarms, look, told, restart, phase: () => watch.report().phase }
}

test('people are told once that the disk is nearly full, by every channel, and once that it has room again', async () => {
  const { look, told, until, house, phase, restart, rest } = await watched()
  await look(1)
  await until(() => told().length === 1)
  expect(told()[0]).toMatchObject({ cause: 'disk', severity: 'critical' })
  expect(told()[0]?.text).toContain('1.0 GiB are left of its file system')
  // It stays so, and at the line: nobody is told again, whoever starts the collector anew.
  for (const free of [1, 1.5, 2.1, 1.9]) await look(free)
  await restart()
  expect(phase()).toBe('low')
  await look(50)
  await until(() => told().length === 2)
  expect(told()[1]).toMatchObject({ cause: 'disk-over' })
  await rest()
  expect(await house.store.disk.reads.diskReport(null)).toMatchObject({
    state: 'fine',
    left: about(50),
    daysLeft: null,
  })
})

test('nobody is told of what was over before anybody could be', async () => {
  const { look, told, until, house } = await watched({ after: '30m' })
  await look(1)
  await look(50)
  await until(async () => {
    const [channel] = await house.store.notify.reads.channelCounts({ now: 0 })
    return channel?.waiting === 0
  })
  expect(told()).toEqual([])
})

test('a channel of the critical alone is told of its end as well', async () => {
  const { look, told, until } = await watched({ least: 'critical' })
  await look(1)
  await until(() => told().length === 1)
  await look(50)
  await until(() => told().length === 2)
  expect(told().map(({ cause, severity }) => `${cause} ${severity}`)).toEqual(['disk critical', 'disk-over critical'])
})

test('nobody is told of what was over before anybody could be, also where something was told at another time', async () => {
  const { look, told, until, house, clock, rest } = await watched({ after: '30m' })
  const waiting = async () => (await house.store.notify.reads.channelCounts({ now: 0 }))[0]?.waiting
  await look(1)
  clock.advance(2 * quarterMs)
  await until(() => told().length === 1)
  await look(50)
  clock.advance(2 * quarterMs)
  await until(() => told().length === 2)
  await look(1)
  await look(50)
  for (const ms of [1_000, 2 * quarterMs, 1_000, 1_000]) {
    await rest()
    clock.advance(ms)
  }
  await rest()
  expect(await waiting()).toBe(0)
  expect(told()).toHaveLength(2)
})

test('a disk that fills steadily is told of before it is full', async () => {
  const { look, told, until, clock, house } = await watched()
  for (let day = 1; day <= 4; day++) {
    clock.advance(dayMs - quarterMs)
    await look(90 - day * 8)
  }
  await until(() => told().length === 1)
  expect(told()[0]).toMatchObject({ cause: 'disk', severity: 'high' })
  expect(told()[0]?.text).toMatch(/full in about \d+ days/)
  const report = await house.store.disk.reads.diskReport(null)
  expect(report?.state).toBe('soon')
  const digest = await house.store.notify.reads.digestFacts({
    ...{ scope: { customers: [], sites: [] }, from: 0, to: 1, now: clock.now() },
  })
  expect(digest.disk).toEqual(report)
  expect((await house.store.reads.metrics({ customer: 1, now: clock.now() })).disk).toMatchObject({
    left: report?.left,
  })
})

test('people are told that the budget is nearly used up, however much of the disk is free, and that it has room again', async () => {
  const { look, told, until, house } = await watched({}, 30 * gib)
  await look(71)
  expect(await house.store.disk.reads.diskReport(null)).toMatchObject({
    state: 'low',
    budget: 30 * gib,
    left: about(1),
  })
  await until(() => told().length === 1)
  expect(told()[0]).toMatchObject({ cause: 'disk', severity: 'critical' })
  expect(told()[0]?.text).toContain('nearly full: 1.0 GiB are left of its budget')
  await look(80)
  await until(() => told().length === 2)
  expect(told()[1]).toMatchObject({ cause: 'disk-over' })
  expect(told()[1]?.text).toContain('room again: 10.0 GiB are left of its budget')
})

test('a budget that fills steadily is told of before it is used up', async () => {
  const { look, told, until, clock, phase } = await watched({}, 20 * gib)
  for (let day = 1; day <= 4; day++) {
    clock.advance(dayMs - quarterMs)
    await look(90 - day)
  }
  expect(phase()).toBe('soon')
  await until(() => told().length === 1)
  expect(told()[0]).toMatchObject({ cause: 'disk', severity: 'high' })
  expect(told()[0]?.text).toMatch(/of its budget, and by the last two weeks it is full in about \d+ days/)
})

test('samples older than two weeks are dropped', async () => {
  const { look, clock, house } = await watched()
  clock.advance(20 * dayMs)
  await look(50)
  const { samples } = await house.store.disk.reads.diskFacts({ since: 0 })
  expect(samples.every(({ at }) => at >= clock.now() - 15 * dayMs)).toBe(true)
})
