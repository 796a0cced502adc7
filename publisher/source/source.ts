// Owns which reader each kind of source has. What is read is that reader's.
import { entriesOfFile } from './archive.ts'
import { entriesOfDirectory } from './directory.ts'
import type { ContentTaker, Gathered, Progress } from './gather.ts'
import { entriesOfGit, type GitRevision } from './git.ts'
import type { SelectionWords } from './selection.ts'

/** A source that is packed: it is read from its front to its end. A file is an archive or a list of sums. */
export type PackedSource = { readonly file: string } | { readonly git: GitRevision }

/** Where a release comes from. */
export type Source = { readonly directory: string } | PackedSource

/** @throws Failure file-unreadable, release-refused */
export function entriesOfSource(
  source: Source,
  words: SelectionWords,
  onProgress?: (progress: Progress) => void,
): Promise<Gathered> {
  if ('directory' in source) return entriesOfDirectory(source.directory, words, onProgress)
  return entriesOfPacked(source, words, onProgress)
}

/** @throws Failure release-refused, also of a list of sums where somebody would take what is in its files */
export function entriesOfPacked(
  source: PackedSource,
  words: SelectionWords,
  onProgress?: (progress: Progress) => void,
  taker?: ContentTaker,
): Promise<Gathered> {
  if ('file' in source) return entriesOfFile(source.file, words, onProgress, taker)
  return entriesOfGit(source.git, words, onProgress, taker)
}
