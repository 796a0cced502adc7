// Owns the laws of the schedule: a root whose source reports its losses is walked lightly and once a day, any other often,
// what the config says goes before both, and everything is hashed each week whatever the source.
import { expect, test } from 'vitest'
import { dueWalk, type WalkSchedule, walkPeriod } from '../../../agent/coverage/schedule.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const now = 1_767_000_000_000
const auto: WalkSchedule = { every: 'auto', rehashEveryMs: 7 * day }

function due(schedule: WalkSchedule, grade: 'proven' | 'watched' | 'walked', walkedAgo: number, hashedAgo = day) {
  return dueWalk(schedule, { now, grade, walkedAt: now - walkedAgo, hashedAt: now - hashedAgo })
}

test('a proven root is walked once a day, by stat alone', () => {
  expect(due(auto, 'proven', day - 1)).toBeNull()
  expect(due(auto, 'proven', day)).toBe('stat')
})

test('any other root is walked each quarter of an hour, and what matters most is hashed', () => {
  for (const grade of ['watched', 'walked'] as const) {
    expect(due(auto, grade, 15 * minute - 1)).toBeNull()
    expect(due(auto, grade, 15 * minute)).toBe('guarded')
  }
})

test('what the config says holds for every grade', () => {
  const hourly = { ...auto, every: hour }
  for (const grade of ['proven', 'watched', 'walked'] as const) {
    expect(walkPeriod(hourly, grade)).toBe(hour)
    expect(due(hourly, grade, hour - 1)).toBeNull()
    expect(due(hourly, grade, hour)).toBe('guarded')
  }
})

test('everything is hashed each week, whatever the grade and however lately it was walked', () => {
  for (const grade of ['proven', 'watched', 'walked'] as const) {
    expect(due(auto, grade, 0, 7 * day - 1)).toBeNull()
    expect(due(auto, grade, 0, 7 * day)).toBe('full')
  }
  expect(dueWalk(auto, { now, grade: 'proven', walkedAt: null, hashedAt: null })).toBe('full')
})
