// The laws of the days of digests: each day of the zone has one, whatever its clocks do, and none is passed over.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysDue, latestDue } from '../../../collector/notify/days.ts'

const at = (iso: string) => Date.parse(iso)
const hourMs = 3_600_000

describe('the day of a digest', () => {
  test('begins at the configured time of the configured zone', () => {
    expect(latestDue('08:00', 'Asia/Tokyo', at('2026-11-28T22:59:59.999Z'))).toEqual({
      day: '2026-11-28',
      dueAt: at('2026-11-27T23:00:00Z'),
    })
    expect(latestDue('08:00', 'Asia/Tokyo', at('2026-11-28T23:00:00Z'))).toEqual({
      day: '2026-11-29',
      dueAt: at('2026-11-28T23:00:00Z'),
    })
  })

  test('is only noted the first time, and follows the last one then', () => {
    const first = latestDue('08:00', 'UTC', at('2026-11-29T09:00:00Z'))
    expect(daysDue('08:00', 'UTC', null, first)).toEqual([{ ...first, span: null }])
    expect(daysDue('08:00', 'UTC', first, first)).toEqual([])
    const next = latestDue('08:00', 'UTC', at('2026-11-30T08:00:00Z'))
    const span = { day: '2026-11-30', from: first.dueAt, to: next.dueAt }
    expect(daysDue('08:00', 'UTC', first, next)).toEqual([{ ...next, span }])
  })

  test('that was missed has its own, up to a week of them, and the first tells of all that is older', () => {
    const last = { day: '2026-11-01', dueAt: at('2026-11-01T08:00:00Z') }
    const days = daysDue('08:00', 'UTC', last, latestDue('08:00', 'UTC', at('2026-11-29T09:00:00Z')))
    expect(days.map(({ day }) => day.slice(-2))).toEqual(['23', '24', '25', '26', '27', '28', '29'])
    expect(days.map(({ span }) => span?.from)).toEqual([last.dueAt, ...days.slice(0, -1).map(({ dueAt }) => dueAt)])
  })

  test.each(['Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'Pacific/Apia'])(
    'comes once in %s, also where clocks skip it or show it twice',
    zone => {
      for (const clock of ['00:00', '00:30', '02:30', '23:59']) {
        const days: string[] = []
        let last = latestDue(clock, zone, at('2026-01-01T00:00:00Z'))
        for (let now = at('2026-01-01T00:00:00Z'); now < at('2027-01-01T00:00:00Z'); now += hourMs) {
          const latest = latestDue(clock, zone, now)
          for (const { day, dueAt } of daysDue(clock, zone, last, latest)) {
            expect(now - dueAt).toBeLessThan(3 * hourMs)
            days.push(day)
            last = { day, dueAt }
          }
        }
        expect(days.length).toBeGreaterThanOrEqual(364)
        expect([...new Set(days)]).toEqual(days.toSorted())
      }
    },
  )

  test('leaves no moment between two digests out, at whatever times somebody looks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 40 }), hours => {
        let now = at('2026-03-01T00:00:00Z')
        let last = latestDue('03:00', 'Europe/Paris', now)
        for (const step of hours) {
          now += step * hourMs
          for (const { day, dueAt, span } of daysDue(
            '03:00',
            'Europe/Paris',
            last,
            latestDue('03:00', 'Europe/Paris', now),
          )) {
            expect(span?.from).toBe(last.dueAt)
            expect(span?.to).toBe(dueAt)
            last = { day, dueAt }
          }
        }
      }),
    )
  })
})
