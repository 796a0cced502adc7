// Owns the one pass over an open file: its digest and its content marks, from the same bytes. Opens, stats and closes
// nothing, and judges nothing. The agent's fingerprint workers and the publisher read content with these lines.
import { createHash, hash } from 'node:crypto'
import { readSync } from 'node:fs'
import type { MarkName } from './observation.ts'

/** A digest algorithm: for bytes that are all there, and for bytes that come in pieces. */
export interface Hasher {
  once(bytes: Uint8Array): string
  start(): { update(bytes: Uint8Array): void; hex(): string }
}

export const sha256: Hasher = {
  once: bytes => hash('sha256', bytes, 'hex'),
  start: () => {
    const running = createHash('sha256')
    return { update: bytes => running.update(bytes), hex: () => running.digest('hex') }
  },
}

/** As `readSync` into the buffer's start; whoever reads by turns may bring another way of reading. */
export type ReadAt = (descriptor: number, buffer: Buffer, length: number, position: number) => number

export const readAt: ReadAt = (descriptor, buffer, length, position) =>
  readSync(descriptor, buffer, 0, length, position)

export interface Content {
  /** The digest, lower-case hex. */
  readonly hex: string
  readonly marks: readonly MarkName[]
  /** Bytes read; other than the size that fstat told when the file changed meanwhile. */
  readonly length: number
}

/** First read: most files of a shop are smaller, and small reads stay in the processor's cache. */
const firstReadBytes = 64 * 1024
/** Bytes between two rests: some 3 ms of hashing, the longest that one file keeps another waiting. */
const sliceBytes = 4 * 1024 * 1024

/**
 * Reads a small file in one go, which most files of a shop are. Null for others, and when one read did not bring all.
 * @throws system errors of read(2)
 */
export function contentAtOnce(
  descriptor: number,
  size: number,
  buffer: Buffer,
  hasher: Hasher,
  read: ReadAt = readAt,
): Content | null {
  if (size > firstReadBytes) return null
  // More than the size is asked for: what grew meanwhile shows by its length.
  const length = read(descriptor, buffer, Math.min(firstReadBytes, buffer.length), 0)
  if (length < size && length > 0) return null
  const bytes = buffer.subarray(0, length)
  return { hex: hasher.once(bytes), marks: marksOf(bytes), length }
}

/**
 * Reads a file from its start in slices: whoever runs this may do something else after each `yield`, the buffer included.
 * @param size as fstat tells: reading ends there, so that a file which grows faster than it is read comes to an end
 * @param buffer at least 64 KiB, used up to the next `yield` only
 * @throws system errors of read(2)
 */
export function* contentInSlices(
  descriptor: number,
  size: number,
  buffer: Buffer,
  hasher: Hasher,
  read: ReadAt = readAt,
): Generator<undefined, Content, undefined> {
  const first = read(descriptor, buffer, Math.min(firstReadBytes, buffer.length), 0)
  const start = buffer.subarray(0, first)
  if (first >= size || first === 0) return { hex: hasher.once(start), marks: marksOf(start), length: first }
  const running = hasher.start()
  const seekers = allSeekers()
  running.update(start)
  for (const seeker of seekers) seeker.read(start)
  let length = first
  // A large file rests once before most of it is read: the caller may then decide to read it another time.
  for (let restAt = size > sliceBytes ? 0 : size; length < size; ) {
    const got = read(descriptor, buffer, Math.min(buffer.length, size - length), length)
    if (got === 0) break
    const chunk = buffer.subarray(0, got)
    running.update(chunk)
    for (const seeker of seekers) seeker.read(chunk)
    length += got
    if (length < restAt || length >= size) continue
    restAt = length + sliceBytes
    yield
  }
  return { hex: running.hex(), marks: found(seekers), length }
}

/** The same in one go. @throws system errors of read(2) */
export function readContent(descriptor: number, size: number, buffer: Buffer, hasher: Hasher): Content {
  const slices = contentInSlices(descriptor, size, buffer, hasher)
  for (;;) {
    const slice = slices.next()
    if (slice.done) return slice.value
  }
}

/** Of bytes that are all there: what does not even hold a beginning needs no automaton. */
function marksOf(bytes: Buffer): readonly MarkName[] {
  const seekers: Seeker[] = []
  if (bytes.includes(phpBeginning)) seekers.push(phpSeeker())
  if (bytes.includes(lineBeginning)) seekers.push(lineSeeker())
  for (const seeker of seekers) seeker.read(bytes)
  return found(seekers)
}

