// Owns the tables by which pruning knows its terms and how far it came, and leads each stage to the tables that it prunes.
import { isoTime, safeTime } from '@sekisho/shared/clock.ts'
import {
  type KeepingLedger,
  type KeepingState,
  type KeepStage,
  type KeepTerms,
  kindOfStage,
  type Pruned,
} from '../handover.keeping.ts'
import { audit } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { addReaches, pointsSince, pruneEvidence, type Reaches, stretchesDigest } from './prune.evidence.ts'
import { pruneFindings } from './prune.findings.ts'
import { pruneIncidentFiles, pruneIncidents, pruneLinks } from './prune.incidents.ts'
import { pruneAudit, pruneContents, pruneDeliveries } from './prune.others.ts'
import { ReleasedContents } from './prune.released.ts'

/** Who, in the audit trail. */
const keeper = { customer: null, who: 'keeping', from: 'local' } as const
/** Of chains, in one line of the audit trail; all of them are in its digest. */
const maxPoints = 100

type Prune = (before: number, cursor: string | null, at: number) => Pruned

export function openKeepingLedger(desk: Desk): KeepingLedger {
  const { connection } = desk
  const reaches: Reaches = new Map()
  const released = new ReleasedContents(connection)
  const stages: Readonly<Record<KeepStage, Prune>> = {
    incidents: (before, cursor) => pruneIncidents(connection, before, cursor),
    files: (_before, cursor) => pruneIncidentFiles(desk, cursor),
    links: (_before, cursor) => pruneLinks(connection, cursor),
    findings: (before, cursor) => pruneFindings(desk, before, cursor),
    contents: (before, cursor) => pruneContents(connection, before, cursor),
    listed: (_before, cursor) => released.list(cursor),
    compared: (_before, cursor, at) => released.compare(cursor, at),
    released: (_before, cursor, at) => released.take(cursor, at),
    deliveries: (before, cursor) => pruneDeliveries(connection, before, cursor),
    audit: (before, cursor) => pruneAudit(connection, before, cursor),
    reaches: (_before, cursor) => addReaches(connection, reaches, cursor),
    evidence: (before, cursor, at) => pruneEvidence(connection, reaches, before, cursor, at),
  }
  return {
    state: () => stateOf(connection),
    settled: () => isSettled(connection),
    setTerms: (terms, dueAt, at) => setTerms(connection, terms, dueAt, at),
    putOff: (dueAt, at) => putOff(connection, dueAt, at),
    begin(at) {
      connection.run(
        `UPDATE keeping SET started_at = ?, stage = 'incidents', cursor = NULL, taken = '{}', asked_at = NULL`,
        at,
      )
    },
    beginPart(at) {
      connection.run(
        `UPDATE keeping SET started_at = ?, stage = 'listed', cursor = NULL, taken = '{}', asked_at = NULL, part = 1`,
        at,
      )
    },
    prune: (stage, before, cursor, at) => stages[stage](before, cursor, at),
    advance(stage, cursor, taken) {
      connection.run(
        `UPDATE keeping SET stage = ?, cursor = ?,
         taken = json_set(taken, '$.' || ?, coalesce(json_extract(taken, '$.' || ?), 0) + ?)`,
        stage,
        cursor,
        kindOfStage[stage],
        kindOfStage[stage],
        taken,
      )
    },
    finish: (dueAt, at) => finish(connection, dueAt, at),
  }
}

interface KeepingColumns {
  readonly terms: string
  readonly due_at: number
  readonly started_at: number | null
  readonly stage: KeepStage | null
  readonly cursor: string | null
  readonly part: number
  readonly asked_at: number | null
}

function stateOf(connection: Connection): KeepingState | null {
  const row = connection.one<KeepingColumns>(
    'SELECT terms, due_at, started_at, stage, cursor, part, asked_at FROM keeping',
  )
  if (row === undefined) return null
  const { terms, due_at, started_at, stage, cursor } = row
  const run =
    started_at === null || stage === null ? null : { startedAt: started_at, stage, cursor, part: row.part === 1 }
  return { terms: JSON.parse(terms) as KeepTerms, dueAt: due_at, run, asked: row.asked_at !== null }
}

function isSettled(connection: Connection): boolean {
  const waits = connection.one(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM revision) OR EXISTS (SELECT 1 FROM content_revision)
     OR EXISTS (SELECT 1 FROM again)
     OR (SELECT finding FROM incident_cursor) < (SELECT coalesce(max(id), 0) FROM finding_row)
     OR (SELECT finding FROM content_cursor) < (SELECT coalesce(max(id), 0) FROM finding_row)`,
  )
  return waits === undefined
}

function setTerms(connection: Connection, terms: KeepTerms, dueAt: number, at: number): void {
  const before = connection.one<{ terms: string }>('SELECT terms FROM keeping')
  const was = before === undefined ? null : daysOf(JSON.parse(before.terms) as KeepTerms)
  if (before === undefined) connection.run('INSERT INTO keeping (terms, due_at) VALUES (?, ?)', '{}', dueAt)
  else finishLine(connection, at)
  connection.run(
    `UPDATE keeping SET terms = ?, due_at = ?, started_at = NULL, stage = NULL, cursor = NULL, taken = '{}', part = 0`,
    JSON.stringify(terms),
    dueAt,
  )
  const detail = { days: daysOf(terms), was, from: isoTime(dueAt) }
  audit({ connection }, { ...keeper, at, what: 'keeping.terms', detail })
}

function putOff(connection: Connection, dueAt: number, at: number): void {
  const was = connection.one<{ due_at: number }>('SELECT due_at FROM keeping')?.due_at
  connection.run('UPDATE keeping SET due_at = ?', dueAt)
  const detail = { was: was === undefined ? null : safeTime(was), from: isoTime(dueAt) }
  audit({ connection }, { ...keeper, at, what: 'keeping.put-off', detail })
}

function daysOf(terms: KeepTerms) {
  return Object.fromEntries(Object.entries(terms).map(([kind, ms]) => [kind, ms / 86_400_000]))
}

function finish(connection: Connection, dueAt: number, at: number): void {
  finishLine(connection, at)
  connection.run('UPDATE keeping SET started_at = NULL, stage = NULL, cursor = NULL, part = 0, due_at = ?', dueAt)
}

/** One line for each run, also one that other terms have ended: what went, and up to where in which chain. */
function finishLine(connection: Connection, at: number): void {
  const run = connection.one<{ started_at: number | null; taken: string }>('SELECT started_at, taken FROM keeping')
  if (run === undefined || run.started_at === null) return
  const { points, more } = pointsSince(connection, run.started_at, maxPoints)
  const taken = JSON.parse(run.taken) as Record<string, number>
  const last = { startedAt: safeTime(run.started_at), endedAt: isoTime(at), taken }
  connection.run('UPDATE keeping SET last = ?', JSON.stringify(last))
  const detail = { ...last, prunedUpTo: points, moreChains: more, stretches: stretchesDigest(connection) }
  audit({ connection }, { ...keeper, at, what: 'keeping.run', detail })
}
