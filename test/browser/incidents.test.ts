// Owns what the page's incidents do in a real browser, against a stand-in for the collector. What an incident is, is
// grouping's; what a state means, the API's.
import type { Role } from '@sekisho/shared/api.people.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { expectFirstSteps } from '../support/first-steps.ts'
import { allowlist } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { incident, incidents } from '../support/fixture-incidents.ts'
import { history, troubledHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: incidents are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

interface Caller {
  readonly role: Role
  readonly who: string
}

const analyst: Caller = { role: 'analyst', who: 'user:yamada' }

function open(
  search: string,
  options: BrowserContextOptions = {},
  caller = analyst,
): Promise<{ api: FixtureApi; page: Page }> {
  return openFixture(
    started,
    {
      hosts: troubledHosts(now),
      findings: history(400, now),
      gaps: [],
      incidents: incidents(now),
      allowlist: allowlist(now, caller),
    },
    { search, options },
  )
}

const list = (page: Page) => page.getByRole('list', { name: /^(?:Incidents|インシデント)$/ })
const drawer = (page: Page) => page.getByRole('dialog')

describe.skipIf(started.browser === null)('the list of incidents', () => {
  test('is one click away from the findings, and says in a sentence what happened', async () => {
    const { page } = await open('')
    await page.getByRole('link', { name: 'Incidents', exact: true }).click()
    const first = list(page).getByRole('listitem').first()
    expect(await first.innerText()).toMatch(/critical.*open.*appeared in the upload folder of minato-shop/s)
    expect(await list(page).getByRole('listitem').count()).toBe(2)
    expect(new URL(page.url()).search).toBe('?list=incidents')
  })

  test('shows those that are closed when asked for all', async () => {
    const { page } = await open('?list=incidents')
    await list(page).waitFor()
    await page.getByText('All', { exact: true }).click()
    await eventually(async () => (await list(page).getByRole('listitem').count()) === 3)
  })

  test('hears of a new one without being loaded again', async () => {
    const { api, page } = await open('?list=incidents')
    await list(page).waitFor()
    api.estate.incidents?.unshift({ detail: incident(8, now, { kind: 'payment' }), files: [] })
    api.tell('incidents-changed')
    await eventually(async () => (await list(page).getByRole('listitem').count()) === 3)
  })
})

describe.skipIf(started.browser === null)('one incident', () => {
  test('opens from the link of an alarm, and tells the collector that a person looks at it', async () => {
    const { api, page } = await open('?incident=7')
    await drawer(page).getByText('What to do first').waitFor()
    await eventually(() => api.deeds.length > 0)
    expect(api.deeds).toEqual([['incidents/7/open', '{}']])
  })

  test.each([
    ['en', 'en-GB', 'What to do first'],
    ['ja', 'ja-JP', '最初に行うこと'],
  ] as const)('says all that is to be done first, in order: %s', async (language, locale, name) => {
    const { page } = await open('?incident=7', { locale })
    const first = drawer(page).getByRole('region', { name })
    await first.waitFor()
    const steps = await first.getByRole('listitem').allInnerTexts()
    expectFirstSteps(steps.join('\n'), language)
    expect(steps.at(-1)).toMatch(/declare it below|下で宣言/)
  })

  test('fits a phone, in the language of its reader, with what to do first in sight', async () => {
    const { page } = await open('?incident=7', { ...phone, locale: 'ja-JP' })
    const first = drawer(page).getByText('最初に行うこと')
    await first.waitFor()
    expect((await first.boundingBox())?.y).toBeLessThan(phone.viewport.height)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
    expect(await drawer(page).innerText()).toContain('何も削除せず、電源も切らないでください')
    const call = drawer(page).getByRole('link', { name: '+81 3-0000-0000' })
    expect(await call.getAttribute('href')).toBe('tel:+81300000000')
    expect(await drawer(page).innerText()).toContain('Fraud <b>desk</b>')
  })

  test('says where to enter a number while there is none to call', async () => {
    const { api, page } = await open('?list=incidents')
    api.estate.incidents?.unshift({ detail: incident(8, now, { contacts: [] }), files: [] })
    await page.goto(`${api.url}/?incident=8`)
    const step = drawer(page).getByRole('listitem').filter({ hasText: 'Call the payment provider' })
    await step.getByText('No number is entered.').waitFor()
    expect(await step.innerText()).toContain('notify.contacts')
  })

  test('shows names and notes that others chose as text, with their hidden signs', async () => {
    const { page } = await open('?incident=7')
    await drawer(page).getByText('looks <b>at</b> it').waitFor()
    expect(await drawer(page).getByText('U+202E').count()).toBeGreaterThan(0)
  })

  test('says why each file belongs to it, and leads to its last finding', async () => {
    const { page } = await open('?incident=7')
    await drawer(page).getByText('the same content came back at this path (3 findings)').waitFor()
    await drawer(page)
      .getByRole('link', { name: /photo_/ })
      .click()
    await page.getByText('Finding 400').waitFor()
    await page.goBack()
    await drawer(page).getByText('What to do first').waitFor()
  })

  test('tells on request from when to when each file was there, what is not known of it, and that nobody knows who got it', async () => {
    const { page } = await open('?incident=7', phone)
    await drawer(page).getByRole('button', { name: 'Show the times' }).click()
    await drawer(page).getByText('Served: unknown').waitFor()
    const text = await drawer(page).innerText()
    expect(text).toMatch(/there at the latest .*; nothing says since when/)
    expect(text).toMatch(/surely there until .*, gone at the latest /)
    expect(text).toMatch(/came not before .*, at the latest /)
    expect(text).toMatch(/still there; surely until /)
    expect(text).toContain('the kernel lost events')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
    expect(await violations(page)).toEqual([])
  })

  test('is acknowledged and closed with a note, and says when that was refused', async () => {
    const { api, page } = await open('?incident=7')
    await drawer(page).getByLabel('Note').fill('Sato looks at it')
    await drawer(page).getByRole('button', { name: 'Acknowledge' }).click()
    await eventually(() => api.deeds.some(([what]) => what === 'incidents/7/acknowledge'))
    expect(api.deeds.find(([what]) => what === 'incidents/7/acknowledge')?.[1]).toBe('{"note":"Sato looks at it"}')
    await eventually(async () => (await drawer(page).getByLabel('Note').inputValue()) === '')
    await drawer(page).getByLabel('Outcome').selectOption('false-alarm')
    await drawer(page).getByLabel('Note').fill('forbidden')
    await drawer(page).getByRole('button', { name: 'Close', exact: true }).click()
    await drawer(page).getByText('Your role does not allow this.').waitFor()
    expect(api.deeds.at(-1)).toEqual(['incidents/7/close', '{"outcome":"false-alarm","note":"forbidden"}'])
  })

  test.each([
    ['en-GB', { role: 'read', who: 'session:b3a1' }, 'for analysts and above', 'sekisho user add NAME --role analyst'],
    ['ja-JP', { role: 'viewer', who: 'user:sato' }, 'アナリスト以上', 'sekisho user role sato --role analyst'],
  ] as const)('offers nothing to whoever only reads, and says how they could: %s', async (locale, caller, why, how) => {
    const { page } = await open('?incident=7', { ...phone, locale }, caller)
    const work = drawer(page).getByRole('region', { name: /^(?:Work on it|対応)$/ })
    await work.getByText(why).waitFor()
    expect(await work.innerText()).toContain(how)
    expect(await work.getByRole('button').count()).toBe(0)
    expect(await work.getByRole('textbox').count()).toBe(0)
    expect(await work.getByRole('combobox').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
    expect(await violations(page)).toEqual([])
  })

  test.each(['light', 'dark'] as const)('has nothing that axe objects to in %s colours', async colorScheme => {
    const { page } = await open('?list=incidents&incident=7', { colorScheme })
    await drawer(page).getByText('What to do first').waitFor()
    expect(await violations(page)).toEqual([])
  })
})
