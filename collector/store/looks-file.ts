// Owns the lines of the audit trail that somebody with the database, and no collector to ask, leaves behind: a connection of
// its own, one short transaction a line, whoever writes beside.
import type { AuditEvent } from '../handover.ts'
import { audit } from './audit.ts'
import { type Connection, openBesideConnection } from './connection.ts'

export class LooksFile {
  readonly #file: string
  #connection: Connection | null = null

  constructor(file: string) {
    this.#file = file
  }

  /** On disk when it returns. @throws SQLite errors */
  add(event: AuditEvent): void {
    this.#connection ??= openBesideConnection(this.#file)
    const connection = this.#connection
    connection.transaction('BEGIN IMMEDIATE', () => audit({ connection }, event))
  }

  close(): void {
    this.#connection?.close()
  }
}
