// The laws of recognising what a host holds: components and versions by path and content, wherever they lie, what would be
// refused, and what is left.
import { type PathText, parsePathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Composing } from '../../../collector/allowlist/compose.ts'
import type { ComposeWish } from '../../../collector/handover.compose.ts'
import { directory, file, finding, sha256, unreadable } from '../../support/batches.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const core1 = { 'src/Kernel.php': 'k1', 'src/OrderController.php': 'o1', 'src/Cart.php': 'c', 'index.php': 'i' }
const core2 = { 'src/Kernel.php': 'k2', 'src/OrderController.php': 'o2', 'src/Cart.php': 'c', 'index.php': 'i' }
const mail = { 'MailSender.php': 'm', 'lib/SmtpTransport.php': 's' }
const free = { site: null } as const
const hour = 3_600_000

async function open() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const composing = new Composing(house.store.reads)
  const ask = (wish: Partial<ComposeWish> = {}) =>
    composing.compose({ customer: 1, site: 'shop', host: 'web1', root: null, ...wish })
  return {
    house,
    holds: (files: Record<string, string>, over: Parameters<typeof file>[1] = {}) =>
      house.send(
        host,
        chain.seal(...Object.entries(files).map(([path, text]) => finding(path, null, file(text, over)))),
      ),
    ask,
    compose: async (wish: Partial<ComposeWish> = {}) => {
      const composition = await ask(wish)
      if (composition === null) throw new Error('no place was free')
      return composition
    },
  }
}

test('of several versions the one that stands there is recognised, with what matches, differs and is missing', async () => {
  const { house, holds, compose } = await open()
  await house.publish(core1, { component: 'core', version: '1', ...free })
  await house.publish(core2, { component: 'core', version: '2', ...free })
  await house.publish(mail, { component: 'mail', version: '7', ...free })
  await holds({ 'src/Kernel.php': 'k1', 'src/OrderController.php': 'mine', 'index.php': 'i', 'own/own.php': 'own' })
  const { components, ...told } = await compose()
  expect(components).toEqual([
    {
      ...{
        component: 'core',
        owner: 'customer',
        version: '1',
        current: '2',
        weak: false,
        prefix: '',
        subscribed: false,
      },
      ...{ files: 4, matches: 2, differs: 1, missing: 1, unknown: 0, conflicts: [] },
    },
  ])
  expect(told).toMatchObject({ roots: ['/shop'], files: 4, known: 2, settled: 0 })
  expect(told.remainder.suspicions).toEqual([
    { suspicion: 'unknown-code', files: 1 },
    { suspicion: 'changed', files: 1 },
  ])
})

test('the version of which the most stands there is told, of versions alike the one that misses the least, then the current one', async () => {
  const { house, holds, compose } = await open()
  await house.publish(mail, { component: 'mail', version: '1', ...free })
  await house.publish(mail, { component: 'mail', version: '2', ...free })
  await house.publish({ ...mail, 'New.php': 'n' }, { component: 'mail', version: '3', ...free })
  await holds(mail)
  expect((await compose()).components).toMatchObject([{ version: '2', current: '3', matches: 2, missing: 0 }])
  await holds({ 'New.php': 'n' })
  expect((await compose()).components).toMatchObject([{ version: '3', current: '3', matches: 3, missing: 0 }])
})

test('a component of which less than half stands there is a coincidence, and explains nothing', async () => {
  const { house, holds, compose } = await open()
  await house.publish(core1, { component: 'core', ...free })
  await holds({ 'index.php': 'i' })
  expect(await compose()).toMatchObject({ components: [], known: 0, remainder: { files: 1 } })
  await holds({ 'src/Cart.php': 'c' })
  expect(await compose()).toMatchObject({ components: [{ matches: 2, files: 4 }], known: 2, remainder: { files: 0 } })
})

test('equal content at another path is not recognised', async () => {
  const { house, holds, compose } = await open()
  await house.publish(mail, { component: 'mail', ...free })
  await holds({ 'MailSender2.php': 'm', 'lib/SmtpTransport2.php': 's' })
  expect((await compose()).components).toEqual([])
})

