// Owns what the journal keeps of each root: its number, where its census stands, how many paths the baseline has.
// Baseline rows are baseline-rows.ts's.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { all } from './database.ts'

/**
 * uncensused  no census was completed in this epoch → running
 * running     a census is being taken, across restarts → censused, uncensused with a new epoch
 * censused    a census named every path that could be seen → running, uncensused with a new epoch
 * dropped     nobody watches it any more; kept for the records that still name it → running
 */
export type RootPhase = 'uncensused' | 'running' | 'censused' | 'dropped'

export interface RootRow {
  readonly id: number
  readonly path: PathText
  readonly phase: RootPhase
  /** Number of its newest census; a baseline row of another number was not named in it. */
  readonly census: number
  readonly censusId: string | null
  /** When the newest census began; null before the first. */
  readonly censusAt: number | null
  readonly paths: number
  /** By the last walk that hashed every file, each was hashed then or later; null before the first. */
  readonly hashedAt: number | null
  /** What whoever walks it keeps of a walk that is under way; null when there is none. */
  readonly walk: string | null
}

export class Roots {
  readonly #insert: StatementSync
  readonly #update: StatementSync
  #byPath: Map<PathText, RootRow>
  #changed: Set<PathText>

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO roots VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL)')
    this.#update = database.prepare(
      `UPDATE roots SET phase = ?, census = ?, census_id = ?, paths = ?, hashed_at = ?, walk = ?, census_at = ? WHERE id = ?`,
    )
    const rows = all<RootRow>(
      database.prepare(
        `SELECT id, path, phase, census, census_id AS censusId, paths, hashed_at AS hashedAt, walk, census_at AS censusAt
         FROM roots`,
      ),
    )
    this.#byPath = new Map(rows.map(row => [row.path, row]))
    this.#changed = new Set(this.#byPath.keys())
  }

  find(path: PathText): RootRow | undefined {
    return this.#byPath.get(path)
  }

  /** The row, made when there is none. */
  known(path: PathText): RootRow {
    const found = this.#byPath.get(path)
    if (found) return found
    const id = 1 + Math.max(0, ...[...this.#byPath.values()].map(row => row.id))
    const row: RootRow = {
      id,
      path,
      phase: 'uncensused',
      census: 0,
      censusId: null,
      censusAt: null,
      paths: 0,
      hashedAt: null,
      walk: null,
    }
    this.#insert.run(id, path, row.phase, row.census, row.censusId, row.paths)
    this.#remember(row)
    return row
  }

  all(): readonly RootRow[] {
    return [...this.#byPath.values()]
  }

  /** @throws Error when no root has this number */
  pathOf(id: number): PathText {
    for (const row of this.#byPath.values()) if (row.id === id) return row.path
    throw new Error(`no root has the number ${id}`)
  }

  save(row: RootRow): void {
    const { phase, census, censusId, paths, hashedAt, walk, censusAt, id } = row
    this.#update.run(phase, census, censusId, paths, hashedAt, walk, censusAt, id)
    this.#remember(row)
  }

  /** Rows that changed since the last call. */
  takeChanged(): readonly RootRow[] {
    const rows = [...this.#changed].flatMap(path => this.#byPath.get(path) ?? [])
    this.#changed = new Set()
    return rows
  }

  /** Takes back what a failed transaction remembered. */
  snapshot(): () => void {
    const [byPath, changed] = [new Map(this.#byPath), new Set(this.#changed)]
    return () => {
      this.#byPath = byPath
      this.#changed = changed
    }
  }

  #remember(row: RootRow): void {
    this.#byPath.set(row.path, row)
    this.#changed.add(row.path)
  }
}
