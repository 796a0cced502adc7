// The laws of `sekisho site compose`: what is recognised and what is left is told as a person reads it, and nothing is given
// but what was asked for, by the way in which any component is.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { composed } from '../../support/composed.ts'
import { runSekisho } from '../../support/shell.ts'

async function open(role: 'admin' | 'read' = 'admin', refused: readonly string[] = [], found = composed) {
  const asked: object[] = []
  const subscribed: (readonly [string, string, string])[] = []
  const house = await openApiHouse({
    releases: {
      compose: async wish => {
        asked.push(wish)
        return found
      },
      subscribe: async ({ site, component, prefix }) => {
        if (refused.includes(component)) throw new Failure('path-conflict', 'Both.php is taken', { place: component })
        subscribed.push([site, component, prefix])
      },
    },
  })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token(role) }
  const words = ['site', 'compose', '--site', 'shop', '--host', 'web1']
  const run = (...more: string[]) =>
    runSekisho([...words, ...more], { ...environment, SEKISHO_STATE: '/nonexistent', TZ: 'UTC' })
  return { run, given: () => subscribed, asked }
}

test('tells what is recognised with what differs, former versions, weak ones and conflicts, and gives nothing', async () => {
  const { run, given, asked } = await open('read')
  const { code, out } = await run()
  expect(code).toBe(exitCodes.ok)
  expect(asked).toMatchObject([{ customer: 1, site: 'shop', host: 'web1', root: null }])
  expect(out).toContain('shop  web1:/var/www/html\n')
  expect(out).toContain('5000 files: 114 known, 800 covered by their class or approved, 4086 left')
  expect(out).toContain(
    '  eccube 4.2.2  /  110 of 120 files as released, 6 differ, 3 missing  1 not compared, without a sha256: the profile',
  )
  expect(out).toContain('a former version: 4.2.3 is current')
  expect(out).toContain('  coupon 1.0  /app/Plugin/100%25  2 of 2 files')
  expect(out).toContain('cannot be given beside points: both name app/Plugin/Both.php')
  expect(out).toMatch(/points 1\.0 .* {2}weak: compared by MD5 alone/)
  expect(out).toMatch(/The site’s already\n {2}own 1\.0/)
  expect(out).toContain('sekisho site compose --site shop --host web1 --apply')
  expect(given()).toEqual([])
})

test('tells what is left by suspicion, with folder, time and some of the files, foreign signs made visible', async () => {
  const { run } = await open()
  const { out } = await run()
  expect(out).toContain('executable among uploads or logs 1, unknown code beside known code 7')
  expect(out).toMatch(
    /critical {2}executable among uploads or logs {2}\/var\/www\/html\/html\/upload\/ {2}1 file {2}2021-03-1\d \S+\n/,
  )
  expect(out).toContain('      html/upload/⟨U+202E⟩gpj.php\n')
  expect(out).toMatch(/high {6}unknown code beside known code {2}\/var\/www\/html\/ {2}7 files {2}\S+ \S+ – /)
  expect(out).toContain('      b.php\n      and 5 more files\n')
  expect(out).toContain('  and 4078 more files\n')
})

test('gives all that conflicts with nothing where told to, and names what it holds back', async () => {
  const { run, given } = await open()
  const { code, out } = await run('--apply')
  expect(code).toBe(exitCodes.ok)
  expect(given()).toEqual([['shop', 'eccube', '']])
  expect(out).toContain('The site shop has eccube now.')
  expect(out).toContain('coupon was not given: it conflicts with points at app/Plugin/Both.php')
  expect(out).toContain('points was not given')
  expect(out).not.toContain('own was not given')
})

test('gives those that are named, below the folder in which each lies', async () => {
  const { run, given } = await open()
  expect((await run('--subscribe', 'coupon', 'eccube', 'coupon')).code).toBe(exitCodes.ok)
  expect(given()).toEqual([
    ['shop', 'coupon', 'app/Plugin/100%25'],
    ['shop', 'eccube', ''],
  ])
})

test.each(['own', 'unheard-of'])('gives nothing where a name is none that is recognised and free: %s', async name => {
  const { run, given } = await open()
  const { code, err } = await run('--subscribe', 'eccube', name)
  expect(code).not.toBe(exitCodes.ok)
  expect(err).toContain(`${name}: `)
  expect(err).toContain('eccube, coupon, points')
  expect(given()).toEqual([])
})

test('says where nothing else is recognised that what is named is not, and where the names are', async () => {
  const components = composed.components.filter(({ subscribed }) => subscribed)
  const { run } = await open('admin', [], { ...composed, components })
  const { err } = await run('--subscribe', 'unheard-of')
  expect(err).toContain('it is not recognised there, nor is anything else')
  expect(err).toContain('sekisho release list')
})

test('gives nothing for whoever may not', async () => {
  const { run, given } = await open('read')
  expect((await run('--apply')).code).toBe(exitCodes.refused)
  expect(given()).toEqual([])
})

test('takes one root as people type it, and tells programs all of it in one row', async () => {
  const { run, asked } = await open()
  const { out } = await run('--root', '/var/www/100%', '--json', '--apply')
  expect(JSON.parse(out)).toEqual({ ...composed, given: ['eccube'] })
  expect(asked).toMatchObject([{ root: '/var/www/100%25' }])
})

test('tells programs what was given before one was refused, and which and why', async () => {
  const { run, given } = await open('admin', ['coupon'])
  const refused = await run('--subscribe', 'eccube', 'coupon', 'points', '--json')
  expect(JSON.parse(refused.out)).toEqual({
    ...composed,
    given: ['eccube'],
    refused: { component: 'coupon', message: expect.stringContaining('Both.php') },
  })
  expect(refused.code).not.toBe(exitCodes.ok)
  expect(refused.err).toContain('Both.php')
  expect(given()).toEqual([['shop', 'eccube', '']])
})

test('says the same in Japanese', async () => {
  const house = await openApiHouse({ releases: { compose: async () => composed } })
  const environment = {
    SEKISHO_COLLECTOR: house.address,
    SEKISHO_TOKEN: await house.token('read'),
    LANG: 'ja_JP.UTF-8',
  }
  const { out } = await runSekisho(['site', 'compose', '--site', 'shop', '--host', 'web1'], environment)
  expect(out).toContain('認識された構成要素(未追加)')
  expect(out).toContain('アップロード・ログ内の実行可能ファイル')
  expect(out).not.toMatch(/\{\{|undefined/)
})
