// Owns what a deployment window makes of a verdict. Pure. Which window applies is ingest's to find, and what none ever covers
// never.ts's.
import type { Verdict } from '@sekisho/shared/verdict.ts'
import type { Case } from '../handover.ts'
import { asksForItsOwn } from './never.ts'

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

/** Whoever is named as the actor wrote last, and not what stood there before that. */
function mayCover(question: Case, { reasons }: Verdict): boolean {
  return !reasons.includes('stood-between') && !asksForItsOwn(question, reasons)
}
