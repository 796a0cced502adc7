// Owns what the page does in a real browser with what sites have: what is left of replaced releases, components given and
// taken away, second persons, and releases that expire. Who may, and what follows, is the collector's.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { allowlist, type FixtureAllowlist } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: sites are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

function open(
  over: Partial<FixtureAllowlist> = { role: 'admin' },
  options: BrowserContextOptions = {},
  search = '?list=releases',
): Promise<{ api: FixtureApi; page: Page }> {
  return openFixture(
    started,
    { hosts: calmHosts(now), findings: [], gaps: [], allowlist: allowlist(now, over) },
    { search, options, refusals: /40[03]|ERR_FAILED/ },
  )
}

const site = (page: Page) => page.getByRole('region', { name: 'minato-shop', exact: true })

describe.skipIf(started.browser === null)('what is left of replaced releases', () => {
  test('is counted at its component, with the end of the overlap, and stale files by name when asked', async () => {
    const { page } = await open()
    await page.getByText(/^12 files of 2\.4\.5 still in overlap until/).waitFor()
    await page.getByText('stale, to be removed: 3').waitFor()
    await page.getByRole('button', { name: 'Which?' }).click()
    const files = page.getByRole('list', { name: 'Stale files of minato-shop' }).getByRole('listitem')
    expect(await files.allInnerTexts()).toEqual([expect.stringMatching(/^web1 \/var\/www\/shop\/.*⟨U\+202E⟩gpj\.php$/)])
    await page.getByText('Shown are the first 1.').waitFor()
    expect(await page.getByText('stale, to be removed').count()).toBe(1)
  })

  test('is told as a lower bound where not all of it was looked at', async () => {
    const row = {
      component: 'eccube',
      owner: 'provider',
      overlap: [],
      stale: 2_000,
      examples: [],
      whole: false,
    } as const
    const { page } = await open({ replaced: [{ ...row, overlap: [], examples: [] }] })
    await page.getByText('stale, to be removed: at least 2,000').waitFor()
  })

  test('is a file where it is one, and is named by its path where the root is that of the machine', async () => {
    const row = { component: 'eccube', owner: 'provider', stale: 1, whole: true } as const
    const overlap = [{ release: 20, version: '4.2.2', until: null, files: 1 }]
    const examples = [{ host: 'web1', root: '/', path: 'srv/old.php' }]
    const { page } = await open({ replaced: [{ ...row, overlap, examples }] })
    await page.getByText('1 file of 4.2.2 still in overlap').waitFor()
    await page.getByRole('button', { name: 'Which?' }).click()
    expect(await page.getByRole('list', { name: 'Stale files of eccube' }).innerText()).toBe('web1 /srv/old.php')
  })
})

describe.skipIf(started.browser === null)('a site', () => {
  test('is given a component below a folder, after what follows was said', async () => {
    const { api, page } = await open()
    await site(page).getByRole('button', { name: 'Give it a component …' }).click()
    await site(page).getByText('everything on the site is judged again').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type('plugins/100%/')
    await page.keyboard.press('Enter')
    await eventually(() => api.deeds.length === 1)
    await site(page).getByRole('button', { name: 'Give it a component …' }).waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Give it a component …')
    expect(api.deeds).toEqual([['sites/minato-shop/components', '{"component":"eccube","prefix":"plugins/100%25"}']])
  })

  test('loses a component only after it was said what becomes unauthorised', async () => {
    const { api, page } = await open()
    await site(page).getByRole('button', { name: 'Take it away …' }).click()
    await site(page).getByText('All that minato-shop permits on minato-shop becomes unauthorised at once').waitFor()
    expect(api.deeds).toEqual([])
    await site(page).getByRole('button', { name: 'Take it away', exact: true }).click()
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([['DELETE sites/minato-shop/components/minato-shop', '']])
  })

  test('stands as it has become once something was decided on it, without news of that', async () => {
    const { api, page } = await open()
    await site(page).getByRole('button', { name: 'Take it away …' }).click()
    const sites = allowlist(now).sites.map(row => ({ ...row, components: [] }))
    Object.assign(api.estate.allowlist ?? {}, { sites })
    await site(page).getByRole('button', { name: 'Take it away', exact: true }).click()
    await site(page).getByText('has no component').waitFor()
  })

  test('loses nothing by the press that asked made twice, and leaves the keyboard where it was', async () => {
    const { api, page } = await open()
    const asking = site(page).getByRole('button', { name: 'Take it away …' })
    await asking.focus()
    await page.keyboard.press('Enter')
    await site(page).getByText('becomes unauthorised at once').waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Leave it')
    await page.keyboard.press('Enter')
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('Take it away …')
    expect(api.deeds).toEqual([])
  })

  test('does without a second person only after it was said what that lets pass', async () => {
    const { api, page } = await open()
    const choice = site(page).getByLabel('Approvals ask for a second person')
    expect(await choice.inputValue()).toBe('true')
    await choice.selectOption('false')
    await site(page).getByText('whoever takes over one account can let a skimmer pass').waitFor()
    await site(page).getByRole('button', { name: 'Leave it' }).click()
    expect(await site(page).getByRole('button', { name: 'Change it' }).count()).toBe(0)
    await choice.selectOption('always')
    await site(page).getByRole('button', { name: 'Change it' }).click()
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([['sites/minato-shop/four-eyes', '{"on":"always"}']])
  })

  test('shows what it has to everybody, and is changed by admins alone', async () => {
    const { page } = await open({ role: 'approver' })
    await site(page).getByText('Approvals ask for a second person: for payment files').waitFor()
    expect(await site(page).innerText()).toMatch(/minato-shop\s+2\.4\.6/)
    // That only looks.
    expect(await site(page).getByRole('button').allInnerTexts()).toEqual(['What does a host hold? …'])
  })

  test.each(['light', 'dark'] as const)(
    'breaks no rule of axe with all its forms open, in %s colours',
    async colorScheme => {
      const { page } = await open({ role: 'admin' }, { colorScheme })
      await site(page).getByRole('button', { name: 'Give it a component …' }).click()
      await site(page).getByRole('button', { name: 'Take it away …' }).click()
      await site(page).getByLabel('Approvals ask for a second person').selectOption('false')
      await page.getByRole('button', { name: 'Which?' }).click()
      expect(await violations(page)).toEqual([])
    },
  )

  test('fits a phone in Japanese with its forms', async () => {
    const { page } = await open({ role: 'admin' }, { ...phone, locale: 'ja-JP' })
    await site(page).getByRole('button', { name: '構成要素を追加…' }).click()
    await site(page).getByLabel('2人目の確認').selectOption('false')
    await site(page).getByText('不正な決済コード').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
  })
})

