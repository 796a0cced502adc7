// Owns what a deployment window makes of a verdict, and what no window ever covers: payment files, what changes execution,
// executables where nothing may be executed, and what cannot be known. Pure. Which window applies is ingest's to find.
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { ReasonCode, Verdict } from '@sekisho/shared/verdict.ts'
import type { Case } from '../handover.ts'
import { controlsExecution, executableBetween, isPassive, removesExecutable } from './content.ts'

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
  // Whoever is named as the actor wrote last, and not what stood there before that.
  'stood-between',
])

/** The reasons go on saying why nothing else covers it: it is listed until a release does. */
export function underWindow(question: Case, verdict: Verdict): Verdict {
  const { window } = question
  if (window === null || verdict.verdict !== 'unauthorised' || !mayCover(question, verdict)) return verdict
  const { ref, name, anyActor } = window
  return {
    verdict: 'expected',
    severity: anyActor ? 'low' : 'none',
    reasons: [anyActor ? 'window-any-actor' : 'window', ...verdict.reasons],
    permit: { kind: 'window', ref, name },
  }
}

function mayCover(question: Case, { reasons }: Verdict): boolean {
  const { path, before, after, between = [] } = question
  if (reasons.some(reason => never.has(reason)) || controlsExecution(path)) return false
  if (between.some(({ marks }) => marks.found.includes('execution-directive'))) return false
  if (isPassive(question.where.class) && executableBetween(question)) return false
  return !holdsDirective(before) && !holdsDirective(after) && !(after.state === 'absent' && removesExecutable(question))
}

/** In any class; and taking a directive out changes what runs as well. */
function holdsDirective(seen: Observation | null): boolean {
  return seen !== null && hasContent(seen) && (seen.marks?.found.includes('execution-directive') ?? false)
}
