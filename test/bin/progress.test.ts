import type { Clock } from '@sekisho/shared/clock.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../bin/columns.ts'
import { openProgress, progressText } from '../../bin/progress.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { recordingTerminal } from '../support/shell.ts'

const english = translator('en')
const half = { label: 'Hashing', done: 5000, total: 10_000, perSecond: 500 }

describe('a progress line', () => {
  test('says share, count, rate and time left', () => {
    const text = progressText(half, english, 100)
    expect(text).toMatch(/^Hashing \[#{15}\.{15}\] 50 % {2}5000\/10000 {2}500\/s {2}10 s left$/)
  })

  test('says minutes where seconds would be many', () => {
    expect(progressText({ ...half, done: 10, total: 1210, perSecond: 1 }, english, 100)).toContain('20 min 0 s left')
  })

  test('says count and rate alone where the whole is not known', () => {
    expect(progressText({ ...half, total: null }, english, 100)).toBe('Hashing  5000  500/s')
  })

  test('never passes 100 %, also when there was more than was thought', () => {
    const text = progressText({ ...half, done: 12_000 }, english, 100)
    expect(text).toContain('] 100 %')
    expect(text).toContain('0 s left')
  })

  test('says no time left where nothing moves', () => {
    expect(progressText({ ...half, perSecond: 0 }, english, 100)).not.toContain('left')
  })

  test.each([20, 40, 60, 80, 200])('takes no more than %i columns where it can, in either language', columns => {
    for (const locale of ['en', 'ja'] as const) {
      const say = translator(locale)
      const text = progressText({ ...half, label: say('progress.census') }, say, columns)
      const least = columnsOf(progressText({ ...half, label: say('progress.census') }, say, 0))
      expect(columnsOf(text)).toBeLessThanOrEqual(Math.max(columns, least))
    }
  })
})

describe('progress on a terminal', () => {
  const drawing = () => {
    const drawn: string[] = []
    return { drawn, terminal: { ...recordingTerminal({}, [], drawn), drawsProgress: true } }
  }

  test('is not drawn for work that ends within two seconds', () => {
    const { drawn, terminal } = drawing()
    const clock = new ManualClock()
    const progress = openProgress(terminal, clock, 'Hashing')
    progress.to(1, 10)
    clock.advance(1900)
    progress.end()
    clock.advance(5000)
    expect(drawn).toEqual([])
  })

  test('is drawn after two seconds, and taken away at the end', () => {
    const { drawn, terminal } = drawing()
    const clock = new ManualClock()
    const progress = openProgress(terminal, clock, 'Hashing')
    progress.to(10, 100)
    clock.advance(2200)
    expect(drawn.join('')).toContain('10/100')
    progress.end()
    expect(drawn.at(-1)).toBe('\r\u001b[K')
    const count = drawn.length
    clock.advance(5000)
    expect(drawn).toHaveLength(count)
  })

  test('is drawn as well for work that leaves no timer its turn, and no oftener than one draws it', () => {
    const { drawn, terminal } = drawing()
    const manual = new ManualClock()
    let at = 0
    const busy: Clock = {
      now: () => at,
      monotonic: () => at,
      after: (delayMs, task) => manual.after(delayMs, task),
      every: (delayMs, task) => manual.every(delayMs, task),
      inStep: (delayMs, task) => manual.every(delayMs, task),
    }
    const progress = openProgress(terminal, busy, 'Writing contents')
    for (let done = 0; done <= 300; done++, at += 10) progress.to(done, 400)
    expect(drawn.at(-1)).toContain('300/400')
    expect(drawn.length).toBeGreaterThan(3)
    expect(drawn.length).toBeLessThan(8)
    progress.end()
  })

  test('tells the rate of the last seconds, not of the whole', () => {
    const { drawn, terminal } = drawing()
    const clock = new ManualClock()
    const progress = openProgress(terminal, clock, 'Hashing')
    clock.advance(20_000)
    for (let done = 0; done <= 1000; done += 10) {
      progress.to(done, 2000)
      clock.advance(100)
    }
    progress.end()
    expect(drawn.at(-2)).toMatch(/ 100\/s {2}1[01] s left/)
  })

  test('is never drawn where nobody looks', () => {
    const drawn: string[] = []
    const clock = new ManualClock()
    const progress = openProgress(recordingTerminal({}, [], drawn), clock, 'Hashing')
    progress.to(1, 10)
    clock.advance(60_000)
    progress.end()
    expect(drawn).toEqual([])
  })
})
