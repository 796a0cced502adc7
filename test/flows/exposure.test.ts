// What a shop looked like, and from when to when a file was there, with real processes: the bounds hold the moments at which it
// was truly written and removed, and past moments are told as they were.
import { appendFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { DifferenceRow, ExposureRow, PastFileRow } from '@sekisho/shared/api.exposure.ts'
import type { IncidentRow } from '@sekisho/shared/api.incidents.ts'
import { isoTime, systemClock } from '@sekisho/shared/clock.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { eventually } from '../support/eventually.ts'
import { type Estate, openEstate } from '../support/flow-estate.ts'
import { makeShop } from '../support/flow-shop.ts'

let estate: Estate
let shop: string
const moments: Record<'before' | 'dropped' | 'between' | 'removed' | 'after', number> = {
  before: 0,
  dropped: 0,
  between: 0,
  removed: 0,
  after: 0,
}

const shell = 'upload/shell.php'

async function rows<T>(...words: string[]): Promise<(T & { row?: string })[]> {
  const out = await estate.text([...words, '--json'])
  return out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
}

beforeAll(async () => {
  estate = await openEstate()
  const build = join(estate.folder, 'build')
  shop = join(estate.folder, 'shop')
  makeShop(build, shop)
  await estate.addSite('shop')
  await estate.release(build, { component: 'shop', version: '1.0.0', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
  moments.before = systemClock.now()
  await estate.change(shell, () => {
    moments.dropped = systemClock.now()
    putAtOnce(join(shop, shell), '<?php system($_GET["c"]);')
  })
  moments.between = systemClock.now()
  await estate.change('lib/Mailer.php', () => appendFileSync(join(shop, 'lib/Mailer.php'), '// mail\n'))
  await estate.change(shell, () => {
    moments.removed = systemClock.now()
    unlinkSync(join(shop, shell))
  })
  moments.after = systemClock.now()
})

afterAll(() => estate.stop())

test('an incident tells from when to when its file was there, what was known when, and that nobody knows whether it was served', async () => {
  const [incident] = await eventually(async () => {
    const found = await rows<IncidentRow>('incidents', 'list', '--in', 'all')
    const own = found.filter(({ lead }) => lead.path === shell)
    return own.length > 0 ? own : undefined
  })
  const exposed = await rows<ExposureRow>('incidents', 'exposure', String(incident?.id))
  const row = exposed.find(({ path }) => path === shell)
  expect(row?.served).toBe('unknown')
  const [episode] = row?.episodes ?? []
  if (episode === undefined) throw new Error('no time was told')
  const { from, to, receivedAt } = episode
  // A millisecond is what a file's time and a clock's may differ in.
  expect(Date.parse(from.notBefore ?? '') - 1).toBeLessThanOrEqual(moments.dropped)
  expect(Date.parse(from.atLatest)).toBeGreaterThanOrEqual(moments.dropped)
  expect(Date.parse(to.notBefore ?? '')).toBeLessThanOrEqual(moments.removed)
  expect(Date.parse(to.notBefore ?? '')).toBeGreaterThanOrEqual(Date.parse(from.atLatest))
  expect(Date.parse(to.atLatest ?? '')).toBeGreaterThanOrEqual(moments.removed)
  expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(moments.dropped)
  const text = await estate.text(['incidents', 'exposure', String(incident?.id)])
  expect(text).toContain('Served: unknown')
  expect(text).toMatch(/there {2}came not before .*, at the latest /)
  const japanese = await estate.text(['incidents', 'exposure', String(incident?.id)], 'ja_JP.UTF-8')
  expect(japanese).toContain('配信の有無: 不明')
})

test('a past moment shows what stood there then, with how it was watched', async () => {
  const listed = async (at: number) => {
    const told = await rows<PastFileRow>('files', '--at', isoTime(at))
    return { covers: told.filter(({ row }) => row === 'cover'), files: told.filter(({ row }) => row === 'file') }
  }
  const [before, between, after] = [
    await listed(moments.before),
    await listed(moments.between),
    await listed(moments.after),
  ]
  const paths = ({ files }: typeof before) => files.map(({ path }) => path)
  expect(paths(before)).not.toContain(shell)
  expect(paths(between)).toEqual([...paths(before), shell].sort())
  expect(paths(after)).toEqual(paths(before))
  expect(before.covers).toMatchObject([{ host: 'web1', root: shop, state: expect.any(String) }])
  expect(await listed(moments.before - 86_400_000)).toMatchObject({ covers: [{ state: 'unknown' }], files: [] })
  const now = await estate.files()
  expect(paths(after)).toEqual(now.map(({ path }) => path))
})

test('the difference of two moments names what came, changed and went', async () => {
  const told = async (from: number, to?: number) => {
    const until = to === undefined ? [] : ['--to', isoTime(to)]
    const all = await rows<DifferenceRow>('diff', '--from', isoTime(from), ...until)
    return all.filter(({ row }) => row === 'difference').map(({ path, change }) => [path, change])
  }
  expect(await told(moments.before, moments.between)).toEqual([[shell, 'added']])
  expect(await told(moments.between, moments.after)).toEqual([
    ['lib/Mailer.php', 'changed'],
    [shell, 'removed'],
  ])
  expect(await told(moments.before)).toEqual([['lib/Mailer.php', 'changed']])
  const text = await estate.text(['diff', '--from', isoTime(moments.before)])
  expect(text).toMatch(/changed .*lib\/Mailer\.php/)
})

test('a moment that has not come, a time that ends before it begins, and filters of today are refused', async () => {
  const tomorrow = isoTime(systemClock.now() + 86_400_000)
  await expect(estate.text(['files', '--at', tomorrow])).rejects.toThrow('ended with 4')
  await expect(
    estate.text(['diff', '--from', isoTime(moments.after), '--to', isoTime(moments.before)]),
  ).rejects.toThrow('ended with 4')
  await expect(estate.text(['files', '--at', '1h', '--verdict', 'unauthorised'])).rejects.toThrow('ended with 2')
})
