// Owns the browser of the tests: unpacked once, started with safe switches, and pages that report their own troubles.
// Where no browser can run, the reason is told, so that tests are skipped loudly and never silently.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { inflate, default as sparticuz } from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Estate, type FixtureApi, serveFixture } from '../support/fixture-api.ts'

const packageFolder = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium')

/** Its own `args` switch web security off, which is what these tests are about. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none']

export type Started = { readonly browser: Browser } | { readonly browser: null; readonly why: string }

/** Nobody tests yesterday's page: builds it where its inputs have changed, else costs as much as looking. */
export function buildPage(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../collector/dashboard/build.ts')], {
    stdio: 'inherit',
  })
}

/** Starts the browser, or tells why it cannot run here. */
export async function startBrowser(): Promise<Started> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { browser: null, why: `the packaged browser runs on linux x64, this is ${process.platform} ${process.arch}` }
  const folder = await unpack()
  try {
    return { browser: await launch(folder, {}) }
  } catch (error) {
    if (!String(error).includes('shared libraries')) return { browser: null, why: firstLine(error) }
    console.warn('the machine lacks libraries that the browser needs (libnss3); trying those that come with it')
  }
  try {
    return { browser: await launch(folder, { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }) }
  } catch (error) {
    return { browser: null, why: `libnss3 is missing: apt-get install libnss3 (${firstLine(error)})` }
  }
}

function launch(folder: string, env: Record<string, string>): Promise<Browser> {
  return chromium.launch({ executablePath: join(folder, 'chromium'), args, env: { ...process.env, ...env } })
}

/** Unpacked aside and then renamed, so that two test files starting together never see half a browser. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `sekisho-chromium-${version}`)
  if (existsSync(folder)) return folder
  const aside = mkdtempSync(`${folder}-`)
  const outer = process.env.TMPDIR
  try {
    // The package unpacks into the temporary folder and nowhere else.
    process.env.TMPDIR = aside
    await sparticuz.executablePath()
    await inflate(join(packageFolder, 'bin/al2023.tar.br'))
    renameSync(aside, folder)
  } catch (error) {
    // Somebody else's rename came first: theirs is as good.
    if (!existsSync(folder)) throw error
  } finally {
    if (outer === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = outer
    rmSync(aside, { recursive: true, force: true })
  }
  return folder
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}

export interface Watched {
  readonly page: Page
  /** Everything that the browser complained of: script errors, refused requests, breaches of the content policy. */
  readonly troubles: readonly string[]
}

/** A fresh page, signed in by nobody yet. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options })
  // Against hanging, as everywhere in the tests.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  return { page, troubles }
}

interface Wish {
  /** What the page's address says, from its `?` on. */
  readonly search: string
  readonly options?: BrowserContextOptions
  /** Answers of the API that a test provokes, of which the browser complains. */
  readonly refusals?: RegExp
}

/** A page that is signed in at a stand-in for the collector; by the end of the test it must not have complained. */
export async function openFixture(
  started: Started,
  estate: Estate,
  { search, options, refusals = /403/ }: Wish,
): Promise<{ readonly api: FixtureApi; readonly page: Page }> {
  if (started.browser === null) throw new Error(started.why)
  const api = await serveFixture(estate)
  const { page, troubles } = await openPage(started.browser, options)
  onTestFinished(async () => {
    await page.context().close()
    await api.close()
  })
  await page.goto(`${api.url}/signin`)
  await page.goto(`${api.url}/${search}`)
  await eventually(() => api.listeners() > 0)
  onTestFinished(() => expect(troubles.filter(trouble => !refusals.test(trouble))).toEqual([]))
  return { api, page }
}

/** To be evaluated: what the field that has the keyboard is called. */
export const focusedLabel = `document.activeElement?.labels?.[0]?.innerText ?? ''`

/** Whether something that ends still moves or fades; what turns while the page loads has no end. */
const isMoving = `document.getAnimations().some(
  one => one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity)`

/** What axe objects to, each with where: of what stands still, since text of a sheet that slides in is too pale halfway. */
export async function violations(page: Page): Promise<readonly string[]> {
  await eventually(async () => !(await page.evaluate(isMoving)))
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}
