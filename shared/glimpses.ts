// Owns which of many glimpses of one path are kept. Pure.
import { type Glimpse, maxGlimpses } from './finding.ts'
import { type Digest, hasContent, marksDiffer, type Observation } from './observation.ts'

/** Each content once. Where there are too many, one without marks gives way to one with marks: that is what may have run. */
export function withGlimpse(kept: readonly Glimpse[], glimpse: Glimpse): readonly Glimpse[] {
  if (kept.some(({ digest }) => isSame(digest, glimpse.digest))) return kept
  if (kept.length < maxGlimpses) return [...kept, glimpse]
  const plain = kept.findIndex(({ marks }) => marks.found.length === 0)
  if (plain === -1 || glimpse.marks.found.length === 0) return kept
  return [...kept.slice(0, plain), ...kept.slice(plain + 1), glimpse]
}

/** Those whose content neither observation holds. Where that cannot be told, it is not claimed. */
export function seenBetween(
  glimpses: readonly Glimpse[],
  before: Observation | null,
  after: Observation,
): readonly Glimpse[] {
  if (glimpses.length === 0) return glimpses
  return glimpses.filter(glimpse => isOther(glimpse, before) && isOther(glimpse, after))
}

/** Digests of two algorithms say nothing of one another; size and marks do where they differ. */
function isOther({ digest, size, marks }: Glimpse, end: Observation | null): boolean {
  if (end === null || !hasContent(end) || end.digest === null) return true
  if (end.digest.algorithm === digest.algorithm) return end.digest.hex !== digest.hex
  return size !== end.size || (end.marks !== null && marksDiffer(marks, end.marks))
}

function isSame(a: Digest, b: Digest): boolean {
  return a.algorithm === b.algorithm && a.hex === b.hex
}
