// Owns the records that the collector refused for good even alone: kept, and shown by path, for a person to look at.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { all, one } from './database.ts'

export interface AsideRow {
  readonly root: number | null
  /** Null for a record of no path. */
  readonly path: PathText | null
  /** The failure that the collector named. */
  readonly code: string
  readonly at: number
}

export class Aside {
  readonly #insert: StatementSync
  readonly #all: StatementSync
  readonly #clear: StatementSync
  readonly #held: StatementSync
  #bytes: number
  /** As last read; null when it must be read anew. */
  #rows: readonly AsideRow[] | null = null

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO aside (root, path, code, at, body) VALUES (?, ?, ?, ?, ?)')
    this.#all = database.prepare('SELECT root, path, code, at FROM aside ORDER BY id')
    this.#clear = database.prepare('DELETE FROM aside')
    this.#held = database.prepare('SELECT coalesce(sum(octet_length(body)), 0) AS bytes FROM aside')
    this.#bytes = one<{ bytes: number }>(this.#held)?.bytes ?? 0
  }

  get bytes(): number {
    return this.#bytes
  }

  put({ root, path, code, at, body }: AsideRow & { readonly body: string }): void {
    this.#insert.run(root, path, code, at, body)
    this.#bytes += Buffer.byteLength(body)
    this.#rows = null
  }

  all(): readonly AsideRow[] {
    this.#rows ??= this.#bytes === 0 ? [] : all<AsideRow>(this.#all)
    return this.#rows
  }

  has(root: number | null): boolean {
    return this.all().some(row => row.root === root)
  }

  clear(): void {
    this.#clear.run()
    this.#bytes = 0
    this.#rows = null
  }

  /** Takes back what a failed transaction counted. */
  snapshot(): () => void {
    const kept = this.#bytes
    return () => {
      this.#bytes = kept
      this.#rows = null
    }
  }
}
