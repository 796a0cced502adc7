// Owns what the built page does in a real browser, against a stand-in for the collector with names and amounts that no
// disk of a test could hold. The whole way from a disk to the page is the flow tests'.
import { systemClock } from '@sekisho/shared/clock.ts'
import { pathText } from '@sekisho/shared/path.ts'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Estate, type FixtureApi, serveFixture } from '../support/fixture-api.ts'
import { calmHosts, finding, gaps, history, hostileNames, tampered, troubledHosts } from '../support/fixture-shop.ts'
import { buildPage, openPage, startBrowser, violations, type Watched } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: the page is not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const estate = (over: Partial<Estate> = {}): Estate => ({
  hosts: troubledHosts(now),
  findings: history(400, now),
  gaps: gaps(now),
  ...over,
})

interface Opened extends Watched {
  readonly api: FixtureApi
}

/** A page that is signed in and shows what the estate holds; it must not have complained by the end of the test. */
async function open(from: Estate, search = '/', options: BrowserContextOptions = {}): Promise<Opened> {
  if (started.browser === null) throw new Error(started.why)
  const api = await serveFixture(from)
  const { page, troubles } = await openPage(started.browser, options)
  onTestFinished(async () => {
    await page.context().close()
    await api.close()
  })
  await page.goto(`${api.url}/signin`)
  if (search !== '/') await page.goto(`${api.url}${search}`)
  await page.getByRole('heading', { level: 2 }).nth(1).waitFor()
  await eventually(() => api.listeners() > 0)
  return { api, page, troubles }
}

const line = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text })
const drawer = (page: Page) => page.getByRole('dialog')
const scroller = (page: Page) => page.getByRole('list', { name: /^(?:Findings|検知)$/ }).locator('xpath=..')

// Run in the browser, whose globals are not those of the tests.
const focused = `document.activeElement?.getAttribute('href')`
const rememberFirstScheme = `
  new MutationObserver((changes, observer) => {
    if (document.body === null) return
    window.atFirst = document.documentElement.getAttribute('data-mantine-color-scheme')
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })`

