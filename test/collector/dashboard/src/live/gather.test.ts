// Owns the law of the pace of live news.
import { expect, test } from 'vitest'
import { gather } from '../../../../../collector/dashboard/src/live/gather.ts'

function pacedByHand() {
  const due: (() => void)[] = []
  const clock = {
    now: () => 0,
    after: (_delayMs: number, task: () => void) => {
      due.push(task)
      return () => void due.splice(due.indexOf(task), 1)
    },
  }
  return { clock, due }
}

test('what comes within a period is handed on together, in order, once', () => {
  const { clock, due } = pacedByHand()
  const handed: (readonly number[])[] = []
  const gathering = gather<number>(clock, 100, items => handed.push(items))
  for (const item of [1, 2, 3]) gathering.add(item)
  expect(due).toHaveLength(1)
  due.shift()?.()
  gathering.add(4)
  due.shift()?.()
  expect(handed).toEqual([[1, 2, 3], [4]])
})

test('after its stop nothing is handed on', () => {
  const { clock, due } = pacedByHand()
  const gathering = gather<number>(clock, 100, () => expect.unreachable())
  gathering.add(1)
  gathering.stop()
  expect(due).toEqual([])
})
