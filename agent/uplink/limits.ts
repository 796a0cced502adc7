// Owns the numbers of the uplink, each with where it comes from. No code.
import type { BackoffRule } from '@sekisho/shared/backoff.ts'

export interface UplinkLimits {
  /** Sealed batches sent and not answered. What is sealed cannot be reordered, so a window is also how late a fast record can be. */
  readonly window: number
  /** Records of one batch; below the wire's 500, where the cost of one commit is already spread thin. */
  readonly batchRecords: number
  /** Bytes of one batch, a quarter of the largest frame: a single record may be larger than a batch should be. */
  readonly batchBytes: number
  /** How long records gather while others are on their way; an idle uplink sends the first at once. */
  readonly lingerMs: number
  readonly heartbeatMs: number
  /** A change of how things stand is told after this; many within it are told once. */
  readonly standingMs: number
  /** Without any sign of the collector for so long the connection is dead: three heartbeats and a half. */
  readonly silenceMs: number
  readonly dialMs: number
  /** The collector gives an unproven connection 5 s, and its answers come from a database. */
  readonly proveMs: number
  readonly backoff: BackoffRule
  /** Orders under way at once; a collector that asks for more gets refusals. */
  readonly orders: number
}

export const defaultUplinkLimits: UplinkLimits = {
  window: 8,
  batchRecords: 200,
  batchBytes: 1024 * 1024,
  lingerMs: 50,
  heartbeatMs: 10_000,
  standingMs: 250,
  silenceMs: 35_000,
  dialMs: 10_000,
  proveMs: 15_000,
  backoff: { firstMs: 250, longestMs: 30_000 },
  orders: 16,
}
