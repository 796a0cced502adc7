// Owns which folders the machine serves or runs code from that lie in no watched root. What configurations claim is files.ts's; what
// the disk says of a place, its links followed, is asked here.
import { realpathSync, statSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import { isBelow, type PathText, pathText } from '@sekisho/shared/path.ts'
import type { Claim } from './claims.ts'

export { apacheDumpClaims, apacheDumpFiles } from './apache.ts'
export type { Claim } from './claims.ts'
export { ConfigFiles } from './files.ts'
export { nginxDumpClaims } from './nginx.ts'

export interface Outside {
  /** Every link followed. */
  readonly folder: PathText
  /** The first claim on it. */
  readonly claim: Claim
}

/** More of them are those of a machine that serves hundreds of shops, and says it with the first ones. */
export const mostOutside = 20

/** The outermost folders, by path. What is claimed and not there serves nothing. */
export function outsideOf(claims: readonly Claim[], roots: readonly PathText[], top = ''): readonly Outside[] {
  const watched = roots.map(root => realOf(root, '') ?? root)
  const outside = new Map<PathText, Outside>()
  for (const claim of claims) {
    const folder = folderOfClaim(claim.path, top)
    if (folder === null || watched.some(root => isBelow(folder, root)) || outside.has(folder)) continue
    outside.set(folder, { folder, claim })
  }
  return [...outside.values()]
    .filter(({ folder }) => ![...outside.keys()].some(other => other !== folder && isBelow(folder, other)))
    .sort((one, other) => (one.folder < other.folder ? -1 : 1))
}

/** Of a file it is where it lies; what is neither, such as /dev/null, holds nothing. */
function folderOfClaim(path: PathText, top: string): PathText | null {
  const real = realOf(path, top)
  if (real === null) return null
  const stat = statSync(diskPath(real), { throwIfNoEntry: false })
  if (stat?.isDirectory()) return real
  return stat?.isFile() ? ((real.slice(0, real.lastIndexOf('/')) || '/') as PathText) : null
}

function realOf(path: PathText, top: string): PathText | null {
  try {
    return pathText(realpathSync(diskPath(`${top}${path}` as PathText), { encoding: 'buffer' }))
  } catch {
    // It is not there, or cannot be entered.
    return null
  }
}
