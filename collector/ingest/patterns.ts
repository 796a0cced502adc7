// Owns which approvals by pattern name a path of a root. Reads through the ledger alone; what one makes of a verdict is judge's.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Ledger, RootPlace } from '../handover.ledger.ts'
import type { PatternPermit } from '../handover.ts'

/** None where any root of the site has a payment file: what one permits counts on all roots. */
export function patternsOver(ledger: Ledger, { site, prefix }: RootPlace, path: PathText): readonly PatternPermit[] {
  if (site === null) return []
  const live = ledger.patterns(site)
  if (live.length === 0) return live
  const inSite = joinPath(prefix, path)
  const naming = live.filter(({ names }) => names(inSite))
  return naming.length > 0 && ledger.isPayment(site, inSite) ? [] : naming
}
