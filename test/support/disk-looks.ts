// Owns what one tree looks like through shared/disk.ts, as a program of its own or as a function: the names of a folder, and
// what each of them is.
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { closeDescriptor, fstatOf, listDirectory, lstatBelow, nameText, openRoot } from '@sekisho/shared/disk.ts'
import { fileCalls } from '@sekisho/shared/file-calls.ts'
import type { Stat } from '@sekisho/shared/observation.ts'
import { type PathText, parseAbsolutePath } from '@sekisho/shared/path.ts'

export interface Looks {
  /** Whether the C library was called, or Node. */
  readonly by: 'library' | 'node'
  readonly itself: Stat
  readonly names: Readonly<Record<PathText, Stat>>
  /** What the folder itself said of the type of those it calls files. */
  readonly files: readonly PathText[]
}

export function looksOf(folder: PathText): Looks {
  const open = openRoot(folder)
  try {
    const names: Record<PathText, Stat> = {}
    const files: PathText[] = []
    const pages = listDirectory(open, (bytes, type) => {
      const name = nameText(bytes)
      names[name] = lstatBelow(open, name)
      if (type === 'file') files.push(name)
    })
    while (!pages.next().done);
    return { by: fileCalls ? 'library' : 'node', itself: fstatOf(open), names, files: files.sort() }
  } finally {
    closeDescriptor(open)
  }
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href)
  process.stdout.write(JSON.stringify(looksOf(parseAbsolutePath(argv[2] ?? ''))))
