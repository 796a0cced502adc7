// The laws of the store's doors: who sees what, in which order, and what each write refuses.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../collector/store/store.ts'
import { AgentChain, absent, file, finding, sha256, unreadable } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { heartbeat } from '../../support/heartbeat.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

async function open() {
  const house = await new StoreHouse().open()
  return { house, ...(await house.shop()) }
}

describe('a store', () => {
  test('of a newer schema is refused, and left as it is', async () => {
    const path = join(temporaryFolder(), 'store.db')
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version=99')
    database.close()
    const options = { profiles: [], clock: systemClock, log: silentLog, onNews: () => {}, onBindings: () => {} }
    await expect(openStore({ file: path, ...options })).rejects.toMatchObject({ code: 'schema-newer', place: path })
  })

  test('gives the exact signed bytes of each batch back', async () => {
    const { house, chain, host } = await open()
    const { bytes, digest } = chain.seal(finding('a', null, file('a')))
    await house.send(host, { bytes, digest } as never)
    const place = { host: 'web1', epoch: chain.epoch, sequence: 1 }
    const kept = await house.store.evidence({ customer: 1, ...place })
    expect(Buffer.from(kept ?? []).equals(bytes)).toBe(true)
    expect(await house.store.evidence({ customer: 2, ...place })).toBeNull()
  })

  test('shows a customer nothing of another', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('a', null, file('a'))))
    const { reads } = house.store
    const [found] = await house.findings()
    const other = { customer: 2 }
    expect((await reads.files({ ...other, filter: {} })).items).toEqual([])
    expect((await reads.findings({ ...other, filter: {} })).items).toEqual([])
    expect(await reads.finding({ ...other, id: found?.id ?? 0 })).toBeNull()
    expect(await reads.hosts({ ...other, now: 0 })).toEqual([])
    expect(await reads.sites(other)).toEqual([])
    expect(await reads.releases(other)).toEqual([])
    expect(await reads.summary({ ...other, host: 'web1', root: '/shop' })).toBeNull()
    expect(await reads.explain({ ...other, host: 'web1', path: '/shop/a' })).toBeNull()
    expect(await reads.counts(other)).toEqual({ files: 0, findings: 0, open: 0, batches: 0 })
  })

  test('tells committed findings at once, and many as one change', async () => {
    const { house, chain, host } = await open()
    await house.judged()
    house.news.length = 0
    // That grouping came after them is told too, when it has.
    const told = () => house.news.filter(({ event }) => event !== 'incidents-changed')
    await house.send(host, chain.seal(finding('a', null, file('a'))))
    expect(told()).toMatchObject([{ customer: 1, event: 'finding', findings: [{ path: 'a', host: 'web1' }] }])
    house.news.length = 0
    const many = Array.from({ length: 101 }, (_, index) => finding(`m${index}`, null, file('m')))
    await house.send(host, chain.seal(...many))
    expect(told()).toEqual([{ customer: 1, event: 'findings-changed', findings: [] }])
  })
})

