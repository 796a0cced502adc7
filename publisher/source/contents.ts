// Owns the reading of a release's files out of a folder, one by one, as far as each is what the release lists. Follows no
// link out of the folder, and sends nothing.
import { createHash } from 'node:crypto'
import { closeDescriptor, fstatOf, openBelow, openRoot, readWhole } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'

export type FolderContent = { readonly bytes: Buffer } | { readonly why: 'missing' | 'mismatch' | 'too-large' }

/** @throws system errors that say nothing of the file, such as a folder that is none */
export function contentIn(
  directory: PathText,
  { path, sha256 }: { readonly path: PathText; readonly sha256: string },
  most: number,
): FolderContent {
  const descriptor = openIn(directory, path)
  if (descriptor === null) return { why: 'missing' }
  try {
    const { type, size } = fstatOf(descriptor)
    if (type !== 'file') return { why: 'missing' }
    if (size > most) return { why: 'too-large' }
    const bytes = readWhole(descriptor, size)
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? { bytes } : { why: 'mismatch' }
  } finally {
    closeDescriptor(descriptor)
  }
}

/** Null: there is no such file, or a link stands in its way. */
function openIn(directory: PathText, path: PathText): number | null {
  const top = openRoot(directory)
  try {
    return openBelow(top, path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES'].includes(errnoOf(error) ?? '')) return null
    throw error
  } finally {
    closeDescriptor(top)
  }
}
