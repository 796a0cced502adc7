// Owns what the page's deployment windows do in a real browser, against a stand-in for the collector. What a window covers,
// and who may announce one, is the collector's.
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { allowlist, type FixtureAllowlist } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, focusedLabel, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: windows are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

function open(
  over: Partial<FixtureAllowlist> = {},
  options: BrowserContextOptions = {},
): Promise<{ api: FixtureApi; page: Page }> {
  return openFixture(
    started,
    { hosts: calmHosts(now), findings: [], gaps: [], allowlist: allowlist(now, over) },
    { search: '?list=windows', options: { timezoneId: 'Asia/Tokyo', ...options }, refusals: /40[03]/ },
  )
}

const site = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const window = (page: Page, id: number) =>
  page.getByRole('listitem').filter({ has: page.getByText(`#${id}`, { exact: true }) })
const form = (page: Page) => page.getByRole('form', { name: /^(?:Announce a deployment|デプロイの届け出)$/ })

describe.skipIf(started.browser === null)('the list of windows', () => {
  test('stands by site, with when, whose, who, why and what came of it, whatever an attacker calls himself', async () => {
    const { page } = await open()
    await window(page, 9).waitFor()
    const panel = page.getByRole('region', { name: /^Deployment windows/ })
    expect(await panel.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['minato-shop\n1 open', 'kobe-tea'])
    const ids = await site(page, 'minato-shop')
      .getByText(/^#\d+$/)
      .allInnerTexts()
    expect(ids).toEqual(['#9', '#8', '#6', '#5'])
    expect(await window(page, 9).innerText()).toMatch(
      /^open.*user=deploy,exe=\/usr\/bin\/rsync or unit=deploy⟨U\+202E⟩\.service.*<script>.*⟨U\+202E⟩gpj.*announced by token:ci.*made expected: 34.*alone now: 17/s,
    )
    expect(await window(page, 6).innerText()).toMatch(/^ended.*closed early by user:tanaka.*uncovered at its end: 2/s)
    expect(await window(page, 5).innerText()).toMatch(/^taken back before it began/)
    expect(
      await window(page, 9)
        .getByRole('img', { name: /^Open from .* then a grace time until/ })
        .count(),
    ).toBe(1)
    expect(await page.evaluate('window.attacked')).toBeUndefined()
  })

  test('says of one for any actor that it is weaker', async () => {
    const { page } = await open()
    const weak = site(page, 'kobe-tea').getByRole('listitem')
    await weak.waitFor()
    expect(await weak.innerText()).toMatch(/any actor weaker: whoever it was, also unknown or the web server/)
    expect(await window(page, 9).getByText('weaker').count()).toBe(0)
  })

  test('has older ones when asked, hears of new ones, and is calm where there is none', async () => {
    const { api, page } = await open()
    await window(page, 9).waitFor()
    expect(await window(page, 4).count()).toBe(0)
    await page.getByText('All', { exact: true }).click()
    await window(page, 4).waitFor()
    Object.assign(api.estate.allowlist ?? {}, { windows: [] })
    api.tell('releases-changed')
    await page.getByText('No deployment was ever announced').waitFor()
  })

  test('leads to what is expected on the site', async () => {
    const { page } = await open()
    await window(page, 9).getByRole('link', { name: 'rest on it alone now: 17' }).click()
    await page.getByRole('region', { name: /^Findings/ }).waitFor()
    expect(new URL(page.url()).search).toBe('?site=minato-shop&verdict=expected&open=all')
  })
})

describe.skipIf(started.browser === null)('announcing a deployment', () => {
  test('from now on sends the actors one by one, each with all that it names', async () => {
    const { api, page } = await open()
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByLabel('Site').selectOption('minato-shop')
    await form(page).getByLabel('For', { exact: true }).selectOption('60')
    await form(page).getByLabel('Whose changes').fill('user=deploy,exe=/usr/bin/100%\n\nunit=deploy.service')
    await form(page).getByLabel('What is deployed, and why').fill('release 2.5.0')
    await form(page).getByRole('button', { name: 'Announce', exact: true }).click()
    await form(page).waitFor({ state: 'detached' })
    expect(api.deeds.map(([what, body]) => [what, JSON.parse(body)])).toEqual([
      [
        'windows',
        {
          ...{ site: 'minato-shop', minutes: 60, graceMinutes: 30, reason: 'release 2.5.0' },
          actors: [{ user: 'deploy', exe: '/usr/bin/100%25' }, { unit: 'deploy.service' }],
        },
      ],
    ])
  })

  test('from one time to another means the times of the reader’s own zone, which it names', async () => {
    const { api, page } = await open()
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByLabel('Site').selectOption('minato-shop')
    await form(page).getByLabel('When').selectOption('planned')
    await form(page).getByLabel('From (GMT+9)').fill('2027-01-10T02:00')
    await form(page).getByLabel('To (GMT+9)').fill('2027-01-10T01:00')
    await form(page).getByLabel('Any actor (weaker)').check()
    await form(page).getByText('an attacker on the shop’s pages too').waitFor()
    await form(page).getByRole('button', { name: 'Announce', exact: true }).click()
    await form(page).getByText('It must end after it begins.').waitFor()
    expect(await form(page).getByLabel('To (GMT+9)').getAttribute('aria-invalid')).toBe('true')
    await form(page).getByLabel('To (GMT+9)').fill('2027-01-10T04:00')
    await form(page).getByRole('button', { name: 'Announce', exact: true }).click()
    await form(page).waitFor({ state: 'detached' })
    expect(JSON.parse(api.deeds[0]?.[1] ?? '')).toEqual({
      ...{ site: 'minato-shop', from: '2027-01-09T17:00:00.000Z', minutes: 120, graceMinutes: 30, reason: '' },
      anyActor: true,
    })
  })

  test.each([
    ['body.actors.0.user', 'Whose changes'],
    ['windows', 'Site'],
    ['body.minutes', 'For'],
  ])('shows at its field what the collector says of %s, and keeps what was written', async (place, label) => {
    const { page } = await open()
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByLabel('Site').selectOption('minato-shop')
    await form(page).getByLabel('Whose changes').fill('user=deploy')
    await form(page).getByLabel('What is deployed, and why').fill(`refused at ${place}`)
    await page.keyboard.press('Enter')
    const field = form(page).getByLabel(label, { exact: label === 'For' })
    await eventually(async () => (await field.getAttribute('aria-invalid')) === 'true')
    await form(page).getByText('This cannot be.').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await form(page).getByLabel('Whose changes').inputValue()).toBe('user=deploy')
  })

  test('says at the field of the site when sites could not be asked for', async () => {
    const { page } = await open()
    const json = { code: '403', message: 'Ask whoever runs it.', place: null, mend: null }
    await page.route('**/api/v1/sites', route => route.fulfill({ status: 403, json }))
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByText('The sites could not be read: Ask whoever runs it.').waitFor()
    expect(await form(page).getByLabel('Site').getAttribute('aria-invalid')).toBe('true')
  })

  test('takes the keyboard to its first field, and gives it back when it is left', async () => {
    const { page } = await open()
    const asking = page.getByRole('button', { name: 'Announce a deployment …' })
    await asking.press('Enter')
    await form(page).waitFor()
    expect(await page.evaluate(focusedLabel)).toMatch(/^Site/)
    await form(page).getByRole('button', { name: 'Cancel' }).press('Enter')
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Announce a deployment …')
  })

  test('names the line that no actor is in, and asks nobody', async () => {
    const { api, page } = await open()
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByLabel('Site').selectOption('minato-shop')
    await form(page).getByLabel('Whose changes').fill('user=deploy\ndeploy')
    await form(page).getByRole('button', { name: 'Announce', exact: true }).click()
    await form(page).getByText('Line 2 is none').waitFor()
    expect(api.deeds).toEqual([])
  })

  test('is for those who may, and any actor for those who may approve', async () => {
    const analyst = await open({ role: 'analyst' })
    await window(analyst.page, 9).waitFor()
    expect(await analyst.page.getByRole('button', { name: /Announce|Close/ }).count()).toBe(0)
    const job = await open({ role: 'announce' })
    await job.page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(job.page).getByLabel('Whose changes').waitFor()
    expect(await form(job.page).getByLabel('Any actor (weaker)').count()).toBe(0)
  })
})

