// Owns the one pass over an open file: its digest and its content marks, from the same bytes. Opens, stats and closes
// nothing, and judges nothing. The agent's fingerprint workers and the publisher read content with these lines.
import { createHash, hash } from 'node:crypto'
import { readSync } from 'node:fs'
import { MarkReader, marksOf, type Reading } from './marks.ts'
import type { ContentMarks } from './observation.ts'

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
  /** Null where nobody asked for them. */
  readonly marks: ContentMarks | null
  /** Bytes read; other than the size that fstat told when the file changed meanwhile. */
  readonly length: number
}

/** What marks need to know of a file; where it is null, only the digest is wanted. */
export type Naming = Omit<Reading, 'size'>

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
  naming: Naming | null,
  read: ReadAt = readAt,
): Content | null {
  if (size > firstReadBytes) return null
  // More than the size is asked for: what grew meanwhile shows by its length.
  const length = read(descriptor, buffer, Math.min(firstReadBytes, buffer.length), 0)
  if (length < size && length > 0) return null
  const bytes = buffer.subarray(0, length)
  return whole(bytes, hasher, size, naming)
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
  naming: Naming | null,
  read: ReadAt = readAt,
): Generator<undefined, Content, undefined> {
  const first = read(descriptor, buffer, Math.min(firstReadBytes, buffer.length), 0)
  const start = buffer.subarray(0, first)
  if (first >= size || first === 0) return whole(start, hasher, size, naming)
  const running = hasher.start()
  const marks = naming && new MarkReader({ ...naming, size })
  running.update(start)
  marks?.read(start)
  let length = first
  // A large file rests once before most of it is read: the caller may then decide to read it another time.
  for (let restAt = size > sliceBytes ? 0 : size; length < size; ) {
    const got = read(descriptor, buffer, Math.min(buffer.length, size - length), length)
    if (got === 0) break
    const chunk = buffer.subarray(0, got)
    running.update(chunk)
    marks?.read(chunk)
    length += got
    if (length < restAt || length >= size) continue
    restAt = length + sliceBytes
    yield
  }
  return { hex: running.hex(), marks: marks?.finish() ?? null, length }
}

/** The same in one go. @throws system errors of read(2) */
export function readContent(
  descriptor: number,
  size: number,
  buffer: Buffer,
  hasher: Hasher,
  naming: Naming | null = null,
): Content {
  const slices = contentInSlices(descriptor, size, buffer, hasher, naming)
  for (;;) {
    const slice = slices.next()
    if (slice.done) return slice.value
  }
}

function whole(bytes: Buffer, hasher: Hasher, size: number, naming: Naming | null): Content {
  const marks = naming && marksOf(bytes, { ...naming, size })
  return { hex: hasher.once(bytes), marks, length: bytes.length }
}
