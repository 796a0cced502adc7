// Owns the difference of two contents as rows to read: what was removed and added with some lines around it, of long lines
// the changed spans. Bounded in time and size whatever the contents are; what is not shown is counted. Pure.
import type { DifferenceCounts, DifferenceRow, SideRead, TextEncoding } from '@sekisho/shared/api.differences.ts'
import { decoded, encodingOf } from './decoding.ts'
import { editsBetween } from './edits.ts'
import { contextLines, endsOf, type Middle, middleOf, withPlainEnds } from './lines.ts'
import type { Budget, Edit } from './shortest.ts'
import { shownPiece } from './shown.ts'
import { spansBetween } from './spans.ts'

export interface Compared {
  readonly read: { readonly before: SideRead; readonly after: SideRead }
  readonly hunks: { rows: DifferenceRow[] }[]
  readonly counts: DifferenceCounts
}

/** Longer lines are shown by what changed in them; two of a terminal's. */
const longLine = 400
const aroundSpan = 60
/** Of a span or a line alone. */
const maxPiece = 1_500
const maxSpans = 20
/** Of all long lines together, some 0.5 s: a file may have thousands that are made to be far apart. */
const stepsOfSpans = 50_000_000
/** Of one edit on each side: who removes a thousand lines does not hide the one that was added. */
const maxRowsOfEdit = 300
const maxRows = 2_000
const maxCharacters = 400_000
/** Two encodings are compared by their text up to there; decoding takes 40 ms a megabyte. */
const maxTranscoded = 2 * 1024 ** 2

/** Null: one side is no text. */
export function textDifference(before: Buffer, after: Buffer): Compared | null {
  const [one, other] = [encodingOf(before), encodingOf(after)]
  if (one === null || other === null) return null
  const [old, fresh] = inOneEncoding({ bytes: before, encoding: one }, { bytes: after, encoding: other })
  const [text, textAfter] = [withPlainEnds(old.bytes), withPlainEnds(fresh.bytes)]
  const middle = middleOf(text.toString('latin1'), textAfter.toString('latin1'))
  const page = new Page(middle, old.encoding, fresh.encoding)
  for (const group of groupsOf(editsOf(middle))) page.addGroup(group)
  return {
    read: {
      before: { encoding: one, ends: endsOf(before), bytes: before.length },
      after: { encoding: other, ends: endsOf(after), bytes: after.length },
    },
    hunks: page.hunks,
    counts: page.counts,
  }
}

interface Side {
  readonly bytes: Buffer
  readonly encoding: TextEncoding
}

/** Whoever writes a file in another encoding changes each line that is not ASCII: by their text most are the same. */
function inOneEncoding(before: Side, after: Side): readonly [Side, Side] {
  const isSmall = before.bytes.length + after.bytes.length <= maxTranscoded
  if (before.encoding === after.encoding || !isSmall) return [before, after]
  return [inUtf8(before), inUtf8(after)]
}

function inUtf8({ bytes, encoding }: Side): Side {
  return encoding === 'utf-8'
    ? { bytes, encoding }
    : { bytes: Buffer.from(decoded(bytes, encoding), 'utf8'), encoding: 'utf-8' }
}

function editsOf({ before, after }: Middle): Edit[] {
  const isWhole = before.lines.length === before.total && after.lines.length === after.total
  if (isWhole) return editsBetween(before.lines, after.lines)
  return [{ before: 0, removed: before.total, after: 0, added: after.total }]
}

/** Edits whose lines around them touch go together. */
function groupsOf(edits: readonly Edit[]): Edit[][] {
  const groups: Edit[][] = []
  for (const edit of edits) {
    const last = groups.at(-1)?.at(-1)
    const isNear = last !== undefined && edit.before - last.before - last.removed <= 2 * contextLines
    if (isNear) groups.at(-1)?.push(edit)
    else groups.push([edit])
  }
  return groups
}

class Page {
  readonly hunks: { rows: DifferenceRow[] }[] = []
  readonly counts = { removed: 0, added: 0, hidden: 0, cards: 0 }
  readonly #middle: Middle
  readonly #encodings: { readonly before: TextEncoding; readonly after: TextEncoding }
  readonly #budget: Budget = { steps: stepsOfSpans }
  #rows = 0
  #characters = 0

  constructor(middle: Middle, before: TextEncoding, after: TextEncoding) {
    this.#middle = middle
    this.#encodings = { before, after }
  }

