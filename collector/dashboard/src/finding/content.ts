// Owns which content a finding is about. Pure.
import type { FindingRow } from '@sekisho/shared/api.ts'

type Seen = Pick<FindingRow, 'before' | 'after' | 'between'>

/** Its sha256; `removed` where a file is gone; null where there is none to tell of, as of a folder, a link or a log. */
export function contentOf({ before, after, between }: Seen): string | 'removed' | null {
  const digest = (seen: FindingRow['before']) => (seen?.type === 'file' ? seen.sha256 : null)
  const now = digest(after)
  const brief = between.findLast(({ sha256 }) => sha256 !== null)?.sha256 ?? null
  if (now !== null && (now !== digest(before) || brief === null)) return now
  if (brief !== null) return brief
  return after.state === 'absent' && digest(before) !== null ? 'removed' : null
}
