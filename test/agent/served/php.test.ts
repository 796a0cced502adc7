import { describe, expect, test } from 'vitest'
import { phpClaims } from '../../../agent/served/php.ts'

const of = (text: string) => phpClaims(text, 'x').map(({ directive, path }) => `${directive} ${path}`)

describe('what PHP runs besides the shop', () => {
  test.each([
    ['auto_prepend_file = /opt/a.php', ['auto_prepend_file /opt/a.php']],
    ['auto_prepend_file = "/opt/a;b.php" ; why', ['auto_prepend_file /opt/a;b.php']],
    ["opcache.preload='/srv/all.php'", ['opcache.preload /srv/all.php']],
    ['include_path = ".:/usr/share/php:/opt/pear"', ['include_path /usr/share/php', 'include_path /opt/pear']],
    ['zend_extension = /opt/ioncube.so ; encoder', ['zend_extension /opt/ioncube.so']],
    ['extension = redis.so', []],
    ['php_admin_value[auto_prepend_file] = /opt/p.php', ['auto_prepend_file /opt/p.php']],
    ['php_value[memory_limit] = 1G', []],
    ['chdir = /srv/pool', ['chdir /srv/pool']],
    ['chdir = /', []],
    ['chroot = /srv/jail', ['chroot /srv/jail']],
    ['; auto_prepend_file = /no', []],
    ['auto_prepend_file =', []],
    ['auto_prepend_file = none', []],
  ])('%s', (line, expected) => {
    expect(of(`[www]\r\n${line}\r\n`)).toEqual(expected)
  })
})