describe('listings', () => {
  test('page by cursors without losing or repeating a row', async () => {
    const { house, chain, host } = await open()
    const other = await house.shop('web2')
    const paths = Array.from({ length: 25 }, (_, index) => `f${String(index).padStart(2, '0')}`)
    await house.send(host, chain.seal(...paths.map(path => finding(path, null, file(path)))))
    await house.send(other.host, other.chain.seal(...paths.map(path => finding(path, null, file(path)))))
    const { reads } = house.store
    for (const list of [reads.files, reads.findings] as const) {
      for (const order of ['oldest', 'newest'] as const) {
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await list({ customer: 1, filter: { limit: 7, order, ...(cursor ? { cursor } : {}) } })
          seen.push(...page.items.map(row => `${row.host}/${row.path}`))
          cursor = page.next ?? undefined
        } while (cursor !== undefined)
        expect(seen).toHaveLength(50)
        expect(new Set(seen).size).toBe(50)
      }
    }
  })

  test('refuse a cursor that they did not give', async () => {
    const { house } = await open()
    const { reads } = house.store
    for (const cursor of ['x', 'W10', Buffer.from('[1,"a",2]').toString('base64url'), '"\u0000'] as const) {
      await expect(reads.files({ customer: 1, filter: { cursor } })).rejects.toMatchObject({ code: 'request-invalid' })
      await expect(reads.findings({ customer: 1, filter: { cursor } })).rejects.toMatchObject({
        code: 'request-invalid',
      })
    }
  })

  test('keep to their filters, alone and together', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a' })
    await house.send(
      host,
      chain.seal(
        finding('a.php', null, file('a')),
        finding('dir/b.php', null, file('b', { at: 50_000 }), { at: 50_000 } as never),
        finding('dir/deep/c.php', null, file('c')),
        finding('dir0', null, file('d')),
        finding('upload/e.jpg', null, file('e')),
      ),
    )
    const { reads } = house.store
    for (const list of [reads.files, reads.findings] as const) {
      const paths = async (filter: object) => (await list({ customer: 1, filter })).items.map(row => row.path)
      expect(await paths({ path: 'dir/' })).toEqual(['dir/b.php', 'dir/deep/c.php'])
      expect(await paths({ path: '/shop/dir/' })).toEqual(['dir/b.php', 'dir/deep/c.php'])
      expect(await paths({ path: 'dir/b.php' })).toEqual(['dir/b.php'])
      expect(await paths({ path: '/shop' })).toEqual(await paths({}))
      expect(await paths({ verdict: 'unauthorised' })).toEqual(['dir/b.php', 'dir/deep/c.php', 'dir0'])
      expect(await paths({ verdict: 'expected' })).toEqual(['upload/e.jpg'])
      expect(await paths({ since: '1970-01-01T00:00:50.000Z' })).toEqual(['dir/b.php'])
      expect(await paths({ host: 'web1', site: 'shop', path: 'dir/', severity: 'high' })).toHaveLength(2)
      // An empty answer to a mistyped name, or a path that nothing watches, would say that all is well.
      for (const path of ['/elsewhere/dir/b.php', '/sho', '/shop2/', '/'])
        await expect(paths({ path })).rejects.toMatchObject({ code: 'name-unknown', place: path })
      await expect(paths({ host: 'nobody' })).rejects.toMatchObject({ code: 'name-unknown' })
      await expect(paths({ site: 'nobody' })).rejects.toMatchObject({ code: 'name-unknown' })
    }
    const findings = async (filter: object) =>
      (await reads.findings({ customer: 1, filter })).items.map(row => row.path)
    expect(await findings({ open: 'true' })).toEqual(['dir/b.php', 'dir/deep/c.php', 'dir0'])
    expect(await findings({ open: 'true', path: 'dir/', order: 'newest' })).toEqual(['dir/deep/c.php', 'dir/b.php'])
    expect(await findings({ open: 'false' })).toEqual(['a.php', 'upload/e.jpg'])
  })

  test('write times that no calendar holds as the nearest that one does', async () => {
    const { house, chain, host } = await open()
    const strange = file('a', { mtimeMs: 1e300, ctimeMs: -1e300 })
    await house.send(host, chain.seal(finding('a', null, strange)))
    expect((await house.findings())[0]?.after).toMatchObject({
      mtime: '9999-12-31T23:59:59.999Z',
      ctime: '0000-01-01T00:00:00.000Z',
    })
  })

  test('summarise a root by class and folder, executables among uploads and payment first', async () => {
    const { house, chain, host } = await open()
    await house.send(
      host,
      chain.seal(
        finding('index.php', null, file('1')),
        finding('lib/a.php', null, file('2')),
        finding('lib/b.php', null, file('3')),
        finding('payment/card.php', null, file('4')),
        finding('upload/x.php', null, file('<?php 5')),
        finding('upload/y.jpg', null, file('6')),
      ),
    )
    const summary = await house.store.reads.summary({ customer: 1, host: 'web1', root: '/shop' })
    expect(summary).toMatchObject({ host: 'web1', site: 'shop', profile: 'php', files: 6, unauthorised: 5 })
    expect(summary?.worst.map(row => row.path).slice(0, 2)).toEqual(['upload/x.php', 'payment/card.php'])
    expect(summary?.byClass).toEqual([
      { class: 'upload', payment: false, files: 2, unauthorised: 1 },
      { class: 'code', payment: true, files: 1, unauthorised: 1 },
      { class: 'code', payment: false, files: 3, unauthorised: 3 },
    ])
    expect(summary?.byFolder[0]).toEqual({ folder: 'lib', files: 2, unauthorised: 2 })
  })

  test('explain a path by its row, class, permits and findings', async () => {
    const { house, chain, host } = await open()
    const release = await house.publish({ 'a.php': 'good' })
    await house.send(host, chain.seal(finding('a.php', null, file('good')), finding('a.php', file('good'), absent)))
    const explain = (path: string) => house.store.reads.explain({ customer: 1, host: 'web1', path })
    expect(await explain('/shop/a.php')).toMatchObject({
      file: null,
      class: { class: 'code', payment: false, rule: null },
      profile: 'php',
      permits: [{ kind: 'release', ref: String(release), name: 'shop 1.0', sha256: sha256('good'), type: 'file' }],
      findings: [{ kind: 'removed' }, { kind: 'added' }],
    })
    expect(await explain('/elsewhere/a.php')).toBeNull()
  })
})

