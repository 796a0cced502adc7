// Owns the laws of remembered names: a file is at the places that it came to and has not left, wherever their folders are by now,
// and never at another's.
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import type { Place } from '../../../../agent/watch/linux/places.ts'
import { Recent } from '../../../../agent/watch/linux/recent.ts'

const placeAt = (path: string): Place => ({ root: '/srv/shop' as PathText, path: path as PathText })
/** Handle to where it lies now: outside of every root where that is null. */
const folders = (known: Record<string, string | null> = { top: '' }) => {
  const recent = new Recent({
    of: directory => (typeof known[directory] === 'string' ? [placeAt(known[directory])] : []),
    isGone: directory => known[directory] === undefined,
  })
  const at = (name: string, directory = 'top', then = known[directory] ?? '') => ({
    directory,
    name: name as PathText,
    places: [placeAt(then === '' ? name : `${then}/${name}`)],
  })
  return { recent, at, known, placesOf: (file: string) => recent.of(file).map(({ path }) => path) }
}

test('a file is at each place that it was made, linked or moved to, and at none that it was moved away from', () => {
  const { recent, at, placesOf } = folders()
  recent.came('one', at('.x.php.tmp'))
  recent.touched('one', at('.x.php.tmp'))
  recent.left('one', at('.x.php.tmp'))
  recent.came('one', at('x.php'))
  recent.came('one', at('link.php'))
  expect(placesOf('one')).toEqual(['x.php', 'link.php'])
  expect(placesOf('other')).toEqual([])
})

test('a file that lost its name to another keeps its place for what it held before, until it is touched again', () => {
  const { recent, at, placesOf } = folders()
  recent.touched('old', at('x.php'))
  recent.came('new', at('x.php'))
  expect(placesOf('old')).toEqual(['x.php'])
  recent.touched('old', at('x.php'))
  expect(placesOf('old')).toEqual([])
  expect(placesOf('new')).toEqual(['x.php'])
})

test('a file whose folder was moved is where that is now, nowhere if that is outside, and where it was if that is gone', () => {
  const { recent, at, known, placesOf } = folders({ one: 'a', other: 'b' })
  recent.came('x', at('x.php', 'one'))
  recent.came('y', at('y.php', 'other'))
  known.one = 'c/d'
  expect(placesOf('x')).toEqual(['c/d/x.php'])
  known.one = null
  expect(placesOf('x')).toEqual([])
  delete known.one
  expect(placesOf('x')).toEqual(['a/x.php'])
  expect(placesOf('y')).toEqual(['b/y.php'])
})

test('once events were lost no place is claimed', () => {
  const { recent, at, placesOf } = folders()
  recent.came('one', at('x.php'))
  recent.missed()
  expect(placesOf('one')).toEqual([])
})

test('of very many files those that were told of last are remembered', () => {
  const { recent, at, placesOf } = folders()
  for (let file = 0; file < 20_000; file++) recent.touched(`${file}`, at(`${file}`))
  expect(placesOf('19999')).toEqual(['19999'])
  expect(placesOf('12000')).toEqual(['12000'])
  expect(placesOf('0')).toEqual([])
})
