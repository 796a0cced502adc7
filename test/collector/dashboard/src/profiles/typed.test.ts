// The laws of what is pasted to be tried: which paths are meant, and which line is none.
import { expect, test } from 'vitest'
import { mostPaths, pastedPaths, placesOf, portionsOf } from '../../../../../collector/dashboard/src/profiles/typed.ts'
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
