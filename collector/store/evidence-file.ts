// Owns a look through all kept evidence by whoever holds the database, or a copy of it: a connection of its own that only
// reads, whatever runs beside. Checks nothing.
import { accessSync, constants } from 'node:fs'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { EvidenceReader, KeptBatch, KeptChain } from '../handover.evidence.ts'
import { type Connection, openReadConnection } from './connection.ts'
import { unpackEvidence } from './evidence.ts'

interface ChainRow {
  readonly id: number
  readonly customer: string
  readonly host: string
  readonly key: KeyId
  readonly epoch: string
  readonly newest: string | null
  readonly sequence: number
  readonly digest: string | null
}

interface BatchRow {
  readonly sequence: number
  readonly digest: string
  readonly previous: string | null
  readonly bytes: Uint8Array
}

interface OpenChain extends KeptChain {
  readonly id: number
}

export class EvidenceFile implements EvidenceReader {
  readonly #connection: Connection
  readonly #chains: readonly OpenChain[]

  /** @throws Failure name-unknown when there is no such file; SQLite errors when it is no collector's database */
  constructor(file: string) {
    try {
      accessSync(file, constants.R_OK)
    } catch (error) {
      const message = `no collector's database can be read there (${errnoOf(error) ?? 'unknown'})`
      throw new Failure('name-unknown', message, { cause: error, place: file })
    }
    this.#connection = openReadConnection(file)
    this.#chains = chainsOf(this.#connection)
  }

  chains(): readonly KeptChain[] {
    return this.#chains
  }

  *batches(chain: KeptChain): Generator<KeptBatch, void, undefined> {
    const rows = this.#connection.each<BatchRow>(
      `SELECT sequence, digest, previous, bytes FROM evidence
       WHERE host = ? AND epoch = ? AND state = 'accepted' ORDER BY sequence`,
      this.#idOf(chain),
      chain.epoch,
    )
    for (const { sequence, digest, previous, bytes } of rows)
      yield { sequence, digest, previous, bytes: () => unpackEvidence(bytes) }
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

  count(): number {
    const row = this.#connection.one<{ count: number }>(
      `SELECT count(*) AS count FROM evidence WHERE state = 'accepted'`,
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
    `SELECT h.id, c.name AS customer, h.name AS host, h.key, e.epoch, h.epoch AS newest, h.sequence, h.digest
     FROM host h JOIN customer c ON c.id = h.customer
     JOIN (SELECT host, epoch FROM evidence WHERE state = 'accepted' GROUP BY host, epoch
           UNION SELECT id, epoch FROM host WHERE epoch IS NOT NULL) e ON e.host = h.id
     ORDER BY c.name, h.name, e.epoch`,
  )
  return rows.map(({ id, customer, host, key, epoch, newest, sequence, digest }) => ({
    ...{ id, customer, host, epoch },
    keys: new Set([key, ...earlierKeys(connection, key, id)]),
    recorded: epoch === newest && digest !== null ? { epoch, sequence, digest } : null,
  }))
}

/** Each time that a host takes another key, the audit trail keeps the one that it had. */
function earlierKeys(connection: Connection, key: KeyId, host: number): readonly KeyId[] {
  const rows = connection.all<{ key: KeyId; before: KeyId }>(
    `SELECT detail ->> '$.key' AS key, detail ->> '$.before.key' AS before FROM audit
     WHERE what = 'host.enrol' AND detail ->> '$.before.key' IS NOT NULL
       AND customer = (SELECT customer FROM host WHERE id = ?) ORDER BY id DESC`,
    host,
  )
  const keys: KeyId[] = []
  let last = key
  for (const row of rows) {
    if (row.key !== last) continue
    keys.push(row.before)
    last = row.before
  }
  return keys
}
