// The law of the end that a release is published with: sending it again changes no end, and says so. On a real store.
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { sha256 } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const key = generateKeyPair()
const end = Date.UTC(2026, 11, 31)

function envelope(version: string): Buffer {
  const statement = {
    _type: statementType,
    subject: [{ name: 'index.php', digest: { sha256: sha256('index') } }],
    predicateType: releasePredicate,
    predicate: { component: 'core', version, createdAt: '2026-11-23T00:00:00.000Z' },
  }
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), key)))
}

test('a release that is sent again with another end is refused with the command that changes it, which is no alarm, and else keeps its end', async () => {
  const house = await new StoreHouse().open()
  const { store } = house
  await store.writes.addSite({ ...by, name: 'shop' })
  await store.writes.trustKey({ ...by, key: key.id, name: 'team' })
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes: store.releases })
  onTestFinished(() => allowlist.stop())
  const publish = (version: string, expiresAt: number | null) =>
    allowlist.publish({
      ...{ ...by, who: 'token:ci', rights: ['read', 'publish'], sites: null, site: 'shop', prefix: '' as PathText },
      ...{ overlapMs: 0, expiresAt, envelope: envelope(version) },
    })
  const refused = (version: string, expiresAt: number): Promise<unknown> =>
    publish(version, expiresAt).catch((error: unknown) => error)

  await publish('1', end)
  for (const wished of [end, null])
    expect(await publish('1', wished)).toMatchObject({ expiresAt: '2026-12-31T00:00:00.000Z' })
  const other = await refused('1', Date.UTC(2027, 0, 31))
  const command = 'sekisho release expire core 1 --at 2027-01-31T00:00:00.000Z --reason …'
  expect(other).toMatchObject({
    ...{ code: 'name-taken', place: 'core 1' },
    message: `it was published before, and its end stays 2026-12-31T00:00:00.000Z: an admin changes that by \`${command}\``,
  })
  expect(reasonIn(other as Error, 'ja')).toContain(command)

  await publish('2', null)
  expect(await refused('2', end)).toMatchObject({
    message: expect.stringContaining(
      'stays without an end: an admin gives it one by `sekisho release expire core 2 --at ',
    ),
  })
  expect(house.audited('release.refuse')).toEqual([])
})
