import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { apacheClaims, apacheDumpClaims, apacheDumpFiles, apacheVariables } from '../../../agent/served/apache.ts'

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/served/${name}`, import.meta.url), 'latin1')
const of = (text: string, variables: ReadonlyMap<string, string> = new Map()) =>
  apacheClaims(text, '/etc/apache2/x', '/etc/apache2', { variables }).map(({ path }) => path)

const name = (variable: string) => `\${${variable}}`

describe('what Apache serves', () => {
  test('of what apachectl says the main folder and every file that it includes are taken', () => {
    expect(apacheDumpClaims(fixture('apachectl-S.txt')).map(({ path }) => path)).toEqual(['/var/www/html'])
    const files = apacheDumpFiles(fixture('apachectl-includes.txt'))
    expect(files[0]).toBe('/etc/apache2/apache2.conf')
    expect(files).toContain('/etc/apache2/sites-enabled/shop.conf')
  })

  test('is read in any case, over lines that go on, and cut before what a request decides', () => {
    expect(
      of('documentROOT /a\nAlias /x \\\n "/b c"\n  # DocumentRoot /no\nAliasMatch "^/u/(.+)" /home/$1/web'),
    ).toEqual([...['/a', '/b c', '/home']])
    expect(of('VirtualDocumentRoot /srv/%0/web')).toEqual(['/srv'])
    expect(of('DocumentRoot htdocs')).toEqual(['/etc/apache2/htdocs'])
  })

  test('variables stand for what Define and envvars say, and an unknown one for anything', () => {
    const variables = apacheVariables('Define SHOP /srv/shop\nexport APACHE_RUN_DIR=/var/run/apache2\nDefine FLAG')
    const text = `DocumentRoot ${name('SHOP')}/web\nAlias /r ${name('APACHE_RUN_DIR')}\nAlias /x /opt/${name('OTHER')}/y`
    expect(of(text, variables)).toEqual([...['/srv/shop/web', '/var/run/apache2', '/opt']])
  })

  test('a name that variables make longer than any can be names nothing', () => {
    const variables = new Map([['A', 'a'.repeat(1_000)]])
    expect(of(`DocumentRoot /${name('A').repeat(4)}`, variables)).toHaveLength(1)
    expect(of(`DocumentRoot /${name('A').repeat(5)}`, variables)).toEqual([])
    expect(of(`DocumentRoot /${name('A').repeat(2_000)}`, new Map([['A', 'a'.repeat(800_000)]]))).toEqual([])
  })

  test('what PHP runs before and behind each page counts', () => {
    expect(
      of('php_admin_value auto_prepend_file /opt/a.php\nphp_value include_path ".:/opt/b"\nphp_flag display_errors on'),
    ).toEqual([...['/opt/a.php', '/opt/b']])
  })
})
