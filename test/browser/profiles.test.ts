// Owns what the page's profiles do in a real browser, against a stand-in for the collector that classes paths by the same
// lines.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { allowlist } from '../support/fixture-allowlist.ts'
import type { FixtureApi } from '../support/fixture-api.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: profiles are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const

async function open(options: BrowserContextOptions = {}): Promise<{ api: FixtureApi; page: Page }> {
  const opened = await openFixture(
    started,
    { hosts: calmHosts(now), findings: [], gaps: [], allowlist: allowlist(now, { role: 'viewer' }) },
    { search: '?list=profiles', options },
  )
  await profile(opened.page, 'eccube4').waitFor()
  return opened
}

const profile = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const box = (page: Page) => page.getByRole('form', { name: /^(?:Try paths|パスを試す)$/ })
const decided = (page: Page) => page.getByRole('list', { name: /^(?:What is decided|判定結果)$/ }).getByRole('listitem')

describe.skipIf(started.browser === null)('the list of profiles', () => {
  test('says for which roots each holds, and shows its rules in their order when asked', async () => {
    const { page } = await open()
    expect(await profile(page, 'eccube4').innerText()).toMatch(
      /EC-CUBE 4 ⟨U\+202E⟩<b>.*5 rules, 1 payment pattern.*Holds for\s*web1 \/.*web2 \//s,
    )
    expect(await profile(page, 'static').innerText()).toContain('no root has it')
    await profile(page, 'eccube4').getByRole('button', { name: 'Show its rules' }).click()
    const rules = page
      .getByRole('list', { name: 'Rules of eccube4, the first that fits decides' })
      .getByRole('listitem')
    expect((await rules.allInnerTexts()).map(text => text.split('\n')[0])).toEqual([
      '**/.htaccess',
      'html/upload/**/*.mp4',
      'html/upload/**',
      'html/**',
      'app/config/**',
      'whatever is left',
    ])
    expect(await rules.first().innerText()).toMatch(/config.*severity critical.*read again every 1h/s)
  })
})

describe.skipIf(started.browser === null)('the try-it box', () => {
  test('tells of many pasted paths which rule decides, what follows, and why', async () => {
    const { api, page } = await open()
    const lines = [
      'html/upload/a\u202E.php',
      'app/Payment/pay.php',
      'html/.htaccess',
      'app/config/x.yaml',
      'html/upload/v.mp4',
    ]
    await box(page).getByLabel('Paths').fill(lines.join('\n'))
    await box(page).getByRole('button', { name: 'Try', exact: true }).click()
    await decided(page).first().waitFor()
    expect(await decided(page).allInnerTexts()).toEqual([
      expect.stringMatching(
        /a⟨U\+202E⟩\.php.*upload.*digest sha256.*content is taken as evidence.*passive here: empty, jpeg.*Rule 3 of eccube4.*html\/upload\/\*\*.*can be executed.*as well:.*html\/\*\*/s,
      ),
      expect.stringMatching(
        /pay\.php.*code.*content is taken as evidence.*No rule of eccube4 fits.*payment path by.*\*\*\/Payment\/\*\*/s,
      ),
      expect.stringMatching(/config.*critical.*read again every 1h.*Rule 1/s),
      expect.stringMatching(/config.*content stays on the host \(keep: false\).*Rule 5/s),
      expect.stringMatching(/upload.*digest xxh64.*Rule 2/s),
    ])
    expect(await box(page).getByRole('status').innerText()).toBe('5 paths decided')
    expect(api.deeds.map(([what]) => what)).toEqual(['profiles/try'])
    expect(await violations(page)).toEqual([])
  })

  test('tries by any profile, and takes the root off what begins with it', async () => {
    const { api, page } = await open()
    await box(page).getByLabel('Paths').fill('/var/www/shop/html/a.php')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await decided(page).first().waitFor()
    await box(page).getByLabel('Root or profile').selectOption('static')
    await box(page).getByLabel('Paths').fill('html/a.php')
    await box(page).getByRole('button', { name: 'Try', exact: true }).click()
    await decided(page).getByText('No rule of static fits').waitFor()
    expect(api.deeds.map(([, body]) => JSON.parse(body))).toEqual([
      { profile: 'eccube4', paths: ['html/a.php'] },
      { profile: 'static', paths: ['html/a.php'] },
    ])
  })

  test('keeps the root that was chosen when a host comes that is listed before it', async () => {
    const { api, page } = await open()
    await box(page).getByLabel('Root or profile').selectOption('web2: /var/www/shop (eccube4)')
    api.estate.hosts.unshift(
      ...calmHosts(now)
        .slice(0, 1)
        .map(row => ({ ...row, host: 'app1' })),
    )
    api.tell('hosts-changed')
    const choices = box(page).getByLabel('Root or profile')
    await choices.getByRole('option', { name: /^app1/ }).waitFor({ state: 'attached' })
    expect(await choices.locator('option:checked').innerText()).toMatch(/^web2/)
  })

  test('asks for more than a hundred in portions, and shows them as far as they are looked at', async () => {
    const { api, page } = await open()
    await box(page)
      .getByLabel('Paths')
      .fill(Array.from({ length: 150 }, (_, index) => `f${index}.php`).join('\n'))
    await box(page).getByRole('button', { name: 'Try', exact: true }).click()
    await eventually(async () => (await decided(page).count()) === 100)
    await box(page).getByRole('button', { name: 'Show more' }).click()
    expect(await decided(page).count()).toBe(150)
    expect(api.deeds.map(([, body]) => JSON.parse(body).paths.length)).toEqual([100, 50])
  })

  test('names the line that is no path below the root, at the field, and asks nobody', async () => {
    const { api, page } = await open()
    await box(page).getByLabel('Paths').fill('a.php\n../b.php')
    await box(page).getByRole('button', { name: 'Try', exact: true }).click()
    await box(page).getByText('Line 2 is no path below the root').waitFor()
    expect(await box(page).getByLabel('Paths').getAttribute('aria-invalid')).toBe('true')
    expect(api.deeds).toEqual([])
  })
})

describe.skipIf(started.browser === null)('the page of profiles', () => {
  test.each(['light', 'dark'] as const)(
    'breaks no rule of axe, rules and a slip included, in %s colours',
    async colorScheme => {
      const { page } = await open({ colorScheme })
      await profile(page, 'eccube4').getByRole('button', { name: 'Show its rules' }).click()
      await box(page).getByRole('button', { name: 'Try', exact: true }).click()
      await box(page).getByText('Write at least one path.').waitFor()
      expect(await violations(page)).toEqual([])
    },
  )

  test('fits a phone in Japanese, however long a path is', async () => {
    const { page } = await open({ ...phone, locale: 'ja-JP' })
    await box(page)
      .getByLabel('パス', { exact: true })
      .fill(`${'深いフォルダ'.repeat(40)}/a.php`)
    await box(page).getByRole('button', { name: '試す' }).click()
    await decided(page).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
  })
})
