// Owns how a gap is opened and closed: a record in the fast lane each time. Runs inside the caller's transaction.
import type { ClosingWalk, Gap, GapCause } from '@sekisho/shared/finding.ts'
import { tellCovered } from './cover.ts'
import type { OpenGap } from './gaps.ts'
import type { Parts } from './parts.ts'
import { gapRecord } from './records.ts'
import { lanes } from './schema.ts'

interface Declared {
  readonly root: number | null
  readonly cause: GapCause
  readonly from: number
}

/** One gap for each root and cause: what is declared again moves its times, and is told only if it reaches further back. */
export function openGap(parts: Parts, declared: Declared): OpenGap {
  const found = parts.gaps.find(declared.root, declared.cause)
  const gap = putGap(parts, declared, found)
  if (gap.since !== found?.since) tellGap(parts, gap, null)
  return gap
}

/**
 * The gap that a new epoch begins with is its very first record, however much waits: a collector takes an epoch that does
 * not say why it begins for a fork. The records that told of gaps before may be lost, so all are told again.
 */
export function openEpochGap(parts: Parts, declared: Declared): void {
  const gap = putGap(parts, declared, parts.gaps.find(declared.root, declared.cause))
  parts.outbox.putFirst(lanes.retry, [{ root: gap.root, at: parts.clock.now(), body: bodyOf(gap, null) }])
  for (const other of parts.gaps.open) if (other.id !== gap.id) tellGap(parts, other, null)
}

function putGap(parts: Parts, { root, cause, from }: Declared, found: OpenGap | undefined): OpenGap {
  const since = Math.max(0, Math.min(from, found?.since ?? from))
  const opened = parts.gaps.nextDeclaredAt(parts.clock.now())
  const gap: OpenGap = { id: found?.id ?? parts.newId(), root, cause, since, opened }
  parts.gaps.put(gap)
  return gap
}

/** `walk` is null where none was needed: the records of a refused batch have all arrived. */
export function closeGap(parts: Parts, gap: OpenGap, at: number, walk: ClosingWalk | null): void {
  parts.gaps.remove(gap)
  tellCovered(parts, gap.root)
  tellGap(parts, gap, Math.max(at, gap.since), walk)
}

function tellGap(parts: Parts, gap: OpenGap, to: number | null, walk: ClosingWalk | null = null): void {
  parts.outbox.put(lanes.fast, { root: gap.root, at: parts.clock.now(), body: bodyOf(gap, to, walk) })
}

function bodyOf({ id, cause, since }: OpenGap, to: number | null, walk: ClosingWalk | null = null): string {
  return gapRecord({ id, cause, from: since, to, walk })
}

/** While records of a refused batch are on their way alone, or stay aside, no walk can mend that gap. */
export function isHeldOpen(parts: Parts, gap: OpenGap): boolean {
  if (gap.cause !== 'batch-refused') return false
  return parts.outbox.waiting(lanes.retry) > 0 || parts.batches.retried > 0 || parts.aside.has(gap.root)
}

export function asGap(parts: Parts, gap: OpenGap): Gap {
  const root = gap.root === null ? null : parts.roots.pathOf(gap.root)
  return { id: gap.id, root, cause: gap.cause, from: gap.since, to: null }
}
