// Owns the gaps that are open, across restarts. Says when a gap opened and was closed, not whether a walk mended it.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { all } from './database.ts'

export interface OpenGap {
  readonly id: string
  /** Number of the root; null for all roots. */
  readonly root: number | null
  readonly cause: GapCause
  /** From when on something may have been missed. */
  readonly since: number
  /** When it was last declared: a walk that began before cannot close it. */
  readonly opened: number
}

/** Between what happens in one millisecond; a double tells two such times of this century apart. */
const instantMs = 0.001

/**
 * The beginning of a walk that begins now: later than every gap that was declared, sooner than every one that will be. The
 * clock alone cannot tell, because a walk may begin in the same millisecond as the gap that asked for it.
 */
export function walkBegin(now: number, declaredAt: number): number {
  return Math.max(now, declaredAt + instantMs)
}

export class Gaps {
  readonly #insert: StatementSync
  readonly #remove: StatementSync
  #open: readonly OpenGap[]
  #declaredAt: number

  /** Times later than `now` come from a clock that was set back since: they would keep their gaps open for ever. */
  constructor(database: DatabaseSync, now: number) {
    this.#insert = database.prepare('INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?)')
    this.#remove = database.prepare('DELETE FROM gaps WHERE id = ?')
    const rows = all<OpenGap>(database.prepare('SELECT id, root, cause, since, opened FROM gaps'))
    this.#open = rows.map(gap => ({ ...gap, opened: Math.min(gap.opened, now) }))
    this.#declaredAt = Math.max(0, ...this.#open.map(({ opened }) => opened))
  }

  /** When the last one was declared. */
  get declaredAt(): number {
    return this.#declaredAt
  }

  /** The time for one that is declared now. */
  nextDeclaredAt(now: number): number {
    this.#declaredAt = Math.max(now, this.#declaredAt + 2 * instantMs)
    return this.#declaredAt
  }

  get open(): readonly OpenGap[] {
    return this.#open
  }

  find(root: number | null, cause: GapCause): OpenGap | undefined {
    return this.#open.find(gap => gap.root === root && gap.cause === cause)
  }

  /** Adds it, or replaces the one of that id. */
  put(gap: OpenGap): void {
    this.#insert.run(gap.id, gap.root, gap.cause, gap.since, gap.opened)
    this.#open = [...this.#open.filter(({ id }) => id !== gap.id), gap]
  }

  remove(gap: OpenGap): void {
    this.#remove.run(gap.id)
    this.#open = this.#open.filter(({ id }) => id !== gap.id)
  }

  /** Takes back what a failed transaction remembered. */
  snapshot(): () => void {
    const kept = this.#open
    return () => {
      this.#open = kept
    }
  }
}
