// Owns the laws of sign-in links and of sessions with their two ends.
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { openAccess } from '../../../collector/auth/sessions.ts'
import type { By } from '../../../collector/handover.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { memoryStore } from '../../support/memory-store.ts'

const hour = 3_600_000

function open() {
  const clock = new ManualClock(1_000_000)
  const store = memoryStore()
  const access = openAccess({ reads: store.reads, writes: store.writes, clock })
  const by = (): By => ({ customer: 1, who: 'token:local', from: 'local', at: clock.now() })
  const signedIn = async () => {
    const { secret } = await access.makeLink(by())
    const session = await access.signIn(secret, '127.0.0.1')
    return { kind: 'session', secret: session?.secret ?? '' } as const
  }
  return { clock, store, access, by, signedIn }
}

describe('sessions', () => {
  test('a link opens one session, which only reads, and neither secret reaches the store', async () => {
    const { access, by, store, clock } = open()
    const link = await access.makeLink(by())
    const session = await access.signIn(link.secret, '192.0.2.1')
    expect(session?.expiresAt).toBe(clock.now() + 7 * 24 * hour)
    expect(await access.signIn(link.secret, '192.0.2.1')).toBeNull()
    const holder = await access.holder({ kind: 'session', secret: session?.secret ?? '' })
    expect(holder).toMatchObject({ customer: 1, role: 'read' })
    expect(await access.holder({ kind: 'token', secret: session?.secret ?? '' })).toBeNull()
    const kept = JSON.stringify(store.written)
    expect(kept).not.toContain(link.secret)
    expect(kept).not.toContain(session?.secret)
    expect(kept).toContain(sha256Hex(session?.secret ?? ''))
  })

  test('a refused sign-in is in the audit trail, whatever was wrong with its link', async () => {
    const { access, by, store, clock } = open()
    const { secret } = await access.makeLink(by())
    clock.advance(10 * 60_000)
    for (const link of [secret, 'x'.repeat(43), '', 'sekisho_x']) {
      expect(await access.signIn(link, '192.0.2.1')).toBeNull()
      expect(store.written.at(-1)).toEqual([
        'audit',
        expect.objectContaining({ what: 'session.refused', from: '192.0.2.1' }),
      ])
    }
  })

  test('a session in use ends after seven days, however much it is used', async () => {
    const { access, clock, signedIn } = open()
    const session = await signedIn()
    for (let h = 0; h < 7 * 24 - 6; h += 6) {
      clock.advance(6 * hour)
      expect(await access.holder(session)).not.toBeNull()
    }
    clock.advance(6 * hour)
    expect(await access.holder(session)).toBeNull()
  })

  test('a session that was not used for twelve hours is ended, for good', async () => {
    const { access, clock, store, signedIn } = open()
    const session = await signedIn()
    clock.advance(12 * hour)
    expect(await access.holder(session)).not.toBeNull()
    clock.advance(12 * hour + 1)
    expect(await access.holder(session)).toBeNull()
    expect(store.written.at(-1)).toEqual(['endSession', expect.objectContaining({ digest: sha256Hex(session.secret) })])
    expect(await access.holder(session)).toBeNull()
  })

  test('after a new start the idle time begins anew, and the session is still there', async () => {
    const { access, clock, store, signedIn } = open()
    const session = await signedIn()
    clock.advance(12 * hour + 1)
    const again = openAccess({ reads: store.reads, writes: store.writes, clock })
    expect(await again.holder(session)).not.toBeNull()
    expect(await access.holder(session)).toBeNull()
  })

  test('signing out ends the session at once', async () => {
    const { access, by, signedIn } = open()
    const session = await signedIn()
    await access.signOut(by(), session.secret)
    expect(await access.holder(session)).toBeNull()
  })
})
