// Owns how long there is room for the state, and when that is worth an alarm. Pure.
import type { DiskState } from '@sekisho/shared/api.disk.ts'
import type { DiskAlarm, DiskCause, DiskSample } from '../handover.disk.ts'

const dayMs = 86_400_000
/** From less nothing is concluded: a first census is no habit. */
const leastDays = 2
/** Of fewer steps none is left out. */
const leastTrimmed = 4
/** Beyond ten years nothing is told apart: next to nothing is taken. */
const mostDays = 3650
/** A step that is shorter says little of a day: it is one with the step before. */
const leastStepMs = dayMs / 2
/** What was raised ends only with so much more of both: at the line itself it would come and go. */
const ease = 1.25

export interface DiskLimits {
  readonly budget: number | null
  readonly floor: number
  readonly withinDays: number
}

/** Bytes that may come yet, by whichever ends first: what is free inside the database is used before. */
export function leftOf({ files, reusable, free }: Omit<DiskSample, 'at'>, budget: number | null): number {
  const onDisk = free + reusable
  return budget === null ? onDisk : Math.min(onDisk, Math.max(budget - files + reusable, 0))
}

/**
 * Days until nothing is left, by what was taken from one day to the next on average, without the most and the least of them: a
 * day on which a shop was enrolled, or much was deleted, does not carry it away. Null where less than two days are known, or
 * nothing is taken.
 */
export function daysLeftOf(samples: readonly DiskSample[], budget: number | null): number | null {
  const days = new Map(samples.map(sample => [Math.floor(sample.at / dayMs), sample]))
  const points = withoutShortStep([...days.values()])
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < leastDays * dayMs) return null
  const steps = points.slice(1).flatMap((point, index) => {
    const before = points[index]
    if (before === undefined) return []
    return [((leftOf(before, budget) - leftOf(point, budget)) / (point.at - before.at)) * dayMs]
  })
  const taken = meanOf(steps.length < leastTrimmed ? steps : steps.toSorted((a, b) => a - b).slice(1, -1))
  return taken <= 0 ? null : Math.min(leftOf(last, budget) / taken, mostDays)
}

/** What is worse is entered at once, and left only with some room more. */
export function stateOf(before: DiskState, left: number, daysLeft: number | null, limits: DiskLimits): DiskState {
  const { floor, withinDays } = limits
  const isLow = (room: number) => left < floor * room
  const isSoon = (room: number) => daysLeft !== null && daysLeft < withinDays * room
  if (isLow(before === 'low' ? ease : 1)) return 'low'
  return isSoon(before === 'fine' ? 1 : ease) ? 'soon' : 'fine'
}

const order = ['fine', 'soon', 'low'] as const

/** People are told when it gets worse, and once when it is over. `wasLow`: it is, or was since it filled. */
export function alarmOf(before: DiskState, after: DiskState, wasLow: boolean): DiskAlarm | null {
  const cause = causeOf(before, after)
  return cause === null ? null : { cause, severity: wasLow ? 'critical' : 'high', begins: before === 'fine' }
}

function causeOf(before: DiskState, after: DiskState): DiskCause | null {
  if (order.indexOf(after) > order.indexOf(before)) return 'disk'
  return after === 'fine' && before !== 'fine' ? 'disk-over' : null
}

/** Just after midnight the day that is over ended a moment ago. */
function withoutShortStep(points: readonly DiskSample[]): readonly DiskSample[] {
  const [before, last] = points.slice(-2)
  if (before === undefined || last === undefined || last.at - before.at >= leastStepMs) return points
  return [...points.slice(0, -2), last]
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
