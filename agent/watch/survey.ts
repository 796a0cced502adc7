// Owns looking over a tree before it is watched: how large it is, and which folders chokidar could not watch.
// Reads directories by descriptors, follows no link, compares with nothing.
import { statfsSync } from 'node:fs'
import { closeDescriptor, diskPath, listDirectory, nameText, openFolder, openRoot } from '@sekisho/shared/disk.ts'
import { joinPath, type PathText, pathBytes } from '@sekisho/shared/path.ts'
import type { TreeSize } from './limits.ts'

export interface Entry {
  readonly name: PathText
  readonly isDirectory: boolean
  /** chokidar cannot name it: not UTF-8, or with the very sign that stands for what is not. */
  readonly odd: boolean
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Visits the names in an open directory. @throws system errors */
export function visitEntries(descriptor: number, visit: (entry: Entry) => void): void {
  const pages = listDirectory(descriptor, (bytes, type) => {
    const name = nameText(bytes)
    const odd = name !== bytes && isLossy(Buffer.from(bytes, 'latin1'))
    visit({ name, isDirectory: type === 'directory', odd })
  })
  while (!pages.next().done);
}

function isLossy(bytes: Uint8Array): boolean {
  try {
    return decoder.decode(bytes).includes('\u{FFFD}')
  } catch {
    // That it does not decode is the answer.
    return true
  }
}

/** A path this long cannot be passed to the kernel in one piece, with some room for a name below it (PATH_MAX is 4096). */
const longPathBytes = 3800

/** Whether chokidar, which knows paths as strings and opens them whole, is blind there. */
export function isOutOfReach(root: PathText, directory: PathText): boolean {
  // Text is never shorter than the bytes it stands for.
  if (root.length + directory.length < longPathBytes) return false
  return pathBytes(joinPath(root, directory)).length >= longPathBytes
}

/** Counts a tree, up to `ceiling` paths: more need not be known. Folders that cannot be read count as empty. */
export function survey(root: PathText, ceiling: number): TreeSize {
  let files = 0
  let directories = 0
  const rootDescriptor = openRoot(root)
  const pending: PathText[] = ['' as PathText]
  try {
    for (let next = pending.pop(); next !== undefined && files + directories < ceiling; next = pending.pop()) {
      directories++
      forEachEntry(rootDescriptor, next, entry => {
        if (entry.isDirectory) pending.push(joinPath(next, entry.name))
        else files++
      })
    }
  } finally {
    closeDescriptor(rootDescriptor)
  }
  return { files, directories: directories + pending.length }
}

/** Visits the names of one folder below an open root; nothing where it cannot be listed. */
export function forEachEntry(root: number, directory: PathText, visit: (entry: Entry) => void): void {
  let descriptor: number
  try {
    descriptor = openFolder(root, directory)
  } catch {
    // Gone, or closed to us: the walk says which. Here it only means that there is nothing to watch.
    return
  }
  try {
    visitEntries(descriptor, visit)
  } finally {
    closeDescriptor(descriptor)
  }
}

/** statfs(2) types of file systems on which others write without this kernel's knowledge. */
const remoteTypes = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
])

/** The name of a network file system that the root lies on, else null. @throws system errors */
export function remoteFileSystem(root: PathText): string | null {
  return remoteTypes.get(statfsSync(diskPath(root)).type >>> 0) ?? null
}
