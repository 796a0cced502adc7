// Owns a look through all kept evidence by whoever holds the database, or a copy of it: a connection of its own that only
// reads, whatever runs beside. Checks nothing.
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { EvidenceReader, KeptBatch, KeptChain, PrunedStretch } from '../handover.evidence.ts'
import type { Connection } from './connection.ts'
import { unpackEvidence } from './evidence.ts'
import { openNamedDatabase } from './named-database.ts'
import { stretchesDigest } from './prune.evidence.ts'
import { refuseNewer, schemaOf } from './schema.ts'

interface ChainRow {
  readonly id: number
  readonly customer: string
  readonly host: string
  /** Null where the host itself is gone. */
  readonly key: KeyId | null
  readonly epoch: string
  readonly newest: string | null
  readonly sequence: number
  readonly digest: string | null
}

/** A row that is kept only because findings name their place by it. */
const unlessPruned = `AND (length(bytes) > 0 OR NOT EXISTS (SELECT 1 FROM pruned_stretch p WHERE p.host = evidence.host
  AND p.epoch = evidence.epoch AND evidence.sequence BETWEEN p.from_sequence AND p.to_sequence))`

/** Some megabytes at most. */
const batchesOfPage = 16

interface BatchRow {
  readonly id: number
  readonly sequence: number
  readonly digest: string
  readonly previous: string | null
  readonly received_at: number
  readonly bytes: Uint8Array
}

interface OpenChain extends KeptChain {
  readonly id: number
}

export class EvidenceFile implements EvidenceReader {
  readonly #connection: Connection
  readonly #chains: readonly OpenChain[]
  /** False in a copy from before there was pruning. */
  readonly #prunes: boolean

  /** Of every schema that there ever was. @throws Failure name-unknown when there is no collector's database, schema-newer */
  constructor(file: string) {
    this.#connection = openNamedDatabase(file)
    refuseNewer(schemaOf(this.#connection), file)
    this.#prunes = this.#connection.one(`SELECT 1 FROM sqlite_master WHERE name = 'pruned_stretch'`) !== undefined
    this.#chains = chainsOf(this.#connection)
  }

  chains(): readonly KeptChain[] {
    return this.#chains
  }

  *batches(chain: KeptChain): Generator<KeptBatch, void, undefined> {
    yield* this.#pages(chain, 'accepted')
  }

  *refused(chain: KeptChain): Generator<KeptBatch, void, undefined> {
    yield* this.#pages(chain, 'refused')
  }

  /** A page at a time: an open look at the database keeps the collector's log from being taken in. */
  *#pages(chain: KeptChain, state: 'accepted' | 'refused'): Generator<KeptBatch, void, undefined> {
    for (let sequence = -1, id = 0; ; ) {
      const rows = this.#connection.all<BatchRow>(
        `SELECT id, sequence, digest, previous, received_at, bytes FROM evidence
         WHERE host = ?1 AND epoch = ?2 AND state = ?3 AND (sequence > ?4 OR (sequence = ?4 AND id > ?5))
         ${this.#prunes ? unlessPruned : ''}
         ORDER BY sequence, id LIMIT ${batchesOfPage}`,
        this.#idOf(chain),
        chain.epoch,
        state,
        sequence,
        id,
      )
      for (const { digest, previous, received_at, bytes, ...row } of rows)
        yield { sequence: row.sequence, digest, previous, receivedAt: received_at, bytes: () => unpackEvidence(bytes) }
      const last = rows.at(-1)
      if (last === undefined) return
      sequence = last.sequence
      id = last.id
    }
  }

  refusedDigests(chain: KeptChain, sequence: number): readonly string[] {
    return this.#connection
      .all<{ digest: string }>(
        `SELECT digest FROM evidence WHERE host = ? AND epoch = ? AND sequence = ? AND state = 'refused'`,
        this.#idOf(chain),
        chain.epoch,
        sequence,
      )
      .map(({ digest }) => digest)
  }

