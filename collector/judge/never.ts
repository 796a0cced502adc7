// Owns what no deployment window and no approval by pattern ever covers: payment files, what changes execution, executables
// where nothing may be executed, and what cannot be known. Pure. These ask for a release or an approval of that very content.
import { executableByName } from '@sekisho/shared/classify.ts'
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Case } from '../handover.ts'
import { controlsExecution, executableBetween, executableContent, isPassive, removesExecutable } from './content.ts'

/** What is unauthorised for one of these stays so. */
const never: ReadonlySet<ReasonCode> = new Set([
  'payment',
  'malicious',
  'execution-directive',
  'executable-in-upload',
  'executable-name',
  'executable-content',
  'other-view',
  'unreadable',
  'special-file',
  'target-not-watched',
  'unbound-root',
])

/** What was done, as far as this asks. */
export type Done = Pick<Case, 'kind' | 'path' | 'before' | 'after' | 'where' | 'between'>

/** `reasons`: for which it is unauthorised. */
export function asksForItsOwn(done: Done, reasons: readonly ReasonCode[]): boolean {
  const { path, before, after, between = [] } = done
  if (done.where.payment || reasons.some(reason => never.has(reason)) || controlsExecution(path)) return true
  if (between.some(({ marks }) => marks.found.includes('execution-directive'))) return true
  if (isPassive(done.where.class) && mayRun(done)) return true
  return holdsDirective(before) || holdsDirective(after) || (after.state === 'absent' && removesExecutable(done))
}

/** Known code that should be gone is called stale, whatever it is. */
function mayRun(done: Done): boolean {
  const { path, after } = done
  return executableBetween(done) || (after.state !== 'absent' && (executableByName(path) || executableContent(after)))
}

/** In any class; and taking a directive out changes what runs as well. */
function holdsDirective(seen: Observation | null): boolean {
  return seen !== null && hasContent(seen) && (seen.marks?.found.includes('execution-directive') ?? false)
}