test('a component is found below a folder, where two of its rare names lie as it has them', async () => {
  const { house, holds, compose } = await open()
  await house.publish(mail, { component: 'mail', ...free })
  await holds({
    'old/MailSender.php': 'other',
    'plugins/mail/MailSender.php': 'm',
    'plugins/mail/lib/SmtpTransport.php': 's',
  })
  const { components, remainder } = await compose()
  expect(components).toMatchObject([{ component: 'mail', prefix: 'plugins/mail', matches: 2, missing: 0 }])
  expect(remainder.groups.flatMap(group => group.examples)).toEqual(['old/MailSender.php'])
  await house.store.releases.subscribe({
    ...by,
    site: 'shop',
    component: 'mail',
    prefix: parsePathText('plugins/mail'),
  })
  await house.judged()
  expect(await compose()).toMatchObject({ components: [{ subscribed: true, matches: 2 }], known: 2 })
})

test('no number of folders with one or two of its names keeps a component from being found where it lies', async () => {
  const { house, holds, compose } = await open()
  await house.publish({ ...mail, 'TemplateOfMail.php': 't' }, { component: 'mail', ...free })
  const crowd = (folder: string, ...names: string[]) =>
    holds(
      Object.fromEntries(
        Array.from({ length: 250 }, (_, n) => names.map(name => [`${folder}${n}/${name}`, 'x'])).flat(),
      ),
    )
  for (const folder of ['a', 'b']) await crowd(folder, 'MailSender.php')
  for (const folder of ['c', 'd']) await crowd(folder, 'MailSender.php', 'TemplateOfMail.php')
  await holds({
    'plugins/mail/MailSender.php': 'm',
    'plugins/mail/TemplateOfMail.php': 't',
    'plugins/mail/lib/SmtpTransport.php': 's',
  })
  expect((await compose()).components).toMatchObject([{ component: 'mail', prefix: 'plugins/mail', matches: 3 }])
})

test('a root that lies in a folder of its site is compared with what a component has there, and no more', async () => {
  const { house, compose } = await open()
  const { chain, host } = await house.shop('web2')
  const bound = {
    host: 'web2',
    root: parsePathText('/shop'),
    site: 'shop',
    prefix: parsePathText('src'),
    profile: 'php',
  }
  await house.store.writes.bindRoot({ ...by, ...bound })
  await house.publish(core1, { component: 'core', ...free })
  await house.send(host, chain.seal(finding('Kernel.php', null, file('k1')), finding('Cart.php', null, file('c'))))
  const told = await compose({ host: 'web2' })
  expect(told.components).toMatchObject([{ files: 3, matches: 2, missing: 1, prefix: '' }])
})

test('what the site has already is told as such, also where nothing of it stands there, and is no proposal', async () => {
  const { house, holds, compose } = await open()
  await house.publish(core1, { component: 'core' })
  await house.publish({ 'Theme.php': 't' }, { component: 'theme' })
  await holds({ ...core1, 'upload/a.png': 'picture' })
  expect(await compose()).toMatchObject({
    ...{ files: 5, known: 4, settled: 1, remainder: { files: 0 } },
    components: [
      { component: 'core', subscribed: true, matches: 4, conflicts: [] },
      { component: 'theme', subscribed: true, matches: 0, missing: 1 },
    ],
  })
})

test('a path that two of them name is told with the other, and whether the site has it', async () => {
  const { house, holds, compose } = await open()
  await house.publish({ 'index.php': 'i', 'Had.php': 'h' }, { component: 'had' })
  await house.publish({ 'index.php': 'i', 'One.php': '1', 'Both.php': 'b' }, { component: 'one', ...free })
  await house.publish({ 'Two.php': '2', 'Both.php': 'b' }, { component: 'two', ...free })
  await holds({ 'index.php': 'i', 'Had.php': 'h', 'One.php': '1', 'Two.php': '2', 'Both.php': 'b' })
  const told = await compose()
  expect(told.components.map(({ component, conflicts }) => ({ component, conflicts }))).toEqual([
    {
      component: 'one',
      conflicts: [
        { component: 'had', path: 'index.php', subscribed: true },
        { component: 'two', path: 'Both.php', subscribed: false },
      ],
    },
    { component: 'two', conflicts: [{ component: 'one', path: 'Both.php', subscribed: false }] },
    { component: 'had', conflicts: [] },
  ])
})

