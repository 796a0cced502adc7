import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { parseMounts, placeAt, pointsBelow } from '../../../agent/views/mounts.ts'

const path = (text: string) => text as PathText
const table = parseMounts(
  [
    '26 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '62 26 254:0 /srv/other /var/www rw,relatime - ext4 /dev/vda rw',
    '63 62 0:44 / /var/www/a\\040b\\134c rw - tmpfs none rw',
    '64 63 0:45 / /var/www/a\\040b\\134c rw - tmpfs none rw',
    '65 26 0:46 / /var/www2 rw - tmpfs none rw',
    '',
  ].join('\n'),
)

test('a place is named by its device and its path there, whatever it is mounted on', () => {
  expect(placeAt(table, path('/etc/passwd'))).toBe('254:0 /etc/passwd')
  expect(placeAt(table, path('/var/www'))).toBe('254:0 /srv/other')
  expect(placeAt(table, path('/var/www/html/x'))).toBe('254:0 /srv/other/html/x')
  expect(placeAt(parseMounts('1 0 254:0 / / rw - ext4 x rw'), path('/srv/other/html/x'))).toBe(
    '254:0 /srv/other/html/x',
  )
})

test('of several mounts at one point the last one hides the others', () => {
  expect(placeAt(table, path('/var/www/a b\\c/d'))).toBe('0:45 /d')
})

test('a table of another root directory does not reach', () => {
  expect(placeAt([], path('/var/www'))).toBeNull()
})

test('the points below a folder are named once, and not those of a folder that only begins so', () => {
  expect(pointsBelow(table, path('/var/www'))).toEqual(['a b\\c'])
  expect(pointsBelow(table, path('/'))).toEqual(['var/www', 'var/www/a b\\c', 'var/www2'])
})
