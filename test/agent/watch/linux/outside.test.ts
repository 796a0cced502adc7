// Owns the laws of closings outside: who closed a file is told as long as he is certainly the same, and nobody has come since.
import { expect, test } from 'vitest'
import { Outside } from '../../../../agent/watch/linux/outside.ts'

test('who closed a file last is told, unless he has begun another program since', () => {
  const outside = new Outside()
  outside.executed(2)
  outside.closed('a', 1)
  outside.closed('a', 2)
  outside.closed('b', 3)
  outside.executed(3)
  expect(['a', 'b', 'c'].map(file => outside.whoClosed(file))).toEqual([2, 0, null])
})

test('once a file is told of by its name in a root, who closed it outside before says nothing more', () => {
  const outside = new Outside()
  outside.closed('a', 1)
  outside.toldInside('a')
  expect(outside.whoClosed('a')).toBeNull()
})

test('of very many closings those of late are remembered, and no one is taken for another program', () => {
  const outside = new Outside()
  for (let at = 0; at < 10_000; at++) outside.closed(`${at}`, 1)
  expect([outside.whoClosed('0'), outside.whoClosed('9999')]).toEqual([null, 1])
  outside.executed(1)
  for (let pid = 2; pid < 10_000; pid++) outside.executed(pid)
  expect(outside.whoClosed('9999')).toBeOneOf([null, 0])
})
