// The laws of signed confirmations: a held release becomes current by a key that is trusted to approve its component, by no other,
// and only by its word on exactly this release and this difference. All on a real store.
import { DatabaseSync } from 'node:sqlite'
import { signConfirmation } from '@sekisho/shared/confirmation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const [team, second] = [generateKeyPair(), generateKeyPair()]
const ci = { ...by, who: 'token:ci' }
const duty = { ...by, who: 'token:duty' }

function envelope(version: string, files: readonly string[]): Buffer {
  const statement = {
    _type: statementType,
    subject: files.map(name => ({ name, digest: { sha256: 'a'.repeat(64) } })),
    predicateType: releasePredicate,
    predicate: { component: 'core', version, createdAt: '2026-11-23T00:00:00.000Z' },
  }
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), team)))
}

/** Version 2 of the component `core`, held for a shell in a new folder, and a key that may approve it. */
async function held() {
  const { store, file } = await new StoreHouse().open()
  await store.writes.addSite({ ...by, name: 'shop' })
  await store.writes.trustKey({ ...by, key: team.id, name: 'team' })
  await store.writes.trustKey({ ...by, key: second.id, name: 'second', component: 'core', role: 'approve' })
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: store.reads, writes: store.releases })
  onTestFinished(() => allowlist.stop())
  const place = { sites: null, site: 'shop', prefix: '' as PathText, overlapMs: 0, expiresAt: null }
  const publish = (version: string, files: readonly string[]) =>
    allowlist.publish({ ...ci, rights: ['read', 'publish'], ...place, envelope: envelope(version, files) })
  await publish('1', ['a/x'])
  const row = await publish('2', ['a/x', 'new/shell.php'])
  const { digest: difference } = await allowlist.difference({ customer: 1, release: row.id })
  const words = { component: 'core', version: '2', digest: row.digest, difference, now: 1 }
  const confirm = (key: KeyPair, wish: Partial<typeof words> = {}, who = duty) =>
    allowlist.confirmSigned({ ...who, release: row.id, envelope: signConfirmation({ ...words, ...wish }, key) })
  const state = async () => (await store.reads.releases({ customer: 1 })).find(({ id }) => id === row.id)?.state
  return { file, store, allowlist, row, words, publish, confirm, state }
}

test('a key that is trusted to approve the component confirms a held release, and the trail names key and messenger', async () => {
  const { file, row, confirm } = await held()
  expect(row.state).toBe('held')
  expect(await confirm(second)).toMatchObject({ state: 'current', confirmedBy: `key:${second.id}` })
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const [line] = database.prepare(`SELECT who, detail FROM audit WHERE what = 'release.confirm'`).all()
  database.close()
  expect(line).toMatchObject({ who: 'token:duty' })
  const detail = { component: 'core', version: '2', before: '1', confirmedBy: `key:${second.id}` }
  expect(JSON.parse(String(line?.detail))).toEqual(detail)
})

test('no key confirms that releases, approves another component, is unknown, or was revoked', async () => {
  const { store, confirm, state } = await held()
  const other = generateKeyPair()
  await store.writes.trustKey({ ...by, key: other.id, name: 'other', component: 'theme', role: 'approve' })
  for (const key of [team, other, generateKeyPair()]) {
    await expect(confirm(key)).rejects.toThrow('no key signed the confirmation that is trusted to approve core')
  }
  await store.writes.revokeKey({ ...by, key: second.id, reason: 'lost' })
  await expect(confirm(second)).rejects.toMatchObject({ code: 'release-refused', place: 'core 2' })
  expect(await state()).toBe('held')
})

test('a signed word on another release, other files or another difference confirms nothing, nor does a word that is none', async () => {
  const { allowlist, row, confirm, state } = await held()
  await expect(confirm(second, { version: '1' })).rejects.toThrow('what is signed confirms core 1, or another')
  await expect(confirm(second, { digest: 'b'.repeat(64) })).rejects.toThrow('or another content of it')
  await expect(confirm(second, { difference: 'b'.repeat(64) })).rejects.toThrow('no longer the difference')
  for (const text of ['{}', 'no JSON']) {
    const strange = signEnvelope(Buffer.from(text), second)
    const confirming = allowlist.confirmSigned({ ...duty, release: row.id, envelope: strange })
    await expect(confirming).rejects.toThrow('what is signed is no confirmation')
  }
  expect(await state()).toBe('held')
})

test('a signed confirmation that was changed on its way is none', async () => {
  const { allowlist, row, words, state } = await held()
  const signed = signConfirmation(words, second)
  const { payload } = signConfirmation({ ...words, now: 2 }, second)
  const changed = allowlist.confirmSigned({ ...duty, release: row.id, envelope: { ...signed, payload } })
  await expect(changed).rejects.toThrow('no key signed the confirmation')
  expect(await state()).toBe('held')
})

test('who published a release brings no confirmation of it, which is told in their language, and one of before does not hold for what replaced it', async () => {
  const { publish, confirm, state } = await held()
  await expect(confirm(second, {}, ci)).rejects.toThrow('who published it cannot confirm it')
  const refused = await confirm(second, {}, ci).catch((error: Error) => reasonIn(error, 'ja'))
  expect(refused).toBe('公開した本人は確認できません')
  await publish('3', ['a/x', 'a/y'])
  await expect(confirm(second)).rejects.toThrow('no longer the difference')
  expect(await state()).toBe('held')
})