function found(seekers: readonly Seeker[]): readonly MarkName[] {
  return seekers.filter(seeker => seeker.found).map(seeker => seeker.mark)
}

// Two bytes alone prove nothing: of random bytes, such as those of a photograph, each 64 KiB hold one `<?` and one `#!`,
// and every upload would carry both marks. So a mark wants what an interpreter wants to go on. Chances for random bytes:
// `<?php` once in 100 GB, `<?=` with a printable byte once in 45 MB, `#!/` with a letter once in 60 MB.

/** Steps an automaton by one byte; 0 is its start, `accepted` its end. */
type Step = (state: number, byte: number) => number
const accepted = -1

/** `<?php` in any case, or `<?=` with a printable or blank ASCII byte after it. A bare `<?` is XML as often as PHP. */
function stepPhp(state: number, byte: number): number {
  if (byte === 0x3c) return state === 3 ? accepted : 1
  switch (state) {
    case 1:
      return byte === 0x3f ? 2 : 0
    case 2:
      return byte === 0x3d ? 3 : isLetter(byte, 0x70) ? 4 : 0
    case 3:
      return isPrintableOrBlank(byte) ? accepted : 0
    case 4:
      return isLetter(byte, 0x68) ? 5 : 0
    case 5:
      return isLetter(byte, 0x70) ? accepted : 0
    default:
      return 0
  }
}

/** `#!`, blanks, `/`, a letter: what execve(2) takes, wherever it stands, since a file can be cut before it is run. */
function stepInterpreter(state: number, byte: number): number {
  if (byte === 0x23) return 1
  switch (state) {
    case 1:
      return byte === 0x21 ? 2 : 0
    case 2:
      return byte === 0x20 || byte === 0x09 ? 2 : byte === 0x2f ? 3 : 0
    case 3:
      return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a ? accepted : 0
    default:
      return 0
  }
}

function isLetter(byte: number, lowerCase: number): boolean {
  return (byte | 0x20) === lowerCase
}

function isPrintableOrBlank(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)
}

/**
 * After a hit the automaton reads on by itself for this many bytes, so that content made of nothing but beginnings
 * costs a few nanoseconds a byte and not one search each.
 */
const lingerBytes = 64

/** Finds one mark in bytes that come in pieces: native search for its beginning, the automaton from there on. */
class Seeker {
  readonly mark: MarkName
  found = false
  readonly #beginning: Buffer
  readonly #step: Step
  #state = 0
  #atStart = true

  constructor(mark: MarkName, beginning: Buffer, step: Step) {
    this.mark = mark
    this.#beginning = beginning
    this.#step = step
  }

  read(bytes: Buffer): void {
    if (this.found) return
    // At the very start `#!` counts in any form: `#! perl` is run through env, and nothing innocent begins so.
    if (this.#atStart && this.mark === 'interpreter-line' && bytes.length > 1) {
      if (bytes[0] === 0x23 && bytes[1] === 0x21) this.found = true
    }
    this.#atStart = false
    for (let at = 0; at < bytes.length && !this.found; ) {
      if (this.#state !== 0) at = this.#follow(bytes, at)
      else {
        const hit = bytes.indexOf(this.#beginning, at)
        // The last byte may be the beginning's first: let the automaton see it, and the next piece follows.
        at = this.#follow(bytes, hit === -1 ? bytes.length - 1 : hit)
      }
    }
  }

  /** Reads with the automaton at least `lingerBytes`, and on until it is at its start again. */
  #follow(bytes: Buffer, from: number): number {
    let state = this.#state
    let at = from
    for (; at < bytes.length && (state !== 0 || at < from + lingerBytes); at++) {
      state = this.#step(state, bytes[at] ?? 0)
      if (state === accepted) {
        this.found = true
        break
      }
    }
    this.#state = state
    return at
  }
}

const phpBeginning = Buffer.from('<?')
const lineBeginning = Buffer.from('#!')

function phpSeeker(): Seeker {
  return new Seeker('php-open-tag', phpBeginning, stepPhp)
}

function lineSeeker(): Seeker {
  return new Seeker('interpreter-line', lineBeginning, stepInterpreter)
}

function allSeekers(): Seeker[] {
  return [phpSeeker(), lineSeeker()]
}
