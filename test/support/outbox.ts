// Owns an outbox without a disk: seals for real, keeps everything in memory, and keeps the laws of the journal's door.
import { randomUUID } from 'node:crypto'
import type { Lane } from '@sekisho/shared/classify.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import type { Batch, WireRecord } from '@sekisho/shared/wire.ts'
import type { OutboxDoor, Position, SealedBatch } from '../../agent/handover.ts'

export const shopRoot = '/srv/shop' as PathText

export function findingRecord(path: string): WireRecord {
  return {
    record: 'finding',
    root: 0,
    path: path as PathText,
    kind: 'removed',
    noticed: 'watch',
    at: 2,
    before: null,
    after: { state: 'absent', at: 2 },
    actor: 'unknown',
  }
}

type Kept = SealedBatch & { readonly records: readonly WireRecord[] }

export class MemoryOutbox implements OutboxDoor {
  readonly #key: KeyPair
  readonly #lanes: Record<Lane, WireRecord[]> = { fast: [], bulk: [] }
  readonly #alone: WireRecord[] = []
  #batches: Kept[] = []
  #epoch: string = randomUUID()
  #head: SealedBatch | null = null
  #acknowledged = 0
  boot = 1
  readonly epochs: GapCause[] = []
  readonly acknowledged: number[] = []

  constructor(key: KeyPair) {
    this.#key = key
  }

  put(lane: Lane, ...records: readonly WireRecord[]): void {
    this.#lanes[lane].push(...records)
  }

  /** A copy as a restored snapshot of the machine has it. */
  copy(): MemoryOutbox {
    const copy = new MemoryOutbox(this.#key)
    copy.#lanes.fast.push(...this.#lanes.fast)
    copy.#lanes.bulk.push(...this.#lanes.bulk)
    copy.#batches = [...this.#batches]
    copy.#epoch = this.#epoch
    copy.#head = this.#head
    copy.#acknowledged = this.#acknowledged
    copy.boot = this.boot
    return copy
  }

  position(): Position {
    const head = this.#head && { epoch: this.#epoch, sequence: this.#head.sequence, digest: this.#head.digest }
    return { epoch: this.#epoch, boot: this.boot, head, acknowledged: this.#acknowledged }
  }

  async unacknowledged(): Promise<readonly SealedBatch[]> {
    return [...this.#batches]
  }

  async seal({ records }: { readonly records: number; readonly bytes: number }): Promise<SealedBatch | null> {
    const { fast, bulk } = this.#lanes
    const taken = this.#alone.splice(0, 1)
    if (taken.length === 0) taken.push(...fast.splice(0, records))
    if (this.#alone.length === 0) taken.push(...bulk.splice(0, records - taken.length))
    if (taken.length === 0) return null
    const content = {
      version: 1,
      agent: this.#key.id,
      epoch: this.#epoch,
      boot: this.boot,
      sequence: (this.#head?.sequence ?? 0) + 1,
      previous: this.#head?.digest ?? null,
      sealedAt: 1,
      roots: [shopRoot],
      records: taken,
    } satisfies Batch
    const { epoch, sequence } = content
    const batch = { epoch, sequence, records: taken, ...sealBatch(JSON.stringify(content), this.#key) }
    this.#batches.push(batch)
    this.#head = batch
    return batch
  }

  /** It has no commits of its own: what is put into it waits until it is sealed. */
  sealWithNext(): void {}

  takeSealed(): SealedBatch | null {
    return null
  }

  async acknowledge({ epoch, sequence }: { readonly epoch: string; readonly sequence: number }): Promise<void> {
    if (epoch !== this.#epoch) return
    this.#batches = this.#batches.filter(batch => batch.sequence > sequence)
    this.#acknowledged = sequence
    this.acknowledged.push(sequence)
  }

  async setAside(refused: { readonly epoch: string; readonly sequence: number; readonly code: string }): Promise<void> {
    const batch = this.#batches.find(({ sequence }) => sequence === refused.sequence)
    if (batch === undefined || refused.epoch !== this.#epoch) return
    this.#batches = this.#batches.filter(other => other !== batch)
    const { sequence, code } = refused
    const { digest, records } = batch
    this.#alone.push({ record: 'tombstone', sequence, digest, code }, ...(records.length > 1 ? records : []))
  }

  async newEpoch(cause: GapCause): Promise<void> {
    const kept = cause === 'collector-restored' ? this.#batches.flatMap(({ records }) => records) : []
    if (cause !== 'collector-restored') this.#lanes.fast.splice(0)
    if (cause !== 'collector-restored') this.#lanes.bulk.splice(0)
    this.#lanes.fast.unshift(...kept)
    this.#batches = []
    this.#head = null
    this.#acknowledged = 0
    this.#epoch = randomUUID()
    this.epochs.push(cause)
  }

  waiting(): { readonly fast: number; readonly bulk: number } {
    return { fast: this.#lanes.fast.length + this.#alone.length, bulk: this.#lanes.bulk.length }
  }
}
