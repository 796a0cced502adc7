import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describe, expect, test } from 'vitest'
import { Budget } from '../../../agent/served/budget.ts'
import type { Claim } from '../../../agent/served/claims.ts'
import { ConfigFiles } from '../../../agent/served/files.ts'
import { nginxDumpClaims } from '../../../agent/served/nginx.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { spentMs } from '../../support/spent.ts'

const fixtures = new URL('../../fixtures/served/', import.meta.url).pathname

/** Debian's links there name whole paths (sites-enabled/default): they are led to the copy, not to this machine's own files. */
function unpacked(): string {
  const top = temporaryFolder()
  execFileSync('tar', ['-C', top, '-xf', join(fixtures, 'etc.tar')])
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const link = join(entry.parentPath, entry.name)
    const target = readlinkSync(link)
    if (!target.startsWith('/')) continue
    rmSync(link)
    symlinkSync(join(top, target), link)
  }
  return top
}

const budget = () => new Budget(new ManualClock(), 1_000)

const paths = (top: string, within = budget()) =>
  new Set(new ConfigFiles(within, top).claims().map(({ path }) => path as string))

describe('configuration where it usually lies', () => {
  test('says by its own includes what nginx -T says', () => {
    const said = nginxDumpClaims(readFileSync(join(fixtures, 'nginx-T.txt'), 'latin1'))
    const read = new ConfigFiles(budget(), unpacked()).claims().filter(({ file }) => file.startsWith('/etc/nginx/'))
    const order = (claims: readonly Claim[]) => claims.map(({ file, path }) => `${file} ${path}`).toSorted()
    expect(order(read)).toEqual(order(said))
  })

  test('says of Apache and PHP each folder of the virtual hosts, pools and settings', () => {
    const found = paths(unpacked())
    for (const path of [
      ...['/var/www/html', '/srv/apache-shop/web', '/srv/downloads', '/srv/users', '/opt/guard/last.php'],
      ...[
        '/srv/pool',
        '/opt/guard/pool.php',
        '/opt/lib',
        '/opt/extensions',
        '/opt/loader/ioncube.so',
        '/srv/preload/all.php',
      ],
    ])
      expect(found).toContain(path)
    expect(found).not.toContain('/not/this')
  })

  test('files that Apache names besides are read with their variables', () => {
    const top = temporaryFolder()
    writeFileSync(join(top, 'a.conf'), 'Define X /srv/x\n')
    writeFileSync(join(top, 'b.conf'), `DocumentRoot \${X}/web\n`)
    expect(new ConfigFiles(budget(), top).apache(['/a.conf', '/b.conf', '/gone.conf']).map(({ path }) => path)).toEqual(
      ['/srv/x/web'],
    )
  })

  test('an include of itself, of a thousand files or of a pipe ends, and a machine without any serves nothing', () => {
    const top = temporaryFolder()
    expect(paths(top)).toEqual(new Set())
    mkdirSync(join(top, 'etc/nginx/many'), { recursive: true })
    writeFileSync(join(top, 'etc/nginx/nginx.conf'), 'include /etc/nginx/nginx.conf; root /srv/main;')
    writeFileSync(join(top, 'etc/php.ini'), 'auto_prepend_file = /opt/first.php')
    expect(paths(top)).toEqual(new Set(['/srv/main', '/opt/first.php']))
    const main = 'include /etc/nginx/nginx.conf; include many/*.conf; include gone/*.conf; root /srv/main;'
    writeFileSync(join(top, 'etc/nginx/nginx.conf'), main)
    for (let index = 0; index < 1_100; index++)
      writeFileSync(join(top, `etc/nginx/many/${index}.conf`), `root /srv/${index};`)
    execFileSync('mkfifo', [join(top, 'etc/nginx/many/pipe.conf')])
    symlinkSync('/dev/zero', join(top, 'etc/nginx/many/zero.conf'))
    const found = paths(top)
    expect(found).toContain('/srv/main')
    expect(found.size).toBeGreaterThan(900)
    expect(found.size).toBeLessThanOrEqual(1_000)
  })

  test('an include of Apache may name a folder, with all below it, and by variables that stand before it', () => {
    const top = temporaryFolder()
    const write = (file: string, text: string) => writeFileSync(join(top, 'etc/apache2', file), text)
    mkdirSync(join(top, 'etc/apache2/sites/inner'), { recursive: true })
    const name = (variable: string) => `\${${variable}}`
    write('apache2.conf', `Include names.conf\nInclude ${name('SITES')}\nInclude ${name('CONF')}/last.conf`)
    write('names.conf', 'Define SITES sites')
    write('envvars', 'export CONF=/etc/apache2')
    write('sites/a', 'DocumentRoot /srv/a')
    write('sites/inner/b', 'DocumentRoot /srv/b')
    write('last.conf', 'DocumentRoot /srv/last')
    expect(paths(top)).toEqual(new Set(['/srv/a', '/srv/b', '/srv/last']))
  })

  test('a relative root of nginx lies beside the configuration of an nginx that was built by itself', () => {
    const top = temporaryFolder()
    for (const folder of ['etc/nginx', 'usr/local/nginx/conf']) {
      mkdirSync(join(top, folder), { recursive: true })
      writeFileSync(join(top, folder, 'nginx.conf'), 'root html;')
    }
    expect(paths(top)).toEqual(new Set(['/usr/share/nginx/html', '/usr/local/nginx/html']))
  })

  const long = 900_000
  const main = { nginx: 'etc/nginx/nginx.conf', apache: 'etc/apache2/apache2.conf', php: 'etc/php.ini' }
  const includes = (line: (index: number) => string) =>
    Array.from({ length: 30_000 }, (_, index) => line(index)).join('\n')
  test.each([
    ['spaces in a setting', main.nginx, `fastcgi_param PHP_VALUE "a=x${' '.repeat(long)}y";`],
    ['sets that never close', main.nginx, `include ${'['.repeat(long)};`],
    ['stars', main.nginx, `include /tree/${'*?'.repeat(long / 2)};`],
    ['sets in many names', main.nginx, `include ${'[/'.repeat(long / 2)};`],
    ['patterns through folders', main.nginx, includes(index => `include /tree/*/*/*${index};`)],
    ['patterns with a long way behind', main.nginx, includes(index => `include /tree/*/*${'/a'.repeat(9)}${index};`)],
    ['variables of nginx in one another', main.nginx, `root ${'${'.repeat(long / 2)};`],
    ['quotes of nginx', main.nginx, `root ${'"'.repeat(long)};`],
    ['folders', main.nginx, 'root /srv/main;'.repeat(long / 15)],
    ['places in a path of includes', main.php, `include_path = "${'/a:'.repeat(long / 3)}"`],
    ['spaces before a setting', main.php, `${' '.repeat(long)}a`],
    ['brackets in a setting', main.php, '[a'.repeat(long / 2)],
    ['quotes', main.apache, `DocumentRoot ${'" \\" \' \\\''.repeat(long / 8)}`],
    ['variables in one another', main.apache, `DocumentRoot ${'${'.repeat(long / 2)}`],
    [
      'a long variable, often',
      main.apache,
      `Define A ${'a'.repeat(long)}\nDocumentRoot /${'$'.concat('{A}').repeat(700)}`,
    ],
  ])('%s, hundreds of thousands of them, are read in step with their number', (_, file, text) => {
    const top = temporaryFolder()
    for (const folder of ['etc/nginx', 'etc/apache2']) mkdirSync(join(top, folder), { recursive: true })
    for (let index = 0; index < 900; index++) mkdirSync(join(top, `tree/${index % 30}/${index}`), { recursive: true })
    writeFileSync(join(top, file), text)
    const from = spentMs()
    paths(top, new Budget(systemClock, 60_000))
    expect(spentMs() - from).toBeLessThan(3_000)
  })

  test('a look whose time is over reads no further file, and says that it is not whole', () => {
    const top = unpacked()
    const clock = new ManualClock()
    const within = new Budget(clock, 1)
    clock.advance(1)
    expect(paths(top, within)).toEqual(new Set())
    expect(within.isCut).toBe(true)
    const whole = budget()
    expect(paths(top, whole).size).toBeGreaterThan(5)
    expect(whole.isCut).toBe(false)
  })

  test.each([
    ['files', Array.from({ length: 1_001 }, (_, index) => `include f/${index};`).join('')],
    ['includes', Array.from({ length: 10_001 }, (_, index) => `include g/${index};`).join('')],
    ['claims', 'root /srv/main;'.repeat(5_001)],
    ['names', Array.from({ length: 60 }, (_, index) => `include f/*${index}.conf;`).join('')],
  ])('more %s than one look takes are left out, which is noted', (_, text) => {
    const top = temporaryFolder()
    mkdirSync(join(top, 'etc/nginx/f'), { recursive: true })
    for (let index = 0; index < 1_001; index++) writeFileSync(join(top, `etc/nginx/f/${index}`), '')
    writeFileSync(join(top, main.nginx), text)
    const within = budget()
    expect(paths(top, within).size).toBeLessThan(2)
    expect(within.isCut).toBe(true)
  })
})
