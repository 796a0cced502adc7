// Owns what the page shows of the collector itself in a real browser: how full its disk is and will be, and what it keeps.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { KeepingReport } from '@sekisho/shared/api.keeping.ts'
import { isoTime, systemClock } from '@sekisho/shared/clock.ts'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { allowlist } from '../support/fixture-allowlist.ts'
import type { Estate } from '../support/fixture-api.ts'
import { gaps, troubledHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: the collector is not looked at in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const [gib, day] = [2 ** 30, 86_400_000]
const calm: DiskReport = {
  state: 'fine',
  since: isoTime(now - 20 * day),
  at: isoTime(now - 300_000),
  files: 52 * gib,
  reusable: 2 * gib,
  contents: 12 * gib,
  free: 180 * gib,
  budget: 200 * gib,
  left: 150 * gib,
  daysLeft: 412,
}
const kept = (kind: KeepingReport['kinds'][number]['kind'], held: number, age: number | null, due = 0) => ({
  ...{ kind, held, due, days: kind === 'contents' ? 400 : 2_557, soon: 0 },
  from: age === null ? null : isoTime(now - age * day),
})
const keeping: KeepingReport = {
  kinds: [
    kept('findings', 1_284_551, 2_557, 312),
    kept('evidence', 88_120, 2_100),
    kept('incidents', 214, 1_400),
    kept('contents', 3_409, 390),
    kept('deliveries', 0, null),
    kept('audit', 40_112, 900),
  ],
  nextAt: isoTime(now + 9 * 3_600_000),
  running: null,
  last: {
    startedAt: isoTime(now - 15 * 3_600_000),
    endedAt: isoTime(now - 14 * 3_600_000),
    taken: { findings: 1_203 },
  },
}

async function open(estate: Partial<Estate>, options = {}): Promise<Page> {
  // Hosts with hostile names stand on the same page.
  const whole = {
    hosts: troubledHosts(now),
    findings: [],
    gaps: gaps(now),
    allowlist: { ...allowlist(now), role: 'admin' as const },
    ...estate,
  }
  return (await openFixture(started, whole, { search: '', options })).page
}

async function unfold(page: Page, name = 'Collector'): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
}

describe.skipIf(started.browser === null)('the collector itself', () => {
  test('is one calm line until somebody wants more, and then its disk in words and pictures', async () => {
    const page = await open({ disk: calm, keeping })
    const line = page.getByRole('button', { name: /^Collector/ })
    await line.getByText('150.0 GiB left').waitFor()
    expect(await line.innerText()).not.toContain('full')
    expect(await page.getByRole('heading', { name: 'Disk' }).count()).toBe(0)
    await unfold(page)
    const disk = page.getByRole('region', { name: 'Disk' })
    await disk.getByText('25 % taken: 50.0 GiB of 200.0 GiB').waitFor()
    await disk.getByText('by the budget of 200.0 GiB').waitFor()
    await disk.getByText('By the last two weeks: full in about 412 days').waitFor()
    const shares = await disk.locator('[style*="width"]').evaluateAll(parts => parts.map(part => part.style.width))
    expect(shares).toEqual(['19%', '6%'])
    expect(await disk.locator('svg path').count()).toBe(4)
    expect(await violations(page)).toEqual([])
  })

  test('says what is kept for how long, what was pruned last, and when the next run is', async () => {
    const page = await open({ disk: calm, keeping })
    await unfold(page)
    const terms = page.getByRole('region', { name: 'How long it is kept' })
    await terms.getByText('1,284,551, since').waitFor()
    const rows = await terms.getByRole('listitem').allInnerTexts()
    expect(rows.map(row => row.split('\n').slice(0, 2))).toEqual([
      ['Findings', '7 years'],
      ['Signed batches', '7 years'],
      ['Incidents', '7 years'],
      ['Contents', '400 days'],
      ['Deliveries', '7 years'],
      ['Audit trail', '7 years'],
    ])
    expect(rows[0]).toContain('312 older')
    expect(rows[4]).toContain('none yet')
    await terms.getByText(/Last pruned 15 hr\. ago, gone: findings 1,203/).waitFor()
    await terms.getByText(/^Next pruning /).waitFor()
  })

  test.each([
    ['soon', { daysLeft: 9.4, left: 12 * gib }, 'full in about 9 days', /^Give it a larger disk, or/],
    ['low', { daysLeft: 0.2, left: 0, free: 0 }, 'full in about 0 days', /nothing is acknowledged any more/],
  ] as const)(
    'says without being asked that its disk is filling (%s), and unfolded what to do',
    async (state, over, says, mend) => {
      const page = await open({ disk: { ...calm, state, ...over }, keeping })
      await page
        .getByRole('button', { name: /^Collector/ })
        .getByText(says)
        .waitFor()
      await unfold(page)
      await page.getByRole('region', { name: 'Disk' }).getByText(mend).waitFor()
      expect(await violations(page)).toEqual([])
    },
  )

  test('asks nothing for who may not see what is kept so, and says who may; and guesses nothing that was not measured', async () => {
    const page = await open({ keeping, allowlist: { ...allowlist(now), role: 'approver' } })
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page
      .getByRole('button', { name: /^Collector/ })
      .getByText('not measured yet')
      .waitFor()
    await unfold(page)
    await page.getByText('Shown to an admin who has signed in by name').waitFor()
    expect(asked).not.toContain('/api/v1/keeping')
    expect(await page.getByRole('heading', { name: 'Disk' }).count()).toBe(0)
  })

  test('holds whatever is reported within a narrow screen, in Japanese and in the dark', async () => {
    const wild = {
      ...calm,
      files: 2 ** 52,
      reusable: 2 ** 51,
      contents: 2 ** 53,
      left: 1,
      daysLeft: 3_650,
      budget: null,
    }
    const long = { ...keeping, kinds: keeping.kinds.map(kind => ({ ...kind, held: 9e15, due: 9e15, days: 36_525 })) }
    const running = { since: isoTime(now), stage: '\u202e<img src=x onerror=alert(1)>' }
    const options = { viewport: { width: 360, height: 740 }, locale: 'ja-JP', colorScheme: 'dark' } as const
    const page = await open({ disk: wild, keeping: { ...long, running } }, options)
    await unfold(page, 'コレクター')
    await page.getByText('99%使用中: 2048.0 TiB のうち 2048.0 TiB').waitFor()
    await page.getByText(/^整理を実行中。開始/).waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    expect(await violations(page)).toEqual([])
  })
})
