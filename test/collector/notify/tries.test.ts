// The laws of what is remembered of deliveries while the store does not write.
import { describe, expect, test } from 'vitest'
import { Tries } from '../../../collector/notify/tries.ts'

describe('a delivery of which nothing can be noted', () => {
  test('counts each try beyond those of the store, and is due again at its time', () => {
    const tries = new Tries()
    expect([tries.isDue(1, 0), tries.beyondStore(1), tries.endOf(1)]).toEqual([true, 0, undefined])
    tries.failed([1, 2], 10)
    tries.failed([1], 20)
    expect([tries.isDue(1, 19), tries.isDue(1, 20), tries.isDue(2, 10)]).toEqual([false, true, true])
    expect([tries.beyondStore(1), tries.beyondStore(2)]).toEqual([2, 1])
  })

  test('that is over is known to be, taken or given up, and its tries are forgotten', () => {
    const tries = new Tries()
    tries.failed([1, 2], 10)
    tries.ended([1], null)
    tries.ended([2], 'refused')
    expect([tries.endOf(1), tries.endOf(2), tries.endOf(3)]).toEqual([null, 'refused', undefined])
    expect([tries.beyondStore(1), tries.beyondStore(2)]).toEqual([0, 0])
  })

  test('is remembered no longer once the store knows, its tries and its end alike', () => {
    const tries = new Tries()
    tries.failed([1], 10)
    tries.ended([2], null)
    tries.noted([1, 2])
    expect([tries.isDue(1, 0), tries.beyondStore(1), tries.endOf(2)]).toEqual([true, 0, undefined])
  })
})
