// Owns the pages of flow tests: signed in by one-time links at a real collector, and never loaded again.
import { expect } from 'vitest'
import { openPage, startBrowser, type Watched } from '../browser/support.ts'
import type { Estate } from './flow-estate.ts'

export const started = await startBrowser()
if (started.browser === null) console.warn(`SKIPPED: the flow is not looked at in a browser here: ${started.why}`)

/** A page at `search`, live. Undefined where there is no browser. */
export async function signIn(estate: Estate, search: string): Promise<Watched | undefined> {
  if (started.browser === null) return undefined
  const watched = await openPage(started.browser)
  const url = (await estate.text(['link'])).trim()
  await watched.page.goto(url)
  if (search !== '/') await watched.page.goto(new URL(search, url).href)
  await watched.page.getByText('Live', { exact: true }).waitFor()
  await watched.page.evaluate('window.loadedOnce = true')
  return watched
}

/** The line of a path, or of its newest finding where it has several. */
export const line = ({ page }: Watched, path: string) => page.getByRole('listitem').filter({ hasText: path }).first()

export async function shows(page: Watched | undefined, path: string): Promise<void> {
  if (page !== undefined) await line(page, path).waitFor()
}

export async function showsNot(page: Watched | undefined, path: string): Promise<void> {
  if (page !== undefined) await line(page, path).waitFor({ state: 'detached' })
}

/** Nothing was complained of, and everything came by itself. */
export async function isUntroubled({ page, troubles }: Watched): Promise<void> {
  expect(await page.evaluate('window.loadedOnce')).toBe(true)
  expect(troubles).toEqual([])
}

export async function closeBrowser(): Promise<void> {
  await started.browser?.close()
}
