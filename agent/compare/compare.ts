// Owns what one observation makes of the baseline: nothing, a refresh, or a finding. Pure; the journal runs it inside its
// transaction. Adds to shared/kind.ts the two kinds that two observations alone cannot show.
import { seenBetween } from '@sekisho/shared/glimpses.ts'
import { kindOf } from '@sekisho/shared/kind.ts'
import { differences, type Present, sameStat } from '@sekisho/shared/observation.ts'
import type { Compare, Comparison, Observed, Saw } from '../handover.ts'

/** The kernel's coarsest clock ticks each 10 ms (HZ = 100); twice that, since the reading takes time of its own. */
const tickMs = 20
/** Where a file system keeps whole seconds, as ext3 and ext4 with small inodes do. */
const wholeSecondMs = 2000

const same: Comparison = { outcome: 'same' }

export const compare: Compare = (before, observed, replacedAt) => {
  const { after, saw } = observed
  const kind = kindOf(before, after)
  if (kind !== null) return { outcome: 'finding', kind }
  if (after.state === 'absent' && (before === null || before.state === 'absent')) return cameAndWent(saw)
  // What differs without being a kind is a directory that came or went.
  if (differences(before, after).length > 0) return { outcome: 'refreshed', judgeAgain: false }
  if (before?.state !== 'present' || after.state !== 'present') return same
  return sameContent(before, after, observed, replacedAt)
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
function sameContent(before: Present, after: Present, observed: Observed, replacedAt: number | null): Comparison {
  const between = seenBetween(observed.glimpses ?? [], before, after).length > 0
  const moved = !sameStat(before, after)
  const judgedByOtherRules = algorithmOf(before) !== algorithmOf(after) || versionOf(before) !== versionOf(after)
  const elsewhere = before.folder !== after.folder
  if (after.type === 'file' && (between || !cameWithRoot(before, after, observed, replacedAt))) {
    const replaced = before.ctimeMs !== after.ctimeMs || before.inode !== after.inode
    // With the same stat, new rules alone explain a second reading.
    const writtenAgain = observed.saw.includes('written') && !judgedByOtherRules && mayHideWrite(before)
    if (replaced || between || writtenAgain) return { outcome: 'finding', kind: 'rewritten' }
  }
  const judgeAgain = judgedByOtherRules || elsewhere
  return moved || judgeAgain ? { outcome: 'refreshed', judgeAgain } : same
}

/**
 * Another root stands there, such as the next release, and holds a file of its own with the same content. Nobody wrote either of
 * them; what stood at the path while nobody looked is the gap's to say, for all paths at once.
 */
function cameWithRoot(before: Present, after: Present, { noticed, saw }: Observed, replacedAt: number | null): boolean {
  if (replacedAt === null || before.at > replacedAt || before.inode === after.inode) return false
  return noticed === 'walk' && saw.length === 0
}

/**
 * Once a tick has passed since the last change, a later write(2) shows in ctime: what was said to be written was read already.
 * A store into a page that is mapped and dirty already does not (docs/watching.md).
 */
function mayHideWrite({ at, ctimeMs }: Present): boolean {
  return at - ctimeMs < (ctimeMs % 1000 === 0 ? wholeSecondMs : tickMs)
}

function algorithmOf(seen: Present): string | undefined {
  return seen.digest?.algorithm
}

function versionOf(seen: Present): number | undefined {
  return seen.marks?.version
}
