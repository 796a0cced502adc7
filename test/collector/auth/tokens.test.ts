// Owns the laws of API tokens.
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { describe, expect, test } from 'vitest'
import { digestOf, idOf, localToken, makeToken, revokeToken } from '../../../collector/auth/tokens.ts'
import type { By } from '../../../collector/handover.ts'
import { memoryStore } from '../../support/memory-store.ts'

const by: By = { customer: 1, who: 'local', from: 'local', at: 1000 }

describe('tokens', () => {
  test('a token is 256 random bits behind its prefix, and only its digest reaches the store', async () => {
    const { writes, written } = memoryStore()
    const { token, expiresAt } = await makeToken(writes, by, { name: 'ci', role: 'publish', lifetimeMs: 500 })
    expect(token).toMatch(/^sekisho_[\w-]{43}$/)
    expect(expiresAt).toBe(1500)
    const stored = { ...by, digest: sha256Hex(token), name: 'ci', role: 'publish', sites: null, expiresAt: 1500 }
    expect(written).toEqual([['addToken', stored]])
    expect(JSON.stringify(written)).not.toContain(token.slice('sekisho_'.length))
  })

  test('two tokens are never alike, and one without a lifetime has no end', async () => {
    const { writes } = memoryStore()
    const wish = { name: 'ci', role: 'read', lifetimeMs: null } as const
    const [one, other] = [await makeToken(writes, by, wish), await makeToken(writes, by, wish)]
    expect(one.token).not.toBe(other.token)
    expect(one.expiresAt).toBeNull()
  })

  test('what has not the form of a secret is never looked up', () => {
    const body = 'x'.repeat(43)
    expect(digestOf({ kind: 'token', secret: `sekisho_${body}` })).toBe(sha256Hex(`sekisho_${body}`))
    expect(digestOf({ kind: 'session', secret: body })).toBe(sha256Hex(body))
    for (const secret of [
      '',
      body,
      `sekisho_${body}x`,
      `sekisho_${body.slice(1)}`,
      `sekisho_${body.slice(1)}\n`,
      `Sekisho_${body}`,
    ]) {
      expect([secret, digestOf({ kind: 'token', secret })]).toEqual([secret, null])
    }
    expect(digestOf({ kind: 'session', secret: `sekisho_${body}` })).toBeNull()
  })

  test('the local token is kept over starts while it opens as admin, and made anew when it does not', async () => {
    const store = memoryStore()
    const first = await localToken(store, by, null)
    expect(await localToken(store, by, first)).toBe(first)
    expect(store.written.length).toBe(1)
    expect(await localToken(store, { ...by, customer: 2 }, first)).not.toBe(first)
    expect(await localToken(store, by, 'damaged')).not.toBe(first)
    const { token: small } = await makeToken(store.writes, by, { name: 'x', role: 'read', lifetimeMs: null })
    expect(await localToken(store, by, small)).not.toBe(small)
    store.principals.clear()
    const anew = await localToken(store, by, first)
    expect(anew).not.toBe(first)
    expect(store.principals.get(sha256Hex(anew))).toMatchObject({ role: 'admin', name: 'local', expiresAt: null })
  })

  test('the id of a token is the beginning of its sha256, and a session has none', async () => {
    const { writes } = memoryStore()
    const { id, token } = await makeToken(writes, by, { name: 'ci', role: 'read', lifetimeMs: null })
    expect(sha256Hex(token).startsWith(id)).toBe(true)
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(idOf({ kind: 'token', secret: token })).toBe(id)
    expect(idOf({ kind: 'session', secret: token.slice('sekisho_'.length) })).toBeNull()
  })

  test('nobody makes one by the name of the collector’s own: the copy of a backup leaves that out, and the audit trail would say it was the machine', async () => {
    const store = memoryStore()
    const refused = makeToken(store.writes, by, { name: 'local', role: 'read', lifetimeMs: null })
    await expect(refused).rejects.toMatchObject({ code: 'request-invalid', place: 'local' })
    expect(await refused.catch(error => reasonIn(error, 'en'))).toContain('give another name')
    expect(await refused.catch(error => reasonIn(error, 'ja'))).toContain('別の名前を付けてください')
    expect(store.written).toEqual([])
    expect(await localToken(store, by, null)).toMatch(/^sekisho_/)
  })

  test('any token is revoked but that of the collector’s own machine, which is refused with the reason and the way to replace it', async () => {
    const store = memoryStore()
    const wish = { name: 'ops', role: 'admin', lifetimeMs: null } as const
    const [mine, other] = [await makeToken(store.writes, by, wish), await makeToken(store.writes, by, wish)]
    const asker = { kind: 'token', secret: other.token } as const
    const refused = revokeToken(store.writes, by, mine.id, asker, mine.token)
    await expect(refused).rejects.toMatchObject({ code: 'request-invalid', place: mine.id })
    expect(await refused.catch(error => reasonIn(error, 'en'))).toContain('remove collector/local.token')
    expect(await refused.catch(error => reasonIn(error, 'ja'))).toContain('collector/local.tokenを削除')
    // Once the collector has another, the one of before is a token like any other.
    expect(await revokeToken(store.writes, by, mine.id, asker, other.token)).toMatchObject({ id: mine.id, own: false })
    expect(await revokeToken(store.writes, by, other.id, asker, null)).toMatchObject({ id: other.id, own: true })
    expect(store.principals.size).toBe(0)
  })
})