describe('hosts', () => {
  test('go from enrolled to online to silent, and their silence is a gap that ends when they are heard', async () => {
    const { house, chain, host } = await open()
    const { agents, reads } = house.store
    const state = async (now: number) => (await reads.hosts({ customer: 1, now }))[0]?.state
    expect(await state(10_000)).toBe('enrolled')
    await agents.heartbeat({ host: host.id, heartbeat: heartbeat(chain, 10_250), receivedAt: 10_000 })
    expect(await state(39_000)).toBe('online')
    await agents.noticeSilence({ now: 39_000 })
    expect(await reads.gaps({ customer: 1 })).toEqual([])
    expect(await state(41_000)).toBe('silent')
    await agents.noticeSilence({ now: 41_000 })
    await agents.noticeSilence({ now: 46_000 })
    const silence = { host: 'web1', root: null, cause: 'silence', from: '1970-01-01T00:00:10.000Z', to: null }
    expect(await reads.gaps({ customer: 1, host: 'web1' })).toMatchObject([silence])
    await agents.heartbeat({ host: host.id, heartbeat: heartbeat(chain, 50_250), receivedAt: 50_000 })
    expect(await reads.gaps({ customer: 1 })).toMatchObject([{ ...silence, to: '1970-01-01T00:00:50.000Z' }])
    expect((await reads.hosts({ customer: 1, now: 50_000 }))[0]).toMatchObject({
      state: 'online',
      clockOffsetMs: 250,
      program: 'c'.repeat(64),
      waiting: { fast: 1, bulk: 2 },
      roots: [{ phase: 'watching', grade: 'watched', source: 'chokidar', lastWalkAt: '1970-01-01T00:00:02.000Z' }],
    })
  })

  test('say which records were refused for good, by path, however odd', async () => {
    const { house, chain, host } = await open()
    await house.store.agents.heartbeat({ host: host.id, heartbeat: heartbeat(chain, 10_250), receivedAt: 10_000 })
    const [row] = await house.store.reads.hosts({ customer: 1, now: 10_000 })
    expect(row?.notWatched).toContainEqual({ what: 'not-watched.refused', path: '/shop/odd\u202Ename.php' })
  })

  test('that are revoked stay known as such', async () => {
    const { house, chain } = await open()
    await house.store.writes.revokeHost({ ...by, host: 'web1' })
    expect(await house.store.agents.findHost({ key: chain.key.id })).toMatchObject({ name: 'web1', revoked: true })
    expect((await house.store.reads.hosts({ customer: 1, now: 0 }))[0]?.state).toBe('revoked')
  })

  test('are enrolled once by a token, and only while it lasts', async () => {
    const { house } = await open()
    const { agents, writes } = house.store
    await writes.addEnrolment({ ...by, id: 't', secret: 's3cret', expiresAt: 5_000 })
    expect(await agents.enrolmentSecret({ id: 't', now: 4_999 })).toBe('s3cret')
    expect(await agents.enrolmentSecret({ id: 't', now: 5_000 })).toBeNull()
    const claim = { id: 't', key: new AgentChain().key.id, name: 'web9', from: '192.0.2.1' }
    expect(await agents.enrolHost({ ...claim, at: 5_000 })).toBeNull()
    expect(await agents.enrolHost({ ...claim, at: 4_000 })).toMatchObject({ name: 'web9', customer: 1 })
    expect(await agents.enrolHost({ ...claim, at: 4_000 })).toBeNull()
    expect(await agents.enrolmentSecret({ id: 't', now: 4_000 })).toBeNull()
  })

  test('cannot take the name of one host and the key of another', async () => {
    const { house, chain } = await open()
    await house.shop('web2')
    await house.store.writes.addEnrolment({ ...by, id: 't', secret: 's', expiresAt: 5_000 })
    const claim = { id: 't', key: chain.key.id, name: 'web2', from: 'local' }
    expect(await house.store.agents.enrolHost({ ...claim, at: 1 })).toBeNull()
  })

  test('stand in the audit trail when they are enrolled: who, from where, and which key was there before', async () => {
    const { house, chain } = await open()
    await house.store.writes.addEnrolment({ ...by, id: 't', secret: 's', expiresAt: 5_000 })
    const key = new AgentChain().key.id
    await house.store.agents.enrolHost({ id: 't', key, name: 'web1', from: '192.0.2.1', at: 4_000 })
    const before = { host: 'web1', key: chain.key.id, revoked: false }
    expect(auditOf(house.file, 'host.enrol').at(-1)).toEqual({
      customer: 1,
      at: 4_000,
      who: 'enrolment:t',
      from: '192.0.2.1',
      detail: { host: 'web1', key, before },
    })
  })

  test('count what is unreadable among their files, by path', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('locked.php', null, unreadable('EACCES', file('x')))))
    expect(await house.files()).toMatchObject([{ state: 'unreadable', type: 'file', reasons: ['unreadable'] }])
  })
})

