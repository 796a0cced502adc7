// What releases and adoptions do to findings that were flagged before them, with real processes: through the commands, the
// API and the page.
import { appendFileSync, chmodSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPage, type Watched } from '../browser/support.ts'
import { putAtOnce } from '../support/at-once.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { closeBrowser, isUntroubled, line, shows, showsNot, signIn } from '../support/flow-pages.ts'
import { makeShop } from '../support/flow-shop.ts'

buildPage()

let estate: Estate
let shop: string
let build: string
let flags: Watched | undefined

beforeAll(async () => {
  estate = await openEstate()
  build = join(estate.folder, 'build')
  shop = join(estate.folder, 'shop')
  makeShop(build, shop)
  await estate.addSite('shop')
  await estate.release(build, { component: 'shop', version: '1.0.0', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
  flags = await signIn(estate, '/')
})

afterAll(async () => {
  await closeBrowser()
  await estate.stop()
})

const at = (path: string) => join(shop, path)

describe('a second release', () => {
  beforeAll(async () => {
    for (const path of ['payment/PaymentModule.php', 'lib/Mailer.php'])
      await estate.change(path, () => appendFileSync(at(path), '// version 2\n'))
    await estate.change('lib/Member.v2.php', () => renameSync(at('lib/Member.php'), at('lib/Member.v2.php')))
    await estate.change('js/gallery.js', () => unlinkSync(at('js/gallery.js')))
    await estate.change('season/current', () => putAtOnce(at('season/current'), aside => symlinkSync('winter', aside)))
    await estate.change('upload/shell.php', () => putAtOnce(at('upload/shell.php'), '<?php'))
    await estate.change('js/shop.js', () => appendFileSync(at('js/shop.js'), 'fetch("https://example.com")\n'))
    await shows(flags, 'payment/PaymentModule.php')
    // Version 2 holds all of it but the shell and the script, and no longer has a page that is still there.
    for (const path of ['payment/PaymentModule.php', 'lib/Mailer.php', 'lib/Member.v2.php'])
      writeFileSync(join(build, path), readFileSync(at(path)))
    for (const path of ['lib/Member.php', 'js/gallery.js', 'contact/index.php', 'season/current'])
      unlinkSync(join(build, path))
    symlinkSync('winter', join(build, 'season/current'))
    await estate.release(build, { component: 'shop', version: '2.0.0', site: 'shop' })
    await eventually(async () => (await estate.standing('contact/index.php'))?.verdict === 'unauthorised')
    await eventually(async () => (await estate.open('lib/Member.php')).length === 0)
  })

  test.each(['payment/PaymentModule.php', 'lib/Mailer.php', 'lib/Member.v2.php', 'season/current'])(
    'authorises what it holds, and closes the flag of the finding that brought it: %s',
    async path => {
      const judged = { verdict: 'authorised', severity: 'none', reasons: ['released'], permit: 'shop 2.0.0' }
      expect(await estate.standing(path)).toMatchObject(judged)
      expect(await estate.open(path)).toEqual([])
      expect((await estate.history(path)).at(-1)).toMatchObject({ ...judged, open: false })
    },
  )

  test.each(['js/gallery.js', 'lib/Member.php'])('settles the removal of what it no longer names: %s', async path => {
    const removal = (await estate.history(path)).at(-1)
    expect(removal).toMatchObject({ kind: 'removed', verdict: 'authorised', reasons: ['not-named'], open: false })
  })

  test('takes the permit from what it no longer holds', async () => {
    const judged = { verdict: 'unauthorised', severity: 'low', reasons: ['stale'], permit: null }
    expect(await estate.standing('contact/index.php')).toMatchObject(judged)
    expect(await estate.open('contact/index.php')).toMatchObject([{ ...judged, kind: 'added', noticed: 'census' }])
  })

  test('leaves the flags of all else as they were', async () => {
    for (const path of ['upload/shell.php', 'js/shop.js'])
      expect(await estate.open(path)).toMatchObject([{ verdict: 'unauthorised', open: true }])
  })

  test('is on the page without loading it again', async () => {
    await showsNot(flags, 'payment/PaymentModule.php')
    await shows(flags, 'contact/index.php')
    if (flags !== undefined) await isUntroubled(flags)
  })

  test('does not settle a file that was deleted by whoever dropped it', async () => {
    await estate.change('upload/shell.php', () => unlinkSync(at('upload/shell.php')))
    expect(await estate.standing('upload/shell.php')).toBeUndefined()
    expect(await estate.open('upload/shell.php')).toMatchObject([{ kind: 'added', severity: 'critical' }])
  })
})

describe('an approval by a person', () => {
  test('settles the flag of that very content, on the page too, until another content comes', async () => {
    const [flagged] = await estate.open('js/shop.js')
    const told = await estate.text([
      'approval',
      'add',
      '--finding',
      String(flagged?.id),
      '--reason',
      'counter of visits',
    ])
    expect(told).toContain('in force')
    await eventually(async () => (await estate.open('js/shop.js')).length === 0)
    expect(await estate.standing('js/shop.js')).toMatchObject({ verdict: 'authorised', reasons: ['approved'] })
    await showsNot(flags, 'js/shop.js')
    expect(await estate.text(['explain', at('js/shop.js')])).toMatch(/Permit: approval .* with this very content/)
    const row = await estate.change('js/shop.js', () => appendFileSync(at('js/shop.js'), 'steal(document)\n'))
    expect(row).toMatchObject({ verdict: 'unauthorised', reasons: ['content-differs'], open: true })
  })

  test('that is withdrawn permits what it permitted no longer', async () => {
    const content = readFileSync(at('js/shop.js'), 'utf8').replace('steal(document)\n', '')
    await estate.change('js/shop.js', () => putAtOnce(at('js/shop.js'), content))
    expect(await estate.standing('js/shop.js')).toMatchObject({ verdict: 'authorised' })
    const [approval] = await estate.client.approvals.list()
    await estate.text(['approval', 'withdraw', String(approval?.id), '--reason', 'nobody asked for it'])
    await eventually(async () => (await estate.standing('js/shop.js'))?.verdict === 'unauthorised')
    expect((await estate.open('js/shop.js')).length).toBeGreaterThan(0)
  })
})

describe('a root that nobody released', () => {
  let other: string

  beforeAll(async () => {
    other = join(estate.folder, 'other')
    makeShop(join(estate.folder, 'other-build'), other)
    writeFileSync(join(other, 'upload/old.php'), '<?php')
    await estate.addSite('other')
    // The agent runs: it begins to watch what is bound to it now.
    await estate.bind(other, 'other')
    await estate.counted(other)
  })

  test('is judged like anything else by its first census', async () => {
    const rows = await estate.findings('--site', 'other')
    expect(new Set(rows.map(({ noticed, kind }) => `${noticed} ${kind}`))).toEqual(new Set(['census added']))
    const judged = (path: string) => rows.find(row => row.path === path)
    expect(judged('index.php')).toMatchObject({ verdict: 'unauthorised', severity: 'high', reasons: ['unknown-file'] })
    expect(judged('payment/card-form.js')).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
    expect(judged('upload/old.php')).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
    expect(judged('upload/pear.png')).toMatchObject({ verdict: 'expected', severity: 'none' })
  })

  test('gives adopted as the reason of everything that was adopted, everywhere', async () => {
    const reason = 'compared with the backup of 1 November'
    const decided = ['adopt', other, '--by', 'Hanako Sato', '--reason', reason]
    const preview = await estate.text([...decided, '--preview'])
    expect(preview).toMatch(/executable among uploads or logs .*\n {6}upload\/old\.php\n.*upload\/\.htaccess/s)
    expect(preview).toMatch(/[0-9]+ files of .* would be adopted\. Nothing was\.\n$/)
    expect((await estate.client.releases()).some(({ kind }) => kind === 'adoption')).toBe(false)
    const told = await estate.text(decided)
    expect(told).toContain('Hanako Sato')
    expect(told).toMatch(/executable among uploads or logs .*2 are not adopted.*Hanako Sato adopted/s)
    expect(told).toMatch(/2 are not adopted.*\n {2}upload\/\.htaccess .*\n {2}upload\/old\.php/)
    await eventually(async () => (await all(estate.client.findings({ site: 'other', open: 'true' }))).length === 2)
    const files = await estate.files('--site', 'other')
    const adopted = files.filter(({ reasons }) => reasons[0] === 'adopted')
    expect(adopted.map(({ path }) => path)).toContain('index.php')
    for (const row of files.filter(({ path }) => path !== 'upload/old.php' && path !== 'upload/.htaccess')) {
      const rule = row.verdict === 'expected'
      expect(row.reasons).toEqual(rule ? ['class-rule'] : ['adopted'])
      expect(['upload', 'log', 'generated'].includes(row.class)).toBe(rule)
    }
    expect(await estate.open('upload/old.php')).toMatchObject([{ verdict: 'unauthorised', severity: 'critical' }])
    const day = new Date().toISOString().slice(0, 10)
    const by = expect.stringMatching(`^adopted by Hanako Sato on ${day}: adopted-other-[0-9a-f]{8} `)
    expect(new Set(adopted.map(({ permit }) => permit))).toEqual(new Set([by]))
    const findings = await estate.findings('--site', 'other', '--verdict', 'authorised')
    expect(findings.map(({ path }) => path).sort()).toEqual(adopted.map(({ path }) => path))
    for (const row of findings) expect(row).toMatchObject({ reasons: ['adopted'], permit: by, open: false })
    const line = await estate.text(['files', '--site', 'other', '--path', 'index.php'])
    expect(line).toContain(`adopted, not known good [adopted by Hanako Sato on ${day}: `)
    expect(await estate.text(['release', 'list'])).toContain(`adopted by Hanako Sato: ${reason}`)
    expect(await estate.text(['explain', join(other, 'season/next')])).toMatch(
      /Permit: adoption .* with this very content[\s\S]* by Hanako Sato/,
    )
  })

  test('keeps the reason adopted in what happens to it later', async () => {
    const row = await estate.change('index.php', () => chmodSync(join(other, 'index.php'), 0o600))
    expect(row).toMatchObject({ verdict: 'authorised', severity: 'low', reasons: ['adopted', 'metadata-only'] })
  })

  test('says on the page that it is adopted and not known to be good', async () => {
    const page = await signIn(estate, '/?verdict=all&open=all&site=other&path=index.php')
    if (page === undefined) return
    await line(page, 'index.php').getByText('adopted, not known good').first().waitFor()
    await isUntroubled(page)
  })
})
