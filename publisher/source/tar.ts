// Owns reading a tar stream, its entries one after the other. Only files, folders and links inside come through; hard links,
// devices and whatever tar calls by another letter are faults. Which bytes make a tar is tar-stream's.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sha256 } from '@sekisho/shared/content.ts'
import { pathText } from '@sekisho/shared/path.ts'
import { type Extract, extract, type Header } from 'tar-stream'
import type { Ceilings } from './ceilings.ts'
import { type Gather, leadsOut, type Progress, pathOrFault } from './gather.ts'
import { whyOf } from './source-error.ts'
import { endOfTar } from './tar-end.ts'

const progressEvery = 100
type Entry = Extract extends AsyncIterable<infer Source> ? Source : never
/** The names' bytes come as one character each. tar-stream's types leave the option out. */
const byteNames: object = { filenameEncoding: 'latin1' }

/** One file or link of a tar, to be read before the next one comes. */
export interface TarFile {
  /** As it stands in the header; null when that does not keep the bytes. */
  readonly name: Buffer | null
  readonly type: 'file' | 'symlink' | 'hard link' | 'device' | 'unknown kind'
  /** Of a link. */
  readonly target: Buffer | null
  readonly content: AsyncIterable<Buffer>
}

/** @throws Failure release-refused when the stream is no whole tar; entries that cannot be released become faults */
export async function readTar(
  stream: Readable,
  gather: Gather,
  ceilings: Ceilings,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  let seen = 0
  try {
    for await (const file of filesOfTar(stream, ceilings)) {
      await take(file, gather)
      if (++seen % progressEvery === 0) onProgress({ files: gather.files, total: null })
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'Failure') throw error
    const why = whyOf(error)
    throw gather.refusal(say => say('source.tar-broken', { detail: why(say) }), error)
  }
}

/** Everything in the tar but its folders. @throws what the stream or the tar is at fault with */
export async function* filesOfTar(stream: Readable, ceilings: Ceilings): AsyncGenerator<TarFile> {
  const extraction = extract(byteNames)
  const done = pipeline(stream, endOfTar(), extraction)
  // It is awaited below; until then a failure reaches the reader through the extraction.
  done.catch(() => {})
  for await (const entry of extraction) {
    ceilings.header()
    const { header } = entry
    if (header.type !== 'directory')
      yield { ...namesOf(header), type: typeOf(header), content: entry as AsyncIterable<Buffer> }
    await drain(entry)
  }
  await done
}

async function take(file: TarFile, gather: Gather): Promise<void> {
  if (file.name === null) return gather.fault('source.tar-name')
  const path = pathOrFault(gather, file.name)
  const as = path === null ? null : gather.nameOf(path)
  if (path === null || as === null) return
  if (file.type === 'file') return await gather.read(as, file.content)
  if (file.type !== 'symlink') return gather.fault('source.type', { path, type: file.type })
  if (file.target === null) return gather.fault('source.no-target', { path })
  const text = pathText(file.target)
  if (leadsOut(path, text)) return gather.fault('source.leads-out', { path, target: text })
  gather.add({ path: as, sha256: sha256.once(file.target), type: 'symlink' })
}

/** What nobody read goes by. */
async function drain(entry: Entry): Promise<void> {
  if (entry.destroyed) return
  // Of a failure the extraction tells as well.
  await new Promise<void>(resolve => entry.once('close', resolve).resume())
}

function namesOf({ name, linkname, pax }: Header): Pick<TarFile, 'name' | 'target'> {
  const said = (pax ?? {}) as { readonly path?: string; readonly linkpath?: string }
  return {
    name: said.path === undefined ? Buffer.from(name, 'latin1') : fromUtf8(name),
    target: !linkname ? null : said.linkpath === undefined ? Buffer.from(linkname, 'latin1') : fromUtf8(linkname),
  }
}

/** pax fields were read as UTF-8; where they were none, signs of replacement stand, and the bytes are lost. */
function fromUtf8(text: string): Buffer | null {
  return text.includes('\ufffd') ? null : Buffer.from(text)
}

function typeOf({ type }: Header): TarFile['type'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return 'file'
    case 'symlink':
      return 'symlink'
    case 'link':
      return 'hard link'
    case 'character-device':
    case 'block-device':
    case 'fifo':
      return 'device'
    default:
      return 'unknown kind'
  }
}