  isRefused(chain: KeptChain, digest: string): boolean {
    const row = this.#connection.one(
      `SELECT 1 FROM evidence WHERE host = ? AND digest = ? AND state = 'refused'`,
      this.#idOf(chain),
      digest,
    )
    return row !== undefined
  }

  pruned(chain: KeptChain, from: number, before: number): PrunedStretch | null {
    if (!this.#prunes) return null
    const row = this.#connection.one<PrunedStretch>(
      `SELECT from_sequence AS "from", to_sequence AS "to", previous, digest, at FROM pruned_stretch
       WHERE host = ? AND epoch = ? AND to_sequence >= ? AND from_sequence < ? ORDER BY from_sequence LIMIT 1`,
      this.#idOf(chain),
      chain.epoch,
      from,
      before,
    )
    return row ?? null
  }

  isKept(chain: KeptChain, sequence: number): boolean {
    const row = this.#connection.one(
      `SELECT 1 FROM evidence WHERE host = ? AND epoch = ? AND sequence = ? AND state = 'accepted' AND length(bytes) > 0`,
      this.#idOf(chain),
      chain.epoch,
      sequence,
    )
    return row !== undefined
  }

  prunedRecord(): { readonly found: string; readonly audited: string | null } | null {
    if (!this.#prunes) return null
    const isOpen = this.#connection.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM keeping WHERE started_at IS NOT NULL)
       OR NOT EXISTS (SELECT 1 FROM pruned_stretch)`,
    )
    if (isOpen !== undefined) return null
    const line = this.#connection.one<{ audited: string | null }>(
      `SELECT detail ->> '$.stretches' AS audited FROM audit WHERE what = 'keeping.run' ORDER BY id DESC LIMIT 1`,
    )
    return { found: stretchesDigest(this.#connection), audited: line?.audited ?? null }
  }

  count(): number {
    const row = this.#connection.one<{ count: number }>(
      `SELECT count(*) AS count FROM evidence WHERE state = 'accepted' AND length(bytes) > 0`,
    )
    return row?.count ?? 0
  }

  close(): void {
    this.#connection.close()
  }

  #idOf(chain: KeptChain): number {
    const known = this.#chains.find(one => one === chain)
    if (known === undefined) throw new Error('this chain was not opened here')
    return known.id
  }
}

/** Also those of which nothing is left but the host's own record of its last batch. */
function chainsOf(connection: Connection): readonly OpenChain[] {
  const rows = connection.all<ChainRow>(
    `SELECT e.host AS id, coalesce(c.name, '') AS customer, coalesce(h.name, 'host ' || e.host) AS host, h.key, e.epoch,
     h.epoch AS newest, coalesce(h.sequence, 0) AS sequence, h.digest
     FROM (SELECT host, epoch FROM evidence WHERE state = 'accepted' GROUP BY host, epoch
           UNION SELECT id, epoch FROM host WHERE epoch IS NOT NULL) e
     LEFT JOIN host h ON h.id = e.host LEFT JOIN customer c ON c.id = h.customer
     ORDER BY customer, h.name, e.host, e.epoch`,
  )
  return rows.map(({ id, customer, host, key, epoch, newest, sequence, digest }) => ({
    ...{ id, customer, host, epoch },
    keys: new Set(key === null ? [] : keysOf(connection, key, id)),
    recorded: epoch === newest && digest !== null ? { epoch, sequence, digest } : null,
  }))
}

/** The newest first: each time that a host takes another key, the audit trail keeps the one that it had. */
export function keysOf(connection: Connection, key: KeyId, host: number): readonly KeyId[] {
  const rows = connection.all<{ key: KeyId; before: KeyId }>(
    `SELECT detail ->> '$.key' AS key, detail ->> '$.before.key' AS before FROM audit
     WHERE what = 'host.enrol' AND detail ->> '$.before.key' IS NOT NULL
       AND customer = (SELECT customer FROM host WHERE id = ?) ORDER BY id DESC`,
    host,
  )
  const keys: KeyId[] = [key]
  let last = key
  for (const row of rows) {
    if (row.key !== last) continue
    keys.push(row.before)
    last = row.before
  }
  return keys
}
