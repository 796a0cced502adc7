// Owns the part of two texts that holds all their differing lines, with some lines around it. Texts are one byte a character
// (latin1), so that lines are as the file has them; a line ends in LF, CRLF or CR, and which it is makes no line another.
// Pure; linear, and what makes too many lines is counted and not split.
import type { LineEnds } from '@sekisho/shared/api.differences.ts'
import { commonEnd, commonStart } from './spans.ts'

export interface Lines {
  /** Those that are there to compare: all of them, or the first where there are too many. */
  readonly lines: readonly string[]
  readonly total: number
}

export interface Middle {
  /** Lines before it. */
  readonly skipped: number
  readonly before: Lines
  readonly after: Lines
}

export const contextLines = 3
const feed = 0x0a
const carriageReturn = 0x0d
/** Each is a string of its own; a megabyte of code has some 30,000. */
const maxLines = 200_000

export function endsOf(bytes: Buffer): LineEnds {
  const text = bytes.toString('latin1')
  const all = countOf(text, feed)
  const pairs = countOf(text, feed, carriageReturn)
  const [feeds, returns] = [all - pairs, countOf(text, carriageReturn) - pairs]
  const kinds = [feeds > 0, pairs > 0, returns > 0].filter(Boolean).length
  if (kinds !== 1) return kinds === 0 ? 'none' : 'mixed'
  return feeds > 0 ? 'lf' : pairs > 0 ? 'crlf' : 'cr'
}

/** Byte by byte: a replacement of ten million ends takes 20 s. */
export function withPlainEnds(bytes: Buffer): Buffer {
  if (!bytes.includes(carriageReturn)) return bytes
  const plain = Buffer.alloc(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const isPairsEnd = bytes[at] === feed && bytes[at - 1] === carriageReturn
    if (!isPairsEnd) plain[length++] = bytes[at] === carriageReturn ? feed : (bytes[at] ?? 0)
  }
  return plain.subarray(0, length)
}

/** Both texts with plain ends. Behind the last end there is a line as well, often an empty one; of nothing there is none. */
export function middleOf(before: string, after: string): Middle {
  const same = commonStart(before, after)
  let start = lineStart(before, same)
  const ends = commonEnd(before, after, start)
  for (let lines = 0; lines < contextLines && start > 0; lines++) start = lineStart(before, start - 1)
  let end = lineEnd(before, before.length - ends)
  for (let lines = 0; lines < contextLines && end < before.length; lines++) end = lineEnd(before, end)
  const rest = before.length - end
  return {
    skipped: countOf(before.slice(0, start), feed),
    before: before === '' ? noLines : linesOf(before.slice(start, end), rest > 0),
    after: after === '' ? noLines : linesOf(after.slice(start, after.length - rest), rest > 0),
  }
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  return found === -1 ? text.length : found + 1
}

const noLines: Lines = { lines: [], total: 0 }

function linesOf(text: string, isFollowed: boolean): Lines {
  const own = isFollowed ? text.slice(0, -1) : text
  const total = countOf(own, feed) + 1
  return { lines: own.split('\n', maxLines), total }
}

/** Sign by sign: a search for each would take ten times as long where every sign is one. */
function countOf(text: string, sign: number, behind: number | null = null): number {
  let count = 0
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) === sign && (behind === null || text.charCodeAt(at - 1) === behind)) count++
  return count
}
