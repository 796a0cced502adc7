// Owns how a piece of a line is shown: card numbers masked before anything is cut, decoded, and with every sign named that
// is none to see or that would move others. A line is one byte a character (latin1) until here. Pure.
import type { TextEncoding } from '@sekisho/shared/api.differences.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { redactCards } from '@sekisho/shared/redact.cards.ts'
import { decoded } from './decoding.ts'

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
const mask = '[card]'

/** Bytes `from` to `to` of the line, and so many more that no number and no sign is cut in two. */
export function shownPiece(line: string, from: number, to: number, encoding: TextEncoding): Shown {
  const [begin, end] = [beginBefore(line, from, encoding), endBehind(line, to, encoding)]
  const isWhole = !isCut(line, begin) && !isCut(line, end)
  const masked = isWhole ? maskedCards(line.slice(begin, end)) : line.slice(begin, end).replace(/\d/g, '*')
  return {
    text: visibleText(decoded(Buffer.from(masked, 'latin1'), encoding)),
    skipped: { before: begin, after: line.length - end },
    cards: masked.split(mask).length - 1,
  }
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

/** Zero bytes do not part a number, as cards.ts has it. */
function maskedCards(text: string): string {
  const without = text.replaceAll('\0', '')
  const masked = redactCards(without)
  return masked === without ? text : masked
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for; tabs may stay.
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g
/** The wide space of Japanese text is seen well enough. */
const wideSpace = '\u3000'

function visibleText(text: string): string {
  const named = text.replace(controls, sign => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
  return named.split(wideSpace).map(showPath).join(wideSpace)
}
