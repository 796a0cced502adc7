// The laws of what is compared with what, over a real store and a real gateway: with what permits name, else with what was
// captured last; never secrets, nor settings unless the config says so; and each look is in the audit trail.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TextDifference } from '@sekisho/shared/api.differences.ts'
import { describe, expect, test } from 'vitest'
import { absent, finding } from '../../support/batches.ts'
import { CaptureHouse, glimpse, honest, seen, sha256Of } from '../../support/capture-house.ts'
import { by } from '../../support/store-house.ts'

const first = Buffer.from('<?php\n// one\nshow();\n')
const second = Buffer.from('<?php\n// two\nshow();\n')
const third = Buffer.from('<?php\n// two\nshow();\nevil("4111 1111 1111 1111");\n')

async function open(options: ConstructorParameters<typeof CaptureHouse>[0] = {}) {
  const house = await new CaptureHouse(options).open()
  const files = [first, second, third]
  const { chain, host } = await house.host('web1', honest(...files))
  const send = (...records: Parameters<typeof chain.seal>) => house.stores.send(host, chain.seal(...records))
  const newest = async (path: string): Promise<number> => {
    const { items } = await house.stores.store.reads.findings({ customer: 1, filter: { path, order: 'newest' } })
    return items[0]?.id ?? 0
  }
  const of = async (path: string): Promise<TextDifference> => {
    const told = await house.capture.difference(by, await newest(path))
    if (told === null) throw new Error(`there is no finding of ${path}`)
    return told
  }
  return { house, send, newest, of }
}

function changes({ hunks }: TextDifference): string[] {
  const rows = hunks.flatMap(hunk => hunk.rows).filter(({ change }) => change !== 'same')
  return rows.map(({ change, text }) => `${change === 'added' ? '+' : '-'} ${text}`)
}

describe('a finding of an unauthorised file', () => {
  test('is compared with what was captured there last, and a new file with nothing', async () => {
    const { house, send, of } = await open()
    await send(finding('a.php', null, seen(first)))
    await house.settled(sha256Of(first))
    const added = await of('a.php')
    expect(added).toMatchObject({
      outcome: 'compared',
      before: { kind: 'nothing' },
      after: { kind: 'found' },
      lacking: [],
    })
    expect(changes(added).slice(0, 3)).toEqual(['+ <?php', '+ // one', '+ show();'])
    await send(finding('a.php', seen(first), seen(second)))
    await house.settled(sha256Of(second))
    const told = await of('a.php')
    expect(told).toMatchObject({ outcome: 'compared', before: { kind: 'captured', sha256: sha256Of(first) } })
    expect(changes(told)).toEqual(['- // one', '+ // two'])
    await send(finding('a.php', seen(second), absent))
    const removed = await of('a.php')
    expect(removed).toMatchObject({ outcome: 'compared', before: { kind: 'captured' }, after: { kind: 'nothing' } })
    expect(removed.counts.added).toBe(0)
  })

  test('is compared with the release or the approval that names its path, where that content was captured', async () => {
    const { house, send, of } = await open()
    await send(finding('a.php', null, seen(first)), finding('b.php', null, seen(first)))
    await house.settled(sha256Of(first))
    await house.stores.publish({ 'a.php': String(first) }, { version: '1.4.0' })
    await send(finding('a.php', seen(first), seen(second)), finding('a.php', seen(second), seen(third)))
    await house.settled(sha256Of(third))
    const told = await of('a.php')
    expect(told.before).toMatchObject({ kind: 'release', name: 'shop 1.4.0', sha256: sha256Of(first), state: 'kept' })
    expect(changes(told)).toEqual(['- // one', '+ // two', '+ evil("[card]");'])
    expect(told.counts.cards).toBe(1)
    const permitted = { site: 'shop', path: 'b.php' as never, sha256: sha256Of(first), reason: 'ticket 88' }
    await house.stores.store.approvals.writes.approve({ ...by, approve: permitted })
    await send(finding('b.php', seen(first), seen(second)))
    expect((await of('b.php')).before).toMatchObject({ kind: 'approval', sha256: sha256Of(first) })
  })

  test('that a release names whose content is not here says so, and is compared with the last that is', async () => {
    const { house, send, of } = await open()
    await house.stores.publish({ 'a.php': 'released', 'c.php': 'released' })
    await send(finding('a.php', seen(Buffer.from('released')), seen(first)))
    await house.settled(sha256Of(first))
    expect(await of('a.php')).toMatchObject({
      ...{ outcome: 'nothing-before', before: null, after: { state: 'kept' }, hunks: [] },
      lacking: [{ kind: 'release', sha256: sha256Of(Buffer.from('released')), state: null }],
    })
    await send(finding('a.php', seen(first), seen(second)))
    await house.settled(sha256Of(second))
    const told = await of('a.php')
    expect(told).toMatchObject({ outcome: 'compared', before: { kind: 'captured' }, lacking: [{ kind: 'release' }] })
  })

  test('says when what was found is not here, and why, and when nothing changed', async () => {
    const { house, send, of } = await open()
    const unknown = Buffer.from('<?php gone();')
    await send(finding('a.php', null, seen(unknown)), finding('b.php', null, seen(first)))
    await house.settled(sha256Of(unknown))
    await house.settled(sha256Of(first))
    expect(await of('a.php')).toMatchObject({ outcome: 'not-kept', after: { state: 'missed', why: 'gone' } })
    await send(finding('b.php', seen(first), { ...seen(first), mode: 0o777 }))
    expect(await of('b.php')).toMatchObject({ outcome: 'equal', hunks: [] })
    expect(await house.capture.difference(by, 999)).toBeNull()
    expect(await house.capture.difference({ ...by, customer: 2 }, 1)).toBeNull()
  })

  test('shows what stood there for a moment', async () => {
    const { house, send, of } = await open()
    await send(finding('a.php', null, seen(first)))
    await house.settled(sha256Of(first))
    await send(finding('a.php', seen(first), seen(first), { kind: 'rewritten', between: [glimpse(third)] } as object))
    await house.settled(sha256Of(third))
    expect(changes(await of('a.php'))).toContain('+ evil("[card]");')
  })
})

