// Owns which folders the machine serves or runs code from that lie in no watched root. What configurations claim is files.ts's; what
// the disk says of a place, its links followed, is asked here.
import { realpathSync, type Stats, statSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import type { Budget } from './budget.ts'
import type { Claim } from './claims.ts'

export { apacheDumpClaims, apacheDumpFiles } from './apache.ts'
export { Budget } from './budget.ts'
export type { Claim } from './claims.ts'
export { ConfigFiles } from './files.ts'
export { nginxDumpClaims } from './nginx.ts'

export interface Outside {
  /** Every link followed. */
  readonly folder: PathText
  /** The first claim on it. */
  readonly claim: Claim
}

export interface Told {
  /** The outermost folders, by path. */
  readonly outside: readonly Outside[]
  /** Where such a claim leads is anywhere: a folder that holds all others would say nothing of them. */
  readonly untold: readonly Claim[]
}

/** What is claimed and not there serves nothing. */
export function outsideOf(
  claims: readonly Claim[],
  roots: readonly PathText[],
  { budget, top = '' }: { readonly budget: Budget; readonly top?: string },
): Told {
  const watched = new Set<string>(roots.map(root => realOf(root, '') ?? root))
  const outside = new Map<string, Outside>()
  const untold: Claim[] = []
  const asked = new Set<string>()
  const all = realOf('/' as PathText, top)
  for (const claim of claims) {
    // A deep place, or one behind many links, takes the kernel a while.
    const key = `${claim.path}\0${claim.before ?? ''}`
    if (asked.has(key) || budget.isTimeOver()) continue
    asked.add(key)
    const folder = folderOfClaim(claim, top)
    if (folder === null || outside.has(folder) || isWithin(folder, watched)) continue
    if (folder === all) untold.push(claim)
    else outside.set(folder, { folder, claim })
  }
  const outermost = [...outside.values()]
    .filter(({ folder }) => !isWithin(folder.slice(0, folder.lastIndexOf('/')), outside))
    .sort((one, other) => (one.folder < other.folder ? -1 : 1))
  return { outside: outermost, untold }
}

/** Asks for each folder above instead of each of the others: there may be thousands of both. */
function isWithin(folder: string, others: { has(folder: string): boolean }): boolean {
  for (let at = folder.length; at > 0; at = folder.lastIndexOf('/', at - 1))
    if (others.has(folder.slice(0, at))) return true
  return others.has('/')
}

/** Of a file it is where it lies; what is neither, such as /dev/null, holds nothing. */
function folderOfClaim({ path, before }: Claim, top: string): PathText | null {
  const named = before === undefined ? null : realOf(before, top)
  if (named !== null && statOf(named)?.isDirectory()) return named
  const real = realOf(path, top)
  if (real === null) return null
  const stat = statOf(real)
  if (stat?.isDirectory()) return real
  return stat?.isFile() ? ((real.slice(0, real.lastIndexOf('/')) || '/') as PathText) : null
}

function statOf(real: PathText): Stats | null {
  try {
    return statSync(diskPath(real))
  } catch {
    // It is there no more: whoever may write above it can put there what cannot be followed.
    return null
  }
}

function realOf(path: PathText, top: string): PathText | null {
  try {
    return pathText(realpathSync.native(diskPath(`${top}${path}` as PathText), { encoding: 'buffer' }))
  } catch {
    // It is not there, or cannot be entered.
    return null
  }
}
