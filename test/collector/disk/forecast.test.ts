// The laws of the forecast of the disk: it follows what is usual and not one day, says nothing where nothing is known, and an
// alarm is raised once and ends with room to spare.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmOf, daysLeftOf, leftOf, stateOf } from '../../../collector/disk/forecast.ts'

const dayMs = 86_400_000
const gib = 1024 ** 3

/** A disk of 100 GiB of which some are taken each day. */
function filled(perDay: readonly number[]) {
  let files = 10 * gib
  return [0, ...perDay].map((taken, day) => {
    files += taken
    return { at: day * dayMs, files, reusable: 0, free: 100 * gib - files }
  })
}

describe('the forecast', () => {
  test('is the room that is left by what is usually taken in a day', () => {
    expect(daysLeftOf(filled(Array(10).fill(2 * gib)), null)).toBeCloseTo(35)
    // The budget ends before the file system.
    expect(daysLeftOf(filled(Array(10).fill(2 * gib)), 50 * gib)).toBeCloseTo(10)
  })

  test('is not carried away by a day on which much came, or much went', () => {
    for (const odd of [40 * gib, -8 * gib]) {
      const days = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1].map(count => count * gib)
      days[5] = odd
      const samples = filled(days)
      const last = samples.at(-1)
      expect(daysLeftOf(samples, null)).toBeCloseTo(Number(last?.free) / gib, 0)
    }
  })

  test('does not swing just after midnight by what came in a quarter of an hour', () => {
    const days = filled(Array(10).fill(2 * gib)).map(one => ({ ...one, at: one.at + dayMs - 600_000 }))
    const last = days.at(-1)
    const files = Number(last?.files) + gib
    const now = { at: Number(last?.at) + 900_000, files, reusable: 0, free: 100 * gib - files }
    for (const known of [days, days.slice(-4)]) {
      const before = daysLeftOf(known, null) ?? 0
      expect(Math.abs((daysLeftOf([...known, now], null) ?? 0) - before)).toBeLessThan(before / 5)
    }
  })

  test('is ten years at most, where next to nothing is taken', () => {
    expect(daysLeftOf(filled(Array(10).fill(1)), null)).toBe(3650)
  })

  test('is none before two days are known, and none while nothing is taken', () => {
    expect(daysLeftOf([], null)).toBeNull()
    expect(daysLeftOf(filled([gib]), null)).toBeNull()
    expect(daysLeftOf(filled([0, 0, 0]), null)).toBeNull()
    expect(daysLeftOf(filled([-gib, -gib, -gib]), null)).toBeNull()
  })

  test('never promises less than no time, whatever was sampled', () => {
    const size = fc.integer({ min: 0, max: 2 ** 45 })
    const samples = fc.array(fc.record({ files: size, reusable: size, free: size }), { maxLength: 20 })
    fc.assert(
      fc.property(samples, fc.option(size), (all, budget) => {
        const left = daysLeftOf(
          all.map((one, day) => ({ at: day * dayMs, ...one })),
          budget,
        )
        expect(left === null || (left >= 0 && Number.isFinite(left))).toBe(true)
      }),
    )
  })

  test('counts what is free inside the database, and a budget that is passed leaves nothing', () => {
    expect(leftOf({ files: 10, reusable: 4, free: 6 }, null)).toBe(10)
    expect(leftOf({ files: 10, reusable: 4, free: 600 }, 8)).toBe(2)
    expect(leftOf({ files: 10, reusable: 0, free: 600 }, 8)).toBe(0)
  })
})

describe('an alarm of the disk', () => {
  const limits = { budget: null, floor: 10, withinDays: 14 }

  test('is raised when it gets worse, and once when it is over', () => {
    const states = ['fine', 'soon', 'low'] as const
    const raised = states.map(before => states.map(after => alarmOf(before, after, false)?.cause ?? null))
    expect(raised).toEqual([
      [null, 'disk', 'disk'],
      ['disk-over', null, 'disk'],
      ['disk-over', null, null],
    ])
  })

  test('is critical once there was next to no room, until its end, and begins where there was room', () => {
    expect(alarmOf('fine', 'soon', false)).toEqual({ cause: 'disk', severity: 'high', begins: true })
    expect(alarmOf('soon', 'low', true)).toEqual({ cause: 'disk', severity: 'critical', begins: false })
    expect(alarmOf('soon', 'fine', true)).toEqual({ cause: 'disk-over', severity: 'critical', begins: false })
    expect(alarmOf('soon', 'fine', false)).toEqual({ cause: 'disk-over', severity: 'high', begins: false })
  })

  test('does not come and go at its line', () => {
    expect(stateOf('fine', 9, null, limits)).toBe('low')
    expect(stateOf('low', 11, null, limits)).toBe('low')
    expect(stateOf('low', 13, null, limits)).toBe('fine')
    expect(stateOf('fine', 99, 13, limits)).toBe('soon')
    expect(stateOf('soon', 99, 15, limits)).toBe('soon')
    expect(stateOf('soon', 99, 18, limits)).toBe('fine')
    expect(stateOf('soon', 99, null, limits)).toBe('fine')
  })
})