describe.skipIf(started.browser === null)('closing a window', () => {
  test('leaves its grace time or ends it, after saying what follows', async () => {
    const { api, page } = await open()
    await window(page, 9).getByRole('button', { name: 'Close it now …' }).click()
    await window(page, 9).getByText('What is done from now on is not covered.').waitFor()
    await window(page, 9).getByRole('button', { name: 'Close it', exact: true }).click()
    await eventually(() => api.deeds.length === 1)
    await window(page, 9).getByRole('button', { name: 'Close it now …' }).click()
    await window(page, 9).getByLabel('Grace time', { exact: true }).selectOption('none')
    await window(page, 9).getByText('becomes unauthorised at once').waitFor()
    await window(page, 9).getByRole('button', { name: 'Close it', exact: true }).click()
    await window(page, 8).getByRole('button', { name: 'Take it back …' }).click()
    await window(page, 8).getByText('It will never begin.').waitFor()
    await window(page, 8).getByRole('button', { name: 'Take it back', exact: true }).click()
    await window(page, 7).getByRole('button', { name: 'End its grace time …' }).click()
    await window(page, 7).getByRole('button', { name: 'Close it', exact: true }).click()
    await eventually(() => api.deeds.length === 4)
    expect(api.deeds).toEqual([
      ['windows/9/close', '{}'],
      ['windows/9/close', '{"graceMinutes":0}'],
      ['windows/8/close', '{}'],
      ['windows/7/close', '{"graceMinutes":0}'],
    ])
    expect(await window(page, 6).getByRole('button').count()).toBe(0)
  })

  test('does what its form says by then, where the window has begun or ended since it was opened', async () => {
    const { api, page } = await open()
    await window(page, 9).getByRole('button', { name: 'Close it now …' }).click()
    await window(page, 8).getByRole('button', { name: 'Take it back …' }).click()
    const states: Readonly<Record<number, WindowRow['state']>> = { 9: 'grace', 8: 'open' }
    const windows = allowlist(now).windows.map(row => ({ ...row, state: states[row.id] ?? row.state }))
    Object.assign(api.estate.allowlist ?? {}, { windows })
    api.tell('releases-changed')
    await window(page, 9).getByText('becomes unauthorised at once').waitFor()
    await window(page, 9).getByRole('button', { name: 'Close it', exact: true }).click()
    await window(page, 8).getByText('What is done from now on is not covered.').waitFor()
    await window(page, 8).getByRole('button', { name: 'Close it', exact: true }).click()
    await eventually(() => api.deeds.length === 2)
    expect(api.deeds).toEqual([
      ['windows/9/close', '{"graceMinutes":0}'],
      ['windows/8/close', '{}'],
    ])
  })

  test('is not done by the press that asked for it made twice, and leaves the keyboard where it was', async () => {
    const { api, page } = await open()
    const asking = window(page, 9).getByRole('button', { name: 'Close it now …' })
    await asking.focus()
    await page.keyboard.press('Enter')
    await window(page, 9).getByText('What is done from now on is not covered.').waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Leave it')
    await page.keyboard.press('Enter')
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Close it now …')
    expect(api.deeds).toEqual([])
  })
})

describe.skipIf(started.browser === null)('the page of windows', () => {
  test.each(['light', 'dark'] as const)('breaks no rule of axe, open forms included, in %s colours', async scheme => {
    const { page } = await open({}, { colorScheme: scheme })
    await window(page, 9).getByRole('button', { name: 'Close it now …' }).click()
    await page.getByRole('button', { name: 'Announce a deployment …' }).click()
    await form(page).getByLabel('Any actor (weaker)').check()
    expect(await violations(page)).toEqual([])
  })

  test('fits a phone in Japanese, with its form', async () => {
    const { page } = await open({}, { ...phone, locale: 'ja-JP' })
    await page.getByRole('button', { name: 'デプロイの届け出…' }).click()
    await form(page).getByLabel('時期').selectOption('planned')
    await form(page).getByLabel('開始(GMT+9)').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
    expect(await window(page, 7).innerText()).toMatch(/^終了.猶予中.*操作者を問わない/s)
  })
})
