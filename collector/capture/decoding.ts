// Owns how the bytes of a file are read as text: whether they are text at all, and in which encoding: UTF-8, Shift_JIS or
// EUC-JP. One wrong byte makes no text binary, since whoever adds it may be the one whose change is to be seen. Pure.
import { isAscii, isUtf8 } from 'node:buffer'
import type { TextEncoding } from '@sekisho/shared/api.differences.ts'

/** What is looked at of a file; UTF-8 that has no fault is seen in all of it. */
const sampleBytes = 256 * 1024
/** One sign in so many may be none of a text's. */
const oddShare = 1 / 20

/** Null: no text. */
export function encodingOf(bytes: Buffer): TextEncoding | null {
  const sample = sampleOf(bytes)
  const encoding = isUtf8(bytes) ? 'utf-8' : guessed(sample)
  const text = decoded(sample, encoding)
  return count(text, odd) > text.length * oddShare ? null : encoding
}

/** Bytes that are none of the encoding's become U+FFFD; a mark of byte order stays. */
export function decoded(bytes: Uint8Array, encoding: TextEncoding): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what no text has: controls but tab, line ends, form feed and escape.
const odd = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f\ufffd]/g
const wrong = /\ufffd/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII.
const foreign = /[^\u0000-\u007f]/g
/** Of which Japanese text has most, and text that is read in the wrong encoding has hardly any. */
const japanese = /[\u3001-\u3003\u300c-\u300f\u3041-\u3096\u30a1-\u30fc\uff01-\uff5e]/g
/** Half-width kana: what EUC-JP looks like when it is read as Shift_JIS. */
const narrow = /[\uff61-\uff9f]/g

/** Around what is not ASCII: a file's head often has nothing else. */
function sampleOf(bytes: Buffer): Buffer {
  if (bytes.length <= sampleBytes || isAscii(bytes)) return bytes.subarray(0, sampleBytes)
  let first = 0
  while ((bytes[first] ?? 0x80) < 0x80) first++
  // No sequence of these encodings is cut in two before its first byte.
  return bytes.subarray(first < sampleBytes ? 0 : first).subarray(0, sampleBytes)
}

function guessed(sample: Buffer): TextEncoding {
  const text = decoded(sample, 'utf-8')
  // Nothing else reads as UTF-8 nine times out of ten.
  if (count(text, wrong) * 10 < count(text, foreign)) return 'utf-8'
  const [shift, euc] = [likeness(decoded(sample, 'shift_jis')), likeness(decoded(sample, 'euc-jp'))]
  return shift >= euc ? 'shift_jis' : 'euc-jp'
}

function likeness(text: string): number {
  const signs = count(text, foreign)
  return signs === 0 ? 0 : (count(text, japanese) - count(text, narrow) / 2 - count(text, wrong) * 4) / signs
}

function count(text: string, sign: RegExp): number {
  let found = 0
  for (const _ of text.matchAll(sign)) found++
  return found
}