describe('writes', () => {
  test('refuse names that exist, and names that do not', async () => {
    const { house } = await open()
    const { writes, reads } = house.store
    await expect(writes.addSite({ ...by, name: 'shop' })).rejects.toMatchObject({ code: 'name-taken' })
    const root = { host: 'web1', root: '/x' as PathText, site: 'shop', prefix: '' as PathText, profile: 'php' }
    for (const wrong of [{ host: 'no' }, { site: 'no' }, { profile: 'no' }]) {
      await expect(writes.bindRoot({ ...by, ...root, ...wrong })).rejects.toMatchObject({ code: 'name-unknown' })
    }
    await expect(writes.revokeHost({ ...by, host: 'no' })).rejects.toMatchObject({ code: 'name-unknown' })
    expect((await reads.hosts({ customer: 1, now: 0 }))[0]?.roots).toHaveLength(1)
  })

  test('bind a root once: the same binding again changes nothing', async () => {
    const { house } = await open()
    const told = house.bindings.length
    const root = { host: 'web1', root: '/shop' as PathText, site: 'shop', prefix: '' as PathText, profile: 'php' }
    await house.store.writes.bindRoot({ ...by, ...root })
    expect(house.bindings).toHaveLength(told)
  })

  test('keep of a secret only who holds it and until when', async () => {
    const { house } = await open()
    const { writes, reads } = house.store
    const digest = 'e'.repeat(64)
    await writes.addToken({ ...by, digest, name: 'ci', role: 'publish', expiresAt: null })
    await writes.addSession({ ...by, digest, name: 'page', role: 'read', person: null, expiresAt: 5_000 })
    expect(await reads.principal({ kind: 'token', digest, now: 9e15 })).toEqual({
      customer: 1,
      name: 'ci',
      role: 'publish',
      sites: null,
      person: false,
      expiresAt: null,
    })
    expect(await reads.principal({ kind: 'session', digest, now: 4_999 })).toMatchObject({ name: 'page' })
    expect(await reads.principal({ kind: 'session', digest, now: 5_000 })).toBeNull()
    await writes.endSession({ ...by, digest })
    expect(await reads.principal({ kind: 'session', digest, now: 4_999 })).toBeNull()
    expect(await reads.principal({ kind: 'token', digest, now: 1 })).not.toBeNull()
  })

  test('let a sign-in link be used once, before it ends', async () => {
    const { house } = await open()
    const { writes } = house.store
    await writes.addLink({ ...by, digest: 'l1', expiresAt: 5_000 })
    await writes.addLink({ ...by, digest: 'l2', expiresAt: 5_000 })
    expect(await writes.useLink({ digest: 'l1', now: 4_000 })).toEqual({ customer: 1 })
    expect(await writes.useLink({ digest: 'l1', now: 4_000 })).toBeNull()
    expect(await writes.useLink({ digest: 'l2', now: 5_000 })).toBeNull()
  })

  test('keep trusted keys in the order of trust', async () => {
    const { house } = await open()
    await house.store.writes.trustKey({ ...by, key: 'b'.repeat(64), name: 'release team' })
    await house.store.writes.trustKey({ ...by, at: 2_000, key: 'a'.repeat(64), name: 'other' })
    const keys = await house.store.reads.keys({ customer: 1 })
    expect(keys.map(key => key.name)).toEqual(['release team', 'other'])
  })
})

test('a store and its log are their owner’s alone, whatever the umask', async () => {
  const before = process.umask(0)
  onTestFinished(() => void process.umask(before))
  const { house } = await open()
  const modes = ['', '-wal', '-shm'].map(suffix => statSync(house.file + suffix).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600, 0o600])
})

/** The audit trail's lines about one kind of change. */
function auditOf(path: string, what: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database
      .prepare('SELECT customer, at, who, from_where AS "from", detail FROM audit WHERE what = ? ORDER BY id')
      .all(what)
    return rows.map(row => ({ ...row, detail: JSON.parse(String(row.detail)) }))
  } finally {
    database.close()
  }
}
