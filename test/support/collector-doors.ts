// Owns a collector's rooms behind the gateway without a disk: hosts, tokens and chains in memory, with the laws that
// ingest and store keep, and answers that a test can bend.

import type { Transcript } from '@sekisho/shared/proof.ts'
import { readBatch } from '@sekisho/shared/seal.ts'
import type { Batch, Bindings, Head, Heartbeat } from '@sekisho/shared/wire.ts'
import { redeemEnrolment } from '../../collector/auth/enrolment.ts'
import type {
  Arrival,
  AuditEvent,
  BatchAnswer,
  EnrolmentClaim,
  EnrolmentDoors,
  GatewayDoors,
  KnownHost,
  ReceivedBatch,
  RefusedBatch,
  StoreWrites,
  Welcome,
} from '../../collector/handover.ts'

interface Token {
  readonly secret: string
  readonly expiresAt: number
  used: boolean
}

interface Taken {
  readonly batch: Batch
  readonly bytes: Uint8Array
}

export class MemoryDoors implements GatewayDoors, EnrolmentDoors, Pick<StoreWrites, 'addEnrolment'> {
  readonly hosts: KnownHost[] = []
  readonly tokens = new Map<string, Token>()
  /** Every batch that was handed in, accepted or not. */
  readonly received: Taken[] = []
  readonly accepted: Taken[] = []
  readonly refusals: RefusedBatch[] = []
  readonly audits: AuditEvent[] = []
  readonly forks: string[] = []
  readonly #finallyRefused = new Set<string>()
  readonly arrivals: Arrival[] = []
  readonly departures: number[] = []
  readonly heartbeats: Heartbeat[] = []
  head: Head | null = null
  bindings: Bindings = { version: 1, roots: [], profiles: [] }
  /** Runs before a batch is judged; an answer of its own stands. */
  before: (batch: Batch) => Promise<BatchAnswer | undefined> | BatchAnswer | undefined = () => undefined

  addHost(key: string, name = 'web1', revoked = false): KnownHost {
    const host = { id: this.hosts.length + 1, customer: 1, name, key, revoked }
    this.hosts.push(host)
    return host
  }

  async findHost(key: string): Promise<KnownHost | null> {
    return this.hosts.find(host => host.key === key) ?? null
  }

  enrol(claim: EnrolmentClaim, transcript: Transcript, at: number): Promise<KnownHost | null> {
    return redeemEnrolment(this, claim, transcript, at)
  }

  async addEnrolment({ id, secret, expiresAt }: Parameters<StoreWrites['addEnrolment']>[0]): Promise<void> {
    this.tokens.set(id, { secret, expiresAt, used: false })
  }

  async enrolmentSecret({ id, now }: { id: string; now: number }): Promise<string | null> {
    const token = this.tokens.get(id)
    return token === undefined || token.used || token.expiresAt <= now ? null : token.secret
  }

  async enrolHost({ id, key, name, at }: Parameters<EnrolmentDoors['enrolHost']>[0]): Promise<KnownHost | null> {
    const token = this.tokens.get(id)
    if (token === undefined || token.used || token.expiresAt <= at) return null
    token.used = true
    const known = this.hosts.findIndex(host => host.name === name)
    const earlier = this.hosts[known]
    if (earlier === undefined) return this.addHost(key, name)
    const again = { ...earlier, key, revoked: false }
    this.hosts[known] = again
    return again
  }

  async arrived(arrival: Arrival): Promise<Welcome> {
    this.arrivals.push(arrival)
    const older = this.head !== null && arrival.epoch !== this.head.epoch && this.#knows(arrival.epoch)
    return { head: this.head, forked: older, bindings: this.bindings }
  }

  async receive({ bytes, digest }: ReceivedBatch): Promise<BatchAnswer> {
    const batch = readBatch(bytes)
    this.received.push({ batch, bytes })
    const bent = await this.before(batch)
    if (bent?.outcome === 'refused' && !bent.retry) this.#finallyRefused.add(digest)
    if (bent !== undefined) return bent
    const { epoch, sequence, previous } = batch
    const same = this.accepted.find(taken => taken.batch.epoch === epoch && taken.batch.sequence === sequence)
    if (same !== undefined) {
      return Buffer.from(same.bytes).equals(bytes)
        ? { outcome: 'repeat' }
        : { outcome: 'forked', detail: 'another digest' }
    }
    if (!this.#follows(epoch, sequence, previous)) return { outcome: 'forked', detail: 'it does not follow' }
    this.accepted.push({ batch, bytes })
    this.head = { epoch, sequence, digest }
    return { outcome: 'committed' }
  }

  async refused(batch: RefusedBatch): Promise<void> {
    this.refusals.push(batch)
    this.#finallyRefused.add(batch.digest)
  }

  async heartbeat(_host: number, heartbeat: Heartbeat): Promise<void> {
    this.heartbeats.push(heartbeat)
  }

  async forked(_host: number, detail: string): Promise<void> {
    this.forks.push(detail)
  }

  async left(host: number): Promise<void> {
    this.departures.push(host)
  }

  async audit(event: AuditEvent): Promise<void> {
    this.audits.push(event)
  }

  /** The paths that arrived for good, in order. */
  get paths(): readonly string[] {
    return this.accepted.flatMap(({ batch }) =>
      batch.records.map(record => ('path' in record ? record.path : record.record)),
    )
  }

  #knows(epoch: string): boolean {
    return this.accepted.some(({ batch }) => batch.epoch === epoch)
  }

  /** On the head, over what was refused for good, or at the start of a new epoch. */
  #follows(epoch: string, sequence: number, previous: string | null): boolean {
    if (sequence === 1) return previous === null && !this.#knows(epoch)
    const onRefused = previous !== null && this.#finallyRefused.has(previous)
    return (
      onRefused || (this.head?.epoch === epoch && this.head.sequence === sequence - 1 && this.head.digest === previous)
    )
  }
}
