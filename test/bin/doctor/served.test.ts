// Owns the laws of doctor's look at what is served: each folder outside comes with the line that binds it, whoever names it, and
// programs are started by fixed words, within a time.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostRow } from '@sekisho/shared/api.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { beforeEach, expect, test } from 'vitest'
import { checkServed, type Run, runProgram } from '../../../bin/doctor/served.ts'
import { temporaryFolder } from '../../support/folder.ts'

const fixture = (name: string) => new URL(`../../fixtures/served/${name}`, import.meta.url).pathname
const say = translator('en')

let top = ''
beforeEach(() => {
  top = temporaryFolder()
})

const made = (folder: string) => mkdirSync(join(top, folder), { recursive: true })

function host(roots: readonly string[], links: readonly string[] = []): HostRow {
  const notWatched = links.map(path => ({ what: 'not-watched.link-target', path: `/${path}` }))
  const bound = roots.map(root => ({ root: join(top, root), site: 'minato' }))
  return { host: 'web1', roots: bound, notWatched } as unknown as HostRow
}

async function checks(own: HostRow | null, run: Run = async () => null): Promise<Check[]> {
  const found: Check[] = []
  for await (const check of checkServed(own, say, { run, top })) found.push(check)
  return found
}

test('what nginx and Apache say themselves counts, and each folder outside has its own line to bind it', async () => {
  for (const folder of ['srv/shop/public html', 'srv/api', 'srv/apache-shop/web', 'var/www/html', 'opt/extensions'])
    made(folder)
  writeFileSync(join(top, 'srv/shop/public html/index.html'), '')
  writeFileSync(join(top, 'srv/api/front.php'), '')
  execFileSync('tar', ['-C', top, '-xf', fixture('etc.tar')])
  const asked: string[] = []
  const run: Run = async (file, words) => {
    asked.push([file, ...words].join(' '))
    const printed = { nginx: 'nginx-T.txt', '-S': 'apachectl-S.txt', '-t': 'apachectl-includes.txt' }
    return readFileSync(fixture(printed[file === 'nginx' ? 'nginx' : words[0] === '-S' ? '-S' : '-t']), 'latin1')
  }
  const found = await checks(host(['var/www/html']), run)
  expect(asked).toEqual(['nginx -T', 'apachectl -S', 'apachectl -t -D DUMP_INCLUDES'])
  expect(found.map(({ outcome, mend }) => [outcome, mend.replaceAll(top, '').replaceAll(top.slice(1), '')])).toEqual([
    [
      'warning',
      'sekisho root bind web1 /opt/extensions --site minato --profile host-execution --prefix /opt/extensions',
    ],
    [
      'warning',
      'sekisho root bind web1 /srv/apache-shop/web --site minato --profile php --prefix /srv/apache-shop/web',
    ],
    ['warning', 'sekisho root bind web1 /srv/api --site minato --profile php --prefix /srv/api'],
    [
      'warning',
      "sekisho root bind web1 '/srv/shop/public html' --site minato --profile static --prefix '/srv/shop/public html'",
    ],
  ])
  expect(found[2]?.found).toContain('is in no watched root (SCRIPT_FILENAME, /etc/nginx/sites-enabled/shop)')
})

test('without these programs their files are read, and all within roots is told as that', async () => {
  made('etc/nginx')
  made('srv/shop')
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), 'root /srv/shop; root /srv/gone;')
  expect(await checks(host(['srv']))).toMatchObject([
    { outcome: 'ok', found: expect.stringContaining('2 folders named') },
  ])
  expect(await checks(host([]))).toMatchObject([{ outcome: 'warning', mend: expect.stringContaining('--site SITE') }])
})

test('a place that several configurations name is counted once and a link is none, and where no place is named that is said', async () => {
  made('srv/shop')
  made('etc/nginx')
  const ok = (count: string) => [{ outcome: 'ok', found: expect.stringMatching(count) }]
  const own = host(['srv'], ['srv/shop/shared'])
  expect(await checks(own)).toMatchObject(ok('^no configuration of nginx, Apache or PHP was found that names'))
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), 'root /srv/shop;')
  const printed = '# configuration file /etc/nginx/nginx.conf:\nroot /srv/shop;\n'
  const run: Run = async file => (file === 'nginx' ? printed : null)
  expect(await checks(own, run)).toMatchObject(ok('^1 folder named'))
})