  addGroup(edits: readonly Edit[]): void {
    const hunk = { rows: [] as DifferenceRow[] }
    const { before } = this.#middle
    let at = Math.max(0, (edits[0]?.before ?? 0) - contextLines)
    let shift = (edits[0]?.after ?? 0) - (edits[0]?.before ?? 0)
    for (const edit of edits) {
      this.#addSame(hunk.rows, at, edit.before, shift)
      this.#addEdit(hunk.rows, edit)
      at = edit.before + edit.removed
      shift = edit.after + edit.added - at
    }
    this.#addSame(hunk.rows, at, Math.min(at + contextLines, before.lines.length), shift)
    if (hunk.rows.some(({ change }) => change !== 'same')) this.hunks.push(hunk)
  }

  #addSame(rows: DifferenceRow[], from: number, to: number, shift: number): void {
    for (let line = from; line < to && !this.#isFull; line++) {
      const text = this.#middle.before.lines[line] ?? ''
      const piece = { from: 0, to: Math.min(text.length, longLine) }
      this.#add(rows, { change: 'same', before: line, after: line + shift }, text, piece)
    }
  }

  /** Lines in their order; where some are long, each with the one that it gave way to. */
  #addEdit(rows: DifferenceRow[], { before, removed, after, added }: Edit): void {
    this.counts.removed += removed
    this.counts.added += added
    if (this.#isFull) {
      this.counts.hidden += removed + added
      return
    }
    const old = this.#middle.before.lines.slice(before, before + Math.min(removed, maxRowsOfEdit))
    const fresh = this.#middle.after.lines.slice(after, after + Math.min(added, maxRowsOfEdit))
    this.counts.hidden += removed - old.length + (added - fresh.length)
    const pairs = [...old, ...fresh].some(text => text.length > longLine) ? Math.min(old.length, fresh.length) : 0
    for (let index = 0; index < pairs; index++)
      this.#addPair(rows, [before + index, after + index], old[index] ?? '', fresh[index] ?? '')
    for (let index = pairs; index < old.length; index++)
      this.#addWhole(rows, 'removed', before + index, old[index] ?? '')
    for (let index = pairs; index < fresh.length; index++)
      this.#addWhole(rows, 'added', after + index, fresh[index] ?? '')
  }

  #addPair(rows: DifferenceRow[], [line, lineAfter]: readonly [number, number], old: string, fresh: string): void {
    if (this.#isFull) this.counts.hidden += 2
    else if (old.length <= longLine && fresh.length <= longLine) {
      this.#addWhole(rows, 'removed', line, old)
      this.#addWhole(rows, 'added', lineAfter, fresh)
    } else this.#addSpans(rows, [line, lineAfter], old, fresh)
  }

  #addSpans(rows: DifferenceRow[], [line, lineAfter]: readonly [number, number], old: string, fresh: string): void {
    const spans = spansBetween(old, fresh, this.#budget)
    for (const span of spans.slice(0, maxSpans)) {
      const [one, other] = [around(span.before, span.beforeEnd, old), around(span.after, span.afterEnd, fresh)]
      this.#change(rows, { change: 'removed', before: line, after: null }, old, one)
      this.#change(rows, { change: 'added', before: null, after: lineAfter }, fresh, other)
    }
    if (spans.length > maxSpans) this.counts.hidden++
  }

  #addWhole(rows: DifferenceRow[], change: 'removed' | 'added', line: number, text: string): void {
    const place = change === 'removed' ? { before: line, after: null } : { before: null, after: line }
    this.#change(rows, { change, ...place }, text, { from: 0, to: Math.min(text.length, maxPiece) })
  }

  #change(rows: DifferenceRow[], row: Place, text: string, piece: Piece): void {
    if (this.#isFull) this.counts.hidden++
    else this.#add(rows, row, text, piece)
  }

  get #isFull(): boolean {
    return this.#rows >= maxRows || this.#characters >= maxCharacters
  }

  #add(rows: DifferenceRow[], { change, before, after }: Place, line: string, { from, to }: Piece): void {
    const encoding = change === 'removed' ? this.#encodings.before : this.#encodings.after
    const { text, skipped, cards } = shownPiece(line, from, to, encoding)
    const first = this.#middle.skipped + 1
    const isCut = skipped.before > 0 || skipped.after > 0
    const numbers = { before: before === null ? null : before + first, after: after === null ? null : after + first }
    rows.push({ change, ...numbers, text, skipped: isCut ? skipped : null })
    this.#rows++
    this.#characters += text.length
    this.counts.cards += cards
  }
}

/** Places of lines in the middle, from 0. */
type Place = Pick<DifferenceRow, 'change' | 'before' | 'after'>

interface Piece {
  readonly from: number
  readonly to: number
}

function around(from: number, to: number, line: string): Piece {
  const shown = Math.min(to, from + maxPiece)
  return { from: Math.max(0, from - aroundSpan), to: Math.min(line.length, shown + aroundSpan) }
}
