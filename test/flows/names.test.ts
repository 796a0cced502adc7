// Names that attackers choose, from the disk to the page, with real processes: seen by census, watch and walk, judged, and
// shown so that they can neither fake, hide nor run anything.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRow, FindingRow } from '@sekisho/shared/api.ts'
import { parsePathText, pathBytes } from '@sekisho/shared/path.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPage } from '../browser/support.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { appendBelow, contentOf, hostileNames, makeNames, removeNames } from '../support/flow-names.ts'
import { closeBrowser, isUntroubled, line, signIn, started } from '../support/flow-pages.ts'
import { makeShop, sha256 } from '../support/flow-shop.ts'

buildPage()

let estate: Estate
let shop: string
let build: string
const names = Object.entries(hostileNames)
/** How each folder's names were noticed. */
const folders = { 'upload/before': 'census', 'upload/meanwhile': 'watch', 'upload/away': 'walk' } as const
const everyPath = Object.keys(folders).flatMap(folder => names.map(([, { text }]) => `${folder}/${text}`))

beforeAll(async () => {
  estate = await openEstate()
  build = join(estate.folder, 'build')
  shop = join(estate.folder, 'shop')
  makeShop(build, shop)
  makeNames(join(shop, 'upload/before'))
  await estate.addSite('shop')
  await estate.release(build, { component: 'shop', version: '1.0.0', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
  // A folder that comes is walked at once: once that is over, only the watch is left to see what comes into it. With the first
  // walk of all its coming is written down, which begins its own; with the second that is over.
  mkdirSync(join(shop, 'upload/meanwhile'))
  await estate.walked(shop)
  await estate.walked(shop)
  makeNames(join(shop, 'upload/meanwhile'))
  for (const [, { text }] of names) await estate.hears(`upload/meanwhile/${text}`)
  await estate.away(shop, () => makeNames(join(shop, 'upload/away')))
})

afterAll(async () => {
  await closeBrowser()
  await estate.stop()
})

/** Controls but line feeds, and what turns, hides or joins other signs. */
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u

async function uploaded(): Promise<FindingRow[]> {
  return all(estate.client.findings({ path: 'upload/' }))
}

describe.each(Object.entries(folders))('names in %s', (folder, noticed) => {
  test.each(names)(`are seen by ${noticed}, judged, and found by their one text: %s`, async (what, { parts, text }) => {
    const path = `${folder}/${text}`
    // What comes with a folder of its own is found by whichever of walk and watch looks first.
    const by = noticed === 'watch' && parts.length > 1 ? expect.stringMatching(/^(?:watch|walk)$/) : noticed
    const [row, ...others] = await estate.history(path)
    expect(others).toEqual([])
    const judged = { kind: 'added', noticed: by, verdict: 'unauthorised', severity: 'critical', open: true }
    expect(row).toMatchObject({ path, ...judged, sha256: sha256(contentOf(what)) })
    expect(row?.reasons).toContain('executable-in-upload')
    expect(await estate.standing(path)).toMatchObject({ path, verdict: 'unauthorised', sha256: row?.sha256 })
  })
})

describe('names that attackers choose', () => {
  test.each(names)('hide no change that is made later from the watch: %s', async (_what, { parts, text }) => {
    for (const folder of Object.keys(folders)) {
      const path = `${folder}/${text}`
      const row = await estate.change(path, () => appendBelow(join(shop, folder), parts, '// changed\n'))
      expect(row).toMatchObject({ path, kind: 'changed', noticed: 'watch', verdict: 'unauthorised' })
    }
  })

  test('are listed whole, each once, in a text that stands for their very bytes', async () => {
    const listed = (await uploaded()).map(({ path }) => path)
    const found = listed.filter(path => /^upload\/(?:before|meanwhile|away)\//.test(path))
    expect(found.toSorted()).toEqual([...everyPath, ...everyPath].toSorted())
    for (const [, { parts, text }] of names) {
      const raw = Buffer.concat(parts.flatMap((part, at) => [Buffer.from(at === 0 ? '' : '/'), Buffer.from(part)]))
      expect(Buffer.from(pathBytes(parsePathText(text)))).toEqual(raw)
    }
  })

  test('are printed as JSON by the commands, one object a line', async () => {
    expect(await estate.findings('--path', 'upload/')).toEqual(await uploaded())
    const files: FileRow[] = await estate.files('--path', 'upload/')
    expect(files.filter(({ verdict }) => verdict === 'unauthorised').map(({ path }) => path)).toEqual(
      everyPath.toSorted(byBytes),
    )
  })

  test.each(['two lines', 'not UTF-8', 'a percent sign', 'deeper than a path may be long'])(
    'can be asked for on the command line by the text that was printed: %s',
    async what => {
      const path = `upload/meanwhile/${hostileNames[what]?.text}`
      expect((await estate.findings('--path', path)).map(row => row.path)).toEqual([path, path])
      const explained = await estate.text(['explain', `${shop}/${path}`])
      expect(explained).not.toMatch(obeyed)
      expect(explained).toContain('no release names this file')
    },
  )

  test.each(['C', 'ja_JP.UTF-8'])('command no terminal that lists them, and fake no line: LANG=%s', async LANG => {
    for (const words of ['files', 'findings']) {
      const told = await estate.text([words, '--path', 'upload/'], LANG)
      expect(told).not.toMatch(obeyed)
      const lines = told.trimEnd().split('\n')
      const asked = words === 'files' ? await all(estate.client.files({ path: 'upload/' })) : await uploaded()
      expect(lines.length).toBe(asked.length)
      for (const [, { text, shown = text }] of names)
        for (const folder of Object.keys(folders))
          expect(lines.filter(line => line.includes(`web1:${shop}/${folder}/${shown}  `)).length).toBe(
            words === 'files' ? 1 : 2,
          )
    }
  })
})

describe.skipIf(started.browser === null)('the page that shows such names', () => {
  const attacked = (page: Page) => page.evaluate(`Reflect.has(window, 'attacked')`)

  test('marks every sign that is not what it seems, and runs nothing', async () => {
    const watched = await signIn(estate, '/')
    if (watched === undefined) return
    const { page } = watched
    for (const [, { text, shown = text }] of names) {
      const path = `upload/meanwhile/${text}`
      await page.getByLabel('Path').fill(path)
      await page.getByLabel('Path').press('Enter')
      const item = line(watched, 'executable among uploads')
      await eventually(async () => (await page.getByRole('listitem').filter({ hasText: 'uploads' }).count()) === 2)
      // A long path is cut in its middle; both ends of the name always stand.
      const name = shown.slice(shown.lastIndexOf('/') + 1)
      const [start, end] = name.length > 80 ? [name.slice(0, 20), name.slice(-12)] : [name, name]
      const told = await item.getByRole('link').textContent()
      expect(told).toContain(start)
      expect(told).toContain(end)
      await item.getByRole('link').click()
      await page.getByRole('dialog').getByText(`upload/meanwhile/${shown}`, { exact: true }).waitFor()
      expect(await attacked(page)).toBe(false)
      expect((await page.getByRole('dialog').innerText()).replaceAll(/[\n\t\u2066-\u2069]/g, '')).not.toMatch(obeyed)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await isUntroubled(watched)
  })

  test('shows them live, too', async () => {
    const watched = await signIn(estate, '/')
    if (watched === undefined) return
    makeNames(join(shop, 'upload/live'))
    for (const [, { text }] of names) await estate.hears(`upload/live/${text}`)
    const lines = watched.page.getByRole('listitem').filter({ hasText: 'upload/live/' })
    await eventually(async () => (await lines.count()) >= 5)
    expect(await attacked(watched.page)).toBe(false)
    expect(await watched.page.content()).not.toMatch(/[\u202a-\u202e]/)
    await isUntroubled(watched)
  })
})

describe('a release of such names', () => {
  test('authorises each of them, by the same text', async () => {
    const standing = () => all(estate.client.files({ path: 'upload/meanwhile/' }))
    makeNames(join(build, 'upload/meanwhile'))
    for (const [, { parts }] of names) appendBelow(join(build, 'upload/meanwhile'), parts, '// changed\n')
    await estate.release(build, { component: 'shop', version: '2.0.0', site: 'shop' })
    await eventually(async () => (await standing()).every(({ verdict }) => verdict === 'authorised'))
    for (const row of await standing()) expect(row).toMatchObject({ verdict: 'authorised', reasons: ['released'] })
    const [current] = (await estate.client.releases()).filter(({ version }) => version === '2.0.0')
    const shown = await estate.text(['release', 'show', String(current?.id)])
    expect(shown).not.toMatch(obeyed)
    for (const [, { text, shown: seen = text }] of names) expect(shown).toContain(`  upload/meanwhile/${seen}\n`)
  })

  test('finds each of them missing once it is deleted, and the others gone without a permit', async () => {
    removeNames(join(shop, 'upload/meanwhile'))
    removeNames(join(shop, 'upload/before'))
    for (const [, { text }] of names) {
      await eventually(async () => (await estate.history(`upload/meanwhile/${text}`)).at(-1)?.kind === 'removed')
      await eventually(async () => (await estate.history(`upload/before/${text}`)).at(-1)?.kind === 'removed')
      const missing = (await estate.history(`upload/meanwhile/${text}`)).at(-1)
      // Their folder goes with them: its own walk may come upon it before the events of each do.
      expect(missing).toMatchObject({ verdict: 'unauthorised', reasons: ['missing'] })
      expect(await estate.open(`upload/before/${text}`)).toMatchObject([{ kind: 'added' }, { kind: 'changed' }])
    }
    expect(await all(estate.client.files({ path: 'upload/before/' }))).toEqual([])
  })
})

/** As the collector lists paths. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
