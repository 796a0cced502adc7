// Owns the laws of remembered places: a file is at the places that it came to and has not left, and never at another's.
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Recent } from '../../../../agent/watch/linux/recent.ts'

const at = (path: string) => ({ root: '/srv/shop' as PathText, path: path as PathText })
const placesOf = (recent: Recent, file: string) => recent.of(file).map(({ path }) => path)

test('a file is at each place that it was made, linked or moved to, and at none that it was moved away from', () => {
  const recent = new Recent()
  recent.came('one', [at('.x.php.tmp')])
  recent.touched('one', [at('.x.php.tmp')])
  recent.left('one', [at('.x.php.tmp')])
  recent.came('one', [at('x.php')])
  recent.came('one', [at('link.php')])
  expect(placesOf(recent, 'one')).toEqual(['x.php', 'link.php'])
  expect(placesOf(recent, 'other')).toEqual([])
})

test('a file that lost its name to another keeps its place for what it held before, until it is touched again', () => {
  const recent = new Recent()
  recent.touched('old', [at('x.php')])
  recent.came('new', [at('x.php')])
  expect(placesOf(recent, 'old')).toEqual(['x.php'])
  recent.touched('old', [at('x.php')])
  expect(placesOf(recent, 'old')).toEqual([])
  expect(placesOf(recent, 'new')).toEqual(['x.php'])
})

test('once a folder was moved no place is claimed', () => {
  const recent = new Recent()
  recent.came('one', [at('a/x.php')])
  recent.moved()
  expect(placesOf(recent, 'one')).toEqual([])
})

test('of very many files those that were told of last are remembered', () => {
  const recent = new Recent()
  for (let file = 0; file < 20_000; file++) recent.touched(`${file}`, [at(`${file}`)])
  expect(placesOf(recent, '19999')).toEqual(['19999'])
  expect(placesOf(recent, '12000')).toEqual(['12000'])
  expect(placesOf(recent, '0')).toEqual([])
})
