// The laws of what is pasted to be tried: which paths are meant, and which line is none.
import { expect, test } from 'vitest'
import {
  choicesOf,
  chosenOf,
  mostPaths,
  pastedPaths,
  placesOf,
  portionsOf,
} from '../../../../../collector/dashboard/src/profiles/typed.ts'
import { calmHosts } from '../../../../support/fixture-shop.ts'

test('each line is a path as somebody typed or find printed it, each path once', () => {
  const text = './a.php\r\n\n/var/www/html/b.php\na.php\n100%.png\nc%0Ad.php\n'
  expect(pastedPaths(text, '/var/www/html')).toEqual({ paths: ['a.php', 'b.php', '100%25.png', 'c%0Ad.php'] })
  expect(pastedPaths('/etc/passwd', '/')).toEqual({ paths: ['etc/passwd'] })
})

test.each(['/etc/passwd', 'a/../b', 'a//b', '/var/www/html', '/var/www/htmlx/a'])(
  '%s is no path below the root',
  line => {
    expect(pastedPaths(`a\n${line}`, '/var/www/html')).toMatchObject({ wrong: 'not-below', line: 2 })
  },
)

test('nothing, and more than is tried at once, are told before anybody is asked', () => {
  expect(pastedPaths(' \n', null)).toMatchObject({ wrong: 'none' })
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`).join('\n')
  expect(pastedPaths(lines(mostPaths + 1), null)).toMatchObject({ wrong: 'too-many', count: mostPaths + 1 })
  expect(pastedPaths(lines(mostPaths), null)).toMatchObject({ paths: { length: mostPaths } })
})

test('a request brings a hundred at most, and all come in their order', () => {
  const all = Array.from({ length: 250 }, (_, index) => index)
  expect(portionsOf(all).map(({ length }) => length)).toEqual([100, 100, 50])
  expect(portionsOf(all).flat()).toEqual(all)
})

test('every root is told with the profile that holds there', () => {
  expect(placesOf(calmHosts(0)).map(({ host, profile }) => [host, profile])).toEqual([
    ['web1', 'eccube4'],
    ['web2', 'eccube4'],
  ])
})

test('what was chosen stays so whatever comes before it, and gives way to the first when it goes', () => {
  const place = (host: string, root: string) => ({ host, root, profile: 'eccube4' })
  const [web, profiles] = [place('web', '/var/www a'), ['eccube4', 'web /var/www a']]
  const before = choicesOf([web], profiles)
  const after = choicesOf([place('app', '/srv'), place('web', '/var/www'), web], profiles)
  expect(before.map(({ value }) => chosenOf(after, value))).toEqual(before)
  expect(new Set(after.map(({ value }) => value)).size).toBe(5)
  expect(chosenOf(choicesOf([], profiles), before[0]?.value)).toMatchObject({ profile: 'eccube4', place: null })
})
