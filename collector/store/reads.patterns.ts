// Owns looking at what an approval by pattern names: before anybody approves it, and of one path why it does not cover what is
// there. Whether it would cover is judge's, which is handed in.

import type { PatternPreview } from '@sekisho/shared/api.approvals.ts'
import type { NamingPattern } from '@sekisho/shared/api.explain.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { FindingKind, Glimpse } from '@sekisho/shared/finding.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { compilePattern, type Matcher } from '@sekisho/shared/pattern.ts'
import type { PatternLimits, PatternRefusal } from '@sekisho/shared/pattern-limits.ts'
import type { PathClass, Profile } from '@sekisho/shared/profile.ts'
import type { VerdictWord } from '@sekisho/shared/verdict.ts'
import type { ApprovalReads, PatternLook } from '../handover.approvals.ts'
import type { Connection } from './connection.ts'
import { permitOf, reasonsOf } from './judgements.ts'
import { type LimitColumns, limitsOf } from './ledger.patterns.ts'
import { siteNamed } from './names.ts'
import { isOpen, notedPaths } from './noted.ts'
import { unpackObservation } from './observations.ts'
import { paymentTest, profileCompiler } from './payment.ts'

/** About half a second of the reader's time. */
const mostLooked = 200_000
const mostExamples = 20

interface Root {
  readonly id: number
  readonly prefix: PathText
}

interface JudgedColumns {
  readonly path: PathText
  readonly class: PathClass
  readonly payment: number
  readonly verdict: VerdictWord
  readonly reasons: string
  readonly permit: string | null
}

interface HeldColumns extends JudgedColumns {
  readonly observation: string
}

interface DoneColumns extends JudgedColumns {
  readonly kind: FindingKind
  readonly before: string | null
  readonly after: string
  readonly seen_between: string | null
}

const heldColumns = 'path, class, payment, verdict, reasons, permit, observation'
const doneColumns = 'path, class, payment, verdict, reasons, permit, kind, before, after, seen_between'

/** Whoever counts, as far as is looked. */
interface Count {
  readonly matches: Matcher
  readonly limits: PatternLimits
  readonly why: (row: HeldColumns | DoneColumns, path: PathText) => PatternRefusal | null
  looked: number
  readonly told: {
    -readonly [key in 'named' | 'permitted' | 'files' | 'findings']: PatternPreview[key]
  }
  readonly left: Map<PatternRefusal, number>
  readonly examples: PathText[]
}

/** @throws Failure name-unknown */
export function previewPattern(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  look: PatternLook,
  { customer, wish }: Parameters<ApprovalReads['previewPattern']>[0],
): PatternPreview {
  const site = siteNamed(connection, customer, wish.site)
  const isPayment = paymentTest(connection, profileCompiler(profiles), site)
  const count: Count = {
    ...{ matches: compilePattern(wish.pattern), limits: wish, looked: 0 },
    why: (row, path) => whyNot(look, row, wish, isPayment(path) === true),
    told: { named: 0, permitted: 0, files: 0, findings: 0 },
    ...{ left: new Map(), examples: [] },
  }
  const roots = connection.all<Root>('SELECT id, prefix FROM root WHERE site = ? ORDER BY id', site)
  for (const root of roots) {
    const from = startIn(root, literalOf(wish.pattern))
    if (from === null) continue
    countFiles(connection, root, from, count)
    countFindings(connection, root, from, count)
  }
  const { told, left, examples, looked } = count
  return { ...told, left: Object.fromEntries(left), examples, whole: looked <= mostLooked }
}

function countFiles(connection: Connection, { id, prefix }: Root, from: string, count: Count): void {
  const { told, left, examples } = count
  const rows = connection.each<HeldColumns>(
    `SELECT ${heldColumns} FROM inventory WHERE root = ? AND path >= ? AND type IS NOT 'directory' ORDER BY path`,
    id,
    from,
  )
  for (const row of rows) {
    // In the order of bytes all that begins alike stands together.
    if (!row.path.startsWith(from) || ++count.looked > mostLooked) break
    const path = joinPath(prefix, row.path)
    if (!count.matches(path)) continue
    const why = count.why(row, path)
    const flagged = row.verdict === 'unauthorised' || permitOf(row.permit)?.kind === 'window'
    if (why === null) told.named++
    if (why === null && row.verdict === 'authorised') told.permitted++
    if (!flagged) continue
    if (why !== null) left.set(why, (left.get(why) ?? 0) + 1)
    else if (++told.files <= mostExamples) examples.push(path)
  }
}

