// Owns what the page's audit trail does in a real browser, against a stand-in for the collector. What is written there, and
// who may read it, is the collector's.
import type { AuditRow } from '@sekisho/shared/api.audit.ts'
import { isoTime, systemClock } from '@sekisho/shared/clock.ts'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { allowlist } from '../support/fixture-allowlist.ts'
import { calmHosts } from '../support/fixture-shop.ts'
import { buildPage, openFixture, startBrowser, violations } from './support.ts'

buildPage()
const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: the audit trail is not tested in a browser here: ${started.why}`)
afterAll(() => started.browser?.close())

const now = systemClock.now()
const line = (id: number, over: Partial<AuditRow>): AuditRow => ({
  id,
  at: isoTime(now - (1000 - id) * 60_000),
  who: 'user:sato',
  from: '10.0.0.7',
  what: 'incident.close',
  detail: {},
  ...over,
})
const trail = [
  line(900, {
    who: 'token:<img src=x onerror="window.attacked=1">\u202E',
    what: 'release.publish',
    detail: { component: 'shop\u202Egpj', files: 5000, before: { version: '2.4.1' } },
  }),
  line(899, { what: 'session.refused', detail: { why: 'wrong' } }),
  ...Array.from({ length: 150 }, (_, index) => line(800 - index, { detail: { incident: index } })),
]

async function open(role: 'admin' | 'viewer', audit: readonly AuditRow[] | undefined, wish: Wish = {}) {
  const { search = '?list=audit', options } = wish
  const estate = { hosts: calmHosts(now), findings: [], gaps: [], allowlist: allowlist(now, { role }) }
  return openFixture(started, audit === undefined ? estate : { ...estate, audit }, {
    search,
    ...(options && { options }),
  })
}
interface Wish {
  readonly search?: string
  readonly options?: BrowserContextOptions
}

describe.skipIf(started.browser === null)('the audit trail on the page', () => {
  test('says when, who, from where and with what, the newest first, and runs nothing of what an attacker calls himself', async () => {
    const { page } = await open('admin', trail)
    const lines = page.getByRole('list', { name: 'Audit trail' }).getByRole('listitem')
    await lines.first().waitFor()
    expect(await lines.first().innerText()).toMatch(
      /UTC.*token:<img src=x onerror="window\.attacked=1">⟨U\+202E⟩.*from 10\.0\.0\.7.*release\.publish.*component\s*shop⟨U\+202E⟩gpj.*files\s*5000.*before\s*\{"version":"2\.4\.1"\}/s,
    )
    expect(await lines.count()).toBe(100)
    await page.getByRole('button', { name: 'Show more' }).click()
    await lines.nth(151).waitFor()
    expect(await lines.last().innerText()).toMatch(/incident\s*149/)
    expect(await page.evaluate('window.attacked')).toBeUndefined()
  })

  test('lists one kind when asked, and says where nothing of it was done', async () => {
    const { page } = await open('admin', trail)
    const lines = page.getByRole('list', { name: 'Audit trail' }).getByRole('listitem')
    await lines.first().waitFor()
    await page.getByLabel('What was done').selectOption({ label: 'Signing in' })
    await page.getByText('session.refused').waitFor()
    expect(await lines.count()).toBe(1)
    await page.getByLabel('What was done').selectOption({ label: 'Mutes' })
    await page.getByText('Nothing of this kind was done').waitFor()
  })

  test('is offered to nobody who may not read it, and says why to whoever asks by its address', async () => {
    const plain = await open('viewer', undefined, { search: '' })
    const choices = plain.page.getByRole('navigation').getByRole('link')
    await choices.first().waitFor()
    expect(await choices.allInnerTexts()).not.toContain('Audit trail')
    const asked = await open('viewer', undefined)
    await asked.page.getByText('Your role does not allow this.').waitFor()
    const admin = await open('admin', trail, { search: '' })
    await admin.page.getByRole('navigation').getByRole('link', { name: 'Audit trail' }).click()
    await admin.page.getByText('release.publish').waitFor()
  })

  test.each(['light', 'dark'] as const)('breaks no rule of axe in %s colours', async colorScheme => {
    const { page } = await open('admin', trail, { options: { colorScheme } })
    await page.getByText('release.publish').waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('fits a phone in Japanese, however long a name is', async () => {
    const long = [line(1, { who: `user:${'a'.repeat(200)}`, detail: { reason: 'とても長い理由'.repeat(60) } })]
    const phone = { viewport: { width: 390, height: 800 }, locale: 'ja-JP' }
    const { page } = await open('admin', long, { options: phone })
    await page.getByText('incident.close').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.viewport.width)
  })
})
