import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Claim } from '../../../agent/served/claims.ts'
import { ConfigFiles } from '../../../agent/served/files.ts'
import { nginxDumpClaims } from '../../../agent/served/nginx.ts'
import { temporaryFolder } from '../../support/folder.ts'

const fixtures = new URL('../../fixtures/served/', import.meta.url).pathname

function unpacked(): string {
  const top = temporaryFolder()
  execFileSync('tar', ['-C', top, '-xf', join(fixtures, 'etc.tar')])
  return top
}

const paths = (top: string) => new Set(new ConfigFiles(top).claims().map(({ path }) => path as string))

describe('configuration where it usually lies', () => {
  test('says by its own includes what nginx -T says', () => {
    const said = nginxDumpClaims(readFileSync(join(fixtures, 'nginx-T.txt'), 'latin1'))
    const read = new ConfigFiles(unpacked()).claims().filter(({ file }) => file.startsWith('/etc/nginx/'))
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
    expect(new ConfigFiles(top).apache(['/a.conf', '/b.conf', '/gone.conf']).map(({ path }) => path)).toEqual([
      '/srv/x/web',
    ])
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
})
