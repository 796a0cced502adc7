// Owns a look at one incident by whoever holds the database, over a connection of its own that only reads, whatever runs
// beside. Writes and checks nothing.
import type { IncidentDetail, IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import type { KeptPart } from '../handover.capture.ts'
import type { ExportedBatch, ExportedContent, ExportedHost, ExportReader } from '../handover.export.ts'
import type { Connection } from './connection.ts'
import { unpackEvidence } from './evidence.ts'
import { openNamedDatabase } from './named-database.ts'
import { contentKeys, contentPart } from './reads.contents.ts'
import { exportedContent } from './reads.export.contents.ts'
import * as around from './reads.export.ts'
import { findingsById } from './reads.findings.ts'
import { listHosts } from './reads.hosts.ts'
import { listIncidentFiles, oneIncident } from './reads.incidents.ts'
import { refuseOther, schemaOf } from './schema.ts'

const rowsOfPage = 500

export class ExportFile implements ExportReader {
  readonly schema: number
  readonly #connection: Connection
  #scope: around.IncidentScope | null = null

  /** @throws Failure name-unknown when there is no collector's database, schema-older, schema-newer */
  constructor(file: string) {
    this.#connection = openNamedDatabase(file)
    try {
      this.schema = schemaOf(this.#connection)
      refuseOther(this.schema, file)
    } catch (error) {
      this.#connection.close()
      throw error
    }
  }

  moment<T>(work: () => T): T {
    return this.#connection.transaction('BEGIN', work)
  }

  /** Whose it is follows from the incident: whoever may read the database may read all of it. */
  incident(id: number): IncidentDetail | null {
    const row = this.#connection.one<{ customer: number }>('SELECT customer FROM incident WHERE id = ?', id)
    const incident = row === undefined ? null : oneIncident(this.#connection, { customer: row.customer, id })
    if (row === undefined || incident === null) return null
    this.#scope = { customer: row.customer, incident: incident.id, merged: incident.merged }
    return incident
  }

  *files(): Generator<IncidentFileRow, void, undefined> {
    const { customer, incident: id } = this.#found
    for (let cursor: string | null = null; ; ) {
      const page = listIncidentFiles(this.#connection, { customer, id, cursor, limit: rowsOfPage })
      yield* page?.items ?? []
      cursor = page?.next ?? null
      if (cursor === null) return
    }
  }

  *findings(): Generator<FindingRow, void, undefined> {
    const { customer } = this.#found
    const ids = around.findingIds(this.#connection, this.#found)
    for (let at = 0; at < ids.length; at += rowsOfPage)
      yield* findingsById(this.#connection, customer, ids.slice(at, at + rowsOfPage))
  }

  hosts(now: number): readonly ExportedHost[] {
    const keys = around.keysByHost(this.#connection, this.#found)
    return listHosts(this.#connection, this.#found.customer, now).flatMap(row => {
      const own = keys.get(row.host)
      return own === undefined ? [] : [{ ...row, keys: own }]
    })
  }

  sites() {
    return around.sitesOf(this.#connection, this.#found)
  }

  coverage() {
    return around.coverageAround(this.#connection, this.#found)
  }

  audit(contents: readonly string[]) {
    return around.auditAround(this.#connection, this.#found, contents)
  }

  countBatches(): number {
    return around.countBatches(this.#connection, this.#found)
  }

  chains() {
    return around.chainsAround(this.#connection, this.#found)
  }

  bytes({ id, sequence }: ExportedBatch): Uint8Array {
    const row = this.#connection.one<{ bytes: Uint8Array }>('SELECT bytes FROM evidence WHERE id = ?', id)
    if (row === undefined) throw new Error(`batch ${sequence} is kept no more`)
    return unpackEvidence(row.bytes)
  }

  content(sha256: string, { isBefore }: { readonly isBefore: boolean }): ExportedContent | null {
    return exportedContent(this.#connection, { customer: this.#found.customer, sha256, isBefore })
  }

  contentPart(wish: { readonly content: number; readonly from: number }): KeptPart | null {
    return contentPart(this.#connection, wish)
  }

  isKept({ content }: { readonly content: number }): boolean {
    return this.#connection.one(`SELECT 1 FROM content WHERE id = ? AND state = 'kept'`, content) !== undefined
  }

  contentKeys(): readonly string[] {
    return contentKeys(this.#connection)
  }

  get customer(): number {
    return this.#found.customer
  }

  close(): void {
    this.#connection.close()
  }

  get #found(): around.IncidentScope {
    if (this.#scope === null) throw new Error('which incident was not said')
    return this.#scope
  }
}
