// Owns who gets in: sign-in links, sessions with their two ends, and the look-up of whoever holds a secret. Keeps no
// secret and sets no cookie: cookies, origins and rate limits are api's, the digests are store's.
import { randomBytes } from 'node:crypto'
import type { Role } from '@sekisho/shared/api.people.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { AccessDoors, By, Credential, Principal, StoreReads, StoreWrites } from '../handover.ts'
import { People } from './people.ts'
import { digestOf, type MakeBytes, makeSecret, makeToken, revokeToken } from './tokens.ts'

const linkMs = 10 * 60_000
// A working day with its breaks, then a week: common values for a console that is watched but not typed into.
const idleMs = 12 * 3_600_000
const absoluteMs = 7 * 24 * 3_600_000
/** Sessions whose last use is remembered; beyond it the longest unused is forgotten, and its idle time starts anew. */
const maxRemembered = 10_000

interface AccessOptions {
  readonly reads: Pick<StoreReads, 'principal' | 'person'>
  readonly writes: Pick<
    StoreWrites,
    | 'addToken'
    | 'revokeToken'
    | 'addSession'
    | 'endSession'
    | 'addLink'
    | 'useLink'
    | 'audit'
    | 'addPerson'
    | 'changePerson'
  >
  readonly clock: Clock
  /** The token of this machine's commands; null before there is one. */
  readonly local?: () => string | null
  readonly random?: MakeBytes
}

/** Opens auth's doors. A session ends 7 days after sign-in, or after 12 hours without use, counted anew at each start. */
export function openAccess(options: AccessOptions): AccessDoors {
  const { reads, writes, clock, local = () => null, random = randomBytes } = options
  const lastUse = new Map<string, number>()
  const people = new People(options)

  const used = (digest: string) => {
    lastUse.delete(digest)
    lastUse.set(digest, clock.monotonic())
    const oldest = lastUse.size > maxRemembered ? lastUse.keys().next().value : undefined
    if (oldest !== undefined) lastUse.delete(oldest)
  }

  const begin = async (customer: number, named: { name: string | null; role: Role }, from: string) => {
    const at = clock.now()
    const secret = makeSecret(random)
    const digest = sha256Hex(secret)
    const expiresAt = at + absoluteMs
    const name = named.name ?? `page-${digest.slice(0, 8)}`
    const who = named.name === null ? `session:${name}` : `user:${name}`
    const { role } = named
    await writes.addSession({ customer, who, from, at, digest, name, role, person: named.name, expiresAt })
    used(digest)
    return { secret, expiresAt }
  }

  const refused = (who: string, from: string) =>
    writes.audit({ customer: null, at: clock.now(), who, from, what: 'session.refused', detail: {} })

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
    revokeToken: (by, id, asker) => revokeToken(writes, by, id, asker, local()),

    async makeLink(by) {
      const secret = makeSecret(random)
      const expiresAt = by.at + linkMs
      await writes.addLink({ ...by, digest: sha256Hex(secret), expiresAt })
      return { secret, expiresAt }
    },

    async signIn(link, from) {
      const linkDigest = digestOf({ kind: 'session', secret: link })
      const opened = linkDigest === null ? null : await writes.useLink({ digest: linkDigest, now: clock.now() })
      if (opened === null) {
        await refused('unknown', from)
        return null
      }
      // A link names nobody, so whoever opens it only reads.
      return begin(opened.customer, { name: null, role: 'read' }, from)
    },

    async signInPerson(name, password, from) {
      const person = await people.prove(name, password)
      if (person !== null) return begin(person.customer, person, from)
      // What was typed as a name may be a password.
      await refused('unknown', from)
      return null
    },

    addPerson: (by, person) => people.add(by, person),
    changePerson: (by, name, change) => people.change(by, name, change),

    async signOut(by, session) {
      const digest = digestOf({ kind: 'session', secret: session })
      if (digest === null) return
      lastUse.delete(digest)
      await writes.endSession({ ...by, digest })
    },
  }
}

function ownDoing(principal: Principal, at: number): By {
  return {
    customer: principal.customer,
    who: `${principal.person ? 'user' : 'session'}:${principal.name}`,
    from: 'local',
    at,
  }
}
