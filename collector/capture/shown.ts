// Owns how a piece of a line is shown: decoded, card numbers masked, and with every sign named that is none to see or that
// would move others. No number is cut where it could be told. A line is one byte a character (latin1) until here. Pure.
import type { TextEncoding } from '@sekisho/shared/api.differences.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { decoded } from './decoding.ts'
import { maskedText } from './masked.ts'

export interface Shown {
  readonly text: string
  /** Bytes of the line before and behind it. */
  readonly skipped: { readonly before: number; readonly after: number }
  /** Numbers that were masked. */
  readonly cards: number
}

/** A number of 19 digits with a space or hyphen behind each has 38 signs. */
const farthest = 200
const ofNumber = /[\d \0-]/
/** A byte behind which, or before which, a number may go on. */
const mayBeOfNumber = /[\d \0\u0080-\u00ff-]/

/** Bytes `from` to `to` of the line, and so many more that no number and no sign is cut in two. */
export function shownPiece(line: string, from: number, to: number, encoding: TextEncoding): Shown {
  const [begin, end] = [beginBefore(line, from, encoding), endBehind(line, to, encoding)]
  const isWhole = !isCut(line, begin) && !isCut(line, end)
  const piece = isWhole ? line.slice(begin, end) : line.slice(begin, end).replace(/\d/g, '*')
  // Of a full-width digit in Shift_JIS the second byte is a letter.
  const [ahead, behind] = [line.slice(Math.max(0, begin - 2), begin), line.slice(end, end + 1)]
  const cut = { before: mayBeOfNumber.test(ahead), behind: mayBeOfNumber.test(behind) }
  const { text, cards } = maskedText(decoded(Buffer.from(piece, 'latin1'), encoding), cut)
  return { text: visibleText(text), skipped: { before: begin, after: line.length - end }, cards }
}

/** Whether a number may go on across the place. */
function isCut(line: string, at: number): boolean {
  return at > 0 && at < line.length && ofNumber.test(line[at - 1] ?? '') && ofNumber.test(line[at] ?? '')
}

function beginBefore(line: string, from: number, encoding: TextEncoding): number {
  const stop = Math.max(0, from - farthest)
  let at = from
  while (at > stop && (isCut(line, at) || isInside(line, at, encoding))) at--
  return at
}

function endBehind(line: string, to: number, encoding: TextEncoding): number {
  const stop = Math.min(line.length, to + farthest)
  let at = to
  while (at < stop && (isCut(line, at) || isInside(line, at, encoding))) at++
  return at
}

/** Whether a sign may begin before the place and end behind it. */
function isInside(line: string, at: number, encoding: TextEncoding): boolean {
  if (at <= 0 || at >= line.length) return false
  if (encoding === 'utf-8') return (line.charCodeAt(at) & 0xc0) === 0x80
  // Below 0x40 no byte of Shift_JIS or EUC-JP is part of a longer sign, and behind two such nothing is.
  return line.charCodeAt(at - 1) >= 0x40 && line.charCodeAt(at) >= 0x40 && isForeignNear(line, at)
}

function isForeignNear(line: string, at: number): boolean {
  return line.charCodeAt(at - 1) >= 0x80 || line.charCodeAt(at) >= 0x80
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for; tabs may stay.
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g
/** The wide space of Japanese text is seen well enough. */
const wideSpace = '\u3000'

function visibleText(text: string): string {
  const named = text.replace(controls, sign => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
  return named.split(wideSpace).map(showPath).join(wideSpace)
}