function countFindings(connection: Connection, { id, prefix }: Root, from: string, count: Count): void {
  const rows = connection.each<DoneColumns>(
    `SELECT ${doneColumns} FROM (SELECT p.id AS noted FROM ${notedPaths} WHERE r.id = ?1 AND ${isOpen}
     AND p.path >= ?2 AND substr(p.path, 1, length(?2)) = ?2) CROSS JOIN finding ON id = noted`,
    id,
    from,
  )
  for (const row of rows) {
    if (++count.looked > mostLooked) break
    const path = joinPath(prefix, row.path)
    if (count.matches(path) && count.why(row, path) === null) count.told.findings++
  }
}

/** @param payment to any root of the site */
function whyNot(
  look: PatternLook,
  row: HeldColumns | DoneColumns,
  limits: PatternLimits,
  payment: boolean,
): PatternRefusal | null {
  const where = { class: row.class, payment: payment || row.payment === 1, rule: null }
  const { path, reasons } = row
  if ('observation' in row) {
    const done = { kind: 'added', path, before: null, after: unpackObservation(row.observation), where } as const
    return look(done, reasonsOf(reasons), limits)
  }
  const { kind, seen_between: seen } = row
  const before = row.before === null ? null : unpackObservation(row.before)
  const between = seen === null ? [] : (JSON.parse(seen) as Glimpse[])
  return look({ kind, path, before, after: unpackObservation(row.after), between, where }, reasonsOf(reasons), limits)
}

/** What every path under the pattern begins with. */
function literalOf(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?{]|$/))
}

/** From where in the root its paths lie; null where none does. */
function startIn({ prefix }: Root, literal: string): string | null {
  const top = prefix === '' ? '' : `${prefix}/`
  if (literal.startsWith(top)) return literal.slice(top.length)
  return top.startsWith(literal) ? '' : null
}

interface Where {
  readonly site: number
  readonly root: number
  /** Below the root, and below the site's top. */
  readonly path: PathText
  readonly inSite: PathText
}

interface NamingColumns extends LimitColumns {
  readonly id: number
  readonly pattern: string
  readonly by: string
  readonly reason: string
  readonly until: number
  readonly waits: number
}

/** Those in force or waiting for a second person, the oldest first. */
export function explainPatterns(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  look: PatternLook,
  { site, root, path, inSite }: Where,
): NamingPattern[] {
  const naming = connection
    .all<NamingColumns>(
      `SELECT id, pattern, classes, extensions, largest, coalesce(confirmed_by, asked_by) AS by, reason, until_at AS until,
       second = 1 AND confirmed_at IS NULL AS waits FROM approval
       WHERE site = ? AND pattern IS NOT NULL AND withdrawn_at IS NULL AND ended_at IS NULL ORDER BY id`,
      site,
    )
    .filter(({ pattern }) => compilePattern(pattern)(inSite))
  if (naming.length === 0) return []
  const held = connection.one<HeldColumns>(
    `SELECT ${heldColumns} FROM inventory WHERE root = ? AND path = ?`,
    root,
    path,
  )
  const last = connection.one<DoneColumns>(
    `SELECT ${doneColumns} FROM finding WHERE root = ? AND path = ? ORDER BY id DESC LIMIT 1`,
    root,
    path,
  )
  const payment = paymentTest(connection, profileCompiler(profiles), site)(inSite) === true
  return naming.map(row => {
    const { id, pattern, by, reason, until, waits } = row
    const why = waits === 1 ? 'waiting' : whyOf(look, held ?? last, { id, limits: limitsOf(row), payment })
    return { id, pattern, by, reason, until: safeTime(until), why }
  })
}

function whyOf(
  look: PatternLook,
  row: HeldColumns | DoneColumns | undefined,
  { id, limits, payment }: { id: number; limits: PatternLimits; payment: boolean },
): NamingPattern['why'] {
  if (row === undefined) return 'nothing-there'
  const permit = permitOf(row.permit)
  if (permit?.kind === 'pattern' && permit.ref === String(id)) return null
  const why = whyNot(look, row, limits, payment)
  if (why === 'never' || row.verdict === 'unauthorised') return why ?? 'not-judged-yet'
  return 'needless'
}
