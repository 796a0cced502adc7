// Owns the one connection by which a host is enrolled: it proves both sides, shows the token's secret without sending it,
// and ends. Hands back where the host belongs from now on; identity keeps that.
import type { Clock } from '@sekisho/shared/clock.ts'
import { type KeyId, type KeyPair, parseEnrolmentToken } from '@sekisho/shared/proof.ts'
import { closeCodes } from '@sekisho/shared/wire.ts'
import { prove } from './handshake.ts'
import { defaultUplinkLimits } from './limits.ts'
import { openLink, type Tls } from './link.ts'

export interface EnrolOptions {
  readonly key: KeyPair
  /** The name that the host shall have at the collector. */
  readonly name: string
  /** As LinkOptions'. */
  readonly dial?: string | undefined
  readonly tls: Tls | null
  readonly clock: Clock
  /** 32 fresh random bytes, lower-case hex. */
  readonly nonce: string
  /** Random; the wire wants an epoch, and this connection has none. */
  readonly epoch: string
}

export interface Enrolled {
  readonly address: string
  readonly collector: KeyId
  /** The host's name at the collector. */
  readonly host: string
}

/**
 * Enrols this host with a one-time token.
 * @throws Error for a damaged token; Failure agent-unproven for one that is unknown, used or too old; collector-unproven,
 *   tls-untrusted, link-down
 */
export async function enrol(token: string, options: EnrolOptions): Promise<Enrolled> {
  const { key, name, dial, tls, clock, nonce, epoch } = options
  const { address, collector, id, secret } = parseEnrolmentToken(token)
  const { dialMs, proveMs } = defaultUplinkLimits
  const link = await openLink({ address, dial, tls, dialMs, clock, signal: new AbortController().signal })
  const standing = { boot: 0, epoch, head: null, localRoots: [], enrolment: { id, secret, name } }
  const welcome = await prove(link, { key, collector, address, nonce }, standing, proveMs)
  link.close(closeCodes.goingAway)
  await link.ended
  return { address, collector, host: welcome.host }
}
