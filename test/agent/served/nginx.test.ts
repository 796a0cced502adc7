import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nginxClaims, nginxDirectives, nginxDumpClaims } from '../../../agent/served/nginx.ts'

const fixture = new URL('../../fixtures/served/nginx-T.txt', import.meta.url)
const of = (text: string) => nginxClaims(text, '/etc/nginx/x').map(({ path }) => path)

describe('what nginx serves', () => {
  test('is read of all that nginx -T prints, each with the file that says it', () => {
    expect(
      nginxDumpClaims(readFileSync(fixture, 'latin1')).map(({ file, directive, path }) => [file, directive, path]),
    ).toEqual([
      ['/etc/nginx/sites-enabled/default', 'root', '/var/www/html'],
      ['/etc/nginx/sites-enabled/shop', 'root', '/srv/shop/public html'],
      ['/etc/nginx/sites-enabled/shop', 'alias', '/srv/media'],
      ['/etc/nginx/sites-enabled/shop', 'root', '/srv/old'],
      ['/etc/nginx/sites-enabled/shop', 'auto_prepend_file', '/opt/guard/first.php'],
      ['/etc/nginx/sites-enabled/shop', 'include_path', '/opt/pear'],
      ['/etc/nginx/sites-enabled/shop', 'SCRIPT_FILENAME', '/srv/api/front.php'],
    ])
  })

  test('is cut before what only a request decides, and a relative name lies below nginx’s own folder', () => {
    expect(of('root /var/www/$host/web;')).toEqual(['/var/www'])
    expect(of(`root \${base}/web; root \${base;`)).toEqual([])
    expect(of('root /srv/shop-$host/web;')).toEqual(['/srv'])
    expect(of('root html;')).toEqual(['/usr/share/nginx/html'])
    expect(of('root /srv/../srv//a/./b/;')).toEqual(['/srv/a/b'])
  })

  test('is no comment, and quoting changes no name', () => {
    expect(
      of('# root /a;\nroot \'/b c\'; root "/d\\"e"; root /f\\ g; server_name x; #root /h;\nlocation / { root /i }'),
    ).toEqual([...['/b c', '/d"e', '/f g', '/i']])
  })

  test('no text makes the reader throw', () => {
    const text = fc.array(
      fc.constantFrom('root', ' ', '/a', ';', '{', '}', '"', "'", '\\', '#', '\n', '$', '${', 'é'),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(
        text,
        parts => void [...nginxDirectives(parts.join(''))].concat(of(parts.join('')).map(path => [path])),
      ),
    )
    for (const part of ['"', '${', '\\', "'a", 'a$'])
      expect([...nginxDirectives(part.repeat(100_000))].length).toBeLessThan(2)
  })
})
