// Owns what the drawer shows of contents in a real browser, against a stand-in for the collector: what is kept and what is
// not, and the difference as text that no script or mark-up in it can leave.
import { readFileSync } from 'node:fs'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { contentRow, differenceRow, notKept } from '../support/content-rows.ts'
import { allowlist } from '../support/fixture-allowlist.ts'
import type { Estate } from '../support/fixture-api.ts'
import { tampered, troubledHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: contents are not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()

async function open(content: Estate['content'], role: 'viewer' | 'analyst', search = '?finding=1'): Promise<Page> {
  return (await openWith(content, role, search)).page
}

function openWith(content: Estate['content'], role: 'viewer' | 'analyst', search = '?finding=1') {
  return openFixture(
    started,
    {
      hosts: troubledHosts(now),
      findings: [tampered(1, now)],
      gaps: [],
      allowlist: { ...allowlist(now), role },
      ...(content === undefined ? {} : { content }),
    },
    { search },
  )
}

const drawer = (page: Page) => page.getByRole('dialog')
/** What the page's mutations were given, and what of it they keep. */
function givenToMutations(page: Page): Promise<string> {
  const anywhere = drawer(page).getByRole('button').first()
  return anywhere.evaluate(button => {
    const key = Object.keys(button).find(name => name.startsWith('__reactFiber$')) ?? ''
    type Fiber = {
      return: Fiber | null
      memoizedProps: { client?: { getMutationCache?(): { getAll(): Kept[] } } } | null
    }
    type Kept = { state: { variables?: unknown; status: string } }
    let fiber = (button as unknown as Record<string, Fiber | null>)[key] ?? null
    while (fiber !== null && fiber.memoizedProps?.client?.getMutationCache === undefined) fiber = fiber.return
    const kept = fiber?.memoizedProps?.client?.getMutationCache?.().getAll() ?? []
    return JSON.stringify(kept.map(({ state }) => [state.status, state.variables ?? null]))
  })
}

const ask = (page: Page) => drawer(page).getByRole('button', { name: 'Show the text difference' })

describe.skipIf(started.browser === null)('the content of a finding', () => {
  test('is compared when somebody asks, line by line, and whatever the file holds is text', async () => {
    const markup = '<img src=x onerror=document.title=1><script>document.title=2</script>'
    const [hunk] = differenceRow.hunks
    const rows = [
      ...(hunk?.rows ?? []),
      { change: 'added', before: null, after: 3, text: markup, skipped: null } as const,
    ]
    const page = await open({ row: contentRow, difference: { ...differenceRow, hunks: [{ rows }] } }, 'analyst')
    await drawer(page).getByText('It is kept: 40 of 40 bytes.').waitFor()
    await drawer(page).getByText('user.note (12 bytes): by [card] %00').waitFor()
    expect(await drawer(page).getByText('steal([card]').count()).toBe(0)
    await ask(page).click()
    await drawer(page).getByText('steal([card]⟨U+202E⟩)', { exact: true }).waitFor()
    expect(await drawer(page).getByText(markup, { exact: true }).count()).toBe(1)
    expect(
      await drawer(page)
        .getByRole('row', { name: /removed.*send\(x\)/ })
        .count(),
    ).toBe(1)
    await drawer(page).getByText('released in shop 1.4.0 → what was found').waitFor()
    const table = drawer(page).locator('table').last()
    const number = table.locator('td').first()
    expect(((await number.boundingBox())?.width ?? 0) * 6).toBeLessThan((await table.boundingBox())?.width ?? 0)
    expect(await page.title()).not.toMatch(/^[12]$/)
    expect(await violations(page)).toEqual([])
  })

  test('that stays on its host says why, with the numbers masked, and what lacks for a comparison is named', async () => {
    const cards = { count: 512, shown: ['411111******1111'] }
    const row = { ...contentRow, state: 'withheld', why: 'cards', bytes: 0, cards } as const
    const page = await open({ row, difference: notKept }, 'analyst')
    await drawer(page)
      .getByText(/It stays on its host: it holds card numbers/)
      .waitFor()
    await drawer(page).getByText('411111******1111').waitFor()
    await ask(page).click()
    await drawer(page)
      .getByText(/Not here, though it would be compared with it: released in shop 1.4.0/)
      .waitFor()
    await drawer(page)
      .getByText(/^Nothing that it could be compared with is kept\./)
      .waitFor()
  })

  test('is downloaded as an archive under the password that was typed, which then stands nowhere', async () => {
    const { page, api } = await openWith({ row: contentRow, difference: differenceRow }, 'analyst')
    const password = drawer(page).getByLabel('Password of the archive')
    const take = drawer(page).getByRole('button', { name: 'Download as a zip' })
    await password.fill('tanuki7')
    expect(await take.isDisabled()).toBe(true)
    await password.fill('kitsune & tanuki 7')
    const [download] = await Promise.all([page.waitForEvent('download'), take.click()])
    expect(download.suggestedFilename()).toMatch(/^[0-9a-f]{64}\.zip$/)
    expect(readFileSync(await download.path(), 'utf8')).toBe('PK, a stand-in')
    await drawer(page).getByText('The archive was handed out.').waitFor()
    expect(await password.inputValue()).toBe('')
    expect(await givenToMutations(page)).toBe('[["success",null]]')
    expect(api.deeds).toEqual([
      [expect.stringMatching(/^contents\/[0-9a-f]{64}\/archive$/), JSON.stringify({ password: 'kitsune & tanuki 7' })],
    ])
    expect(await violations(page)).toEqual([])
    await password.fill('forbidden word')
    await take.click()
    await drawer(page).getByText('Your role does not allow this.').waitFor()
    expect(await givenToMutations(page)).toMatch(/^\[.*\["error",null\]\]$/)
  })

  test('is told to a viewer without its difference', async () => {
    const page = await open({ row: null, difference: notKept }, 'viewer')
    await drawer(page)
      .getByText(/The content was not asked for/)
      .waitFor()
    await drawer(page).getByText('The text difference is for analysts and above.').waitFor()
    expect(await ask(page).count()).toBe(0)
  })

  test('is offered for download only where it is kept, to those who may work', async () => {
    const difference = notKept
    const missed = { ...contentRow, state: 'missed', why: 'gone', bytes: 0 } as const
    for (const [row, role] of [
      [missed, 'analyst'],
      [contentRow, 'viewer'],
    ] as const) {
      const page = await open({ row, difference }, role)
      await drawer(page)
        .getByText(/^It (?:could not be had|is kept)/)
        .waitFor()
      await drawer(page)
        .getByText(/stands in the audit trail\.$|for analysts and above\.$/)
        .waitFor()
      expect(await drawer(page).getByRole('button', { name: 'Download as a zip' }).count()).toBe(0)
    }
  })
})
