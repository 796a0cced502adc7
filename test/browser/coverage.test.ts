// Owns what the page shows of coverage in a real browser: an answer in words, and a line of time that the keys reach too.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { serveFixture } from '../support/fixture-api.ts'
import { gaps, troubledHosts } from '../support/fixture-shop.ts'
import { buildPage, openPage, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: coverage is not looked at in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

/** The page with this host unfolded; what is asked for at `refused` is refused. */
async function openHost(host: string, refused?: string): Promise<{ page: Page; troubles: readonly string[] }> {
  if (started.browser === null) throw new Error(started.why)
  const now = systemClock.now()
  const api = await serveFixture({ hosts: troubledHosts(now), findings: [], gaps: gaps(now) })
  const { page, troubles } = await openPage(started.browser, {})
  onTestFinished(async () => {
    await page.context().close()
    await api.close()
  })
  const json = { code: '403', message: 'Ask whoever runs it.', place: null, mend: null }
  if (refused !== undefined) await page.route(refused, route => route.fulfill({ status: 403, json }))
  await page.goto(`${api.url}/signin`)
  const head = page.getByRole('button', { name: new RegExp(`^${host}\\b`) }).first()
  await head.waitFor()
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
  return { page, troubles }
}

describe.skipIf(started.browser === null)('the coverage of a root', () => {
  test('is one sentence and one bar where nothing could have been missed', async () => {
    const { page, troubles } = await openHost('web1')
    const root = page.getByRole('listitem').filter({ hasText: /^web1/ })
    await root.getByText('No: nothing could have been missed.').first().waitFor()
    expect(await root.locator('ol').first().getByRole('button').count()).toBe(1)
    expect(troubles).toEqual([])
  })

  test('names each stretch when it is pointed at or reached by the keys, with one stop for Tab', async () => {
    const { page, troubles } = await openHost('web2')
    const root = page.getByRole('listitem').filter({ hasText: /^web2/ })
    await root.getByText('Yes: something could have been missed.').waitFor()
    const bars = root.locator('ol').getByRole('button')
    expect(await bars.count()).toBe(8)
    const stops = await bars.evaluateAll(found => found.filter(bar => bar.getAttribute('tabindex') === '0').length)
    expect(stops).toBe(1)
    await bars.nth(2).hover()
    await root.getByText(/: gap: the agent was restarted, the agent was silent$/).waitFor()
    await bars.first().focus()
    await root.getByText(/: not known$/).waitFor()
    await page.keyboard.press('End')
    await root.getByText(/: walked$/).waitFor()
    await page.keyboard.press('ArrowLeft')
    await root.getByText(/: gap: the kernel lost events$/).waitFor()
    expect(troubles).toEqual([])
  })

  test('looks as far back as it is told', async () => {
    const { page } = await openHost('web2')
    const asked = page.waitForRequest(request => request.url().includes('/api/v1/coverage'))
    await page.getByRole('button', { name: '30 d' }).first().click()
    const from = new URL((await asked).url()).searchParams.get('from') ?? ''
    const days = (systemClock.now() - Date.parse(from)) / 86_400_000
    expect(days).toBeCloseTo(30, 1)
  })

  test('has no barrier that axe finds', async () => {
    const { page } = await openHost('web2')
    await page.getByText('Yes: something could have been missed.').first().waitFor()
    expect(await violations(page)).toEqual([])
  })
})

describe.skipIf(started.browser === null)('the open gaps of a host', () => {
  test('are said to be unread where they are, and are not left out', async () => {
    const { page } = await openHost('web2', '**/api/v1/gaps?*')
    const root = page.getByRole('listitem').filter({ hasText: /^web2/ })
    const unread = root.getByRole('alert', { name: 'When something may have been missed could not be read' })
    await unread.getByText('Ask whoever runs it.').waitFor()
  })
})
