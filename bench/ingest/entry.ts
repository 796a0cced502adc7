// Owns the process that feeds a collector: it prepares batches, then sends them by an agent's own uplink as fast as they are
// acknowledged.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { OutboxDoor } from '@sekisho/agent/handover.ts'
import { readEnrolment } from '@sekisho/agent/identity/enrolment.ts'
import { openIdentity } from '@sekisho/agent/identity/identity.ts'
import { Uplink } from '@sekisho/agent/uplink/uplink.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Log, LogFields } from '@sekisho/shared/log.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import { serve } from '../child.ts'
import { type Prepared, prepare, readPrepared } from './prepared.ts'

export interface Sent {
  /** Findings acknowledged. */
  readonly findings: number
  readonly elapsedMs: number
}

export type FeedCalls = {
  prepare(input: {
    readonly hostState: string
    readonly file: string
    readonly root: string
    readonly released: readonly ReleaseEntry[]
    readonly records: number
    readonly recordsOfBatch: number
  }): void
  send(input: { readonly hostState: string; readonly seconds: number }): Promise<Sent>
}

const loud = (message: string, fields?: LogFields) => {
  throw new Error(message, { cause: fields })
}
const loudLog: Log = { error: loud, warn: loud, info: () => {}, debug: () => {} }

let prepared: Prepared | null = null

serve({
  prepare({ hostState, ...input }) {
    prepared = prepare({ ...input, key: openIdentity(join(hostState, 'agent', 'host.key')), at: systemClock.now() })
  },
  async send({ hostState, seconds }) {
    if (prepared === null) throw new Error('nothing is prepared')
    const outbox = new Outbox(prepared)
    const enrolment = readEnrolment(join(hostState, 'agent', 'enrolment.json'))
    if (enrolment === null) throw new Error('the host is not enrolled')
    const uplink = new Uplink({
      ...enrolment,
      key: openIdentity(join(hostState, 'agent', 'host.key')),
      tls: null,
      outbox,
      localRoots: [],
      heartbeat: () => heartbeatOf(outbox),
      onOrder: async () => ({ outcome: 'refused', detail: 'the bench takes no orders' }),
      onWelcome: () => {},
      onNewEpoch: () => loud('a new epoch was asked for'),
      clock: systemClock,
      random: Math.random,
      nonce: () => randomBytes(32).toString('hex'),
      log: loudLog,
    })
    uplink.start()
    const sent = await outbox.sentFor(seconds * 1000)
    await uplink.stop(0)
    return sent
  },
} satisfies FeedCalls)

/** An outbox that was filled beforehand: sealing is reading. */
class Outbox implements OutboxDoor {
  readonly #prepared: Prepared
  readonly #read: ReturnType<typeof readPrepared>
  #sealed = 0
  #acknowledged = 0
  #firstSealedAt = 0
  #lastAcknowledgedAt = 0
  #onEmpty: () => void = () => {}

  constructor(prepared: Prepared) {
    this.#prepared = prepared
    this.#read = readPrepared(prepared)
  }

  /** Resolves when the time is over, counted from the first batch, or when nothing is left. */
  async sentFor(durationMs: number): Promise<Sent> {
    await new Promise<void>(resolve => {
      this.#onEmpty = resolve
      systemClock.after(durationMs, resolve)
    })
    const findings = this.#acknowledged * this.#prepared.recordsOfBatch
    return { findings, elapsedMs: this.#lastAcknowledgedAt - this.#firstSealedAt }
  }

  position() {
    const digest = this.#prepared.places[this.#sealed - 1]?.digest
    const { epoch } = this.#prepared
    const head = digest === undefined ? null : { epoch, sequence: this.#sealed, digest }
    return { epoch, boot: 1, head, acknowledged: this.#acknowledged }
  }

  async unacknowledged() {
    return []
  }

  async seal() {
    if (this.#sealed === 0) this.#firstSealedAt = performance.now()
    const batch = this.#read(this.#sealed + 1)
    if (batch !== null) this.#sealed++
    return batch
  }

  sealWithNext() {}

  takeSealed() {
    return null
  }

  async acknowledge({ sequence }: { readonly sequence: number }) {
    this.#acknowledged = sequence
    this.#lastAcknowledgedAt = performance.now()
    if (sequence === this.#prepared.places.length) this.#onEmpty()
  }

  async setAside() {
    loud('a batch was refused')
  }

  async newEpoch() {
    loud('a new epoch was asked for')
  }

  waiting() {
    return { fast: (this.#prepared.places.length - this.#sealed) * this.#prepared.recordsOfBatch, bulk: 0 }
  }
}

function heartbeatOf(outbox: Outbox): Heartbeat {
  const { epoch, boot } = outbox.position()
  return {
    message: 'heartbeat',
    at: systemClock.now(),
    boot,
    epoch,
    rooms: {},
    roots: [],
    bindings: null,
    versions: { agent: 'bench', node: process.versions.node, kernel: '' },
    program: { files: '0'.repeat(64), config: '0'.repeat(64), at: 0 },
    waiting: outbox.waiting(),
  }
}
