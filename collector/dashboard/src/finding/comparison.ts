// Owns which fields of two observations stand side by side, and which of them differ. Pure; the words are the page's.
import type { FindingRow, ObservationRow } from '@sekisho/shared/api.ts'

export const fields = [
  'state',
  'type',
  'size',
  'mode',
  'owner',
  'target',
  'sha256',
  'xxh64',
  'marks',
  'content',
  'quotes',
  'mtime',
  'ctime',
  'inode',
  'links',
  'at',
] as const
export type Field = (typeof fields)[number]

export interface Compared {
  readonly field: Field
  /** Null: not known, or there is no such thing. */
  readonly before: string | null
  readonly after: string | null
  readonly differs: boolean
  /** Makes two observations two; the other fields only accompany it. */
  readonly decisive: boolean
}

const decisive: ReadonlySet<Field> = new Set([
  'state',
  'type',
  'size',
  'mode',
  'owner',
  'target',
  'sha256',
  'marks',
  'quotes',
])

/**
 * Every field that either side knows. The time of looking always differs and so is never marked; where one side has no
 * file, its coming or going is the whole difference, and marking every field would say nothing.
 */
export function compare(finding: Pick<FindingRow, 'before' | 'after'>): readonly Compared[] {
  const both = finding.before !== null && finding.before.state !== 'absent' && finding.after.state !== 'absent'
  return fields
    .map(field => {
      const before = finding.before && read(finding.before, field)
      const after = read(finding.after, field)
      const comparable = field === 'state' ? finding.before !== null : both && field !== 'at'
      const differs = comparable && before !== after
      return { field, before, after, differs, decisive: decisive.has(field) }
    })
    .filter(({ before, after }) => before !== null || after !== null)
}

function read(seen: ObservationRow, field: Field): string | null {
  switch (field) {
    case 'state':
      return seen.errno === null ? seen.state : `${seen.state} ${seen.errno}`
    case 'owner':
      return seen.uid === null ? null : `${seen.uid}:${seen.gid}`
    case 'marks':
      return seen.marks.length === 0 ? null : seen.marks.join(' ')
    case 'quotes':
      return seen.quotes.length === 0 ? null : seen.quotes.join(' · ')
    default:
      return seen[field] === null ? null : String(seen[field])
  }
}
