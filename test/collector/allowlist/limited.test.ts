// The laws of publishing with a token that is limited to sites: its releases reach no other, by whichever way. On a real store.
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = generateKeyPair()

function envelope(component: string, version: string, file: string): Buffer {
  const statement = {
    _type: statementType,
    subject: [{ name: file, digest: { sha256: 'a'.repeat(64) } }],
    predicateType: releasePredicate,
    predicate: { component, version, createdAt: '2026-11-23T00:00:00.000Z' },
  }
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), key)))
}

async function open() {
  const { store } = await new StoreHouse().open()
  for (const name of ['shop', 'second', 'third']) await store.writes.addSite({ ...by, name })
  await store.writes.trustKey({ ...by, key: key.id, name: 'team' })
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes: store.releases })
  onTestFinished(() => allowlist.stop())
  let versions = 0
  const publish = (component: string, site: string | null, sites: readonly string[] | null) =>
    allowlist.publish({
      ...{ ...by, who: 'token:ci', rights: ['read', 'publish'], sites, site, prefix: component as PathText },
      ...{ overlapMs: 0, expiresAt: null, envelope: envelope(component, `${++versions}`, 'index.php') },
    })
  const held = async () =>
    (await store.reads.components({ customer: 1 })).map(row => [row.component, row.current, row.sites.map(s => s.site)])
  return { store, allowlist, publish, held }
}

test('a limited token publishes for its sites, and what it sends for another is refused with the sites named, and told', async () => {
  const { store, publish, held } = await open()
  await publish('core', 'shop', ['shop', 'second'])
  await publish('core', 'second', ['shop', 'second'])
  await publish('core', null, ['shop', 'second'])
  const refused = publish('theme', 'third', ['shop', 'second'])
  await expect(refused).rejects.toMatchObject({ code: 'role-missing', place: 'third' })
  const reason = await refused.catch(error => reasonIn(error, 'ja'))
  expect(reason).toContain('対象サイトはshop, secondだけ')
  expect(await held()).toEqual([['core', '3', ['second', 'shop']]])
  const { items } = await store.reads.auditLines({ customer: 1, filter: { what: 'release.refuse' } })
  expect(items).toMatchObject([{ who: 'token:ci', detail: { code: 'role-missing', site: 'third' } }])
})

test('a component that another site has too is out of reach, whichever site is named: its release would be current there as well', async () => {
  const { allowlist, publish, held } = await open()
  await publish('core', 'shop', null)
  await allowlist.subscribe({ ...by, site: 'third', component: 'core', prefix: 'core' as PathText })
  for (const site of ['shop', null])
    await expect(publish('core', site, ['shop'])).rejects.toMatchObject({ code: 'role-missing', place: 'third' })
  expect(await held()).toEqual([['core', '1', ['shop', 'third']]])
  await allowlist.unsubscribe({ ...by, site: 'third', component: 'core' })
  await expect(publish('core', null, ['shop'])).resolves.toMatchObject({ state: 'current' })
})

test('a component that no site has is out of reach once it was published, and not before, and what to do is said in both languages', async () => {
  const { allowlist, publish, held } = await open()
  await publish('core', 'third', null)
  await allowlist.unsubscribe({ ...by, site: 'third', component: 'core' })
  const refused = publish('core', 'shop', ['shop', 'second'])
  await expect(refused).rejects.toMatchObject({ code: 'role-missing', place: 'core' })
  for (const locale of ['en', 'ja'] as const)
    expect(await refused.catch(error => reasonIn(error, locale))).toContain(
      '(sekisho component subscribe core --site shop)',
    )
  await publish('theme', 'shop', ['shop', 'second'])
  expect(await held()).toEqual([
    ['core', '1', []],
    ['theme', '3', ['shop']],
  ])
  await allowlist.subscribe({ ...by, site: 'shop', component: 'core', prefix: 'core' as PathText })
  await expect(publish('core', 'shop', ['shop', 'second'])).resolves.toMatchObject({ state: 'current' })
})
