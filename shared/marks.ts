// Owns the content marks of one file: versioned facts found in the bytes that are hashed, whole or in pieces, and the same
// either way. What each sign looks like is the files' below marks/; what a mark means for a verdict is the judge's.
import type { KeyObject } from 'node:crypto'
import { CompiledReader } from './marks/compiled.ts'
import { DirectiveReader, isConfiguration } from './marks/directives.ts'
import { typeOf } from './marks/magic.ts'
import { holdsScript, markupOverlap } from './marks/markup.ts'
import { isSettings, keysOf, settingsBytes } from './marks/settings.ts'
import {
  beginsWithInterpreter,
  isInterpreterLine,
  isOpenTag,
  isScriptTag,
  isShortTag,
  lookAhead,
} from './marks/tags.ts'
import type { ContentType } from './marks/type.ts'
import { type ContentMarks, type MarkName, markNames, marksVersion } from './observation.ts'

/** What a reader knows of a file besides its bytes. */
export interface Reading {
  /** Its name alone. Configuration and settings are known by it. */
  readonly name: string
  /** Bytes, as fstat tells. */
  readonly size: number
  /** With which the values of settings are digested, a secret of this host; null where nothing is said of them. */
  readonly settingsKey: KeyObject | null
}

/** Marks of bytes that are all there. */
export function marksOf(bytes: Buffer, reading: Reading): ContentMarks {
  const marker = new Marker(reading)
  marker.begin(bytes)
  marker.search(bytes, 0, bytes.length)
  return marker.finish(bytes)
}

/** Marks of bytes that come in pieces, in their order. */
export class MarkReader {
  readonly #marker: Marker
  #begun = false
  /** The last bytes of what was read, of which not all is decided. */
  #tail: Buffer = Buffer.alloc(0)

  constructor(reading: Reading) {
    this.#marker = new Marker(reading)
  }

