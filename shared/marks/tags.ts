// Owns the signs by which an interpreter knows its code in bytes of any kind: PHP open tags, `#!` lines, the stub of a PHP
// archive. Decides from a hit and a few bytes behind it, so that the answer is the same wherever a piece ends.

/** Bytes behind a hit that the longest decision looks at. */
export const lookAhead = 512

/**
 * `<?php` in any case, or `<?=` with a printable or blank ASCII byte behind it. Chances in random bytes, such as those of a
 * photograph: the first once in 100 GB, the second once in 45 MB.
 */
export function isOpenTag(bytes: Buffer, at: number): boolean {
  const third = byteAt(bytes, at + 2)
  if (third === 0x3d) return isText(byteAt(bytes, at + 3))
  return isLetter(third, 0x70) && isLetter(byteAt(bytes, at + 3), 0x68) && isLetter(byteAt(bytes, at + 4), 0x70)
}

/** `<script language="php">`, an open tag up to PHP 5.6. @param at where `<s` stands */
export function isScriptTag(bytes: Buffer, at: number): boolean {
  if (!isLetter(byteAt(bytes, at + 2), 0x63)) return false
  return /^<script\s+language\s*=\s*(?:php|"php"|'php')\s*>/i.test(
    bytes.toString('latin1', at, Math.min(at + 80, bytes.length)),
  )
}

/**
 * A bare `<?` is an open tag where short_open_tag is on, and the beginning of an XML instruction elsewhere; random bytes
 * hold one in each 64 KiB. So what follows must read like PHP: eight printable or blank bytes, which begin a statement and
 * are no instruction.
 * @see Zend/zend_language_scanner.l of php-src, state INITIAL
 */
export function isShortTag(bytes: Buffer, at: number): boolean {
  const from = at + 2
  for (let next = from; next < from + 8; next++) if (!isText(byteAt(bytes, next))) return false
  const start = skip(bytes, from, isWhite)
  const first = byteAt(bytes, start)
  if (first === 0x22 || first === 0x27) return isCalledString(bytes, start)
  if (!isNameStart(first)) return beginsStatement.has(first)
  const end = skip(bytes, start, isNamePart)
  return followsName.has(byteAt(bytes, end)) && !isInstruction(bytes, start)
}

/** `#!`, blanks, `/`, a letter: what execve(2) takes, wherever it stands, since a file can be cut before it is run. */
export function isInterpreterLine(bytes: Buffer, at: number): boolean {
  let next = at + 2
  while (next < at + lookAhead && (byteAt(bytes, next) === 0x20 || byteAt(bytes, next) === 0x09)) next++
  return byteAt(bytes, next) === 0x2f && isAnyLetter(byteAt(bytes, next + 1))
}

/** At the very start `#!` counts in any form: `#! perl` is run through env, and nothing innocent begins so. */
export function beginsWithInterpreter(bytes: Buffer): boolean {
  return bytes[0] === 0x23 && bytes[1] === 0x21
}

/** `xpacket begin="…"`: a name, another, a sign of equality. PHP cannot even parse that, save for `const A = …`. */
function isInstruction(bytes: Buffer, start: number): boolean {
  // Such as xml-stylesheet and xml:namespace.
  const end = skip(bytes, start, isTargetPart)
  const name = skip(bytes, end, isWhite)
  if (name === end || !isNameStart(byteAt(bytes, name))) return false
  const sign = skip(bytes, skip(bytes, name, isTargetPart), isWhite)
  return byteAt(bytes, sign) === 0x3d && !/^const$/i.test(bytes.toString('latin1', start, end))
}

/** `"system"($x)`: what else begins with a string, such as `["<?",1]` in JSON, is no code. */
function isCalledString(bytes: Buffer, at: number): boolean {
  return /^(["'])[^"'\n]{1,40}\1\s*[(.]/.test(bytes.toString('latin1', at, at + longestRun))
}

/** Signs with which a statement can begin; `?` is that of an end tag. */
const beginsStatement = new Set(Buffer.from('$@([{`!+-~\\;/#&?'))
/** What can stand behind a statement's first name. */
const followsName = new Set(Buffer.from(' \t\r\n\v\f(;:{"\'`$@![-/\\&~+.?,<>=|'))

/** At most so many bytes of one kind are passed over: six runs stay within `lookAhead`. */
const longestRun = 64

function skip(bytes: Buffer, from: number, fits: (byte: number) => boolean): number {
  let at = from
  while (at < from + longestRun && fits(byteAt(bytes, at))) at++
  return at
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0
}

function isLetter(byte: number, lowerCase: number): boolean {
  return (byte | 0x20) === lowerCase
}

function isAnyLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

function isNameStart(byte: number): boolean {
  return isAnyLetter(byte) || byte === 0x5f
}

function isNamePart(byte: number): boolean {
  return isNameStart(byte) || (byte >= 0x30 && byte <= 0x39)
}

function isTargetPart(byte: number): boolean {
  return isNamePart(byte) || byte === 0x2d || byte === 0x3a
}

function isWhite(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

/** Printable or blank ASCII. */
function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || isWhite(byte)
}