describe.skipIf(started.browser === null)('what the collector does not tell', () => {
  test.each([
    ['sites', 'The sites could not be read'],
    ['components', 'What could be given to it could not be read'],
    ['components', 'The releases could not be read'],
    ['releases', 'The releases could not be read'],
    ['components/replaced', 'What is left of replaced releases could not be read'],
  ])('of %s is no absence: %s', async (what, title) => {
    const { page } = await open({ role: 'admin' }, {}, '')
    const json = { code: '403', message: 'Ask whoever runs it.', place: null, mend: null }
    await page.route(`**/api/v1/${what}`, route => route.fulfill({ status: 403, json }))
    await page.getByRole('link', { name: 'Releases', exact: true }).click()
    await page.getByRole('alert', { name: title }).getByText('Ask whoever runs it.').waitFor()
  })
})

describe.skipIf(started.browser === null)('a list that comes when it is looked at', () => {
  test('says so where it does not come, as after an upgrade, and leaves the others as they are', async () => {
    const { page } = await open({ role: 'admin' }, {}, '')
    await page.route('**/assets/ReleasesPanel-*.js', route => route.abort())
    await page.getByRole('link', { name: 'Releases', exact: true }).click()
    await page.getByText('This part of the page could not be loaded.').waitFor()
    await page.getByRole('link', { name: 'Approvals', exact: true }).click()
    await page.getByRole('heading', { name: /^Approvals/ }).waitFor()
  })
})

describe.skipIf(started.browser === null)('a release that is to expire', () => {
  const drawer = (page: Page) => page.getByRole('dialog')

  test('does so at a day and for a reason, as an admin says', async () => {
    const { api, page } = await open({ role: 'admin' }, {}, '?release=6')
    const expire = drawer(page).getByRole('button', { name: 'Let it expire' })
    await expire.waitFor()
    await drawer(page).getByLabel('Expires (midnight UTC)').fill('2027-03-01')
    expect(await expire.isDisabled()).toBe(true)
    await drawer(page).getByLabel('Why it expires then, or never').fill('end of support')
    expect(await drawer(page).getByRole('button', { name: 'Never let it expire' }).count()).toBe(0)
    await expire.click()
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([
      ['releases/6/expire', '{"expiresAt":"2027-03-01T00:00:00.000Z","reason":"end of support"}'],
    ])
  })

  test('may be told never to, and is no matter for an approver', async () => {
    const own = allowlist(now)
    const releases = own.releases.map(row => ({ ...row, expiresAt: '2027-03-01T00:00:00.000Z' }))
    const { api, page } = await open({ role: 'admin', releases }, {}, '?release=6')
    await drawer(page).getByLabel('Why it expires then, or never').fill('still needed')
    await drawer(page).getByRole('button', { name: 'Never let it expire' }).click()
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([['releases/6/expire', '{"expiresAt":null,"reason":"still needed"}']])
    const approver = await open({ role: 'approver' }, {}, '?release=6')
    await drawer(approver.page).getByLabel('Why it is revoked').waitFor()
    expect(await drawer(approver.page).getByLabel('Why it expires then, or never').count()).toBe(0)
  })
})
