// Owns which kind of finding two observations make, as far as the two alone can tell. Pure. The agent's compare adds what
// a source saw (transient, rewritten); the collector takes it as it is for a census.
import type { FindingKind } from './finding.ts'
import { differences, hasContent, type Observation } from './observation.ts'

/** Null when nothing decisive differs, and for a directory that only came or went. */
export function kindOf(before: Observation | null, after: Observation): FindingKind | null {
  const found = differences(before, after)
  if (found.length === 0) return null
  switch (after.state) {
    case 'absent':
      return before === null || isDirectory(before) ? null : 'removed'
    case 'unreadable':
      return 'unreadable'
    case 'unstable':
      return 'unstable'
    case 'present':
      break
  }
  const directory = after.type === 'directory'
  if (before === null || before.state === 'absent') return directory ? null : 'added'
  // A directory that can be read again says so; a file's content is known again.
  if (before.state !== 'present') return directory ? 'metadata' : 'changed'
  if (found.includes('type')) return after.type === 'symlink' ? 'link' : 'changed'
  if (found.includes('target')) return 'link'
  return found.includes('content') ? 'changed' : 'metadata'
}

/** As far as it is known: an unreadable path may not have given even its type. */
export function isDirectory(seen: Observation): boolean {
  if (seen.state === 'unreadable') return seen.stat?.type === 'directory'
  return hasContent(seen) && seen.type === 'directory'
}
