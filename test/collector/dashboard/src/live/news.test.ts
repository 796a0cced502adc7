// Owns the laws of the news desk: order, repeats, its ceiling, and what asking again does.
import { expect, test } from 'vitest'
import { NewsDesk } from '../../../../../collector/dashboard/src/live/news.ts'
import { finding } from '../../../../support/fixture-shop.ts'

const row = (id: number) => finding(id, 1_000_000 + id)
const idsAt = (desk: NewsDesk) => desk.read().findings.map(({ id }) => id)

test('news is kept newest first, whatever the order it came in, and once', () => {
  const desk = new NewsDesk()
  desk.add([row(3), row(1)])
  desk.add([row(2), row(3)])
  expect(idsAt(desk)).toEqual([3, 2, 1])
})

test('what is shown stays where it is when the desk is full; the rest is found by asking again', () => {
  const desk = new NewsDesk()
  desk.add(Array.from({ length: 500 }, (_, index) => row(index + 1)))
  expect(desk.read().changed).toBe(false)
  desk.add([row(501)])
  expect(desk.read().changed).toBe(true)
  expect(idsAt(desk)).toHaveLength(500)
  expect(idsAt(desk)[0]).toBe(500)
})

test('asking again clears the mark, and the answer the news that it holds, but not what came meanwhile', () => {
  const desk = new NewsDesk()
  desk.add([row(1), row(2)])
  desk.markChanged()
  desk.enterAsked()
  desk.add([row(3)])
  desk.dropUpTo(2)
  expect(desk.read().changed).toBe(false)
  expect(idsAt(desk)).toEqual([3])
})

test('readers hear of news, and of nothing else', () => {
  const desk = new NewsDesk()
  let heard = 0
  const leave = desk.subscribe(() => heard++)
  desk.add([row(1)])
  desk.add([row(1)])
  desk.markChanged()
  desk.markChanged()
  leave()
  desk.add([row(2)])
  expect(heard).toBe(2)
})
