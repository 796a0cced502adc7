// Owns what content marks mean: which make a file executable, which change what a server runs, and which say that an upload
// is not what its rule lets come and go. Pure; how they weigh is judge.ts's.
import { agrees, passiveTypes } from '@sekisho/shared/marks/type.ts'
import { hasContent, type MarkName, type Observation, type Present } from '@sekisho/shared/observation.ts'
import { nameOf } from '@sekisho/shared/path.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Case } from '../handover.ts'

const executableMarks: ReadonlySet<MarkName> = new Set([
  'php-open-tag',
  'php-short-tag',
  'php-archive',
  'interpreter-line',
])
const activeMarks: ReadonlySet<MarkName> = new Set(['script-in-markup', 'script-in-image'])

export function executableContent(seen: Observation | null): boolean {
  if (seen === null || !hasContent(seen) || seen.marks === null) return false
  return seen.marks.type === 'program' || seen.marks.found.some(mark => executableMarks.has(mark))
}

/** Where nothing is executed anyway, as among uploads, a line of that form is text. */
export function changesExecution({ where, after }: Case): boolean {
  if ((where.class !== 'code' && where.class !== 'config') || !hasContent(after)) return false
  return after.marks?.found.includes('execution-directive') ?? false
}

/** Why an upload is not what its rule lets come and go. Marks of before version 2 tell no type, and then nothing is said. */
export function oddContent({ where, path }: Case, { marks }: Present): ReasonCode | null {
  if (where.class !== 'upload' || marks?.type === undefined) return null
  if (marks.found.some(mark => activeMarks.has(mark))) return 'active-content'
  const agreement = agrees(nameOf(path), marks.type)
  if (agreement === false || marks.found.includes('archive-appended')) return 'type-disagrees'
  if (where.types !== undefined) return where.types.includes(marks.type) ? null : 'type-unlisted'
  return agreement === true && passiveTypes.includes(marks.type) ? null : 'type-unlisted'
}