test('a link that leads out of the roots is followed, and where it leads is named', async () => {
  made('srv/shop')
  made('opt/shared')
  symlinkSync(join(top, 'opt/shared'), join(top, 'srv/shop/shared'))
  made('etc')
  const ofHost = { root: '/srv/shop', site: 'minato', profile: 'host-execution' } as HostRow['roots'][number]
  const own = host(['srv/shop'], ['srv/shop/shared'])
  expect(await checks({ ...own, roots: [...own.roots, ofHost] })).toMatchObject([{ outcome: 'ok' }])
  const [check, ...others] = await checks(own)
  expect(others).toEqual([])
  expect(check).toMatchObject({
    outcome: 'warning',
    found: expect.stringContaining(`${top}/opt/shared is in no watched root (link`),
  })
})

test('a host that serves more than a screen bears is told how many more there are', async () => {
  made('etc/nginx')
  const folders = Array.from({ length: 25 }, (_, index) => `/srv/${index}`)
  for (const folder of folders) made(folder)
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), folders.map(folder => `root ${folder};`).join(''))
  const found = await checks(host([]))
  expect(found).toHaveLength(21)
  expect(found.at(-1)?.found).toBe('5 folders more in no watched root')
})

test('configuration beyond what one look takes is told as that, and nothing is told as all in roots', async () => {
  made('etc/nginx')
  made('srv/shop')
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), 'root /srv/shop;'.repeat(5_001))
  expect(await checks(host(['srv']))).toMatchObject([
    { outcome: 'warning', found: expect.stringContaining('was not looked at whole') },
  ])
})

test('configuration that could not be read is told by its path and errno, and nothing is told as all in roots', async () => {
  made('etc/nginx')
  made('srv/shop')
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), 'root /srv/shop; include conf.d/*.conf;')
  symlinkSync('conf.d', join(top, 'etc/nginx/conf.d'))
  const unread = {
    outcome: 'warning',
    found: expect.stringContaining('/etc/nginx/conf.d could not be read (ELOOP)'),
    mend: expect.stringContaining('Run this as root'),
  }
  expect(await checks(host(['srv']))).toMatchObject([unread])
  expect(await checks(host([]))).toMatchObject([unread, { found: expect.stringContaining('/srv/shop is in no') }])
})

test('a place that may be anywhere is told by its directive and file, beside the folders that are known', async () => {
  made('etc/nginx')
  made('srv/shop')
  const serve = (text: string) => writeFileSync(join(top, 'etc/nginx/nginx.conf'), text)
  serve('root /$host;')
  const anywhere = { outcome: 'warning', found: expect.stringContaining('root in /etc/nginx/nginx.conf leads to') }
  expect(await checks(host(['srv']))).toMatchObject([anywhere])
  serve('root /$host; root /srv/shop;')
  expect(await checks(host([]))).toMatchObject([anywhere, { found: expect.stringContaining('/srv/shop is in no') }])
})

test('a look that fails, or for which nobody says what is watched, is told as one that was not made', async () => {
  const failing: Run = () => Promise.reject(new Error('no more processes'))
  const notLookedAt = (why: string) => [{ name: 'doctor.served', outcome: 'warning', found: `not looked at: ${why}` }]
  expect(await checks(host(['srv']), failing)).toMatchObject(notLookedAt('no more processes'))
  expect(await checks(null)).toMatchObject(notLookedAt('the collector did not say what is watched here'))
})

test('a program is started without a shell, is heard whole or not at all, and one that is not there says nothing', async () => {
  const file = join(top, 'says; touch x')
  writeFileSync(file, '#!/bin/sh\nprintf "%s|" "$@"; exit "$2"\n')
  chmodSync(file, 0o700)
  expect(await runProgram(file, ['$(id)', '0'])).toBe('$(id)|0|')
  expect(await runProgram(file, ['a', '1'])).toBeNull()
  expect(await runProgram('sekisho-has-no-such-program', [])).toBeNull()
  expect(await runProgram('sh', ['-c', 'head -c 17000000 /dev/zero'])).toBeNull()
})
