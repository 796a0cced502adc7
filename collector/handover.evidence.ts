// Owns the shapes in which kept evidence is looked through: chains, their batches in order, and what breaks them.
import type { KeyId } from '@sekisho/shared/proof.ts'
import { type Head, HeadSchema } from '@sekisho/shared/wire.ts'
import { z } from 'zod'

/** Where the last batch of a chain stands, and whose it is: what leaves the machine, so that a later look can compare. */
export const ChainHeadSchema = HeadSchema.extend({
  customer: z.string().max(200),
  host: z.string().max(1000),
  /** When the collector received it, in milliseconds since 1970; heads of before this was told, and of backups, have none. */
  at: z.int().optional(),
})
export type ChainHead = Readonly<z.infer<typeof ChainHeadSchema>>

/** One epoch of one host. */
export interface KeptChain {
  readonly customer: string
  readonly host: string
  readonly epoch: string
  /** Every key that the host has had. */
  readonly keys: ReadonlySet<KeyId>
  /** What is written down beside the host as its last batch; null where this epoch is not its newest. */
  readonly recorded: Head | null
}

export interface KeptBatch {
  readonly sequence: number
  readonly digest: string
  readonly previous: string | null
  /** By the collector's clock. */
  readonly receivedAt: number
  /** The exact signed bytes. @throws errors of zlib when what is kept cannot be unpacked */
  bytes(): Uint8Array
}

/** Batches without a hole between them whose time was over: what the first of them followed, and the digest of the last. */
export interface PrunedStretch {
  readonly from: number
  readonly to: number
  readonly previous: string | null
  readonly digest: string
  /** When the last of them went: milliseconds since 1970. */
  readonly at: number
}

export interface EvidenceReader {
  chains(): readonly KeptChain[]
  /** Batches that count, by their sequence. */
  batches(chain: KeptChain): Iterable<KeptBatch>
  /** Digests of the batches that were refused for good at a place of the chain. */
  refusedDigests(chain: KeptChain, sequence: number): readonly string[]
  /** Whether this batch of the chain's host was refused for good, and is kept. */
  isRefused(chain: KeptChain, digest: string): boolean
  /** Batches of the chain that were refused for good. */
  refused(chain: KeptChain): Iterable<KeptBatch>
  /** The first stretch that holds anything from one sequence on, and begins before the other; null where there is none. */
  pruned(chain: KeptChain, from: number, before: number): PrunedStretch | null
  /** Whether a batch that counts has its bytes at this place now, whatever was read of it before. */
  isKept(chain: KeptChain, sequence: number): boolean
  /**
   * The sha256 of all that is recorded as pruned, as it is, and as the audit trail says it was when the last run ended; null
   * while a run is under way, or where nothing is recorded.
   */
  prunedRecord(): { readonly found: string; readonly audited: string | null } | null
  /** How many batches count, over all chains. */
  count(): number
}

export const breakCodes = [
  'unpacked',
  'content',
  'signature',
  'key',
  'form',
  'place',
  'missing',
  'tombstone',
  'previous',
  'recorded',
  'head-missing',
  'head-differs',
  'pruned-record',
  'not-pruned',
  'pruned-early',
] as const
/**
 * `unpacked`: the bytes cannot be read. `content`: they are not those of the digest. `signature`: no key of the host signed
 * them. `key`: two keys in one epoch. `form`: they are no batch. `place`: they say another place than they are kept at.
 * `missing`: a sequence that nothing stands for. `tombstone`: it names a refused batch that is not kept. `previous`: it does not follow the one before. `recorded`: the host's last
 * batch is another. `head-…`: a head that left the machine is no longer held, or with other content. `pruned-record`:
 * what is recorded as pruned is not what the audit trail says was pruned; of no chain. `not-pruned`: it lies in
 * what is recorded as pruned, and has its bytes. `pruned-early`: it begins a stretch that no term can have ended by then.
 */
export type BreakCode = (typeof breakCodes)[number]

export interface ChainBreak {
  readonly what: BreakCode
  readonly customer: string
  readonly host: string
  readonly epoch: string
  readonly sequence: number
  readonly expected: string | null
  readonly found: string | null
}
