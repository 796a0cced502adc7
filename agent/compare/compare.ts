// Owns what one observation makes of the baseline: nothing, a refresh, or a finding. Pure; the journal runs it inside its
// transaction. Adds to shared/kind.ts the two kinds that two observations alone cannot show.
import { kindOf } from '@sekisho/shared/kind.ts'
import { differences, type Observation, type Present, sameStat } from '@sekisho/shared/observation.ts'
import type { Compare, Comparison, Observed, Saw } from '../handover.ts'

const same: Comparison = { outcome: 'same' }

export const compare: Compare = (before: Observation | null, observed: Observed): Comparison => {
  const { after, saw } = observed
  const kind = kindOf(before, after)
  if (kind !== null) return { outcome: 'finding', kind }
  if (after.state === 'absent' && (before === null || before.state === 'absent')) return cameAndWent(saw)
  // What differs without being a kind is a directory that came or went.
  if (differences(before, after).length > 0) return { outcome: 'refreshed', judgeAgain: false }
  if (before?.state !== 'present' || after.state !== 'present') return same
  return sameContent(before, after, saw)
}

/** A file renamed into place had its content before it came: its writer is found where it was written. */
function cameAndWent(saw: readonly Saw[]): Comparison {
  return saw.includes('created') && !saw.includes('moved') ? { outcome: 'finding', kind: 'transient' } : same
}

/**
 * Both present, nothing decisive differs. A write moves ctime, and whoever restores content and mtime cannot restore it:
 * what was in between was not seen. A write within one tick of the kernel's clock leaves even ctime, so what the source
 * saw counts as well.
 */
function sameContent(before: Present, after: Present, saw: readonly Saw[]): Comparison {
  const moved = !sameStat(before, after)
  const judgedByOtherRules = algorithmOf(before) !== algorithmOf(after) || versionOf(before) !== versionOf(after)
  if (after.type === 'file') {
    const replaced = before.ctimeMs !== after.ctimeMs || before.inode !== after.inode
    // With the same stat, new rules alone explain a second reading.
    if (replaced || (saw.includes('written') && !judgedByOtherRules)) return { outcome: 'finding', kind: 'rewritten' }
  }
  return moved || judgedByOtherRules ? { outcome: 'refreshed', judgeAgain: judgedByOtherRules } : same
}

function algorithmOf(seen: Present): string | undefined {
  return seen.digest?.algorithm
}

function versionOf(seen: Present): number | undefined {
  return seen.marks?.version
}