  /** @param piece may be overwritten afterwards; the first one tells the type */
  read(piece: Buffer): void {
    if (!this.#begun) this.#marker.begin(piece)
    else this.#marker.goOn(piece)
    this.#begun = true
    const border = Buffer.concat([this.#tail, piece.subarray(0, 2 * lookAhead)])
    if (piece.length <= lookAhead) {
      // Too short to decide what begins in it: it waits with the tail.
      const decided = Math.max(0, border.length - lookAhead)
      this.#marker.search(border, 0, decided)
      this.#tail = border.subarray(decided)
      return
    }
    this.#marker.search(border, 0, this.#tail.length)
    const decided = piece.length - lookAhead
    this.#marker.search(piece, 0, decided)
    this.#tail = Buffer.from(piece.subarray(decided))
  }

  finish(): ContentMarks {
    this.#marker.search(this.#tail, 0, this.#tail.length)
    return this.#marker.finish(this.#tail)
  }
}

/** Searches one file. The bytes come in order; hits are decided by `lookAhead` bytes behind them at most. */
class Marker {
  readonly #reading: Reading
  readonly #found = new Set<MarkName>()
  readonly #directives: DirectiveReader | null
  readonly #compiled = new CompiledReader()
  #settings: string | null
  #type: ContentType = 'empty'
  #scriptSought = false
  #posing = false
  #overlap = ''

  constructor(reading: Reading) {
    this.#reading = reading
    this.#directives = isConfiguration(reading.name) ? new DirectiveReader() : null
    this.#settings = reading.settingsKey !== null && isSettings(reading.name) ? '' : null
  }

  begin(first: Buffer): void {
    this.#type = typeOf(first, Math.max(this.#reading.size, first.length))
    this.#scriptSought = this.#type === 'svg' || this.#type === 'markup'
    this.#posing = commentInHeader(this.#type, first)
    if (beginsWithInterpreter(first)) this.#found.add('interpreter-line')
    this.goOn(first)
  }

  /** What is read as text, line by line or with an overlap. */
  goOn(piece: Buffer): void {
    this.#compiled.read(piece)
    if (this.#directives === null && this.#settings === null && !this.#scriptSought) return
    const text = piece.toString('latin1')
    this.#directives?.read(text)
    if (this.#settings !== null && this.#settings.length < settingsBytes) this.#settings += text
    if (!this.#scriptSought) return
    if (holdsScript(this.#overlap + text)) {
      this.#found.add('script-in-markup')
      this.#scriptSought = false
    } else this.#overlap = (this.#overlap + text).slice(-markupOverlap)
  }

  /** Hits that begin in `from`…`to`. */
  search(bytes: Buffer, from: number, to: number): void {
    const found = this.#found
    if (!found.has('php-open-tag')) {
      this.#searchTags(bytes, from, to)
      for (const beginning of scriptTagIn.has(this.#type) ? scriptBeginnings : [])
        if (!found.has('php-open-tag') && hit(bytes, beginning, from, to, isScriptTag)) found.add('php-open-tag')
    }
    if (!found.has('interpreter-line') && hit(bytes, lineBeginning, from, to, isInterpreterLine))
      found.add('interpreter-line')
    if (this.#posing && !found.has('script-in-image') && hit(bytes, commentEnd, from, to, isScriptBehindComment))
      found.add('script-in-image')
  }

  finish(end: Buffer): ContentMarks {
    this.#directives?.finish()
    if (this.#directives?.found) this.#found.add('execution-directive')
    if (isPhpArchive(end)) this.#found.add('php-archive')
    if (archiveBehind.has(this.#type) && endsAsArchive(end.subarray(-lookAhead))) this.#found.add('archive-appended')
    // Where PHP runs the file anyway, how the rest of it would be read adds nothing.
    if (this.#found.has('php-open-tag')) this.#found.delete('php-short-tag')
    const found = this.#found.size === 0 ? nothing : markNames.filter(mark => this.#found.has(mark))
    const quotes = this.#directives?.quotes ?? []
    const keys = this.#keys()
    const compiled = this.#compiled.finish()
    const marks: ContentMarks = { version: marksVersion, found, type: this.#type }
    if (quotes.length === 0 && keys === null && compiled === null) return marks
    return {
      ...marks,
      ...(quotes.length > 0 ? { quotes } : {}),
      ...(keys === null ? {} : { keys }),
      ...(compiled === null ? {} : { compiled }),
    }
  }

  #searchTags(bytes: Buffer, from: number, to: number): void {
    for (let at = bytes.indexOf(tagBeginning, from); at !== -1 && at < to; at = next(bytes, tagBeginning, at + 1)) {
      if (isOpenTag(bytes, at)) {
        this.#found.add('php-open-tag')
        return
      }
      if (!this.#found.has('php-short-tag') && isShortTag(bytes, at)) this.#found.add('php-short-tag')
    }
  }

  #keys(): Readonly<Record<string, string>> | null {
    const { settingsKey, size } = this.#reading
    if (this.#settings === null || settingsKey === null || size > settingsBytes) return null
    const keys = keysOf(this.#settings, settingsKey)
    return Object.keys(keys).length === 0 ? null : keys
  }
}

const nothing: readonly MarkName[] = []
const tagBeginning = Buffer.from('<?')
const scriptBeginnings = [Buffer.from('<s'), Buffer.from('<S')]
/** Where PHP 5's `<script language="php">` is sought: two more searches would cost a photograph a third of its hashing. */
const scriptTagIn: ReadonlySet<ContentType> = new Set(['text', 'markup', 'svg', 'unknown'])
const lineBeginning = Buffer.from('#!')
const commentEnd = Buffer.from('*/')

function hit(
  bytes: Buffer,
  beginning: Buffer,
  from: number,
  to: number,
  decides: (bytes: Buffer, at: number) => boolean,
): boolean {
  for (let at = bytes.indexOf(beginning, from); at !== -1 && at < to; at = next(bytes, beginning, at + 1)) {
    if (decides(bytes, at)) return true
  }
  return false
}

/**
 * After a hit this many bytes are looked at one by one, so that content made of nothing but beginnings costs a few
 * nanoseconds a byte and not one search each.
 */
const lingerBytes = 64

function next(bytes: Buffer, beginning: Buffer, from: number): number {
  const [first, second] = beginning
  const end = Math.min(from + lingerBytes, bytes.length - 1)
  for (let at = from; at < end; at++) if (bytes[at] === first && bytes[at + 1] === second) return at
  return bytes.indexOf(beginning, Math.max(from, end))
}

/** Where a picture's header has the sizes, a comment begins: a browser can be told to read it as JavaScript. */
function commentInHeader(type: ContentType, first: Buffer): boolean {
  const at = commentAt[type]
  return at !== undefined && first[at] === 0x2f && first[at + 1] === 0x2a
}
const commentAt: Partial<Record<ContentType, number>> = { gif: 6, jpeg: 4, bmp: 2, webp: 4, ico: 4 }

/** Behind the comment an expression goes on: chance alone has that once in a few hundred pictures of such a size field. */
function isScriptBehindComment(bytes: Buffer, at: number): boolean {
  return /^\*\/\s{0,8}[=;(,+]/.test(bytes.toString('latin1', at, Math.min(at + 16, bytes.length)))
}

const archiveBehind: ReadonlySet<ContentType> = new Set([
  'jpeg',
  'png',
  'gif',
  'webp',
  'avif',
  'bmp',
  'ico',
  'tiff',
  'pdf',
])

/** A ZIP archive's end record, whose comment reaches to the last byte (APPNOTE.TXT 4.3.16). */
function endsAsArchive(end: Buffer): boolean {
  const at = end.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  return at !== -1 && at + 22 <= end.length && end.readUInt16LE(at + 20) === end.length - at - 22
}

/**
 * The last eight bytes of a PHP archive are its signature's kind and `GBMB`; PHP opens none without them, whatever begins
 * the file. @see ext/phar/phar.c of php-src, phar_parse_pharfile
 */
function isPhpArchive(end: Buffer): boolean {
  const at = end.length - 4
  return at > 4 && end[at] === 0x47 && end[at + 1] === 0x42 && end[at + 2] === 0x4d && end[at + 3] === 0x42
}