describe('a difference', () => {
  test.each(['.env', '.env.local', '.env~'])('of %s is never shown', async name => {
    const { send, of } = await open({ compareConfig: true })
    await send(finding(name, null, seen(first)), finding(name, seen(first), seen(second)))
    expect(await of(name)).toMatchObject({ outcome: 'settings', hunks: [], read: null })
  })

  test('of class config is shown only where the config of the collector says so', async () => {
    for (const compareConfig of [false, true]) {
      const { house, send, of } = await open({ compareConfig })
      await send(finding('app/config/db.yaml', null, seen(first)))
      await house.settled(sha256Of(first))
      const { outcome, hunks } = await of('app/config/db.yaml')
      expect([outcome, hunks.length]).toEqual(compareConfig ? ['compared', 1] : ['class', 0])
    }
  })

  test.each([
    'shop-settings.php.bak',
    'shop-settings.php~',
    '.shop-settings.php.swp',
    '#shop-settings.php#',
    'shop-settings.php.old.2',
    'shop-settings.php-20260101',
  ])('of %s, a copy of a file of class config by its name, is shown as that file is', async name => {
    for (const compareConfig of [false, true]) {
      const { house, send, of } = await open({ compareConfig })
      await send(finding(name, null, seen(first)), finding('shop.php.bak', null, seen(first)))
      await house.settled(sha256Of(first))
      expect((await of(name)).outcome).toBe(compareConfig ? 'compared' : 'class')
      expect((await of('shop.php.bak')).outcome).toBe('compared')
    }
  })

  test('that waits when the collector stops is refused, and not computed first', async () => {
    const { house, send, newest } = await open()
    await send(finding('a.php', null, seen(first)))
    await house.settled(sha256Of(first))
    const id = await newest('a.php')
    const asked = Promise.allSettled(Array.from({ length: 8 }, () => house.capture.difference(by, id)))
    await house.capture.stop()
    expect((await asked)[7]).toMatchObject({ status: 'rejected', reason: { code: 'store-busy' } })
  })

  test('that was looked at is in the audit trail, and one that shows nothing is not', async () => {
    const { house, send, of, newest } = await open()
    await send(finding('a.php', null, seen(first)), finding('.env', null, seen(second)))
    await house.settled(sha256Of(first))
    await of('a.php')
    await of('.env')
    const id = await newest('a.php')
    await house.stop()
    const database = new DatabaseSync(join(house.folder, 'store.db'), { readOnly: true })
    const rows = database.prepare(`SELECT who, detail FROM audit WHERE what = 'content.difference'`).all()
    database.close()
    const detail = JSON.stringify({ finding: id, sha256: sha256Of(first), against: null })
    expect(rows.map(row => ({ ...row }))).toEqual([{ who: 'test', detail }])
  })

  test('is one of a few that wait: more are refused and told to come again', async () => {
    const { house, send, newest } = await open()
    await send(finding('a.php', null, seen(first)))
    await house.settled(sha256Of(first))
    const id = await newest('a.php')
    const asked = await Promise.allSettled(Array.from({ length: 9 }, () => house.capture.difference(by, id)))
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBe(8)
    expect(asked[8]).toMatchObject({ status: 'rejected', reason: { code: 'store-busy' } })
  })
})
