// Owns how a span begins, goes on and ends, and when that is told: a record in the bulk lane each time, behind everything
// that was seen before. Runs inside the caller's transaction.
import type { Grade } from '@sekisho/shared/wire.ts'
import type { Parts } from './parts.ts'
import { spanRecord } from './records.ts'
import { lanes } from './schema.ts'
import type { OpenSpan } from './spans.ts'

/** How a source begins to watch a root. */
export interface Beginning {
  readonly grade: Grade
  readonly source: string
  /** From when on every change will be seen. */
  readonly at: number
}

/** A span that goes on is told so often, so that at most so much is unknown once an agent is never heard again. */
export const tellEveryMs = 60_000
/** As when a span was last told: the next sign of life tells it. */
const tellSoon = 0
/** While more waits than this, the collector is away or behind: a span says one thing once it can, not one a minute. */
const fewWaiting = 500

/** Ends the root's span, if one runs, and begins the next. */
export function beginSpan(parts: Parts, root: number, { grade, source, at }: Beginning): void {
  endSpan(parts, root, at)
  const span: OpenSpan = { id: parts.newId(), root, grade, source, since: at, until: at, told: tellSoon }
  parts.spans.put(span)
  tell(parts, span, false)
}

export function endSpan(parts: Parts, root: number, at: number): void {
  const span = parts.spans.find(root)
  if (span === undefined) return
  parts.spans.remove(span)
  tell(parts, { ...span, until: Math.max(span.until, at) }, true)
}

/** All that any source saw by `at` is written down. */
export function extendSpans(parts: Parts, at: number): void {
  const { outbox } = parts
  const few = outbox.waiting(lanes.fast) + outbox.waiting(lanes.bulk) < fewWaiting
  for (const open of parts.spans.open) {
    const span = { ...open, until: Math.max(open.until, at) }
    // A clock that was set back leaves `told` in the future: then it is told as often as if it had not been.
    const isDue = Math.abs(span.until - span.told) >= tellEveryMs
    if (isDue && few) tell(parts, span, false)
    parts.spans.put(isDue && few ? { ...span, told: span.until } : span)
  }
}

/** A gap over the spans of a root, or with null of all, was closed: that nothing was missed since is told soon. */
export function tellCovered(parts: Parts, root: number | null): void {
  for (const span of parts.spans.open)
    if (root === null || span.root === root) parts.spans.put({ ...span, told: tellSoon })
}

/** The agent was not there to end them: they reach to its last sign of life. */
export function endSpansOfLastRun(parts: Parts): void {
  for (const { root, until } of parts.spans.open) endSpan(parts, root, until)
}

/** What told of the spans before may be lost with the epoch that ended. */
export function tellSpansAgain(parts: Parts): void {
  for (const span of parts.spans.open) tell(parts, span, false)
}

/** The span of one root reaches to `at`, and says so at once. Its number in the outbox; null where none runs. */
export function tellSpanNow(parts: Parts, root: number, at: number): number | null {
  const open = parts.spans.find(root)
  if (open === undefined) return null
  const until = Math.max(open.until, at)
  const span = { ...open, until, told: until }
  parts.spans.put(span)
  return tell(parts, span, false)
}

function tell(parts: Parts, { root, ...span }: OpenSpan, ended: boolean): number {
  const body = spanRecord({ ...span, from: span.since, ended })
  return parts.outbox.put(lanes.bulk, { root, at: parts.clock.now(), body })
}
