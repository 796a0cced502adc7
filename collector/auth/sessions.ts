// Owns who gets in: sign-in links, sessions with their two ends, and the look-up of whoever holds a secret. Keeps no
// secret and sets no cookie: cookies, origins and rate limits are api's, the digests are store's.
import { randomBytes } from 'node:crypto'
import type { Clock } from '@sekisho/shared/clock.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { AccessDoors, By, Credential, Principal, StoreReads, StoreWrites } from '../handover.ts'
import { digestOf, type MakeBytes, makeSecret, makeToken } from './tokens.ts'

const linkMs = 10 * 60_000
// A working day with its breaks, then a week: common values for a console that is watched but not typed into.
const idleMs = 12 * 3_600_000
const absoluteMs = 7 * 24 * 3_600_000
/** Sessions whose last use is remembered; beyond it the longest unused is forgotten, and its idle time starts anew. */
const maxRemembered = 10_000

interface AccessOptions {
  readonly reads: Pick<StoreReads, 'principal'>
  readonly writes: Pick<StoreWrites, 'addToken' | 'addSession' | 'endSession' | 'addLink' | 'useLink' | 'audit'>
  readonly clock: Clock
  readonly random?: MakeBytes
}

/** Opens auth's doors. A session ends 7 days after sign-in, or after 12 hours without use, counted anew at each start. */
export function openAccess(options: AccessOptions): AccessDoors {
  const { reads, writes, clock, random = randomBytes } = options
  const lastUse = new Map<string, number>()

  const used = (digest: string) => {
    lastUse.delete(digest)
    lastUse.set(digest, clock.monotonic())
    const oldest = lastUse.size > maxRemembered ? lastUse.keys().next().value : undefined
    if (oldest !== undefined) lastUse.delete(oldest)
  }

  return {
    async holder(credential: Credential) {
      const digest = digestOf(credential)
      if (digest === null) return null
      const principal = await reads.principal({ kind: credential.kind, digest, now: clock.now() })
      if (principal === null || credential.kind === 'token') return principal
      const idle = clock.monotonic() - (lastUse.get(digest) ?? clock.monotonic())
      if (idle <= idleMs) {
        used(digest)
        return principal
      }
      lastUse.delete(digest)
      await writes.endSession({ ...ownDoing(principal, clock.now()), digest })
      return null
    },

    makeToken: (by, wish) => makeToken(writes, by, wish, random),

    async makeLink(by) {
      const secret = makeSecret(random)
      const expiresAt = by.at + linkMs
      await writes.addLink({ ...by, digest: sha256Hex(secret), expiresAt })
      return { secret, expiresAt }
    },

    async signIn(link, from) {
      const at = clock.now()
      const linkDigest = digestOf({ kind: 'session', secret: link })
      const opened = linkDigest === null ? null : await writes.useLink({ digest: linkDigest, now: at })
      if (opened === null) {
        await writes.audit({ customer: null, at, who: 'unknown', from, what: 'session.refused', detail: {} })
        return null
      }
      const secret = makeSecret(random)
      const digest = sha256Hex(secret)
      const expiresAt = at + absoluteMs
      const name = `page-${digest.slice(0, 8)}`
      // The page only reads, so its session can do no more: a defect in the page cannot make tokens.
      const by = { customer: opened.customer, who: `session:${name}`, from, at }
      await writes.addSession({ ...by, digest, name, role: 'read', expiresAt })
      used(digest)
      return { secret, expiresAt }
    },

    async signOut(by, session) {
      const digest = digestOf({ kind: 'session', secret: session })
      if (digest === null) return
      lastUse.delete(digest)
      await writes.endSession({ ...by, digest })
    },
  }
}

function ownDoing(principal: Principal, at: number): By {
  return { customer: principal.customer, who: `session:${principal.name}`, from: 'local', at }
}
