// Owns reading a file of sha256 sums, in each form that sha256sum and the BSDs write: `HEX  NAME`, `HEX *NAME`,
// `SHA256 (NAME) = HEX`, and all three with a backslash before them where the name is escaped. Opens none of the files named.
import { createReadStream } from 'node:fs'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import { Gather, type Gathered, type Progress, pathOrFault } from './gather.ts'
import type { SelectionWords } from './selection.ts'

/** PATH_MAX in its longest escape, with digest and marks: no line of a real name is longer. */
const maxLineBytes = 16 * 1024
const progressEvery = 10_000

/** What one line says; the name is bytes, as on the disk. */
export interface Sum {
  readonly sha256: string
  readonly name: Buffer
}

/**
 * The entries of a sums file. Every one counts as a file: sha256sum reads what a link leads to.
 * @throws Failure release-refused naming the lines that are wrong
 */
export async function entriesOfSums(
  file: string,
  words: SelectionWords = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Gathered> {
  const gather = new Gather(file, words)
  let number = 0
  for await (const line of linesOf(file, gather)) {
    number++
    if (number % progressEvery === 0) onProgress({ files: gather.files, total: null })
    if (isRemark(line)) continue
    const sum = parseSum(line)
    if (sum === null) {
      gather.fault('source.sum-line', { number })
      continue
    }
    const path = pathOrFault(gather, sum.name)
    const name = path === null ? null : gather.nameOf(path)
    if (name !== null) gather.add({ path: name, sha256: sum.sha256, type: 'file' })
  }
  onProgress({ files: gather.files, total: gather.files })
  return gather.finish()
}

/** One line without its end; null when it has none of the forms. Never throws. */
export function parseSum(line: Buffer): Sum | null {
  // latin1 keeps each byte as one character.
  const text = line.toString('latin1')
  const escaped = text.startsWith('\\')
  const plain = /^([0-9a-fA-F]{64}) [ *](.+)$/s.exec(escaped ? text.slice(1) : text)
  const tagged = plain === null ? /^SHA256 \((.+)\) = ([0-9a-fA-F]{64})$/s.exec(escaped ? text.slice(1) : text) : null
  const [sha256, written] = plain ? [plain[1], plain[2]] : [tagged?.[2], tagged?.[1]]
  if (sha256 === undefined || written === undefined) return null
  const name = escaped ? unescapedName(written) : written
  return name === null ? null : { sha256: sha256.toLowerCase(), name: Buffer.from(name, 'latin1') }
}

/** As coreutils escape since 9.0: backslash, newline, carriage return. Null for any other escape. */
export function unescapedName(text: string): string | null {
  if (!/^(?:[^\\]|\\[\\nr])*$/s.test(text)) return null
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 'r' ? '\r' : sign))
}

/** Blank lines and comments say nothing, as for `sha256sum -c`. */
function isRemark(line: Buffer): boolean {
  return line.length === 0 || line[0] === 0x23
}

/** Lines without their end; a carriage return before it is part of the end, as for `sha256sum -c`. */
async function* linesOf(file: string, gather: Gather): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a)) {
        yield withoutReturn(bytes.subarray(0, end))
        bytes = bytes.subarray(end + 1)
      }
      if (bytes.length > maxLineBytes) throw gather.refusal(reason('source.long-line'))
      rest = bytes
    }
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined || !/^E[A-Z]+$/.test(errno)) throw error
    throw gather.refusal(reason('file.unreadable', { detail: errno }), error)
  }
  if (rest.length > 0) yield withoutReturn(rest)
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}
