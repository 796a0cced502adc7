// The laws of a customer's component that has the name of one of the provider's: each is looked at by itself. On a real store.
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { adoptionPredicate, releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = generateKeyPair()

function envelope(version: string, digit: string, adoption: object | null): Buffer {
  const statement = {
    _type: statementType,
    subject: [{ name: 'index.php', digest: { sha256: digit.repeat(64) } }],
    predicateType: adoption === null ? releasePredicate : adoptionPredicate,
    predicate: {
      ...{ component: 'core', version, createdAt: '2026-11-23T00:00:00.000Z' },
      ...(adoption === null ? {} : { adoption }),
    },
  }
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), key)))
}

/** The provider has `core` 1, and the customer's shop has it from there. */
async function open() {
  const { store } = await new StoreHouse().open()
  for (const name of ['shop', 'second']) await store.writes.addSite({ ...by, name })
  await store.writes.addSite({ ...by, customer: 0, name: 'lab' })
  for (const customer of [0, 1]) await store.writes.trustKey({ ...by, customer, key: key.id, name: 'team' })
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes: store.releases })
  onTestFinished(() => allowlist.stop())
  const publish = (customer: number, version: string, site: string | null, adoption: object | null = null) =>
    allowlist.publish({
      ...{ ...by, customer, who: 'token:ci', rights: ['read', 'publish', 'approve'], sites: null, site },
      ...{ prefix: 'core' as PathText, overlapMs: 0, expiresAt: null },
      envelope: envelope(version, String(customer), adoption),
    })
  await publish(0, '1', 'lab')
  await allowlist.subscribe({ ...by, site: 'shop', component: 'core', prefix: 'core' as PathText })
  const held = async () =>
    (await store.reads.components({ customer: 1 })).map(row => [row.owner, row.current, row.sites.map(s => s.site)])
  return { publish, held }
}

test('a component has no sites because the provider’s of that name has some: which one it is for is asked, in either language', async () => {
  const { publish, held } = await open()
  await expect(publish(1, '2', null)).rejects.toMatchObject({
    code: 'name-unknown',
    message: 'name one of the sites: second, shop',
  })
  for (const [site, words] of [
    [null, 'サイトを指定してください: second, shop'],
    ['shopp', 'サイトshoppはありません(一覧: sekisho site list)'],
  ] as const)
    expect(await publish(1, '2', site).catch(error => reasonIn(error, 'ja'))).toBe(words)
  expect(await held()).toEqual([['provider', '1', ['shop']]])
  await publish(1, '2', 'second')
  await publish(1, '3', null)
  expect(await held()).toEqual([
    ['customer', '3', ['second']],
    ['provider', '1', ['shop']],
  ])
})

test('a version, or an adoption, is not refused for a release that the provider’s component of that name has', async () => {
  const { publish, held } = await open()
  await publish(1, 'found', 'second', { by: 'Aiko', reason: 'found here' })
  await publish(1, '1', 'second')
  expect(await held()).toContainEqual(['customer', '1', ['second']])
})
