// Owns the application of one batch inside a transaction: its place in the chain, then its records in their order.
// Nothing here waits or commits; intake.ts does.
import { readBatch } from '@sekisho/shared/seal.ts'
import type { Batch, WireRecord } from '@sekisho/shared/wire.ts'
import type { RootPlace } from '../handover.ledger.ts'
import type { BatchAnswer, ReceivedBatch } from '../handover.ts'
import { beginCensus, endCensus } from './census.ts'
import { placeOf } from './chain.ts'
import { recordFork } from './fork.ts'
import type { Setting } from './judging.ts'
import { applyEntry, applyFinding, type BatchPlace } from './observe.ts'

type RecordOf<K extends WireRecord['record']> = Extract<WireRecord, { record: K }>

/** The wire's bindings hold no more roots of one host. */
const maxRoots = 1_000

/** A rule that the schema cannot say is broken: refused for good. */
export class BatchRefusal extends Error {
  override readonly name = 'BatchRefusal'
}

/** @throws BatchRefusal, and whatever store throws: the caller undoes the batch */
export function applyBatch(setting: Setting, received: ReceivedBatch): BatchAnswer {
  const { ledger } = setting
  const { host, digest, receivedAt } = received
  const batch = readBatch(received.bytes)
  const chain = ledger.chain(host)
  if (chain === null) throw new BatchRefusal('the host is unknown')
  // What was on its way when the host was revoked, or took another key, is said by nobody that counts.
  if (chain.revoked || chain.key !== batch.agent) {
    return { outcome: 'refused', code: 'agent-revoked', retry: true, detail: 'the host was revoked or enrolled anew' }
  }
  const place = placeOf(chain, host, batch, digest, ledger)
  switch (place.place) {
    case 'repeat':
      return { outcome: 'repeat' }
    case 'early':
      return { outcome: 'refused', code: 'store-busy', retry: true, detail: place.detail }
    case 'refused-before':
      return { outcome: 'refused', code: 'batch-malformed', retry: false, detail: 'it was refused before' }
    case 'fork':
      if (place.fresh) recordFork(ledger, host, place.detail, receivedAt)
      return { outcome: 'forked', detail: place.detail }
    case 'new-epoch':
      ledger.voidCensuses(host)
      break
    case 'next':
      break
  }
  applyRecords(setting, received, batch)
  return { outcome: 'committed' }
}

function applyRecords(setting: Setting, received: ReceivedBatch, batch: Batch): void {
  const { ledger } = setting
  const evidence = ledger.keepBatch(received, batch)
  const roots = new RootsOfBatch(setting, received.host, batch)
  let next = batch.records.length
  const place: BatchPlace = { evidence, receivedAt: received.receivedAt, inferred: () => next++ }
  batch.records.forEach((record, index) => {
    applyRecord(setting, received, place, roots, record, index)
  })
}

function applyRecord(
  setting: Setting,
  received: ReceivedBatch,
  place: BatchPlace,
  roots: RootsOfBatch,
  record: WireRecord,
  index: number,
): void {
  const { ledger } = setting
  switch (record.record) {
    case 'finding':
      applyFinding(setting, place, index, { ...record, root: roots.at(record.root) })
      break
    case 'entry':
      applyEntry(setting, place, index, roots.at(record.root), record.path, record.after)
      break
    case 'census-begin':
      beginCensus(setting, roots.at(record.root), record.census, record.at)
      roots.forget()
      break
    case 'census-end':
      endCensus(setting, place, roots.at(record.root), record.census, record.at)
      roots.forget()
      break
    case 'gap':
      applyGap(setting, received, record, record.root === null ? null : roots.at(record.root).id)
      break
    case 'span':
      ledger.span(received.host, { ...record, root: roots.at(record.root).id })
      break
    case 'tombstone':
      applyTombstone(setting, received, record)
      break
  }
}

function applyGap(
  { ledger }: Setting,
  { host, receivedAt }: ReceivedBatch,
  gap: RecordOf<'gap'>,
  root: number | null,
): void {
  const { id, cause, from, to, walk = null } = gap
  ledger.gap(host, { id, root, cause, from, to, walk })
  if (cause !== 'collector-restored' || to !== null) return
  const who = `host:${ledger.nameOf(host)}`
  const customer = ledger.customerOf(host)
  ledger.audit({ customer, at: receivedAt, who, from: 'agent', what: 'collector.went-back', detail: { gap: id, from } })
}

/** The chain already leads over what was refused; a tombstone for anything else is worth a line. */
function applyTombstone({ ledger }: Setting, { host, receivedAt }: ReceivedBatch, record: RecordOf<'tombstone'>): void {
  const { sequence, digest, code } = record
  const what = ledger.isRefused(host, digest) ? 'batch.set-aside' : 'batch.unknown-tombstone'
  const who = `host:${ledger.nameOf(host)}`
  const customer = ledger.customerOf(host)
  ledger.audit({ customer, at: receivedAt, who, from: 'agent', what, detail: { sequence, digest, code } })
}

/** A batch only ever touches its own host's roots. */
class RootsOfBatch {
  readonly #setting: Setting
  readonly #host: number
  readonly #paths: Batch['roots']
  #found: (RootPlace | undefined)[] = []

  constructor(setting: Setting, host: number, { roots }: Batch) {
    this.#setting = setting
    this.#host = host
    this.#paths = roots
  }

  at(index: number): RootPlace {
    const known = this.#found[index]
    if (known !== undefined) return known
    const { ledger, classes } = this.#setting
    const path = this.#paths[index]
    if (path === undefined) throw new BatchRefusal(`root ${index} is not in the batch`)
    const root = ledger.root(this.#host, path)
    if (root === null && ledger.rootPaths(this.#host).length >= maxRoots) {
      throw new BatchRefusal(`the host would have more than ${maxRoots} roots`)
    }
    const found = root ?? ledger.addRoot(this.#host, path, classes.known(''))
    this.#found[index] = found
    return found
  }

  forget(): void {
    this.#found = []
  }
}
