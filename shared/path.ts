// Owns the one text form of a path. Paths are bytes that attackers choose; in every text they stand as canonical path text.
// Uses no node: module, because the dashboard imports it. Touches no disk.

declare const canonical: unique symbol

/**
 * A path, absolute or relative, in canonical text form: its UTF-8 with `%`, control characters (C0, DEL, C1) and every
 * byte that is not part of valid UTF-8 percent-encoded in upper-case hex. `''` is a root itself.
 */
export type PathText = string & { readonly [canonical]: true }

/** Characters of what the kernel takes or gives as a path in one piece: 4,096 bytes (PATH_MAX), each at most three of them. */
export const maxPieceLength = 3 * 4096

/** What a text breaks that is no path of the wanted kind. */
export type PathRule = 'form' | 'empty' | 'absolute' | 'part' | 'relative'

export class PathTextError extends Error {
  override readonly name = 'PathTextError'
  readonly rule: PathRule
  /** The text, cut, and the part of it at fault; in quotes, so that they can be shown. */
  readonly shown: { readonly text: string; readonly part: string }

  constructor(rule: PathRule, text: string, part = '') {
    const shown = { text: JSON.stringify(text.slice(0, 200)), part: JSON.stringify(part) }
    super(rulesBroken[rule](shown))
    this.rule = rule
    this.shown = shown
  }
}

const rulesBroken: Readonly<Record<PathRule, (shown: PathTextError['shown']) => string>> = {
  form: ({ text }) => `not in canonical form: ${text}`,
  empty: () => 'is empty',
  absolute: ({ text }) => `is absolute: ${text}`,
  part: ({ text, part }) => `has the part ${part}: ${text}`,
  relative: ({ text }) => `is not absolute: ${text}`,
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what this form must not contain.
const needsCare = /[%\u0000-\u001f\u007f-\uffff]/
const hex = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Canonical text of a path's bytes. */
export function pathText(bytes: Uint8Array): PathText {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    const first = bytes[at] ?? 0
    if (length === 1 && first >= 0x20 && first !== 0x25 && first !== 0x7f) text += String.fromCharCode(first)
    else if (length > 1 && !isC1(bytes, at)) text += decoder.decode(bytes.subarray(at, at + length))
    else for (let i = 0; i < Math.max(length, 1); i++) text += hex[bytes[at + i] ?? 0]
    at += Math.max(length, 1)
  }
  return text as PathText
}

/** Canonical text of a name that is a well-formed JavaScript string, such as a path from a config file. */
export function pathTextOfString(name: string): PathText {
  return needsCare.test(name) ? pathText(encoder.encode(name)) : (name as PathText)
}

/** What a person typed: canonical text as listings print it is taken as it is, any other text as the name itself. */
export function typedPath(text: string): PathText {
  try {
    return parsePathText(text)
  } catch {
    // Not canonical, so it was typed as a shell knows it, such as `100%.png`.
    return pathTextOfString(text)
  }
}

/** The bytes that a canonical text stands for. */
export function pathBytes(text: PathText): Uint8Array {
  const bytes: number[] = []
  let plainFrom = 0
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', plainFrom)) {
    bytes.push(...encoder.encode(text.slice(plainFrom, at)), Number.parseInt(text.slice(at + 1, at + 3), 16))
    plainFrom = at + 3
  }
  const rest = encoder.encode(text.slice(plainFrom))
  return bytes.length === 0 ? rest : Uint8Array.from([...bytes, ...rest])
}

/**
 * Accepts only canonical path text.
 * @throws PathTextError when it is not in the canonical form, or holds a NUL.
 */
export function parsePathText(text: string): PathText {
  if (!needsCare.test(text)) return text as PathText
  const wellFormed = /^(?:[^%]|%[0-9A-F]{2})*$/s.test(text)
  if (!wellFormed || pathText(pathBytes(text as PathText)) !== text || text.includes('%00')) {
    throw new PathTextError('form', text)
  }
  return text as PathText
}

/**
 * Of a path that a file's content names: its canonical text; null where these bytes can be no path, as with a NUL among them.
 * What it gives passes the wire, where one text that does not would keep all that is said of the file from the collector.
 */