describe.skipIf(started.browser === null)('the list of findings', () => {
  test('shows what is unauthorised and open, newest first', async () => {
    const { page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').waitFor()
    const first = page.getByRole('list', { name: 'Findings' }).getByRole('listitem').first()
    expect(await first.innerText()).toMatch(/critical.*CreditCard\.php.*changed.*payment/s)
    expect(await page.getByText('only mode or owner changed').count()).toBe(0)
    expect(troubles).toEqual([])
  })

  test('takes in a finding that has just been judged, without being loaded again', async () => {
    const { api, page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').waitFor()
    const listedBefore = api.listed.length
    api.add(finding(9_001, now, { path: 'html/upload/save_image/dropped-just-now.php' }))
    await line(page, 'dropped-just-now.php').waitFor()
    expect(api.listed.length).toBe(listedBefore)
    expect(troubles).toEqual([])
  })

  test('does not move while somebody reads further down, and says how much is new', async () => {
    const { api, page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').waitFor()
    await scroller(page).evaluate(element => element.scrollTo(0, 1_160))
    const place = line(page, 'Helper379.php')
    await place.waitFor()
    const before = await place.boundingBox()
    for (const id of [9_001, 9_002, 9_003]) api.add(finding(id, now, { path: `new-${id}.php` }))
    const pill = page.getByRole('button', { name: '3 new' })
    await pill.waitFor()
    expect(await place.boundingBox()).toEqual(before)
    await pill.click()
    await line(page, 'new-9003.php').waitFor()
    expect(troubles).toEqual([])
  })

  test('asks for the first page again when verdicts have changed', async () => {
    const { api, page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').waitFor()
    api.estate.findings = api.estate.findings.map(row => ({
      ...row,
      open: row.path !== tampered(1, now).path && row.open,
    }))
    api.tell('findings-changed')
    await line(page, 'CreditCard.php').waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  })

  test('stays small in the page however long it is, and loads on while it is scrolled', async () => {
    const { api, page, troubles } = await open(estate({ findings: history(100_000, now) }))
    await line(page, 'CreditCard.php').waitFor()
    const lengthOf = () => scroller(page).evaluate(element => element.scrollHeight)
    const lengthBefore = await lengthOf()
    for (let pages = 0; pages < 3; pages++) {
      const listed = api.listed.length
      await scroller(page).evaluate(element => element.scrollTo(0, element.scrollHeight))
      await eventually(() => api.listed.length > listed)
    }
    await eventually(async () => (await lengthOf()) > 3 * lengthBefore)
    expect(await page.getByRole('list', { name: 'Findings' }).getByRole('listitem').count()).toBeLessThan(60)
    expect(troubles).toEqual([])
  })

  test('is filtered by what the address says, and says in the address what it is filtered by', async () => {
    const { api, page, troubles } = await open(estate(), '/?host=web2&severity=medium')
    await page.getByText('missing: a release names it').first().waitFor()
    expect(await page.getByLabel('Host', { exact: true }).inputValue()).toBe('web2')
    expect(api.listed.at(-1)).toContain('severity=medium')
    await page.getByLabel('Severity').selectOption('high')
    await line(page, 'kobe-tea').first().waitFor()
    expect(new URL(page.url()).search).toBe('?host=web2&severity=high')
    await page.getByLabel('Path').fill('html/upload/398.php')
    await page.getByLabel('Path').press('Enter')
    await page.getByText('No finding fits these filters').waitFor()
    await page.getByLabel('Path').fill('100%')
    await page.getByText('Write % as %25').waitFor()
    await page.getByLabel('Path').fill('html/../upload/')
    await page.getByText('No empty, "." or ".." part').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await line(page, 'CreditCard.php').waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(troubles).toEqual([])
  })

  test('says calmly that nothing is unauthorised, with what that rests on', async () => {
    const { page, troubles } = await open(estate({ hosts: calmHosts(now), findings: [] }))
    await page.getByRole('heading', { name: 'Nothing unauthorised' }).waitFor()
    await page.getByText('Every host answers, every root has been counted, and no gap is open.').waitFor()
    expect(await page.getByText('27,327').count()).toBe(1)
    expect(troubles).toEqual([])
  })

  test('does not call it calm where something may have been missed', async () => {
    const { page } = await open(estate({ findings: [] }))
    await page.getByText('coverage is not complete, so something may have been missed').waitFor()
  })
})

describe.skipIf(started.browser === null)('the drawer', () => {
  test('opens by a click, tells before and after, and closes', async () => {
    const { page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').getByRole('link').click()
    await drawer(page).getByRole('heading', { name: 'Before and after' }).waitFor()
    const size = drawer(page).getByRole('row', { name: /^Size/ })
    expect(await size.innerText()).toMatch(/differs.*18,102 bytes.*19,377 bytes/s)
    await drawer(page).getByText('minato-shop 2.4.1').waitFor()
    expect(await drawer(page).getByText('www-data php-fpm: pool www').count()).toBe(1)
    expect(new URL(page.url()).search).toBe('?finding=400')
    await page.goBack()
    await drawer(page).waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  })

  test.each([
    ['en-GB', 'no pattern of the profile gives it another', 'It is a payment path, by the pattern'],
    ['ja-JP', '種別を定めるパターンに該当なし', '決済パスです。該当パターン:'],
  ])('tells apart what gives a path its class and what makes it a payment path: %s', async (locale, own, payment) => {
    const { page } = await open(estate(), '/?finding=400', { locale })
    await drawer(page).getByText(own).waitFor()
    const text = await drawer(page).getByRole('listitem').filter({ hasText: payment }).innerText()
    expect(text).toContain('src/Eccube/Service/Payment/**')
  })

  test('opens by the keyboard alone, and gives the focus back', async () => {
    const { page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').getByRole('link').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await drawer(page).getByRole('heading', { name: 'Times' }).waitFor()
    expect(new URL(page.url()).search).toBe('?finding=398')
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
    await eventually(() => page.evaluate(`${focused} === '?finding=398'`))
    await page.keyboard.press('End')
    await eventually(() => page.evaluate(`${focused} !== '?finding=398'`))
    expect(troubles).toEqual([])
  })

  test('opens from a link that somebody sent', async () => {
    const { page, troubles } = await open(estate(), '/?finding=400')
    await drawer(page).getByText('content-differs').waitFor()
    expect(troubles).toEqual([])
  })
})

describe.skipIf(started.browser === null)('names that attackers choose', () => {
  test('are shown as text with every hidden sign marked, and never run', async () => {
    const { page, troubles } = await open(estate())
    await line(page, 'CreditCard.php').waitFor()
    await line(page, '⟨U+202E⟩').waitFor()
    await line(page, '⟨U+200B⟩').waitFor()
    await line(page, 'two%0Alines.php').waitFor()
    await line(page, '%FF%FE.php').waitFor()
    await line(page, 'onerror="window.attacked=true"').getByRole('link').click()
    await drawer(page).getByText(hostileNames.script, { exact: true }).waitFor()
    expect(await page.evaluate(`Reflect.has(window, 'attacked')`)).toBe(false)
    expect((await page.content()).includes('\u202E')).toBe(false)
    expect(troubles).toEqual([])
  })

  test('keep the end that a server goes by, however long they are', async () => {
    const { page, troubles } = await open(estate())
    const long = line(page, 'aaaa.jpg.php')
    await long.waitFor()
    const end = await long
      .getByText(/\.jpg\.php$/)
      .last()
      .boundingBox()
    const whole = await long.boundingBox()
    expect(end !== null && whole !== null && end.x + end.width < whole.x + whole.width).toBe(true)
    await page.goto(new URL('/?finding=393', page.url()).href)
    expect(hostileNames.deep.length).toBeGreaterThan(4_096)
    await drawer(page).getByText(hostileNames.deep, { exact: true }).waitFor()
    expect(troubles).toEqual([])
  })

  test('are marked in live findings too', async () => {
    const { api, page } = await open(estate())
    const path = pathText(new TextEncoder().encode('html/\u2066live\u2069.php'))
    api.add(finding(9_001, now, { path }))
    await line(page, '⟨U+2066⟩live⟨U+2069⟩.php').waitFor()
  })
})

describe.skipIf(started.browser === null)('the hosts', () => {
  test('stand with those first that need somebody, and unfold to how they are watched and what is not', async () => {
    const { page, troubles } = await open(estate())
    const names = await page.getByRole('listitem').getByRole('button', { expanded: false }).allInnerTexts()
    expect(names.map(text => text.split('\n')[0])).toEqual(['staging-copy', 'web2', 'new-host', 'web1', 'old-host'])
    await page.getByRole('button', { name: /web2/ }).click()
    await page.getByText('the kernel lost events').waitFor()
    expect(await page.getByText('the agent was restarted').count()).toBe(0)
    await page.getByRole('button', { name: /web1/ }).click()
    await page.getByText('fs.inotify.max_user_watches').waitFor()
    await page.locator('summary', { hasText: 'Not watched' }).last().click()
    await page.getByText('Database content').last().waitFor()
    await page.getByRole('button', { name: 'Only this host' }).last().click()
    expect(new URL(page.url()).search).toBe('?host=web1')
    expect(troubles).toEqual([])
  })
})

describe.skipIf(started.browser === null)('the page', () => {
  test('speaks Japanese when asked to, and remembers it', async () => {
    const { page, troubles } = await open(estate(), '/?finding=400')
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
    await page.getByText('日本語').click()
    await page.getByRole('heading', { name: '検知' }).waitFor()
    await page.reload()
    await page.getByText('リリースと内容が異なる').first().waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('ja')
    expect(await page.evaluate(`document.fonts.check("14px 'Noto Sans JP Variable'", '検知')`)).toBe(true)
    expect(troubles).toEqual([])
  })

  test('speaks the browser’s language at first', async () => {
    const { page } = await open(estate(), '/', { locale: 'ja-JP' })
    await page.getByRole('heading', { name: 'ホスト' }).waitFor()
  })

  test.each(['light', 'dark'] as const)('has no breach of accessibility rules in %s colours', async colorScheme => {
    const { page, troubles } = await open(estate(), '/', { colorScheme, reducedMotion: 'reduce' })
    await line(page, 'CreditCard.php').waitFor()
    await page.getByRole('button', { name: /web2/ }).click()
    await page.getByRole('button', { name: /web1/ }).click()
    for (const fold of await page.locator('summary').all()) await fold.click()
    expect(await violations(page)).toEqual([])
    await line(page, 'CreditCard.php').getByRole('link').click()
    await drawer(page).getByText('minato-shop 2.4.1').waitFor()
    expect(await violations(page)).toEqual([])
    expect(troubles).toEqual([])
  })

  test('has no breach of accessibility rules while it is empty, filtered or announcing', async () => {
    const { api, page } = await open(estate(), '/?verdict=all&open=all', { reducedMotion: 'reduce' })
    await line(page, 'Helper391.php').waitFor()
    await scroller(page).evaluate(element => element.scrollTo(0, 1_160))
    await line(page, 'Helper379.php').waitFor()
    api.add(finding(9_001, now))
    await page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(new URL('/?path=nowhere', page.url()).href)
    await page.getByText('No finding fits these filters').waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('remembers light or dark, and has it before anything is drawn', async () => {
    const { page, troubles } = await open(estate())
    await page.getByRole('button', { name: 'Dark colours' }).click()
    await page.addInitScript({ content: rememberFirstScheme })
    await page.reload()
    await line(page, 'CreditCard.php').waitFor()
    expect(await page.evaluate('window.atFirst')).toBe('dark')
    expect(troubles).toEqual([])
  })

  test('says when it is not live, comes back by itself, and catches up', async () => {
    const { api, page } = await open(estate())
    await page.getByText('Live', { exact: true }).waitFor()
    const missed = finding(9_001, now, { path: 'missed-meanwhile.php' })
    api.estate.findings.push(missed)
    api.breakStreams()
    await eventually(() => api.listeners() > 0)
    await line(page, 'missed-meanwhile.php').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  test('signs somebody in by name and password, and says so when one of them is wrong', async () => {
    if (started.browser === null) throw new Error(started.why)
    const api = await serveFixture(estate())
    const { page, troubles } = await openPage(started.browser)
    onTestFinished(async () => {
      await page.context().close()
      await api.close()
    })
    await page.goto(api.url)
    await page.getByRole('textbox', { name: 'Name' }).fill('hanako')
    await page.getByLabel('Password', { exact: false }).first().fill('a wrong password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('Name or password is wrong.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Password', { exact: false }).first().fill('the right password')
    await page.keyboard.press('Enter')
    await line(page, 'CreditCard.php').first().waitFor()
    expect(troubles.filter(trouble => !trouble.includes('401'))).toEqual([])
  })

  test('tells those who are not signed in how to get a link, and shows nothing else', async () => {
    if (started.browser === null) throw new Error(started.why)
    const api = await serveFixture(estate())
    const { page } = await openPage(started.browser)
    onTestFinished(async () => {
      await page.context().close()
      await api.close()
    })
    await page.goto(api.url)
    await page.getByText('sekisho link').waitFor()
    expect(await page.getByText('web1').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(api.listed).toEqual([])
  })
})
