import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Served } from '../../../agent/served/keeper.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

test('the agent looks at what is served for each set of roots, and again once the last look is old', () => {
  const top = temporaryFolder()
  const at = (path: string) => pathTextOfString(join(top, path))
  for (const folder of ['etc/nginx', 'srv/a', 'srv/b']) mkdirSync(join(top, folder), { recursive: true })
  const serve = (text: string) => writeFileSync(join(top, 'etc/nginx/nginx.conf'), text)
  const clock = new ManualClock()
  const served = new Served(clock, top)
  expect(served.folders).toBeNull()
  serve('root /srv/a;')
  served.look([])
  expect(served.folders).toEqual([at('srv/a')])
  served.look([at('srv/a')])
  expect(served.folders).toEqual([])
  serve('root /srv/a; root /srv/b;')
  clock.advance(599_999)
  served.look([at('srv/a')])
  expect(served.folders).toEqual([])
  clock.advance(1)
  served.look([at('srv/a')])
  expect(served.folders).toEqual([at('srv/b')])
})

test('a look that is cut, cannot read a file or cannot tell a place, is known as that until a whole one', () => {
  const top = temporaryFolder()
  mkdirSync(join(top, 'etc/nginx'), { recursive: true })
  mkdirSync(join(top, 'srv/a'), { recursive: true })
  const serve = (text: string) => writeFileSync(join(top, 'etc/nginx/nginx.conf'), text)
  const clock = new ManualClock()
  const served = new Served(clock, top)
  serve('root /srv/a;'.repeat(5_001))
  served.look([])
  expect([served.folders, served.isUnknown]).toEqual([[pathTextOfString(join(top, 'srv/a'))], true])
  serve('root /srv/a;')
  clock.advance(600_000)
  served.look([])
  expect(served.isUnknown).toBe(false)
  symlinkSync('loop', join(top, 'etc/nginx/loop'))
  serve('root /srv/a; include loop;')
  clock.advance(600_000)
  served.look([])
  expect(served.isUnknown).toBe(true)
  serve('root /srv/a; root /$host;')
  clock.advance(600_000)
  served.look([])
  expect(served.isUnknown).toBe(true)
})

test('no more folders are told than a heartbeat takes', () => {
  const top = temporaryFolder()
  mkdirSync(join(top, 'etc/nginx'), { recursive: true })
  const folders = Array.from({ length: 30 }, (_, index) => `/srv/${index}`)
  for (const folder of folders) mkdirSync(join(top, folder), { recursive: true })
  writeFileSync(join(top, 'etc/nginx/nginx.conf'), folders.map(folder => `root ${folder};`).join('\n'))
  const served = new Served(new ManualClock(), top)
  served.look([])
  expect(served.folders).toHaveLength(20)
})
