// Owns the look at whether the collector of an enrolment answers and proves its key. This side proves nothing, so the collector
// counts no connection of the host, and an agent that runs keeps its own.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { KeyId, KeyPair } from '@sekisho/shared/proof.ts'
import { closeCodes } from '@sekisho/shared/wire.ts'
import { challenge } from './handshake.ts'
import { defaultUplinkLimits } from './limits.ts'
import { openLink, type Tls } from './link.ts'

/** @throws Failure link-down, tls-untrusted, collector-unproven, or why the link ended */
export async function askCollector(options: {
  readonly address: string
  readonly collector: KeyId
  readonly key: KeyPair
  readonly tls: Tls | null
  readonly clock: Clock
  /** 32 fresh random bytes, lower-case hex. */
  readonly nonce: string
}): Promise<void> {
  const { address, collector, key, tls, clock, nonce } = options
  const { dialMs, proveMs } = defaultUplinkLimits
  const link = await openLink({ address, tls, dialMs, clock, signal: new AbortController().signal })
  await challenge(link, { key, collector, address, nonce }, proveMs)
  link.close(closeCodes.goingAway)
  await link.ended
}
