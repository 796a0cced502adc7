// Owns where two long lines differ, as minified code has them: cut behind each `;`, `{`, `}` and `,`, and compared as lists of
// these. Pure.
import { editsBetween } from './edits.ts'
import type { Budget } from './shortest.ts'

/** Bytes `before` to `beforeEnd` of the one line give way to `after` to `afterEnd` of the other. */
export interface Span {
  readonly before: number
  readonly beforeEnd: number
  readonly after: number
  readonly afterEnd: number
}

/** A line of more pieces differs in one span: each is a string of its own. */
const maxPieces = 100_000
/** Spans with less between them are one to read. */
const joinedBelow = 120

/** In order, and at least one where the lines differ: just one when the budget is spent. */
export function spansBetween(before: string, after: string, budget: Budget): Span[] {
  if (before === after) return []
  const start = commonStart(before, after)
  const end = commonEnd(before, after, start)
  const whole = { before: start, beforeEnd: before.length - end, after: start, afterEnd: after.length - end }
  if (budget.steps <= 0) return [whole]
  const [one, other] = [piecesOf(before, start, whole.beforeEnd), piecesOf(after, start, whole.afterEnd)]
  if (one === null || other === null) return [whole]
  const [places, placesAfter] = [placesOf(one, start), placesOf(other, start)]
  const spans = editsBetween(one, other, budget).map(edit => ({
    before: places[edit.before] ?? start,
    beforeEnd: places[edit.before + edit.removed] ?? start,
    after: placesAfter[edit.after] ?? start,
    afterEnd: placesAfter[edit.after + edit.added] ?? start,
  }))
  return joined(spans)
}

export function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++
  return at
}

/** Not reaching back into the first `start`. */
export function commonEnd(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start
  let length = 0
  while (length < most && before.charCodeAt(before.length - 1 - length) === after.charCodeAt(after.length - 1 - length))
    length++
  return length
}

function piecesOf(line: string, from: number, to: number): string[] | null {
  const pieces: string[] = []
  for (const [piece] of line.slice(from, to).matchAll(/[^;{},]+[;{},]?|[;{},]/g)) {
    if (pieces.length === maxPieces) return null
    pieces.push(piece)
  }
  return pieces
}

/** Where each piece begins, and where the last ends. */
function placesOf(pieces: readonly string[], start: number): number[] {
  const places = [start]
  for (const piece of pieces) places.push((places.at(-1) ?? start) + piece.length)
  return places
}

function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans) {
    const last = found.at(-1)
    if (last === undefined || span.before - last.beforeEnd >= joinedBelow) found.push(span)
    else found[found.length - 1] = { ...last, beforeEnd: span.beforeEnd, afterEnd: span.afterEnd }
  }
  return found
}
