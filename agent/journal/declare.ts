// Owns how a gap is opened and closed: a record in the fast lane each time. Runs inside the caller's transaction.
import type { Gap, GapCause } from '@sekisho/shared/finding.ts'
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
export function openGap(parts: Parts, { root, cause, from }: Declared): OpenGap {
  const found = parts.gaps.find(root, cause)
  const gap: OpenGap = {
    id: found?.id ?? parts.newId(),
    root,
    cause,
    since: Math.max(0, Math.min(from, found?.since ?? from)),
    opened: parts.clock.now(),
  }
  parts.gaps.put(gap)
  if (gap.since !== found?.since) tellGap(parts, gap, null)
  return gap
}

export function closeGap(parts: Parts, gap: OpenGap, at: number): void {
  parts.gaps.remove(gap)
  tellGap(parts, gap, Math.max(at, gap.since))
}

export function tellGap(parts: Parts, gap: OpenGap, to: number | null): void {
  const body = gapRecord({ id: gap.id, cause: gap.cause, from: gap.since, to })
  parts.outbox.put(lanes.fast, { root: gap.root, at: parts.clock.now(), body })
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
