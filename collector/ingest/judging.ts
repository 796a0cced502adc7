// Owns the judging of one path: brings class, permits and blindness together for judge, which is pure.
// Keeps nothing, writes nothing.

import type { Actor, FindingKind, Glimpse } from '@sekisho/shared/finding.ts'
import { isDirectory } from '@sekisho/shared/kind.ts'
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Classification } from '@sekisho/shared/profile.ts'
import type { Verdict } from '@sekisho/shared/verdict.ts'
import { isWebServer } from '@sekisho/shared/web-server.ts'
import type { Blind, Ledger, RootPlace } from '../handover.ledger.ts'
import type { Judge } from '../handover.ts'
import type { Classes } from './classes.ts'
import { leadsOut } from './links.ts'

/** What ingest is made with. */
export interface Setting {
  readonly ledger: Ledger
  readonly judge: Judge
  readonly classes: Classes
}

export interface Judged {
  readonly verdict: Verdict
  readonly where: Classification
  readonly blind: Blind | null
}

/** Judges what stands, or stood, at one path of one root under the allowlist as it is now. */
export function judgePath(
  { ledger, judge, classes }: Setting,
  root: RootPlace,
  path: PathText,
  kind: FindingKind,
  before: Observation | null,
  after: Observation,
  actor: Actor = 'unknown',
  between: readonly Glimpse[] = [],
): Judged {
  const where = classes.of(root.profile)(path)
  const permits = root.site === null ? [] : ledger.permits(root.site, joinPath(root.prefix, path))
  const blind = blindness(ledger, root, path, after)
  const verdict = judge({
    kind,
    path,
    before,
    after,
    where,
    bound: root.site !== null,
    permits,
    byWebServer: isWebServer(actor),
    between,
    leadsOut: blind === 'link-target',
  })
  return { verdict, where, blind }
}

/** The kind under which a path is judged for what stands there, whatever brought it. */
export function standingKind(seen: Observation): FindingKind {
  return seen.state === 'unreadable' || seen.state === 'unstable' ? seen.state : 'added'
}

function blindness(ledger: Ledger, root: RootPlace, path: PathText, seen: Observation): Blind | null {
  // Where even lstat was refused, it may be a directory.
  if (seen.state === 'unreadable') return isDirectory(seen) || seen.stat === null ? 'unreadable-directory' : null
  if (!hasContent(seen) || seen.type !== 'symlink' || seen.target === null) return null
  return leadsOut(root.path, path, seen.target, ledger.rootPaths(root.host)) ? 'link-target' : null
}
