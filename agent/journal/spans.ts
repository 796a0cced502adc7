// Owns the spans that run: for each root the source that watches it, and up to when all that it saw is written down.
// Says nothing of gaps: those are gaps.ts's, and lie over the spans.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Grade } from '@sekisho/shared/wire.ts'
import { all } from './database.ts'

export interface OpenSpan {
  readonly id: string
  /** Number of the root: one span each. */
  readonly root: number
  readonly grade: Grade
  readonly source: string
  readonly since: number
  /** Whatever the source saw by then is in the baseline and the outbox. */
  readonly until: number
  /** The `until` that was told last. */
  readonly told: number
}

export class Spans {
  readonly #put: StatementSync
  readonly #remove: StatementSync
  #open: readonly OpenSpan[]

  constructor(database: DatabaseSync) {
    this.#put = database.prepare('INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#remove = database.prepare('DELETE FROM spans WHERE root = ?')
    this.#open = all<OpenSpan>(database.prepare('SELECT root, id, grade, source, since, until, told FROM spans'))
  }

  get open(): readonly OpenSpan[] {
    return this.#open
  }

  find(root: number): OpenSpan | undefined {
    return this.#open.find(span => span.root === root)
  }

  /** Adds it, or replaces the one of that root. */
  put(span: OpenSpan): void {
    const { root, id, grade, source, since, until, told } = span
    this.#put.run(root, id, grade, source, since, until, told)
    this.#open = [...this.#open.filter(other => other.root !== root), span]
  }

  remove({ root }: OpenSpan): void {
    this.#remove.run(root)
    this.#open = this.#open.filter(span => span.root !== root)
  }

  /** Takes back what a failed transaction remembered. */
  snapshot(): () => void {
    const kept = this.#open
    return () => {
      this.#open = kept
    }
  }
}