export function namedPath(bytes: Uint8Array): PathText | null {
  const text = pathText(bytes)
  try {
    return text.length > maxPieceLength ? null : parsePathText(text)
  } catch {
    // No open(2) takes it, so it names nothing.
    return null
  }
}

/**
 * Accepts the canonical text of a path below some folder: not empty, not absolute, no empty, `.` or `..` part.
 * @throws PathTextError that says which of these it breaks.
 */
export function parseRelativePath(text: string): PathText {
  const path = parsePathText(text)
  if (path === '') throw new PathTextError('empty', path)
  if (path.startsWith('/')) throw new PathTextError('absolute', path)
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') {
      throw new PathTextError('part', path, part)
    }
  }
  return path
}

/**
 * Accepts the canonical text of an absolute path without empty, `.` or `..` parts.
 * @throws PathTextError
 */
export function parseAbsolutePath(text: string): PathText {
  if (text === '/') return text as PathText
  if (!text.startsWith('/')) throw new PathTextError('relative', text)
  parseRelativePath(text.slice(1))
  return text as PathText
}

/**
 * Accepts what a listing is narrowed by: the canonical text of a path or, with a slash behind it, of a folder; below each root, or
 * absolute. `''` is all. Nothing bears a name with an empty, `.` or `..` part: it would be sought in vain.
 * @throws PathTextError
 */
export function parseSoughtPath(text: string): PathText {
  const path = parsePathText(text)
  if (path === '' || path === '/') return path
  const below = path.startsWith('/') ? path.slice(1) : path
  parseRelativePath(below.endsWith('/') ? below.slice(0, -1) : below)
  return path
}

export function joinPath(folder: PathText, name: PathText): PathText
export function joinPath(folder: string, name: string): string
export function joinPath(folder: string, name: string): string {
  if (folder === '') return name
  if (name === '') return folder
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}

/** A folder as it is shown: with a slash behind it. */
export function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}

/**
 * The parts of a path by its text alone, without empty, `.` and `..` ones; the parent of the top is the top. Where a part may be a
 * link, what the kernel finds at `..` is another folder.
 */
export function normalParts(text: string): readonly string[] {
  const parts: string[] = []
  for (const part of text.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts
}

/** The folder that holds a relative path; `''` for a path at the top. */
export function folderOf(path: PathText): PathText {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) as PathText
}

/**
 * Whether a relative path lies in the folder itself, of which `''` is the top of all. Where paths that follow one another mostly
 * do, it costs half of cutting off the folder of each: V8 looks for a last slash more slowly than for a first one.
 */
export function isRightIn(path: string, folder: string): boolean {
  if (folder === '') return !path.includes('/')
  return path[folder.length] === '/' && path.startsWith(folder) && !path.includes('/', folder.length + 1)
}

/** The name of what lies right in the folder. */
export function nameIn(path: PathText, folder: string): PathText {
  return folder === '' ? path : (path.slice(folder.length + 1) as PathText)
}

/** The last part of a path. */
export function nameOf(path: PathText): PathText {
  return path.slice(path.lastIndexOf('/') + 1) as PathText
}

/** What is left of a path below a folder, of which `''` is the top of all; null where it does not lie below. */
export function restBelow(path: PathText, folder: string): PathText | null {
  if (folder === '') return path
  return isBelow(path, folder) && path !== folder ? (path.slice(folder.length + 1) as PathText) : null
}

/** True for `folder` itself and all below it; every path is below `''`. */
export function isBelow(path: string, folder: string): boolean {
  return (
    folder === '' ||
    path === folder ||
    (path.startsWith(folder) && (folder.endsWith('/') || path[folder.length] === '/'))
  )
}

const invisible = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu

/** For people: bidirectional, invisible and odd space characters become visible signs such as `⟨U+202E⟩`. */
export function showPath(text: string): string {
  return text.replace(invisible, sign => {
    const point = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${point}⟩`
  })
}

function isC1(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xc2 && (bytes[at + 1] ?? 0) <= 0x9f
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const second = bytes[at + 1] ?? 0
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}
