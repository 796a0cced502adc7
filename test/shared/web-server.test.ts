import { expect, test } from 'vitest'
import type { KnownActor } from '../../shared/actor.ts'
import { isWebServer } from '../../shared/web-server.ts'

const someone: KnownActor = { pid: 7, executable: '/bin/cp', command: null, user: 'shop1', parents: [], unit: null }

test.each([
  ['a user that web servers usually have', { user: 'www-data' }],
  ['a PHP worker of any user', { executable: '/usr/sbin/php-fpm8.2' }],
  [
    'what a PHP worker started',
    {
      parents: [
        { pid: 6, executable: '/bin/dash' },
        { pid: 5, executable: '/usr/sbin/httpd' },
      ],
    },
  ],
  ['a worker whose executable is not to be seen', { executable: null, name: 'php-fpm: pool shop1' }],
  ['a web server that was updated since it began', { executable: '/usr/sbin/nginx (deleted)' }],
])('the web server: %s', (_, change) => {
  expect(isWebServer({ ...someone, ...change })).toBe(true)
})

test.each([
  ['a deployment', { parents: [{ pid: 6, executable: '/usr/bin/rsync' }] }],
  ['PHP on the command line', { executable: '/usr/bin/php8.2', user: 'deploy' }],
  ['a name that only begins so', { executable: '/tmp/nginx-backup' }],
])('not the web server: %s', (_, change) => {
  expect(isWebServer({ ...someone, ...change })).toBe(false)
})

test('of an unknown actor nothing is said', () => {
  expect(isWebServer('unknown')).toBe(false)
})
