// Owns the table of judgements: what is said of findings and of rows of the inventory, each verdict with its permit kept
// once. Which verdict there is, is judge's.
import type { Permit, ReasonCode, Severity, Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'

/** Beside what is unauthorised: rows are sought by reasons with these in them. */
const noted = /window|approved-pattern|malicious|stale|overlap/

/** A deployment window or an approval by pattern covers it, and nothing else: as a condition on the column of reasons. */
export const isForATime = `(instr(reasons, 'window') > 0 OR instr(reasons, 'approved-pattern') > 0)`

/** Whether what it is said of is in the small indexes of `said` and of the inventory. */
export function isNoted({ verdict, reasons }: Verdict): boolean {
  return verdict === 'unauthorised' || noted.test(reasons.join())
}

/** Equal where the same is said, by the same permit. */
export function wordsOf({ verdict, severity, reasons, permit }: Verdict): string {
  return `${verdict} ${severity} ${reasons.join()} ${permit === null ? '' : `${permit.kind} ${permit.ref}`}`
}

export function reasonsOf(column: string): ReasonCode[] {
  return column === '' ? [] : (column.split(',') as ReasonCode[])
}

export function permitOf(column: string | null): Permit | null {
  return column === null ? null : (JSON.parse(column) as Permit)
}

type Row = [verdict: VerdictWord, severity: Severity, reasons: string, permit: string | null]

/** What it knows may be undone with the transaction that it was learned in: see `forget`. */
export class Judgements {
  readonly #connection: Connection
  readonly #ids = new Map<string, number>()
  readonly #verdicts = new Map<number, Verdict>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Kept where nobody was told so before. */
  idOf(verdict: Verdict): number {
    const { severity, reasons, permit } = verdict
    const columns = [
      verdict.verdict,
      severity,
      reasons.join(),
      permit === null ? null : JSON.stringify(permit),
    ] as const
    const words = columns.join(' ')
    const known = this.#ids.get(words)
    if (known !== undefined) return known
    const id = this.#find(columns) ?? this.#add(columns, isNoted(verdict))
    this.#ids.set(words, id)
    return id
  }

  of(id: number): Verdict {
    const known = this.#verdicts.get(id)
    if (known !== undefined) return known
    const [row] = this.#connection.rows<Row>(
      'SELECT verdict, severity, reasons, permit FROM judgement WHERE id = ?',
      id,
    )
    if (row === undefined) throw new Error(`judgement ${id} is not there`)
    const [verdict, severity, reasons, permit] = row
    const found = { verdict, severity, reasons: reasonsOf(reasons), permit: permitOf(permit) }
    this.#verdicts.set(id, found)
    return found
  }

  forget(): void {
    this.#ids.clear()
    this.#verdicts.clear()
  }

  #find(columns: Readonly<Row>): number | undefined {
    return this.#connection.one<{ id: number }>(
      `SELECT id FROM judgement WHERE verdict = ?1 AND severity = ?2 AND reasons = ?3 AND ifnull(permit, '') = ifnull(?4, '')`,
      ...columns,
    )?.id
  }

  #add(columns: Readonly<Row>, noted: boolean): number {
    return this.#connection.run(
      'INSERT INTO judgement (verdict, severity, reasons, permit, noted) VALUES (?, ?, ?, ?, ?)',
      ...columns,
      noted ? 1 : 0,
    ).id
  }
}
