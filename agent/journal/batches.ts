// Owns the chain: the epoch, its last batch, and the batches that are sealed and not yet acknowledged, byte for byte.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Head } from '@sekisho/shared/wire.ts'
import type { SealedBatch } from '../handover.ts'
import { all, one } from './database.ts'

export interface BatchRow {
  readonly sequence: number
  readonly digest: string
  /** How many of its records came out of the fast lane: these are the first ones. */
  readonly fast: number
  /** 1 when it is one record of a batch that was refused. */
  readonly retried: 0 | 1
  readonly at: number
  readonly bytes: Uint8Array
}

interface Chain {
  readonly epoch: string
  readonly sequence: number
  readonly digest: string | null
  /** Highest sequence that was acknowledged, 0 before the first. */
  readonly acknowledged: number
  readonly bytes: number
  readonly retried: number
}

export class Batches {
  readonly #insert: StatementSync
  readonly #find: StatementSync
  readonly #all: StatementSync
  readonly #remove: StatementSync
  readonly #removeUpTo: StatementSync
  readonly #held: StatementSync
  readonly #saveChain: StatementSync
  #chain: Chain

  /** The one row of `meta` must be there. */
  constructor(database: DatabaseSync) {
    const columns = 'sequence, digest, fast, retried, at, bytes'
    this.#insert = database.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?)')
    this.#find = database.prepare(`SELECT ${columns} FROM batches WHERE sequence = ?`)
    this.#all = database.prepare(`SELECT ${columns} FROM batches ORDER BY sequence`)
    this.#remove = database.prepare('DELETE FROM batches WHERE sequence = ?')
    this.#removeUpTo = database.prepare('DELETE FROM batches WHERE sequence <= ?')
    this.#held = database.prepare(
      'SELECT coalesce(sum(octet_length(bytes)), 0) AS bytes, coalesce(sum(retried), 0) AS retried FROM batches',
    )
    this.#saveChain = database.prepare('UPDATE meta SET epoch = ?, sequence = ?, digest = ?, acknowledged = ?')
    const meta = database.prepare('SELECT epoch, sequence, digest, acknowledged FROM meta')
    const chain = one<Omit<Chain, 'bytes' | 'retried'>>(meta)
    if (chain === undefined) throw new Error('meta has no row')
    this.#chain = { ...chain, ...this.#counted() }
  }

  get epoch(): string {
    return this.#chain.epoch
  }

  get head(): Head | null {
    const { epoch, sequence, digest } = this.#chain
    return digest === null ? null : { epoch, sequence, digest }
  }

  get acknowledged(): number {
    return this.#chain.acknowledged
  }

  /** Bytes of all batches held. */
  get bytes(): number {
    return this.#chain.bytes
  }

  /** How many of them are retried records. */
  get retried(): number {
    return this.#chain.retried
  }

  append(batch: Omit<BatchRow, 'sequence'>): SealedBatch {
    const { digest, fast, retried, at, bytes } = batch
    const sequence = this.#chain.sequence + 1
    this.#insert.run(sequence, digest, fast, retried, at, bytes)
    this.#enterChain({ ...this.#chain, sequence, digest, ...this.#counted() })
    return { epoch: this.#chain.epoch, sequence, digest, bytes }
  }

  find(sequence: number): BatchRow | undefined {
    return one(this.#find, sequence)
  }

  all(): readonly BatchRow[] {
    return all(this.#all)
  }

  remove(sequence: number): void {
    this.#remove.run(sequence)
    this.#chain = { ...this.#chain, ...this.#counted() }
  }

  acknowledge(sequence: number): void {
    const acknowledged = Math.min(sequence, this.#chain.sequence)
    if (acknowledged <= this.#chain.acknowledged) return
    this.#removeUpTo.run(acknowledged)
    this.#enterChain({ ...this.#chain, acknowledged, ...this.#counted() })
  }

  /** Forgets every batch and begins at sequence 1. */
  enterEpoch(epoch: string): void {
    this.#removeUpTo.run(this.#chain.sequence)
    this.#enterChain({ epoch, sequence: 0, digest: null, acknowledged: 0, ...this.#counted() })
  }

  /** Takes back what a failed transaction counted. */
  snapshot(): () => void {
    const kept = this.#chain
    return () => {
      this.#chain = kept
    }
  }

  #enterChain(chain: Chain): void {
    this.#saveChain.run(chain.epoch, chain.sequence, chain.digest, chain.acknowledged)
    this.#chain = chain
  }

  /** A window of a few batches: counting them costs less than keeping count. */
  #counted(): { readonly bytes: number; readonly retried: number } {
    return one(this.#held) ?? { bytes: 0, retried: 0 }
  }
}
