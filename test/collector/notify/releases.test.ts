// The laws of alarms of releases: who watches over a site is told of what waits for a second person, and of what was refused.
import { DatabaseSync } from 'node:sqlite'
import type { Locale } from '@sekisho/shared/messages.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Allowlist } from '../../../collector/allowlist/allowlist.ts'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { openHook } from '../../support/receivers.ts'
import { by } from '../../support/store-house.ts'

const team = generateKeyPair()

async function shop(wish: object = {}, language: Locale = 'en') {
  const hook = await openHook()
  const channel = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, ...wish }
  const alarms = await openAlarmHouse({ language, webhook: [channel] }, { HOOK: hook.url })
  const { house, clock } = alarms
  await house.shop()
  await house.store.writes.trustKey({ ...by, key: team.id, name: 'team' })
  const allowlist = new Allowlist({ clock, reads: house.store.reads, writes: house.store.releases })
  onTestFinished(() => allowlist.stop())
  const send = (version: string, files: readonly string[], sent: { signer?: KeyPair; site?: string } = {}) => {
    const { signer = team, site = 'shop' } = sent
    const statement = {
      _type: statementType,
      subject: files.map(name => ({ name, digest: { sha256: (version === '1.0' ? 'a' : 'b').repeat(64) } })),
      predicateType: releasePredicate,
      predicate: { component: 'core', version, createdAt: '2026-11-23T00:00:00.000Z' },
    }
    const envelope = Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), signer)))
    const place = { site, prefix: pathTextOfString(''), overlapMs: 0, expiresAt: null }
    const rights = ['read', 'publish'] as const
    return allowlist.publish({
      customer: 1,
      who: 'token:ci',
      from: '192.0.2.7',
      at: clock.now(),
      rights,
      sites: null,
      envelope,
      ...place,
    })
  }
  const told = () => hook.posted.map(({ body }) => JSON.parse(body) as { cause: string; subject: string; text: string })
  return { ...alarms, send, told }
}

describe('an alarm of a release', () => {
  test('that is held names it with its number, its payment files and who sent it', async () => {
    const { send, told, until } = await shop({ sites: ['shop'] })
    await send('1.0', ['payment/pay.php'])
    const { id, state } = await send('2.0', ['payment/pay.php'])
    expect(state).toBe('held')
    await until(() => told().length === 1)
    expect(told()[0]).toMatchObject({ cause: 'release-held', severity: 'high', incident: null, host: null })
    expect(told()[0]?.subject).toBe('[Sekisho] high: release core 2.0 waits for a second person')
    expect(told()[0]?.text).toContain(`number ${id}): it changes 1 payment file and brings 0 executables`)
    expect(told()[0]?.text).toContain('Sent by token:ci from 192.0.2.7.\n- payment/pay.php')
    expect(told()[0]?.text).toContain('Where: shop.')
  })

  test('that was refused says why, stands in the audit trail, and a series of them is no flood', async () => {
    const { house, clock, send, told, until, rest } = await shop()
    for (let n = 1; n <= 12; n++)
      await expect(send(`1.${n}`, ['index.php'], { signer: generateKeyPair() })).rejects.toThrow()
    await until(() => told().length === 1)
    await expect(send('2.0', ['../\u202ex'])).rejects.toThrow()
    clock.advance(60_000)
    await rest()
    expect(told()).toHaveLength(1)
    expect(told()[0]).toMatchObject({ cause: 'release-refused' })
    expect(told()[0]?.text.match(/^A release was refused: one without a name that could be believed/gm)).toHaveLength(
      10,
    )
    expect(told()[0]?.text).toContain('And 2 more before these.')
    await until(() => told().length === 2)
    expect(told()[1]?.text).not.toContain('\u202e')
    const database = new DatabaseSync(house.file, { readOnly: true })
    const lines = database.prepare(`SELECT who, from_where FROM audit WHERE what = 'release.refuse'`).all()
    database.close()
    expect(lines).toHaveLength(13)
    expect({ ...lines[0] }).toEqual({ who: 'token:ci', from_where: '192.0.2.7' })
  })

  test('that names a path of another component is told with its name, and a mistyped site is not told at all', async () => {
    const { house, send, told, until } = await shop()
    await house.publish({ 'index.php': 'x' }, { component: 'theme' })
    await expect(send('1.0', ['a.php'], { site: 'shpo' })).rejects.toMatchObject({ code: 'name-unknown' })
    await expect(send('1.0', ['index.php'])).rejects.toMatchObject({ code: 'path-conflict' })
    await until(() => told().length === 1)
    expect(told()[0]?.subject).toBe('[Sekisho] high: a release was refused: core 1.0')
    expect(told()[0]?.text).toContain(`Why: ${'index.php' as PathText}: in site shop this path is theme's already`)
  })

  test('that was refused says why in the language of alarms, whoever sent it', async () => {
    const { house, send, told, until } = await shop({}, 'ja')
    await house.publish({ 'index.php': 'x' }, { component: 'theme' })
    await expect(send('1.0', ['index.php'])).rejects.toThrow("this path is theme's already")
    await until(() => told().length === 1)
    expect(told()[0]?.text).toContain('index.php: サイトshopでは、このパスはすでに構成要素themeのものです')
    expect(house.audited('release.refuse')).toMatchObject([{ reason: expect.stringContaining("theme's already") }])
  })

  test('of another site does not reach a channel of this one', async () => {
    const { house, notifier, send, until } = await shop({ sites: ['other'] })
    await expect(send('1.0', ['index.php'], { signer: generateKeyPair() })).rejects.toThrow()
    await until(async () => (await house.store.notify.reads.newAlarms({ limit: 1 })).length === 0)
    expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 0, lastAt: null }])
  })
})
