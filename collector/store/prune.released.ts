// Owns which contents go that came with releases and that no finding ever showed: what no release in force has listed for a
// while, and no finding that is open or in an incident is compared with. What it gathers does not outlive the process.
import { type Pruned, releasedTermMs } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'
import { filesWith } from './glimpses.ts'
import { comparable } from './reads.compared.ts'

/** Of some ten files each. */
const pieceLists = 20
const pieceContents = 20
/** Findings that are looked for, and those that are compared: some milliseconds. */
const pieceFindings = 2_000
const pieceCompared = 5

const unshown = 'released = 1 AND place = 0'
/** SQL, of a release `r` of a component `k`. */
export const inForce = `r.published_at IS NOT NULL AND r.revoked_at IS NULL AND r.expired_at IS NULL
  AND (k.current = r.id OR r.overlap_until IS NOT NULL OR (r.held IS NOT NULL AND r.confirmed_at IS NULL))
  AND EXISTS (SELECT 1 FROM site_component s WHERE s.component = k.id)`

export class ReleasedContents {
  readonly #connection: Connection
  /** Contents that a release in force lists, and that something is compared with. */
  readonly #listed = new Set<number>()
  readonly #compared = new Set<number>()
  #allowlist = ''
  #hasDue = false
  #comparedTo = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** First of the three: looks through the lists of all releases in force. */
  list(cursor: string | null): Pruned {
    if (cursor === null) {
      this.#listed.clear()
      this.#allowlist = this.#allowlistNow()
      if (this.#connection.one(`SELECT 1 FROM content WHERE ${unshown} LIMIT 1`) === undefined) return through
    }
    const lists = this.#connection
      .all<{ id: number }>(`SELECT id FROM list WHERE id > ? ORDER BY id LIMIT ${pieceLists}`, Number(cursor ?? 0))
      .map(({ id }) => id)
    const found = this.#connection.all<{ id: number }>(
      `SELECT c.id FROM (SELECT DISTINCT l.list, k.customer FROM release_list l JOIN release r ON r.id = l.release
         JOIN component k ON k.id = r.component WHERE l.list IN (SELECT value FROM json_each(?)) AND ${inForce}) o
       CROSS JOIN list_entry e ON e.list = o.list AND e.type = 'file'
       CROSS JOIN content c ON c.customer = o.customer AND c.sha256 = lower(hex(e.sha256))
       WHERE c.released = 1 AND c.place = 0`,
      JSON.stringify(lists),
    )
    for (const { id } of found) this.#listed.add(id)
    const last = lists.at(-1)
    return last === undefined ? through : { taken: 0, next: String(last) }
  }

  /** Second: looks through the findings that people may look at yet; not where nothing would go. */
  compare(cursor: string | null, at: number): Pruned {
    if (cursor === null) {
      this.#compared.clear()
      this.#comparedTo = 0
      const due = `SELECT 1 FROM content WHERE ${unshown} AND unlisted_at <= ? LIMIT 1`
      this.#hasDue = this.#connection.one(due, at - releasedTermMs) !== undefined
    }
    return this.#hasDue && this.#compareMore() ? { taken: 0, next: String(this.#comparedTo) } : through
  }

  /** Last: notes since when nothing lists them, and takes what is due. */
  take(cursor: string | null, at: number): Pruned {
    // What came meanwhile needs its contents as well.
    if (this.#hasDue && this.#compareMore()) return { taken: 0, next: cursor ?? '0' }
    // Another release may be in force by now: tomorrow is soon enough.
    if (this.#allowlistNow() !== this.#allowlist) return through
    const rows = this.#connection.all<{ id: number; since: number | null }>(
      `SELECT id, unlisted_at AS since FROM content WHERE ${unshown} AND id > ? ORDER BY id LIMIT ${pieceContents}`,
      Number(cursor ?? 0),
    )
    let taken = 0
    for (const { id, since } of rows) {
      const isListed = this.#listed.has(id)
      if (isListed !== (since === null))
        this.#connection.run('UPDATE content SET unlisted_at = ? WHERE id = ?', isListed ? null : at, id)
      if (isListed || since === null || since > at - releasedTermMs) continue
      if (this.#hasDue && !this.#compared.has(id) && !this.#isOfIncident(id)) taken += this.#remove(id)
    }
    const last = rows.at(-1)
    return { taken, next: last === undefined ? null : String(last.id) }
  }
  #allowlistNow(): string {
    const row = this.#connection.one<{ stamp: string }>(
      `SELECT (SELECT coalesce(sum(generation), 0) FROM site) || ' ' || (SELECT coalesce(max(id), 0) FROM release) AS stamp`,
    )
    return row?.stamp ?? ''
  }

  /** True when there may be more. */
  #compareMore(): boolean {
    const newest = this.#connection.one<{ id: number | null }>('SELECT max(id) AS id FROM finding_row')?.id ?? 0
    if (this.#comparedTo >= newest) return false
    const to = Math.min(newest, this.#comparedTo + pieceFindings)
    const findings = this.#connection.all<{ id: number; customer: number }>(
      `SELECT f.id, h.customer FROM finding f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host
       WHERE f.id > ? AND f.id <= ? AND (f.open = 1 OR instr(f.reasons, 'approved-pattern') > 0
         OR EXISTS (SELECT 1 FROM incident_finding m WHERE m.finding = f.id)) ORDER BY f.id LIMIT ${pieceCompared}`,
      this.#comparedTo,
      to,
    )
    for (const { id, customer } of findings) this.#addSides(customer, id)
    this.#comparedTo = findings.length < pieceCompared ? to : (findings.at(-1)?.id ?? to)
    return true
  }

  #addSides(customer: number, finding: number): void {
    // Whether it may be shown is no question here, so profiles are none either.
    const found = comparable(this.#connection, new Map(), { customer, finding })
    for (const side of found === null ? [] : [found.after, ...found.befores])
      if (side?.kept) this.#compared.add(side.kept.content)
  }

  #isOfIncident(id: number): boolean {
    const row = this.#connection.one(
      `SELECT 1 FROM content c JOIN incident_file i ON i.id IN ${filesWith('c.sha256')}
       JOIN incident o ON o.id = i.incident AND o.customer = c.customer WHERE c.id = ?`,
      id,
    )
    return row !== undefined
  }

  #remove(id: number): number {
    this.#connection.run('DELETE FROM content_part WHERE content = ?', id)
    return this.#connection.run('DELETE FROM content WHERE id = ?', id).changes
  }
}

const through: Pruned = { taken: 0, next: null }
