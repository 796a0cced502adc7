// Owns what the page's approvals do in a real browser, against a stand-in for the collector. What an approval permits, and
// whose second person is needed, is the collector's.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { allowlist, type FixtureAllowlist } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { calmHosts, history } from '../support/fixture-shop.ts'
import { buildPage, focusedLabel, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: approvals are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

function open(
  search: string,
  over: Partial<FixtureAllowlist> = {},
  options: BrowserContextOptions = {},
): Promise<{ api: FixtureApi; page: Page }> {
  const findings = history(400, now)
  return openFixture(
    started,
    { hosts: calmHosts(now), findings, gaps: [], allowlist: allowlist(now, over) },
    { search, options },
  )
}

const list = (page: Page) => page.getByRole('list', { name: /^(?:Approvals|承認)$/ })
/** What one person asked for in one go. */
const matter = (page: Page, reason: string) => list(page).locator('> li').filter({ hasText: reason })
const drawer = (page: Page) => page.getByRole('dialog')

describe.skipIf(started.browser === null)('the queue of approvals', () => {
  test('shows what waits for a second person, together what was asked for in one go, and the rest when asked', async () => {
    const { page } = await open('')
    await page.getByRole('link', { name: 'Approvals', exact: true }).click()
    await list(page).waitFor()
    expect(await list(page).locator('> li').count()).toBe(2)
    expect(await list(page).innerText()).toMatch(/waits for a second person.*2 files.*photo_⟨U\+202E⟩gpj\.php/s)
    await page.getByText('All', { exact: true }).click()
    await eventually(async () => (await list(page).locator('> li').count()) === 5)
    const banners = matter(page, 'banners of the agency, ticket <b>88</b>').first()
    expect(await banners.innerText()).toMatch(/in force.*25 files.*by one person alone/s)
    expect(await banners.locator('li').count()).toBe(12)
    await banners.getByRole('button', { name: 'Show all 25 files' }).click()
    expect(await banners.locator('li').count()).toBe(25)
  })

  test('all of one matter is confirmed by somebody else than who asked, each by its number', async () => {
    const { api, page } = await open('?list=approvals')
    await page.getByRole('button', { name: 'Confirm all 2 as the second person' }).click()
    await eventually(() => api.deeds.length === 2)
    expect(api.deeds).toEqual([
      ['approvals/33/confirm', '{}'],
      ['approvals/32/confirm', '{}'],
    ])
    await page.getByText('You asked for it: somebody else has to confirm it.').waitFor()
    expect(await page.getByRole('button', { name: 'Confirm as the second person' }).count()).toBe(0)
  })

  test('one is withdrawn with a reason, and says when that was refused', async () => {
    const { api, page } = await open('?list=approvals')
    const own = list(page).locator('> li').first()
    await own.getByRole('button', { name: 'Withdraw', exact: true }).click()
    expect(await own.getByRole('button', { name: 'Withdraw', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.type('forbidden by the owner')
    await page.keyboard.press('Enter')
    await own.getByText('Your role does not allow this.').waitFor()
    expect(api.deeds).toEqual([['approvals/34/withdraw', '{"reason":"forbidden by the owner"}']])
  })

  test('is read only for whoever may not approve, and hears of changes', async () => {
    const { api, page } = await open('?list=approvals', { role: 'analyst' })
    await page.getByText('asks for the right to approve').first().waitFor()
    expect(await list(page).innerText()).toContain('sekisho user role sato --role approver')
    expect(await list(page).getByRole('button').count()).toBe(0)
    Object.assign(api.estate.allowlist ?? {}, { approvals: [] })
    api.tell('releases-changed')
    await page.getByText('Nothing waits for a second person').waitFor()
  })

  test('leads from each file to what changed there', async () => {
    const { page } = await open('?list=approvals')
    await page.getByRole('link', { name: /CreditCard\.php/ }).click()
    await page.getByRole('region', { name: /^Findings/ }).waitFor()
    const query = new URL(page.url()).searchParams
    expect([query.get('site'), query.get('path'), query.get('open')]).toEqual([
      'minato-shop',
      'src/Eccube/Service/Payment/Method/CreditCard.php',
      'all',
    ])
  })

  test.each(['light', 'dark'] as const)('has nothing on it that axe objects to in %s colours', async colorScheme => {
    const { page } = await open('?list=approvals', {}, { colorScheme })
    await list(page).waitFor()
    await page.getByText('All', { exact: true }).click()
    await eventually(async () => (await list(page).locator('> li').count()) === 5)
    await list(page).getByRole('button', { name: 'Withdraw', exact: true }).first().click()
    expect(await violations(page)).toEqual([])
  })

  test('fits a phone that speaks Japanese', async () => {
    const { page } = await open('?list=approvals', {}, { ...phone, locale: 'ja-JP' })
    await page.getByRole('button', { name: '2人目として 2 件すべてを確認' }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
  })
})

describe.skipIf(started.browser === null)('an approval by pattern', () => {
  test('is listed with its limits, until when, and what rests on it, and is withdrawn like any other', async () => {
    const { api, page } = await open('?list=approvals')
    await page.getByText('All', { exact: true }).click()
    const one = matter(page, 'templates are edited on the admin page')
    await one.waitFor()
    expect(await one.innerText()).toMatch(
      /in force.*app\/template\/.*⟨U\+202E⟩.*class code · extension twig · at most 204,800 bytes · until .* alone: 3/s,
    )
    await one.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await page.keyboard.type('too wide')
    await page.keyboard.press('Enter')
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([['approvals/30000/withdraw', '{"reason":"too wide"}']])
  })

  test('is given only after the page has said what it would permit, of the limits as they are written then', async () => {
    const { api, page } = await open('?list=approvals')
    await page.getByRole('button', { name: 'Approve by pattern' }).click()
    const form = page.getByRole('region', { name: 'Approve by pattern' })
    await form.getByLabel(/^Site/).selectOption('minato-shop')
    await form.getByLabel(/^Pattern/).fill('app/template/**')
    await form.getByLabel(/^Class/).selectOption('code')
    await form.getByLabel(/^Extensions/).fill('.twig, html')
    await form.getByLabel(/^Largest/).fill('200')
    await form.getByRole('button', { name: 'What would it permit?' }).click()
    await form.getByText('permit 2 files that nothing permits, and settle 3 open findings').waitFor()
    await form.getByText('1: no pattern covers payment files').waitFor()
    const approve = form.getByRole('button', { name: 'Approve this pattern' })
    expect(await approve.isDisabled()).toBe(true)
    expect(await violations(page)).toEqual([])
    await form.getByLabel(/^Extensions/).fill('twig')
    expect(await approve.count()).toBe(0)
    await form.getByRole('button', { name: 'What would it permit?' }).click()
    await form.getByLabel(/^Until/).fill('2027-01-31')
    await form.getByLabel('Why it is all right').fill('edited on the admin page')
    await approve.click()
    await eventually(() => api.deeds.length === 3)
    const limits = {
      site: 'minato-shop',
      pattern: 'app/template/**',
      classes: ['code'],
      extensions: ['twig'],
      largest: 204_800,
    }
    expect(api.deeds.map(([what, body]) => [what, JSON.parse(body)])).toEqual([
      ['approvals/patterns/preview', { ...limits, extensions: ['twig', 'html'] }],
      ['approvals/patterns/preview', limits],
      ['approvals/patterns', { ...limits, until: '2027-01-31T00:00:00.000Z', reason: 'edited on the admin page' }],
    ])
    await approve.waitFor({ state: 'detached' })
  })

  test('takes the keyboard to its site, and gives it back when it is left', async () => {
    const { page } = await open('?list=approvals')
    const asking = page.getByRole('button', { name: 'Approve by pattern' })
    await asking.press('Enter')
    await page.getByRole('region', { name: 'Approve by pattern' }).waitFor()
    expect(await page.evaluate(focusedLabel)).toMatch(/^Site/)
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Approve by pattern')
  })
})

describe.skipIf(started.browser === null)('approving from a finding', () => {
  test('asks for a reason, and says of a payment file that a second person is needed', async () => {
    const { api, page } = await open('?finding=400')
    await drawer(page).getByText('until a second person has confirmed it').waitFor()
    const approve = drawer(page).getByRole('button', { name: 'Approve this content' })
    expect(await approve.isDisabled()).toBe(true)
    await drawer(page).getByLabel('Why it is all right').fill('patch of the payment provider')
    await approve.click()
    await drawer(page).getByText('It waits for a second person now').waitFor()
    expect(api.deeds).toEqual([['approvals', '{"findings":[400],"reason":"patch of the payment provider"}']])
  })

  test('says why it was refused, keeps the reason that was written, and breaks no rule of axe', async () => {
    const { page } = await open('?finding=400')
    await drawer(page).getByLabel('Why it is all right').fill('forbidden')
    await page.keyboard.press('Enter')
    await drawer(page).getByText('Your role does not allow this.').waitFor()
    expect(await drawer(page).getByLabel('Why it is all right').inputValue()).toBe('forbidden')
    expect(await violations(page)).toEqual([])
  })

  test('is offered neither to an analyst nor where nothing stands that could be approved', async () => {
    const analyst = await open('?list=approvals&finding=400', { role: 'analyst' })
    await drawer(analyst.page).getByText('CreditCard.php').first().waitFor()
    // By then it is known who asks.
    await analyst.page.getByText('asks for the right to approve').first().waitFor({ state: 'attached' })
    expect(await drawer(analyst.page).getByLabel('Why it is all right').count()).toBe(0)
    const removed = await open('?list=approvals&finding=5')
    await removed.page.getByText('You asked for it').waitFor({ state: 'attached' })
    await drawer(removed.page).getByText('removed').first().waitFor()
    expect(await drawer(removed.page).getByLabel('Why it is all right').count()).toBe(0)
  })
})
