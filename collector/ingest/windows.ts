// Owns which deployment window covers what was done at a path: who brought what stands there and when, as the findings say.
// Reads through the ledger alone; what a window makes of a verdict is judge's.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import { kindOf } from '@sekisho/shared/kind.ts'
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import { type Deed, type Done, deedOf, whyOutside } from '@sekisho/shared/window.ts'
import type { Ledger, PastFinding, RootPlace } from '../handover.ledger.ts'
import type { Case } from '../handover.ts'

/** One that covers all that was done; one that names its actors before one that does not. */
export function windowOver(
  ledger: Ledger,
  { site }: RootPlace,
  deeds: (() => readonly Deed[]) | undefined,
): Case['window'] {
  const windows = site === null || deeds === undefined ? [] : ledger.windows(site)
  if (windows.length === 0 || deeds === undefined) return null
  const done = deeds()
  if (done.length === 0) return null
  const covering = windows.filter(({ rule }) => done.every(deed => whyOutside(rule, deed) === null))
  const best = covering.find(({ rule }) => rule.actors !== null) ?? covering[0]
  return best === undefined ? null : { ref: best.ref, name: best.name, anyActor: best.rule.actors === null }
}

/** Of a finding: what it tells of, and where it leaves the content as it was, who brought that. Empty: nobody knows. */
export function deedsOf(kind: FindingKind, done: Done, brought: () => PastFinding | null): readonly Deed[] {
  const own = deedOf(done)
  if (kind !== 'metadata' && kind !== 'rewritten') return [own]
  const earlier = deedsBehind(brought(), done.after)
  return earlier.length === 0 ? [] : [own, ...earlier]
}

/** Who brought what stands there, if that finding really shows it. */
export function deedsBehind(brought: PastFinding | null, stands: Observation): readonly Deed[] {
  return brought !== null && shows(brought.after, stands) ? [deedOf(brought)] : []
}

/** The same content, whatever became of its mode and owner. */
function shows(seen: Observation, stands: Observation): boolean {
  const kind = kindOf(seen, stands)
  if (kind !== null && kind !== 'metadata') return false
  return hasContent(stands) && (stands.type !== 'file' || stands.digest !== null)
}