test.each([
  ['the larger', { 'index.php': 'i' }, { 'Only.php': 'o', 'Two.php': '2' }],
  ['the smaller', { 'index.php': 'i', 'web/a/One.php': '1', 'web/b/Three.php': '3' }, { 'Only.php': 'o' }],
])('a conflict below another’s folder is found where the deeper is %s', async (_which, above, deeper) => {
  const { house, holds, compose } = await open()
  await house.publish({ ...above, 'web/a/Both.php': 'b' }, { component: 'above', ...free })
  await house.publish({ ...deeper, 'a/Both.php': 'b' }, { component: 'deeper', prefix: 'web' })
  await house.publish({ ...deeper, 'a/Both2.php': 'b' }, { component: 'apart', prefix: 'web2' })
  await holds({ ...above, 'web/a/Both.php': 'b' })
  const conflicts = (await compose()).components.find(({ component }) => component === 'above')?.conflicts
  expect(conflicts).toEqual([{ component: 'deeper', path: 'web/a/Both.php', subscribed: true }])
})

test('a weak release is told as weak, and keeps no better one out', async () => {
  const { house, holds, compose } = await open()
  await house.publish({ 'a.php': 'a', 'b.php': 'b' }, { component: 'strong', ...free })
  await house.publish({ 'a.php': 'a', 'c.php': 'c' }, { component: 'weak', weak: true, ...free })
  await holds({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c' })
  expect((await compose()).components).toMatchObject([
    { component: 'strong', weak: false, conflicts: [] },
    { component: 'weak', weak: true, conflicts: [{ component: 'strong', path: 'a.php' }] },
  ])
})

test('revoked and held releases and adoptions explain nothing', async () => {
  const { house, holds, compose } = await open()
  const old = await house.publish(core1, { component: 'core', version: '1', ...free })
  await house.publish(core2, { component: 'core', version: '2', ...free })
  await house.publish(mail, { component: 'mail', held: { payment: 1, executables: 0, paths: [] }, ...free })
  await house.publish({ 'own.php': 'own' }, { component: 'adopted', kind: 'adoption', ...free })
  await house.store.releases.revokeRelease({ ...by, release: old, reason: 'a hole' })
  await holds({ ...core1, ...mail, 'own.php': 'own' })
  expect((await compose()).components).toMatchObject([{ component: 'core', version: '2', matches: 2, differs: 2 }])
})

test('the provider’s components are proposed, save where the customer has one of that name', async () => {
  const { house, holds, compose } = await open()
  const provide = async (component: string) => {
    const staged = { kind: 'release', weak: false, signer: 'a'.repeat(64), createdAt: 1, adoption: null } as const
    const { releases } = house.store
    const ours = { ...by, customer: 0 }
    const release = await releases.stageRelease({ ...ours, component, version: 'p', digest: component, ...staged })
    const lists = [{ folder: parsePathText(''), digest: component, entries: [entryOf(`${component}.php`)] }]
    await releases.stageLists({ release, lists })
    const life = { site: null, prefix: parsePathText(''), held: null, overlapMs: 0, expiresAt: null }
    await releases.publishRelease({ ...ours, release, ...life })
  }
  const entryOf = (name: string) => ({ name: parsePathText(name), sha256: sha256('x'), type: 'file' }) as const
  await provide('core')
  await provide('mail')
  await house.publish(mail, { component: 'mail', ...free })
  await holds({ 'core.php': 'x', 'mail.php': 'x' })
  expect((await compose()).components).toMatchObject([{ component: 'core', owner: 'provider', matches: 1 }])
})

test('what is left is told the most suspicious first, by topmost unknown folder and by what came within an hour', async () => {
  const { house, holds, compose } = await open()
  await house.publish(core1, { component: 'core', ...free })
  await holds(core1)
  const at = (ctimeMs: number) => ({ ctimeMs, mtimeMs: 1 })
  await holds({ 'foreign/a.php': '1', 'foreign/deep/b.php': '2' }, at(hour))
  await holds({ 'foreign/deep/c.js': '3' }, at(1.9 * hour))
  await holds({ 'foreign/late.php': '4' }, at(9 * hour))
  await holds(
    { 'src/Helper.php': '<?php', 'upload/x/y.php': '<?php', 'payment/pay.php': 'p', '.htaccess': 'a' },
    at(hour),
  )
  await holds({ 'notes.txt': 'n', 'src/.user.ini': 'u' }, at(hour))
  const { remainder } = await compose()
  expect(remainder.groups.map(({ suspicion, folder, files }) => [suspicion, folder, files])).toEqual([
    ['executable-upload', 'upload', 1],
    ['payment', 'payment', 1],
    ['directives', '', 1],
    ['directives', 'src', 1],
    ['intruder', 'src', 1],
    ['unknown-code', 'foreign', 1],
    ['unknown-code', 'foreign', 3],
    ['unknown-file', '', 1],
  ])
  expect(remainder.groups[6]).toEqual({
    ...{ suspicion: 'unknown-code', severity: 'high', root: '/shop', folder: 'foreign', files: 3 },
    ...{ from: '1970-01-01T01:00:00.000Z', to: '1970-01-01T01:54:00.000Z' },
    examples: ['foreign/a.php', 'foreign/deep/b.php', 'foreign/deep/c.js'],
  })
  expect(remainder.more).toBe(0)
})

test('what an adoption covers is known to nobody, until a component explains it', async () => {
  const { house, holds, compose } = await open()
  await holds({ ...mail, 'own.php': 'own' })
  await house.publish({ ...mail, 'own.php': 'own' }, { component: 'adopted', kind: 'adoption' })
  expect(await compose()).toMatchObject({ known: 0, remainder: { suspicions: [{ suspicion: 'vouched', files: 3 }] } })
  await house.publish(mail, { component: 'mail', ...free })
  expect(await compose()).toMatchObject({
    known: 2,
    remainder: { files: 1, groups: [{ suspicion: 'vouched', examples: ['own.php'] }] },
  })
})

test('a page of what is vouched for ends after so many files that were looked at, however few of them are', async () => {
  const { house, holds, compose } = await open()
  await house.publish({ 'e.php': 'e' }, { component: 'adopted', kind: 'adoption' })
  await holds({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c', 'd.php': 'd', 'e.php': 'e' })
  const { reads } = house.store
  const { roots } = await reads.composable({ customer: 1, site: 'shop', host: 'web1', root: null })
  const pages: (readonly [number, string | null])[] = []
  for (const root of roots) {
    let after: PathText | '' | null = ''
    while (after !== null) {
      const page = await reads.remainder({ root, after, limit: 2, part: 'vouched', explaining: [] })
      pages.push([page.pieces.length, page.last])
      after = page.last
    }
  }
  expect(pages).toEqual([
    [0, 'b.php'],
    [0, 'd.php'],
    [1, null],
  ])
  expect((await compose()).remainder.suspicions).toContainEqual({ suspicion: 'vouched', files: 1 })
})

test('what is marked as malicious is left, whatever component has it', async () => {
  const { house, holds, compose } = await open()
  await house.publish(mail, { component: 'mail', ...free })
  await holds(mail)
  await house.store.releases.markMalicious({ ...by, sha256: sha256('s'), reason: 'skimmer' })
  await house.judged()
  expect(await compose()).toMatchObject({
    known: 1,
    remainder: { groups: [{ suspicion: 'malicious', examples: ['lib/SmtpTransport.php'] }] },
  })
})

test('a folder that cannot be read hides what is in it, and is left', async () => {
  const { house, compose } = await open()
  const { chain, host } = await house.shop('web2')
  await house.publish(mail, { component: 'mail', ...free })
  await house.send(host, chain.seal(finding('lib', null, unreadable('EACCES', directory()), { kind: 'unreadable' })))
  expect(await compose({ host: 'web2' })).toMatchObject({
    ...{ files: 1, known: 0, settled: 0 },
    remainder: { groups: [{ suspicion: 'hidden', examples: ['lib'] }] },
  })
})

test('only roots that a site has on the host are composed, and only the customer’s', async () => {
  const { compose } = await open()
  expect(await compose({ root: parsePathText('/shop') })).toMatchObject({ roots: ['/shop'], files: 0 })
  await expect(compose({ root: parsePathText('/other') })).rejects.toMatchObject({
    code: 'name-unknown',
    place: '/other',
  })
  await expect(compose({ host: 'web9' })).rejects.toMatchObject({ code: 'name-unknown', place: 'web9' })
  await expect(compose({ customer: 2 })).rejects.toMatchObject({ code: 'name-unknown', place: 'shop' })
})

test('two customers’ hosts are composed at once, one of each; who finds no place is told, and a look that failed is over', async () => {
  const { ask } = await open()
  const first = ask()
  expect(await ask()).toBeNull()
  const stranger = expect(ask({ customer: 2 })).rejects.toMatchObject({ code: 'name-unknown' })
  expect(await ask({ customer: 3 })).toBeNull()
  await Promise.all([stranger, first])
  const other = expect(ask({ customer: 2 })).rejects.toMatchObject({ code: 'name-unknown' })
  expect(await ask()).toMatchObject({ files: 0 })
  await other
})
