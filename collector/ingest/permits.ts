// Owns which of the permits that name a path count for what happened there: malicious content is permitted by nothing, a
// path that moved on does not go back, and what came after its release had ended is not stale. Whether one covers is judge's.
import type { Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { Ledger, RootPlace } from '../handover.ledger.ts'
import type { PathPermit } from '../handover.ts'

/** What happened at a path, as far as permits depend on it. */
export interface Came {
  readonly before: Observation | null
  readonly after: Observation
  /** When the content that stands there came, by the collector's clock; asked only where it matters. */
  readonly receivedAt: () => number
}

export function countingPermits(
  ledger: Ledger,
  root: RootPlace,
  path: PathText,
  named: readonly PathPermit[],
  came: Came,
): readonly PathPermit[] {
  const isGenuine = (permit: PathPermit) => !ledger.isMalicious(root.host, permit.sha256)
  const genuine = named.every(isGenuine) ? named : named.filter(isGenuine)
  if (genuine.every(({ standing }) => standing === 'current')) return genuine
  const barred = barredComponents(ledger, root, path, genuine, came)
  return genuine.filter(permit => {
    if (permit.standing === 'overlap') return (permit.replacedAt ?? 0) > (barred.get(permit.component) ?? -1)
    // Otherwise whoever restores a file that a release has dropped for its hole would be met by a low severity.
    return permit.standing === 'current' || came.receivedAt() <= (permit.replacedAt ?? 0)
  })
}

/** Marks a path that shows its new version, and says until when replaced releases are barred, by component. */
function barredComponents(
  ledger: Ledger,
  root: RootPlace,
  path: PathText,
  permits: readonly PathPermit[],
  { before, after }: Came,
): ReadonlyMap<number, number> {
  const barred = new Map<number, number>()
  for (const component of new Set(permits.map(permit => permit.component))) {
    const own = permits.filter(permit => permit.component === component)
    const overlapping = own.filter(({ standing }) => standing === 'overlap')
    if (overlapping.length === 0) continue
    const current = own.find(({ standing }) => standing === 'current')
    const since = Math.max(...overlapping.map(({ replacedAt }) => replacedAt ?? 0))
    const known = ledger.movedOn(component, root.id, path) ?? -1
    const moves = isNew(current, after) || (before?.state === 'present' && isNew(current, before))
    if (moves && since > known) ledger.moveOn(component, root.id, path, since)
    barred.set(component, moves ? Math.max(since, known) : known)
  }
  return barred
}

/** Gone is the new version of what the current release does not name. */
function isNew(current: PathPermit | undefined, seen: Observation): boolean {
  if (current === undefined) return seen.state === 'absent'
  return seen.state === 'present' && seen.type === current.type && permittedDigest(seen) === current.sha256
}
