// Owns the laws of directives: which lines of a configuration change what runs, and how they are quoted.
import { DirectiveReader, isConfiguration } from '@sekisho/shared/marks/directives.ts'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { spentMs } from '../../support/spent.ts'

function quotesOf(text: string, piece = text.length): readonly string[] {
  const reader = new DirectiveReader()
  for (let at = 0; at < text.length; at += piece) reader.read(text.slice(at, at + piece))
  reader.finish()
  return reader.quotes
}

describe('directives', () => {
  test.each([
    'AddHandler application/x-httpd-php .jpg',
    'addhandler cgi-script .txt',
    'SetHandler application/x-httpd-php',
    'AddType application/x-httpd-php .gif',
    'ForceType application/x-httpd-php',
    'Action php-script /cgi-bin/php',
    'Options +ExecCGI',
    'Options All',
    'php_value auto_prepend_file /tmp/.x',
    'php_admin_value auto_append_file x',
    'php_flag engine on',
    'php_admin_value[auto_prepend_file] = /tmp/x',
    'auto_prepend_file = /tmp/x.jpg',
    'extension=/tmp/evil.so',
    'zend_extension = evil',
    'opcache.preload=/tmp/x.php',
    'RewriteRule ^img/(.*)$ shell.php?f=$1 [L]',
    'RewriteRule \\.jpg$ - [H=application/x-httpd-php]',
    'RewriteRule ^pay https://example.invalid/ [P]',
    'SetEnv PHP_VALUE "auto_prepend_file=x"',
    'SetEnv LD_PRELOAD /tmp/x.so',
    'fastcgi_param PHP_VALUE "auto_prepend_file=/tmp/x";',
    'ErrorDocument 404 /404.php',
    'LoadModule evil_module /tmp/evil.so',
  ])('%s is one, and quoted', line => {
    expect(quotesOf(`# a\n  ${line}\n`)).toEqual([line])
  })

  test.each([
    '# AddHandler application/x-httpd-php .jpg',
    ';auto_prepend_file = x',
    'auto_prepend_file =',
    'Options -Indexes',
    'AddType image/webp .webp',
    'RewriteEngine On',
    'RewriteRule ^(.*)$ /new/$1 [R=301,L]',
    'Require all denied',
    'Deny from all',
    'SetEnv DB_PASSWORD hunter2',
    'php_value upload_max_filesize 64M',
    'php_flag display_errors off',
    'DirectoryIndex index.php index.html',
    'Header set X-Handler AddHandler',
    'memory_limit = 256M',
  ])('%s is none', line => {
    expect(quotesOf(line)).toEqual([])
  })

  test('a line that goes on behind a backslash is one line, wherever a piece ends', () => {
    const text = 'SetHandler \\\n  application/x-httpd-php\nphp_value \\\r\nauto_prepend_file x\n'
    const whole = ['SetHandler application/x-httpd-php', 'php_value auto_prepend_file x']
    for (let piece = 1; piece <= text.length; piece++) expect(quotesOf(text, piece), String(piece)).toEqual(whole)
  })

  test('a quote is printable, cut, and without the password of an address; more than eight are counted as found', () => {
    const [quote] = quotesOf('proxy_pass http://shop:hunter2@db/\u202e\x1b[2J;')
    expect(quote).not.toMatch(/hunter2|[^ -~…]/)
    expect(quotesOf(`SetHandler ${'x'.repeat(5000)}`)[0]?.length).toBe(200)
    expect(quotesOf('AddHandler a .b\n'.repeat(100)).length).toBe(8)
  })

  test('of lines that are no directive no pattern is asked, however many there are, nor of any once enough is quoted', () => {
    const matched = vi.spyOn(RegExp.prototype, 'exec')
    onTestFinished(() => matched.mockRestore())
    for (const line of [
      'a\n',
      '\n',
      '#\n',
      ' \n',
      '[php]\n',
      'opt\n',
      'options_\n',
      `${'b'.repeat(99)}\n`,
      'include\n',
    ]) {
      matched.mockClear()
      quotesOf(line.repeat(2 ** 16))
      expect(matched.mock.calls.length, line).toBeLessThan(100)
    }
  })

  test('a line takes as long as its length says, whatever its author intends', () => {
    const begun = spentMs()
    quotesOf(`Options ${';'.repeat(2 ** 17)}\r\n`)
    quotesOf(`RewriteRule ${'['.repeat(4_000)}${' h'.repeat(4_000)}`)
    quotesOf(`RewriteRule ${']'.repeat(2 ** 17)}[`)
    quotesOf(`RewriteRule ${'[]'.repeat(2 ** 17)}`)
    // Some ten milliseconds, where the first two took a minute and more.
    expect(spentMs() - begun).toBeLessThan(2_000)
  })

  test.each([
    ['RewriteRule a b [L] [x h]', true],
    ['RewriteRule a b ] [ [NC,P]', true],
    ['RewriteRule a b [L', false],
    ['RewriteRule a b h]', false],
    ['RewriteRule a b [L] h [NC]', false],
    ['Options +Indexes ; ExecCGI', false],
    ['Options ; a\r ExecCGI', true],
  ])('%j runs something else: %s', (line, runs) => {
    expect(quotesOf(line).length > 0).toBe(runs)
  })

  test('configuration is known by its name in any case', () => {
    for (const name of ['.htaccess', '.HTACCESS', '.user.ini', 'php.ini', 'www.conf', '20-x.ini', 'php.load'])
      expect(isConfiguration(name), name).toBe(true)
    for (const name of ['htaccess', 'a.php', 'conf', 'x.confx']) expect(isConfiguration(name), name).toBe(false)
  })
})
