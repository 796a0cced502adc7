// Owns what the page's releases do in a real browser, against a stand-in for the collector. What a release permits, and who
// may decide on it, is the collector's.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { allowlist, type FixtureAllowlist, heldDifference } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, focusedLabel, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: releases are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

function open(
  search: string,
  over: Partial<FixtureAllowlist> = {},
  options: BrowserContextOptions = {},
): Promise<{ api: FixtureApi; page: Page }> {
  return openFixture(
    started,
    { hosts: calmHosts(now), findings: [], gaps: [], allowlist: allowlist(now, over) },
    { search, options, refusals: /403|422/ },
  )
}

const drawer = (page: Page) => page.getByRole('dialog')
const button = (page: Page, name: string) => drawer(page).getByRole('button', { name, exact: true })

describe.skipIf(started.browser === null)('the list of releases', () => {
  test('is one click away, puts what waits for somebody first, and says where a component is used', async () => {
    const { page } = await open('')
    await page.getByRole('link', { name: 'Releases', exact: true }).click()
    const panel = page.getByRole('region', { name: /^Releases/ })
    const names = panel.getByRole('heading', { level: 3 })
    await names.first().waitFor()
    expect(await names.allInnerTexts()).toEqual([expect.stringMatching(/minato-shop.*1 waiting/s), 'eccube', 'Sites'])
    expect(await panel.innerText()).toMatch(/current: 4\.2\.3 · the provider's · no site has it/)
    expect(new URL(page.url()).search).toBe('?list=releases')
  })

  test('shows the newest releases of each component with their state, and the older ones when asked', async () => {
    const { page } = await open('?list=releases')
    const lines = page.getByRole('listitem').filter({ hasText: 'published by token:ci' })
    await lines.first().waitFor()
    expect(await lines.count()).toBe(5)
    expect(await lines.first().innerText()).toMatch(/held.*2\.5\.0⟨U\+202E⟩gpj.*3,210 files/s)
    await page.getByRole('button', { name: 'Show 3 older ones' }).click()
    expect(await lines.count()).toBe(8)
  })

  test('hears of a new one without being loaded again, and says what to do where there is none', async () => {
    const { api, page } = await open('?list=releases', { releases: [], components: [] })
    await page.getByText('No release is published yet').waitFor()
    Object.assign(api.estate.allowlist ?? {}, allowlist(now))
    api.tell('releases-changed')
    await page.getByRole('heading', { name: 'eccube' }).waitFor()
  })
})

describe.skipIf(started.browser === null)('a release that is held', () => {
  test('shows payment files first, as text with their hidden signs, whoever named them', async () => {
    const { page } = await open('?list=releases&release=7')
    const entries = drawer(page).getByRole('list', { name: 'Files that differ' }).getByRole('listitem')
    await entries.first().waitFor()
    expect(await entries.allInnerTexts()).toEqual([
      expect.stringMatching(/changed.*CreditCard\.php.*payment/s),
      expect.stringMatching(/added.*photo_⟨U\+202E⟩gpj\.php.*new executable/s),
      expect.stringMatching(/added.*<script>.*executable/s),
      expect.stringContaining('style.css'),
      expect.stringMatching(/removed.*old\.css/s),
    ])
    expect(await page.evaluate('window.attacked')).toBeUndefined()
  })

  test('is confirmed by the digest of the difference that was shown', async () => {
    const { api, page } = await open('?release=7')
    await button(page, 'Confirm exactly this difference').click()
    await eventually(() => api.deeds.length > 0)
    expect(api.deeds).toEqual([['releases/7/confirm', JSON.stringify({ difference: heldDifference.digest })]])
  })

  test('is not for its publisher to confirm, nor for a viewer to decide on', async () => {
    const own = await open('?release=7', { role: 'admin', who: 'token:ci' })
    await drawer(own.page).getByText('somebody else has to confirm it').waitFor()
    expect(await button(own.page, 'Confirm exactly this difference').count()).toBe(0)
    const viewer = await open('?release=7', { role: 'viewer' })
    await drawer(viewer.page).getByText('asks for the right to approve').waitFor()
    expect(await drawer(viewer.page).innerText()).toContain('sekisho user role sato --role approver')
    expect(await drawer(viewer.page).getByRole('textbox').count()).toBe(0)
  })

  test('is revoked with a reason and not without one, and says when that was refused', async () => {
    const { api, page } = await open('?release=7')
    await button(page, 'Revoke for good').waitFor()
    expect(await button(page, 'Revoke for good').isDisabled()).toBe(true)
    await drawer(page).getByLabel('Why it is revoked').fill('forbidden content')
    await page.keyboard.press('Enter')
    await drawer(page).getByText('Your role does not allow this.').waitFor()
    expect(api.deeds).toEqual([['releases/7/revoke', '{"reason":"forbidden content"}']])
  })

  test('fits a phone, in the language of its reader', async () => {
    const { page } = await open('?list=releases&release=7', {}, { ...phone, locale: 'ja-JP' })
    await drawer(page).getByRole('button', { name: 'この差分を2人目として確認' }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
    expect(await drawer(page).innerText()).toContain('変更される決済ファイル: 1 件')
  })
})

describe.skipIf(started.browser === null)('a release of another state', () => {
  test('that was replaced is made current again by an admin alone, after a look at both differences', async () => {
    const { api, page } = await open('?release=5', { role: 'admin' })
    await drawer(page).getByText('Against 2.4.4:').waitFor()
    await drawer(page).getByText('what it would replace').click()
    await drawer(page).getByText('Against 2.4.6:').waitFor()
    await drawer(page).getByLabel('Overlap').selectOption('none')
    await button(page, 'Make it current again').click()
    await eventually(() => api.deeds.length > 0)
    expect(api.deeds).toEqual([['releases/5/activate', '{"overlapMinutes":0}']])
    const approver = await open('?release=5')
    await drawer(approver.page).getByText('asks for the right of an admin').waitFor()
    expect(await button(approver.page, 'Make it current again').count()).toBe(0)
  })

  test('that is the provider’s is decided on by the provider alone', async () => {
    const customer = await open('?release=20', { role: 'admin' })
    await drawer(customer.page).getByText('who alone decides on it').waitFor()
    expect(await drawer(customer.page).getByRole('textbox').count()).toBe(0)
    const provider = await open('?release=20', { role: 'admin', provider: true })
    await drawer(provider.page).getByLabel('Why it is revoked').waitFor()
  })

  test('that is revoked tells why and offers nothing, and one that there is not says so', async () => {
    const { page } = await open('?release=4', { role: 'admin' })
    await drawer(page).getByText('has <b>a</b> hole').waitFor()
    await drawer(page).getByText('Nothing is to be decided any more.').waitFor()
    await page.goto(`${new URL(page.url()).origin}/?release=404`)
    await drawer(page).getByText('There is no release with this number.').waitFor()
  })

  test('that is the first of its component shows all of it as new, a part at a time', async () => {
    const { page } = await open('?release=20')
    await drawer(page).getByText('It is the first of its component').waitFor()
    const entries = drawer(page).getByRole('list', { name: 'Files that differ' }).getByRole('listitem')
    expect(await entries.count()).toBe(50)
    await button(page, 'Show more').click()
    expect(await entries.count()).toBe(250)
  })
})

describe.skipIf(started.browser === null)('what hosts hold of a release', () => {
  test('is compared when somebody asks, and named file by file', async () => {
    const { page } = await open('?release=7')
    await button(page, 'Compare: web1').click()
    await drawer(page).getByText('3,208 as released, 1 differ, 1 missing, 0 not known').waitFor()
    const files = drawer(page).getByRole('listitem').filter({ hasText: 'web1' }).getByRole('listitem')
    expect(await files.allInnerTexts()).toEqual([
      expect.stringMatching(/differs.*CreditCard\.php/s),
      expect.stringMatching(/missing.*photo_⟨U\+202E⟩gpj\.php/s),
    ])
    expect(await violations(page)).toEqual([])
  })
})

describe.skipIf(started.browser === null)('publishing by upload', () => {
  const signed = (text: string) => ({ name: 'shop.json', mimeType: 'application/json', buffer: Buffer.from(text) })

  test('sends the signed bytes as they are, and shows the release that came of it', async () => {
    const { api, page } = await open('?list=releases', { role: 'admin' })
    await page.getByRole('button', { name: 'Publish …' }).click()
    const publish = page.getByRole('button', { name: 'Publish', exact: true })
    expect(await publish.isDisabled()).toBe(true)
    await page.getByLabel('Signed file').setInputFiles(signed('{"payload" : "x",\n"signatures":[]}'))
    await page.getByRole('combobox', { name: 'Site' }).selectOption('minato-shop')
    expect(await violations(page)).toEqual([])
    await publish.click()
    await drawer(page).getByText('Release 7').waitFor()
    expect(api.deeds).toEqual([['releases?site=minato-shop&overlapMinutes=30', '{"payload" : "x",\n"signatures":[]}']])
  })

  test('says why a file was refused, and leaves the form for the right one', async () => {
    const { page } = await open('?list=releases', { role: 'admin' })
    await page.getByRole('button', { name: 'Publish …' }).click()
    await page.getByLabel('Signed file').setInputFiles(signed('no envelope'))
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('The file is no DSSE envelope.').waitFor()
    expect(await page.getByLabel('Signed file').count()).toBe(1)
  })

  test('takes the keyboard to its file, and gives it back when it is left', async () => {
    const { page } = await open('?list=releases', { role: 'admin' })
    const asking = page.getByRole('button', { name: 'Publish …' })
    await asking.press('Enter')
    await page.getByLabel('Signed file').waitFor()
    expect(await page.evaluate(focusedLabel)).toBe('Signed file')
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Publish …')
  })

  test('is offered to nobody who may not publish', async () => {
    const { page } = await open('?list=releases&release=7')
    // Its approver may confirm: so it is known by now who asks.
    await button(page, 'Confirm exactly this difference').waitFor()
    expect(await page.getByText('Publish …').count()).toBe(0)
  })
})

describe.skipIf(started.browser === null)('the pages of releases', () => {
  test.each(['light', 'dark'] as const)('have nothing that axe objects to in %s colours', async colorScheme => {
    const { page } = await open('?list=releases', {}, { colorScheme })
    await page.getByRole('heading', { name: 'eccube' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`${page.url()}&release=7`)
    await button(page, 'Confirm exactly this difference').waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('have nothing that axe objects to while they are still loaded, and their title is there to be skipped to', async () => {
    const { page } = await open('')
    let release = () => {}
    const held = new Promise<void>(resolve => (release = resolve))
    await page.route('**/assets/ReleasesPanel-*.js', async route => {
      await held
      await route.continue()
    })
    await page.getByRole('link', { name: 'Releases', exact: true }).click()
    await page.getByRole('status', { name: 'Loading' }).waitFor()
    expect(await violations(page)).toEqual([])
    release()
    await page.getByRole('heading', { name: 'eccube' }).waitFor()
  })

  test('are worked by the keyboard alone, and give the focus back', async () => {
    const { page } = await open('?list=releases')
    const line = page.getByRole('link', { name: /^2\.5\.0/ })
    await line.focus()
    await page.keyboard.press('Enter')
    await button(page, 'Confirm exactly this difference').waitFor()
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?list=releases')
    await eventually(async () => /^2\.5\.0/.test(String(await page.evaluate('document.activeElement.textContent'))))
  })
})
