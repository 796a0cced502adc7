// Owns what the page does in a real browser with what a host holds: what is recognised and given by one press, and what is
// left. What is recognised, and who may, is the collector's.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { composed } from '../support/composed.ts'
import { eventually } from '../support/eventually.ts'
import { allowlist, type FixtureAllowlist } from '../support/fixture-allowlist.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: composing is not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const phone = { viewport: { width: 390, height: 800 } } as const
const site = (page: Page) => page.getByRole('region', { name: 'minato-shop', exact: true })
const button = (page: Page, name: string | RegExp) => site(page).getByRole('button', { name, exact: true })

async function open(
  over: Partial<FixtureAllowlist> = { role: 'admin' },
  options: BrowserContextOptions = {},
  hosts = calmHosts(now),
) {
  const estate = { hosts, findings: [], gaps: [], allowlist: allowlist(now, over) }
  return openFixture(started, estate, { search: '?list=releases', options, refusals: /40[03]/ })
}

async function look(page: Page) {
  await button(page, 'What does a host hold? …').click()
  await button(page, 'Look').click()
  await site(page).getByText('5,000 files: 114 known, 800 covered by their class or approved, 4,086 left').waitFor()
}

describe.skipIf(started.browser === null)('what a host of a site holds', () => {
  test('is looked at when asked, on the hosts that the site has, and the keyboard is led there and back', async () => {
    const { page } = await open()
    const asking = button(page, 'What does a host hold? …')
    await asking.focus()
    await page.keyboard.press('Enter')
    const where = site(page).getByLabel('Host and folder')
    expect(await where.evaluate(element => element.matches(':focus'))).toBe(true)
    expect(await where.locator('option').allInnerTexts()).toEqual(['web1: /var/www/shop'])
    expect(await site(page).getByText('114 known').count()).toBe(0)
    await button(page, 'Close').click()
    await asking.waitFor()
    expect(await page.locator(':focus').innerText()).toBe('What does a host hold? …')
  })

  test('is looked at in all folders that the site has on the host, or in the one that is chosen', async () => {
    const hosts = calmHosts(now).map(host => ({
      ...host,
      roots: host.roots.flatMap(root => [root, { ...root, root: '/var/www/data' }]),
    }))
    const { page } = await open({ role: 'admin' }, {}, hosts)
    const asked: (string | null)[] = []
    page.on('request', request => {
      const url = new URL(request.url())
      if (url.pathname === '/api/v1/sites/minato-shop/composition') asked.push(url.searchParams.get('root'))
    })
    await look(page)
    const where = site(page).getByLabel('Host and folder')
    expect(await where.locator('option').allInnerTexts()).toEqual([
      'web1: all its folders',
      'web1: /var/www/shop',
      'web1: /var/www/data',
    ])
    await where.selectOption('web1: /var/www/data')
    await button(page, 'Look').click()
    await eventually(() => asked.length === 2)
    expect(asked).toEqual([null, '/var/www/data'])
  })

  test('is told with versions, places and what cannot be had together, and what the site has apart', async () => {
    const { page } = await open()
    await look(page)
    const text = await site(page).innerText()
    expect(text).toMatch(
      /eccube 4\.2\.2\s+110 of 120 files as released, 6 differ, 3 missing\s+1 not compared, without a sha256: the/,
    )
    expect(text).toContain('a former version: 4.2.3 is current')
    expect(text).toContain('cannot be given beside points: both name app/Plugin/Both.php')
    expect(text).toContain('weak: compared by MD5 alone')
    expect(text).toMatch(/The site’s already\s+own 1\.0/)
    expect(await button(page, 'Give it own').count()).toBe(0)
  })

  test('is looked at anew by another press, also after the panel was closed', async () => {
    const { api, page } = await open()
    await look(page)
    const files = async (count: number, press: () => Promise<void>) => {
      api.estate.allowlist = allowlist(now, { role: 'admin', composition: { ...composed, files: count } })
      await press()
      await site(page).getByText(`${count} files: 114 known`).waitFor()
    }
    await files(601, () => button(page, 'Look').click())
    await button(page, 'Close').click()
    await button(page, 'What does a host hold? …').click()
    await files(602, () => button(page, 'Look').click())
  })

  test('is told by suspicion for what is left, with its folders and some of its files', async () => {
    const { page } = await open()
    await look(page)
    const groups = site(page).getByRole('list', { name: 'Left on web1' }).locator('> li')
    expect(await groups.count()).toBe(2)
    const [first, second] = await groups.allInnerTexts()
    expect(first).toMatch(
      /Critical\s+executable among uploads or logs\s+\/var\/www\/html\/html\/upload\/\s+1 file\s+2021-03-1\d \d\d:14:03\.000\s/i,
    )
    expect(first).toContain('html/upload/⟨U+202E⟩gpj.php')
    expect(second).toMatch(/unknown code beside known code.*:15:00\.000 – .*:45:00\.000.*b\.php\s+and 5 more files$/s)
    await site(page).getByText('unknown file that runs nowhere: 4,078').waitFor()
    await site(page).getByText('and 4,078 more files').waitFor()
  })

  test('is told in part where it is many groups, until all are asked for', async () => {
    const [group] = composed.remainder.groups
    if (group === undefined) throw new Error('there is no group')
    const groups = Array.from({ length: 25 }, (_, n) => ({ ...group, folder: `folder${n}` }))
    const composition = { ...composed, remainder: { ...composed.remainder, groups } }
    const { page } = await open({ role: 'admin', composition })
    await look(page)
    const shown = site(page).getByRole('list', { name: 'Left on web1' }).locator('> li')
    expect(await shown.count()).toBe(20)
    await button(page, 'Show all 25 groups').click()
    expect(await shown.count()).toBe(25)
  })

  test('is given by one press each, below its folder, looked at anew, and the keyboard stays in the panel', async () => {
    const { api, page } = await open()
    await look(page)
    const rest = composed.components.map(row => (row.component === 'coupon' ? { ...row, subscribed: true } : row))
    api.estate.allowlist = allowlist(now, { role: 'admin', composition: { ...composed, components: rest } })
    await button(page, 'Give it coupon').click()
    await eventually(() => api.deeds.length === 1)
    expect(api.deeds).toEqual([['sites/minato-shop/components', '{"component":"coupon","prefix":"app/Plugin/100%25"}']])
    await button(page, 'Give it coupon').waitFor({ state: 'detached' })
    expect(await page.locator(':focus').innerText()).toContain('5,000 files')
  })

  test('is offered to nobody where the site has what it conflicts with, and a refusal is told', async () => {
    const components = composed.components.map(row =>
      row.component === 'points'
        ? { ...row, conflicts: [{ component: 'own', path: 'a.php', subscribed: true }] }
        : { ...row, component: row.component === 'eccube' ? 'forbidden' : row.component },
    )
    const { page } = await open({ role: 'admin', composition: { ...composed, components } })
    await look(page)
    expect(await button(page, 'Give it points').count()).toBe(0)
    await button(page, 'Give it forbidden').click()
    await site(page).getByText('Your role does not allow this.').waitFor()
  })

  test('is shown to viewers, and given by admins alone', async () => {
    const { page } = await open({ role: 'viewer' })
    await look(page)
    await site(page).getByText('executable among uploads or logs: 1').waitFor()
    expect(await button(page, /^Give it/).count()).toBe(0)
  })

  test.each(['light', 'dark'] as const)(
    'breaks no rule of axe with all of it shown, in %s colours',
    async colorScheme => {
      const { page } = await open({ role: 'admin' }, { colorScheme })
      await look(page)
      expect(await violations(page)).toEqual([])
    },
  )

  test('fits a phone in Japanese with all of it shown', async () => {
    const { page } = await open({ role: 'admin' }, { ...phone, locale: 'ja-JP' })
    await button(page, 'ホストの内容を調べる…').click()
    await button(page, '調べる').click()
    await site(page).getByText('既知のコードに混ざった未知のコード: 7').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
  })
})
