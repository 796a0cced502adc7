// The law of what one person alone permits by giving a site a component, as the threat model says it: nobody else is asked, and
// no path of another component is reached. On a real store.
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { file, finding, sha256 } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = generateKeyPair()

function envelope(component: string, name: string): Buffer {
  const statement = {
    _type: statementType,
    subject: [{ name, digest: { sha256: sha256('pay') } }],
    predicateType: releasePredicate,
    predicate: { component, version: '1', createdAt: '2026-11-23T00:00:00.000Z' },
  }
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), key)))
}

test('a component that is given to a site permits payment files there by one person alone, also where four eyes are always asked, and reaches no path of another component', async () => {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const { store } = house
  await store.writes.addSite({ ...by, name: 'other' })
  await store.writes.trustKey({ ...by, key: key.id, name: 'team' })
  await store.approvals.writes.setFourEyes({ ...by, site: 'shop', on: 'always' })
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes: store.releases })
  onTestFinished(() => allowlist.stop())
  const publish = (site: string, component: string, name: string, prefix = '') =>
    allowlist.publish({
      ...{ ...by, who: 'token:ci', rights: ['read', 'publish'], sites: null, site, prefix: prefix as PathText },
      ...{ overlapMs: 0, expiresAt: null, envelope: envelope(component, name) },
    })
  const verdict = async () => {
    await house.judged()
    return (await house.files()).map(row => [row.payment, row.verdict])
  }
  await house.send(host, chain.seal(finding('payment/pay.php', null, file('pay'))))
  await publish('other', 'pay', 'pay.php')
  expect(await verdict()).toEqual([[true, 'unauthorised']])
  const given = { site: 'shop', component: 'pay', prefix: 'payment' as PathText }
  await allowlist.subscribe({ ...by, who: 'user:admin', ...given })
  expect(await verdict()).toEqual([[true, 'authorised']])
  await allowlist.unsubscribe({ ...by, ...given })
  expect(await verdict()).toEqual([[true, 'unauthorised']])
  await publish('shop', 'pay', 'pay.php', 'payment')
  expect(await verdict()).toEqual([[true, 'authorised']])
  expect(house.audited('component.subscribe').map(({ site, prefix }) => [site, prefix])).toEqual(
    Array(2).fill(['shop', 'payment']),
  )
  const taken = { code: 'path-conflict', place: 'payment/pay.php' }
  await expect(publish('shop', 'another', 'payment/pay.php')).rejects.toMatchObject(taken)
})
