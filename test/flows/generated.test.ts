// What is said of generated code, with real processes and files as Symfony and Smarty 2 leave them, and as Twig and Smarty 4 have
// made them: a cache that is made anew or compiled again is quiet, and a compiled template that somebody changed is not.
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { smarty2 } from '../support/compiled-templates.ts'
import { eventually } from '../support/eventually.ts'
import { type Estate, openEstate } from '../support/flow-estate.ts'
import { type RealCompiled, realCompiled } from '../support/real-compiled.ts'

let estate: Estate
let shop: string
let old: string
let market: string

/** By the newest that there is. */
function made(profile: RealCompiled['profile'], path: RegExp): RealCompiled {
  const found = realCompiled.findLast(one => one.profile === profile && path.test(one.path))
  if (found === undefined) throw new Error(`nothing is compiled at ${path}`)
  return found
}

const [page, frame] = [made('eccube4', /0a17/), made('eccube4', /7f02/)]
const [checkout, payment] = [made('cscart', /checkout/), made('cscart', /payment/)]
const released = {
  shop: {
    [page.source]: page.template,
    [frame.source]: frame.template,
    'index.php': '<?php require "vendor/autoload.php";',
  },
  old: {
    'data/Smarty/templates/default/shopping/index.tpl': '<p><!--{$total}--></p>',
    'data/Smarty/templates/default/index.tpl': '<p>top</p>',
    'data/class/SC_Query.php': '<?php class SC_Query {}',
  },
  market: {
    [checkout.source]: checkout.template,
    [payment.source]: payment.template,
    'index.php': '<?php require "init.php";',
  },
}
const container = 'var/cache/prod/Container.php'
const shopping = page.path
const smartyShopping = 'data/Smarty/templates_c/default/%%45^45E^45E480CD%%index.tpl.php'
const smartyTop = 'data/Smarty/templates_c/default/%%6D^6DE^6DE4F00A%%index.tpl.php'

/** As cache:warmup leaves it. */
function makeCache(folder: string, build: number): void {
  put(join(folder, 'Container.php'), `<?php return ['container.build_time' => ${build}];`)
  for (const { path, content } of [page, frame]) put(join(folder, path.replace('var/cache/prod/', '')), content)
}

/** As Smarty leaves it at the first time, or another. */
function compileMarket(kind: 'content' | 'again'): void {
  for (const one of [checkout, payment]) put(join(market, one.path), one[kind])
}

function compile(time: string): void {
  put(join(old, smartyShopping), smarty2('shopping/index.tpl', '<p><?php echo $this->_tpl_vars["total"]; ?></p>', time))
  put(join(old, smartyTop), smarty2('index.tpl', '<p>top</p>', time))
}

/** As all three write: beside it, and then in one step. */
function put(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  putAtOnce(file, content)
}

/** As paths of names with a percent sign are written. */
const text = (path: string) => path.replaceAll('%', '%25')

async function flagged(): Promise<string[]> {
  return (await estate.findings('--open')).map(({ path }) => path)
}

beforeAll(async () => {
  estate = await openEstate()
  shop = join(estate.folder, 'shop')
  old = join(estate.folder, 'old')
  market = join(estate.folder, 'market')
  for (const [site, root, profile] of [
    ['shop', shop, 'eccube4'],
    ['old', old, 'eccube2'],
    ['market', market, 'cscart'],
  ] as const) {
    const build = join(estate.folder, `build-${site}`)
    for (const [path, content] of Object.entries(released[site])) {
      put(join(build, path), content)
      put(join(root, path), content)
    }
    await estate.addSite(site)
    await estate.release(build, { component: site, version: '1.0.0', site })
    if (site === 'shop') makeCache(join(shop, 'var/cache/prod'), 1)
    else if (site === 'old') compile('2026-11-01 10:00:00')
    else compileMarket('content')
    await estate.bind(root, site, profile)
    await estate.counted(root)
  }
})

afterAll(() => estate.stop())

describe('a cache', () => {
  test('of released templates is expected when it is first seen', async () => {
    expect(await estate.standing(shopping)).toMatchObject({ verdict: 'expected', payment: true })
    expect(await estate.standing(text(smartyShopping))).toMatchObject({ verdict: 'expected', payment: true })
    for (const { path } of [checkout, payment])
      expect(await estate.standing(path)).toMatchObject({ verdict: 'expected', payment: true })
    expect(await flagged()).toEqual([])
  })

  test('that is made anew beside its place and renamed into it stays quiet', async () => {
    const before = await estate.standing(container)
    makeCache(join(shop, 'var/cache/pro_'), 2)
    renameSync(join(shop, 'var/cache/prod'), join(shop, 'var/cache/pro~'))
    renameSync(join(shop, 'var/cache/pro_'), join(shop, 'var/cache/prod'))
    rmSync(join(shop, 'var/cache/pro~'), { recursive: true })
    // Between the two renames there is none.
    await eventually(async () => expect(await estate.apart('shop', shop)).toEqual([]))
    const after = await estate.standing(container)
    expect(after).toMatchObject({ verdict: 'expected' })
    expect(after?.sha256).not.toBe(before?.sha256)
    expect(await flagged()).toEqual([])
  })

  test('that is emptied and compiled again, file by file, stays quiet', async () => {
    const before = await estate.standing(text(smartyShopping))
    const folder = join(old, 'data/Smarty/templates_c/default')
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    await eventually(async () => (await estate.standing(text(smartyShopping))) === undefined)
    compile('2026-11-02 11:11:11')
    await eventually(async () => expect(await estate.apart('old', old)).toEqual([]))
    const again = await estate.standing(text(smartyShopping))
    expect(again?.sha256).not.toBe(before?.sha256)
    expect(again).toMatchObject({ verdict: 'expected' })
    expect(await flagged()).toEqual([])
  })

  test('that is compiled again in place by Smarty 4, with other names and times, stays quiet', async () => {
    compileMarket('again')
    await eventually(async () => expect(await estate.apart('market', market)).toEqual([]))
    for (const { path } of [checkout, payment])
      expect(await estate.standing(path)).toMatchObject({ verdict: 'expected' })
    expect(await flagged()).toEqual([])
  })

  test.each([
    ['Twig', () => join(shop, shopping), shopping],
    ['Smarty 2', () => join(old, smartyShopping), text(smartyShopping)],
    ['Smarty 4', () => join(market, payment.path), payment.path],
  ])('whose compiled payment page of %s was changed is critical', async (_, file, path) => {
    const row = await estate.change(path, () => appendFileSync(file(), '<?php /* skimmer */'))
    expect(row).toMatchObject({ verdict: 'unauthorised', severity: 'critical', payment: true })
    expect(row.reasons).toContain('generated-rewritten')
  })

  test('whose container was changed is high, and so is a shell among compiled templates', async () => {
    const changed = await estate.change(container, () => appendFileSync(join(shop, container), '\neval($_POST[1]);'))
    expect(changed).toMatchObject({ severity: 'high', reasons: ['generated-rewritten', 'unknown-file'] })
    const path = 'var/cache/prod/twig/0a/shell.php'
    const dropped = await estate.change(path, () => putAtOnce(join(shop, path), '<?php eval($_POST[1]);'))
    expect(dropped).toMatchObject({ severity: 'high', reasons: ['not-compiled', 'unknown-file'] })
  })
})
