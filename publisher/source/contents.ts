// Owns the reading of a release's files out of a source, as far as each is what the release lists. All of a source is looked at
// first: one that could not be released gives nothing. Follows no link out of it, and sends nothing.
import { createHash } from 'node:crypto'
import { closeDescriptor, fstatOf, openBelow, openRoot, readBeginning } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { walkDirectory } from './directory.ts'
import { type FileRead, Gather, type Progress } from './gather.ts'
import type { SelectionWords } from './selection.ts'
import { entriesOfPacked, type PackedSource, type Source } from './source.ts'

export interface ContentsWanted {
  readonly source: Source
  readonly words: Pick<SelectionWords, 'strip' | 'prefix'>
  /** The sha256 that the release lists for each path. */
  readonly wanted: ReadonlyMap<PathText, string>
  /** Of one file, in bytes. */
  readonly most: number
  /** The next file waits for it. */
  take(path: PathText, bytes: Buffer): Promise<void>
  /** Of the first look. */
  readonly onProgress?: (progress: Progress) => void
}

export interface ContentsRead {
  /** What was wanted and not taken. */
  readonly lacking: readonly { readonly path: PathText; readonly why: Why }[]
  /** The one folder at the top of the source that holds everything; null otherwise. */
  readonly onlyFolder: PathText | null
}

type Why = 'missing' | 'mismatch' | 'too-large'

/** @throws Failure file-unreadable or release-refused as for a release of the source, before anything is taken; whatever `take` throws */
export async function readContents(request: ContentsWanted): Promise<ContentsRead> {
  const { source } = request
  return 'directory' in source ? await ofDirectory(source.directory, request) : await ofPacked(source, request)
}

async function ofDirectory(directory: string, request: ContentsWanted): Promise<ContentsRead> {
  const { wanted, most, take, onProgress = () => {} } = request
  const gather = new Gather(directory, wordsOf(request))
  const places = new Map<PathText, PathText>()
  await walkDirectory(directory, {
    leavesOut: folder => gather.selection.leavesOut(folder),
    nameOf(path) {
      const name = gather.nameOf(path)
      if (name === null) return null
      if (places.has(name)) gather.twice(name)
      places.set(name, path)
      return null
    },
    found: () => {},
    fault: (path, why) => gather.faultAt(path, why),
    progress: () => onProgress({ files: places.size, total: null }),
  })
  const { onlyFolder } = gather.finish()
  const lacking: { path: PathText; why: Why }[] = []
  for (const [path, sha256] of wanted) {
    const place = places.get(path)
    const found =
      place === undefined ? { why: 'missing' as const } : contentIn(directory, { path: place, sha256 }, most)
    if ('why' in found) lacking.push({ path, why: found.why })
    else await take(path, found.bytes)
  }
  return { lacking, onlyFolder }
}

async function ofPacked(source: PackedSource, request: ContentsWanted): Promise<ContentsRead> {
  const { wanted, most, take, onProgress } = request
  const left = new Map<PathText, Why>([...wanted.keys()].map(path => [path, 'missing']))
  const good = new Set<PathText>()
  const whyNot = ({ path, sha256, size }: FileRead): Why | null =>
    size > most ? 'too-large' : sha256 === wanted.get(path) ? null : 'mismatch'
  const look = {
    most: 0,
    async take(file: FileRead) {
      const why = whyNot(file)
      if (why === null) good.add(file.path)
      // What is good may be another one when it is read again.
      left.set(file.path, why ?? 'mismatch')
    },
  }
  const { onlyFolder } = await entriesOfPacked(source, wordsOf(request), onProgress, look)
  const reading = {
    most,
    async take(file: FileRead) {
      if (file.bytes === null || whyNot(file) !== null) return
      left.delete(file.path)
      await take(file.path, file.bytes)
    },
  }
  if (good.size > 0) await entriesOfPacked(source, { ...wordsOf(request), only: good }, undefined, reading)
  return { lacking: [...left].map(([path, why]) => ({ path, why })), onlyFolder }
}

function wordsOf({ words, wanted }: ContentsWanted): SelectionWords {
  return { ...words, only: new Set(wanted.keys()) }
}

type FolderContent = { readonly bytes: Buffer } | { readonly why: Why }

/** @throws system errors that say nothing of the file, such as a folder that is none */
function contentIn(
  directory: string,
  { path, sha256 }: { readonly path: PathText; readonly sha256: string },
  most: number,
): FolderContent {
  const descriptor = openIn(directory, path)
  if (descriptor === null) return { why: 'missing' }
  try {
    const { type, size } = fstatOf(descriptor)
    if (type !== 'file') return { why: 'missing' }
    if (size > most) return { why: 'too-large' }
    const bytes = readBeginning(descriptor, size)
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? { bytes } : { why: 'mismatch' }
  } finally {
    closeDescriptor(descriptor)
  }
}

/** Null: there is no such file, or a link stands in its way. */
function openIn(directory: string, path: PathText): number | null {
  const top = openRoot(pathTextOfString(directory))
  try {
    return openBelow(top, path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES'].includes(errnoOf(error) ?? '')) return null
    throw error
  } finally {
    closeDescriptor(top)
  }
}
