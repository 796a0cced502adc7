// Owns which of the known paths a file has that is known by device and inode. The baseline gives whatever has the inode; the
// disk says whether it is that file. Opens folders only, and follows no link below a root.
import { closeDescriptor, identityBelow, openFolder, openRoot } from '@sekisho/shared/disk.ts'
import { errnoOf, isOwnTrouble } from '@sekisho/shared/failures.ts'
import { folderOf, nameOf } from '@sekisho/shared/path.ts'
import type { FileIdentity, KnownInodes, PlaceOfFile, PlaceOfInode } from '../handover.ts'

/** @throws system errors that say nothing of the disk (EMFILE) */
export function placesOf(files: readonly FileIdentity[], known: KnownInodes): readonly PlaceOfFile[] {
  return known.withInodes(files.map(({ inode }) => inode)).flatMap(place => {
    const there = identityAt(place)
    const isSought = files.some(({ device, inode }) => device === there?.device && inode === there.inode)
    return there !== null && isSought ? [{ ...place, ...there }] : []
  })
}

/** Null where nothing is any more, or nothing that could be read: whatever came of it is told by its own name. */
function identityAt({ root, path }: PlaceOfInode): FileIdentity | null {
  const open: number[] = []
  try {
    const top = openRoot(root)
    open.push(top)
    const folder = openFolder(top, folderOf(path))
    open.push(folder)
    return identityBelow(folder, nameOf(path))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined || isOwnTrouble(errno)) throw error
    return null
  } finally {
    for (const descriptor of open) closeDescriptor(descriptor)
  }
}
