// The laws of what is known of generated code when it is judged: what stood at its path, and how its source stands.
import type { Compiled, Observation, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import type { Ledger, RootPlace } from '../../../collector/handover.ledger.ts'
import { Classes } from '../../../collector/ingest/classes.ts'
import { generatedHere } from '../../../collector/ingest/generated.ts'
import { absent, entry, file, finding, sha256 } from '../../support/batches.ts'
import { by, StoreHouse, shopProfile } from '../../support/store-house.ts'

const profile: Profile = {
  ...shopProfile,
  rules: [
    { pattern: 'compiled/**', class: 'generated', compiled: 'smarty', sources: ['templates/*', 'templates'] },
    { pattern: 'var/cache/*/**', class: 'generated' },
    { pattern: 'var/data/**', class: 'generated', once: false },
    { pattern: 'upload/**', class: 'upload' },
  ],
  payment: ['templates/**/shopping/**'],
}

async function open() {
  const house = await new StoreHouse().open({ profiles: [profile] })
  return { house, ...(await house.shop()) }
}

const code = (content: string, folder = '7:1', wish: Partial<Present> = {}) =>
  file(content, { folder, marks: { version: 3, found: ['php-open-tag'], type: 'text' }, ...wish })

/** Smarty's: a body hangs on the source's content, and the file on when it was compiled as well. */
function template(source: string, body: string, time: string, folder = '7:1'): Present {
  const compiled: Compiled = { by: 'smarty', source: source as PathText, body: sha256(body) }
  return code(`${time} ${body}`, folder, { marks: { version: 3, found: ['php-open-tag'], type: 'text', compiled } })
}

/** As a source read it when it was closed. */
function glimpse({ size, digest, marks }: Present) {
  if (digest === null || marks === null) throw new Error('a file has both')
  return { at: 1, size, digest, marks } as NonNullable<Extract<WireRecord, { record: 'finding' }>['between']>[number]
}

const at = 'var/cache/prod/Container.php'
const of = 'compiled/default/%25%25A0.tpl.php'

const words = async (house: StoreHouse, path: string) => {
  await house.judged()
  const row = (await house.files()).find(found => found.path === path)
  return row && [row.verdict, row.severity, row.reasons[0]]
}

describe('generated code', () => {
  test('is flagged when other code comes to its path, changed or removed and made again, until its folder is another', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding(at, null, code('a'))))
    expect(await words(house, at)).toEqual(['expected', 'none', 'class-rule'])
    await house.send(host, chain.seal(finding(at, code('a'), absent), finding(at, null, code('b'))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    // What was never right is nothing to compare with: a comes back, and c is another than a.
    await house.send(host, chain.seal(finding(at, code('b'), code('a'))))
    expect(await words(house, at)).toEqual(['expected', 'none', 'class-rule'])
    await house.send(host, chain.seal(finding(at, code('a'), code('c'))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.send(host, chain.seal(finding(at, code('c'), code('d', '9:9'))))
    expect(await words(house, at)).toEqual(['expected', 'none', 'class-rule'])
    expect((await house.findings()).filter(row => row.open).map(row => row.after.sha256)).toEqual([
      sha256('b'),
      sha256('c'),
    ])
  })

  test('is not made right by a hundred findings that hide what stood there, until its folder is another', async () => {
    const { house, chain, host } = await open()
    const modes = Array.from({ length: 101 }, (_, count) => code('x', '7:1', { mode: 0o600 + (count % 2) }))
    const chmods = modes.slice(1).map((after, index) => finding(at, modes[index] ?? null, after))
    await house.send(host, chain.seal(finding(at, null, code('a')), finding(at, code('a'), code('x')), ...chmods))
    await house.send(host, chain.seal(finding(at, code('x'), code('y')), finding(at, code('y'), code('x'))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.publish({ 'index.php': 'x' })
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.send(host, chain.seal(finding(at, code('x'), code('b', '9:9'))))
    expect(await words(house, at)).toEqual(['expected', 'none', 'class-rule'])
  })

  test('is not made right by a hundred links that stood there since, of which none is a content', async () => {
    const { house, chain, host } = await open()
    const link = file('', { type: 'symlink', target: 'gone' as PathText, digest: null, marks: null })
    const flips = Array.from({ length: 60 }, () => [finding(at, link, absent), finding(at, null, link)]).flat()
    await house.send(host, chain.seal(finding(at, null, code('a')), finding(at, code('a'), link), ...flips))
    await house.send(host, chain.seal(finding(at, link, code('x'))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
  })

  test('stays flagged when it is judged again, when its mode changes, and in a census', async () => {
    const { house, chain, host } = await open()
    const opened = { mode: 0o777 }
    await house.send(host, chain.seal(finding(at, null, code('a')), finding(at, code('a'), code('b'))))
    await house.publish({ 'index.php': 'x' })
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.send(host, chain.seal(finding(at, code('b'), code('b', '7:1', opened))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.send(host, chain.seal(entry(at, code('b', '7:1', opened))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    expect((await house.findings()).filter(row => row.kind !== 'added').map(row => row.open)).toEqual([true, true])
  })

  test('is held to what stood at its own path, though many are judged again at once', async () => {
    const { house, chain, host } = await open()
    const [first, changed, again] = ['First', 'Changed', 'Again'].map(name => `var/cache/prod/${name}.php`) as [
      string,
      string,
      string,
    ]
    await house.send(host, chain.seal(...[first, changed, again].map(path => finding(path, null, code('a')))))
    const came = [finding(again, code('a'), absent), finding(again, null, code('b'))]
    await house.send(host, chain.seal(finding(changed, code('a'), code('b')), ...came))
    await house.publish({ 'index.php': 'x' }, { site: null })
    await house.store.releases.subscribe({ ...by, site: 'shop', component: 'shop', prefix: '' as PathText })
    const flagged = ['unauthorised', 'high', 'generated-rewritten']
    for (const path of [changed, again]) expect(await words(house, path), path).toEqual(flagged)
    expect(await words(house, first)).toEqual(['expected', 'none', 'class-rule'])
  })

  test('around which a new folder was made is held to that one from then on', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding(at, null, code('a'))))
    await house.send(host, chain.seal(entry(at, code('a', '8:8'))))
    await house.send(host, chain.seal(finding(at, code('a', '8:8'), code('b', '8:8'))))
    expect(await words(house, at)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
  })

  test('in whose place other code stood before it went is flagged for it, a payment page above all, and stays so', async () => {
    const { house, chain, host } = await open()
    const last = async () => {
      const row = (await house.findings()).at(-1)
      return row && [row.kind, row.verdict, row.severity, row.reasons, row.payment, row.open]
    }
    const shell = { between: [glimpse(code('shell'))] }
    await house.send(host, chain.seal(finding(at, null, code('a')), finding(at, code('a'), absent, shell)))
    const rewritten = ['generated-rewritten', 'unknown-file', 'stood-between']
    expect(await last()).toEqual(['removed', 'unauthorised', 'high', rewritten, false, true])
    await house.send(host, chain.seal(finding(at, null, absent, { kind: 'transient', ...shell })))
    expect(await last()).toEqual([
      'transient',
      'unauthorised',
      'high',
      ['generated-rewritten', 'gone-again'],
      false,
      true,
    ])
    await house.publish({ 'templates/default/shopping/index.tpl': 'pay' })
    const page = template('shopping/index.tpl', 'pay', '10:00')
    const source = finding('templates/default/shopping/index.tpl', null, file('pay'))
    await house.send(host, chain.seal(source, finding(of, null, page), finding(of, page, absent, shell)))
    const skimmed = ['generated-rewritten', 'unknown-file', 'payment', 'stood-between']
    expect(await last()).toEqual(['removed', 'unauthorised', 'critical', skimmed, true, true])
    const first = 'compiled/default/new.tpl.php'
    const orphan = glimpse(template('shopping/none.tpl', 'shell', '10:00'))
    await house.send(host, chain.seal(finding(first, null, absent, { kind: 'transient', between: [orphan] })))
    expect(await last()).toMatchObject([
      'transient',
      'unauthorised',
      'critical',
      ['source-unpermitted', 'gone-again', 'payment'],
      true,
      true,
    ])
    await house.publish({ 'templates/default/shopping/index.tpl': 'pay', 'index.php': 'x' })
    expect((await house.findings()).filter(row => row.open)).toHaveLength(4)
  })

  test('that its rule calls data is written as often as it likes', async () => {
    const { house, chain, host } = await open()
    const path = 'var/data/ips.php'
    const plain = (content: string) => file(content, { marks: { version: 3, found: ['php-open-tag'], type: 'text' } })
    await house.send(host, chain.seal(finding(path, null, plain('a')), finding(path, plain('a'), plain('b'))))
    expect(await words(house, path)).toEqual(['expected', 'none', 'class-rule'])
  })
})

test('of what is no generated code nothing is asked', () => {
  const asked = (): never => {
    throw new Error('the store was asked')
  }
  const ledger = new Proxy({} as Ledger, { get: () => asked })
  const setting = { ledger, classes: new Classes([profile]) }
  const root = {
    id: 1,
    host: 1,
    path: '/shop',
    site: 1,
    generation: 1,
    prefix: '',
    profile: 'php',
  } as unknown as RootPlace
  const data = file('a', { marks: { version: 3, found: [], type: 'text' } })
  const cases: [string, Observation][] = [
    ['index.php', code('a')],
    ['upload/shell.php', code('a')],
    ['var/data/ips.php', code('a')],
    ['var/cache/prod/pages.meta', data],
    ['var/cache/prod/Container.php', absent],
  ]
  for (const [path, after] of cases) {
    const where = setting.classes.of('php')(path as PathText)
    const here = generatedHere(setting, root, path as PathText, where, { before: null, after, receivedAt: () => 1 })
    expect(here, path).toEqual({ where })
  }
  const where = setting.classes.of('php')(at as PathText)
  const came = { before: null, after: code('a'), receivedAt: () => 1 }
  expect(() => generatedHere(setting, root, at as PathText, where, came)).toThrow('the store was asked')
})

describe('a compiled template', () => {
  const source = 'templates/default/cart.tpl'

  test('is flagged as long as nothing permits its source, and no longer once something does', async () => {
    const { house, chain, host } = await open()
    await house.send(
      host,
      chain.seal(finding(source, null, file('cart')), finding(of, null, template('cart.tpl', 'cart', '10:00'))),
    )
    expect(await words(house, of)).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
    await house.publish({ [source]: 'cart' })
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    expect((await house.findings()).map(row => row.open)).toEqual([false, false])
  })

  test('is flagged with its source when what permitted that is taken away, both in one piece', async () => {
    const { house, chain, host } = await open()
    const before = 'a/cart.tpl'
    await house.publish({ [before]: 'cart' })
    const compiled = template(`/shop/${before}`, 'cart', '10:00')
    await house.send(host, chain.seal(finding(before, null, file('cart')), finding(of, null, compiled)))
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    await house.store.releases.unsubscribe({ ...by, site: 'shop', component: 'shop' })
    await house.judged()
    expect(await words(house, before)).toEqual(['unauthorised', 'high', 'unknown-file'])
    expect(await words(house, of)).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
  })

  test.each([
    ['before it', 'a/cart.tpl'],
    ['behind it', 'z/cart.tpl'],
  ])(
    'is flagged when its source, which lies %s, loses its permit to another release, and no longer once it has one again',
    async (_where, path) => {
      const { house, chain, host } = await open()
      const others = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`m/${at}.php`, `${at}`]))
      const release = (content: string) => house.publish({ ...others, [path]: content })
      await release('cart')
      const came = Object.entries(others).map(([name, content]) => finding(name, null, file(content)))
      const compiled = template(`/shop/${path}`, 'cart', '10:00')
      await house.send(host, chain.seal(...came, finding(path, null, file('cart')), finding(of, null, compiled)))
      expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
      await release('another')
      expect(await words(house, path)).toEqual(['unauthorised', 'high', 'content-differs'])
      expect(await words(house, of)).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
      await release('cart')
      expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    },
  )

  test.each([
    ['before it', 'a/cart.tpl'],
    ['behind it', 'z/cart.tpl'],
  ])(
    'is flagged when its source, which lies %s, is marked as malicious, or its site has the component no more',
    async (_where, path) => {
      const { house, chain, host } = await open()
      await house.publish({ [path]: 'cart' })
      const compiled = template(`/shop/${path}`, 'cart', '10:00')
      await house.send(host, chain.seal(finding(path, null, file('cart')), finding(of, null, compiled)))
      const flagged = ['unauthorised', 'medium', 'source-unpermitted']
      await house.store.releases.markMalicious({ ...by, sha256: sha256('cart'), reason: 'a skimmer' })
      expect(await words(house, of)).toEqual(flagged)
      await house.store.releases.withdrawMalicious({ ...by, sha256: sha256('cart'), reason: 'it was none' })
      expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
      await house.store.releases.unsubscribe({ ...by, site: 'shop', component: 'shop' })
      expect(await words(house, of)).toEqual(flagged)
    },
  )

  test('follows what is said of the source that it was compiled of, also where that was replaced since', async () => {
    const { house, chain, host } = await open()
    const [first, second] = [file('cart'), file('another')]
    await house.send(host, chain.seal(finding(source, null, first)), 3_000)
    await house.send(host, chain.seal(finding(of, null, template(`/shop/${source}`, 'cart', '10:00'))), 4_000)
    await house.send(host, chain.seal(finding(source, first, second)), 5_000)
    expect(await words(house, of)).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
    await house.publish({ [source]: 'cart' })
    expect(await words(house, source)).toEqual(['unauthorised', 'high', 'content-differs'])
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
  })

  test('is found by the name of its source below the folder of its own theme, or by the whole path', async () => {
    const { house, chain, host } = await open()
    await house.publish({ [source]: 'cart' })
    await house.send(host, chain.seal(finding(source, null, file('cart'))))
    const names = [
      'cart.tpl',
      '/shop/templates/default/cart.tpl',
      '/in/a/container/templates/default/../default/cart.tpl',
    ]
    for (const [index, name] of names.entries()) {
      const path = `compiled/default/${index}.tpl.php`
      await house.send(host, chain.seal(finding(path, null, template(name, 'cart', '10:00'))))
      expect(await words(house, path), name).toEqual(['expected', 'none', 'class-rule'])
    }
    const elsewhere = [
      '/shop/templates/other/cart.tpl',
      '/shop/upload/cart.tpl',
      '../upload/cart.tpl',
      'none.tpl',
      '/in/a/container/templates/other/cart.tpl',
    ]
    await house.send(
      host,
      chain.seal(finding('upload/cart.tpl', null, file('cart', { marks: { version: 3, found: [], type: 'text' } }))),
    )
    for (const [index, name] of elsewhere.entries()) {
      const path = `compiled/default/no${index}.tpl.php`
      await house.send(host, chain.seal(finding(path, null, template(name, 'cart', '10:00'))))
      expect(await words(house, path), name).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
    }
  })

  test('may be compiled again at any time, and into something else only after its source became another that is permitted', async () => {
    const { house, chain, host } = await open()
    await house.publish({ [source]: 'cart' })
    const [first, again] = [template('cart.tpl', 'cart', '10:00'), template('cart.tpl', 'cart', '11:00')]
    await house.send(host, chain.seal(finding(source, null, file('cart')), finding(of, null, first)), 3_000)
    await house.send(host, chain.seal(finding(of, first, absent), finding(of, null, again)), 4_000)
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    const skimmed = template('cart.tpl', 'cart and a skimmer', '11:00')
    await house.send(host, chain.seal(finding(of, again, skimmed)), 5_000)
    expect(await words(house, of)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    const [next, made] = [file('cart 2'), template('cart.tpl', 'cart 2', '12:00')]
    await house.send(host, chain.seal(finding(source, file('cart'), next), finding(of, skimmed, made)), 6_000)
    expect(await words(house, of)).toEqual(['unauthorised', 'high', 'generated-rewritten'])
    await house.publish({ [source]: 'cart 2' })
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    const stillOpen = (await house.findings()).filter(row => row.open)
    expect(stillOpen.map(row => row.after.sha256)).toEqual([sha256('11:00 cart and a skimmer')])
  })

  test('of a source that nobody permitted stays flagged when the source is put back', async () => {
    const { house, chain, host } = await open()
    await house.publish({ [source]: 'cart' })
    const skimmed = template('cart.tpl', 'cart and a skimmer', '10:00')
    await house.send(host, chain.seal(finding(source, null, file('cart and a skimmer'))), 3_000)
    await house.send(host, chain.seal(finding(of, null, skimmed)), 4_000)
    await house.send(host, chain.seal(finding(source, file('cart and a skimmer'), file('cart'))), 5_000)
    await house.publish({ [source]: 'cart', 'index.php': 'x' })
    expect(await words(house, source)).toEqual(['authorised', 'none', 'released'])
    expect(await words(house, of)).toEqual(['unauthorised', 'medium', 'source-unpermitted'])
  })

  test('of a source that has gone on since is as right as it was', async () => {
    const { house, chain, host } = await open()
    await house.publish({ [source]: 'cart' })
    await house.send(host, chain.seal(finding(source, null, file('cart'))), 3_000)
    await house.send(host, chain.seal(finding(of, null, template('cart.tpl', 'cart', '10:00'))), 4_000)
    await house.send(host, chain.seal(finding(source, file('cart'), file('tampered'))), 5_000)
    await house.publish({ [source]: 'cart', 'index.php': 'x' })
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
  })

  test('of a payment page is a payment file, by what it names or what it named before', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'templates/default/shopping/index.tpl': 'pay' })
    const first = template('shopping/index.tpl', 'pay', '10:00')
    const paid = file('pay')
    await house.send(
      host,
      chain.seal(finding('templates/default/shopping/index.tpl', null, paid), finding(of, null, first)),
    )
    expect(await words(house, of)).toEqual(['expected', 'none', 'class-rule'])
    await house.send(host, chain.seal(finding(of, first, template('shopping/index.tpl', 'pay me', '10:00'))))
    expect(await words(house, of)).toEqual(['unauthorised', 'critical', 'generated-rewritten'])
    await house.send(
      host,
      chain.seal(finding(of, template('shopping/index.tpl', 'pay me', '10:00'), code('<?php steal();'))),
    )
    expect(await words(house, of)).toEqual(['unauthorised', 'critical', 'generated-rewritten'])
    expect((await house.findings()).at(-1)).toMatchObject({ payment: true, open: true })
  })

  test('cannot be what its compiler does not write', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('compiled/default/shell.php', null, code('<?php shell();'))))
    expect(await words(house, 'compiled/default/shell.php')).toEqual(['unauthorised', 'high', 'not-compiled'])
  })
})
