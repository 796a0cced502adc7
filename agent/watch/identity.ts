// Owns the question which folder stands at a root's path: whoever may write above a root can put anything there. Opens nothing.
import { statSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'

/** Device and inode of the folder, links followed; null where none can be reached, whatever else may stand there. */
export function identityOf(root: PathText): string | null {
  try {
    const stat = statSync(diskPath(root))
    return stat.isDirectory() ? `${stat.dev}:${stat.ino}` : null
  } catch {
    // Nothing, a link that leads to itself, a name that is too long, a folder that is closed to us: of each the walk says that
    // the root is missing. It must not end the watch of other roots.
    return null
  }
}
