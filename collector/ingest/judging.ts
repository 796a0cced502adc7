// Owns the judging of one path: brings class, permits and blindness together for judge, which is pure.
// Keeps nothing, writes nothing.

import type { Actor, FindingKind, Glimpse } from '@sekisho/shared/finding.ts'
import { isDirectory } from '@sekisho/shared/kind.ts'
import { hasContent, type Observation, type Present } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { Classification } from '@sekisho/shared/profile.ts'
import type { Permit, Verdict } from '@sekisho/shared/verdict.ts'
import { isWebServer } from '@sekisho/shared/web-server.ts'
import type { Deed } from '@sekisho/shared/window.ts'
import type { Blind, Ledger, PastFinding, RootPlace } from '../handover.ledger.ts'
import type { Case, Judge, PathPermit } from '../handover.ts'
import type { Classes } from './classes.ts'
import { generatedHere } from './generated.ts'
import { leadsOut } from './links.ts'
import { movedFrom } from './moved.ts'
import { patternsOver } from './patterns.ts'
import { type Came, countingPermits } from './permits.ts'
import { deedsOf, windowOver } from './windows.ts'

/** Whatever is longer apart than this is not taken for one deployment. */
const deploymentMs = 3_600_000

/** Of most paths: a judging again makes no list for each. */
const nothing: readonly never[] = []

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

/** What there is to judge. */
export interface Happened extends Came {
  readonly kind: FindingKind
  /** Unknown unless told. */
  readonly actor?: Actor
  readonly between?: readonly Glimpse[]
  /** Of what happened before: what stands there now. Null: nothing. */
  readonly now?: () => Observation | null
  /** What was done for it to be so, as far as deployment windows ask. Empty: nobody knows. */
  readonly deeds?: () => readonly Deed[]
  /** The finding that brought what stands there; null or nothing where none is kept yet. */
  readonly broughtBy?: number | null
}

/** Judges what stands, or stood, at one path of one root under the allowlist as it is now. */
export function judgePath(setting: Setting, root: RootPlace, path: PathText, happened: Happened): Judged {
  const { ledger, judge, classes } = setting
  const { kind, before, after, actor = 'unknown', between = nothing } = happened
  const byProfile = classes.of(root.profile)(path)
  const { where, generated } = generatedHere(setting, root, path, byProfile, happened)
  const permits = permitsOf(ledger, root, path, happened)
  const blind = blindness(ledger, root, path, after)
  const question: Case = {
    kind,
    path,
    before,
    after,
    where,
    bound: root.site !== null,
    permits,
    byWebServer: isWebServer(actor),
    between,
    malicious: isMalicious(ledger, root, after, between),
    returned: null,
    deployed: false,
    settledBy: null,
    window: null,
    patterns: nothing,
    leadsOut: blind === 'link-target',
    generated,
  }
  const verdict = judge(question)
  // Hardly anything else needs to know what has become of it, and who did it.
  if (verdict.verdict !== 'unauthorised') return { verdict, where, blind }
  const since = sinceThen(ledger, root, path, permits, happened)
  const window = windowOver(ledger, root, happened.deeds)
  const patterns = patternsOver(ledger, root, path)
  const isNews = since.returned !== null || since.settledBy !== null || window !== null || patterns.length > 0
  if (!isNews) return { verdict, where, blind }
  return { verdict: judge({ ...question, ...since, window, patterns }), where, blind }
}

function permitsOf(ledger: Ledger, root: RootPlace, path: PathText, came: Came): readonly PathPermit[] {
  if (root.site === null) return nothing
  const named = ledger.permits(root.site, joinPath(root.prefix, path))
  return named.length === 0 ? named : countingPermits(ledger, root, path, named, came)
}

/** What stood there for a moment counts as what stands there: it may have been served. */
function isMalicious(
  ledger: Ledger,
  root: RootPlace,
  after: Observation,
  between: readonly Pick<Glimpse, 'digest'>[],
): boolean {
  const stands = hasContent(after) ? permittedDigest(after) : null
  if (stands !== null && ledger.isMalicious(root.host, stands)) return true
  return between.some(({ digest }) => digest.algorithm === 'sha256' && ledger.isMalicious(root.host, digest.hex))
}

/** What has become of something that was flagged. */
function sinceThen(
  ledger: Ledger,
  root: RootPlace,
  path: PathText,
  permits: readonly PathPermit[],
  happened: Happened,
): Pick<Case, 'returned' | 'deployed' | 'settledBy'> {
  const { after, between = [], now } = happened
  if (now === undefined) return { returned: null, deployed: false, settledBy: null }
  const stands = now()
  const returned = stands?.state === 'present' && isCovered(permits, stands) ? stands : null
  const deployed = returned !== null && camePublished(permits, returned, happened)
  // What stood there in between has its own part in the flag.
  if (between.length > 0) return { returned, deployed, settledBy: null }
  if (stands === null && movedFrom(ledger, root, path, after)) return { returned, deployed, settledBy: 'moved' }
  const asReleased = stands === null ? !permits.some(isCurrent) : returned !== null
  const replaced = asReleased && hadEnded(ledger, root, path, happened)
  return { returned, deployed, settledBy: replaced ? 'replaced' : null }
}

/** Releases are published before, during or after what a deployment tool does with them. */
function camePublished(permits: readonly PathPermit[], returned: Present, { receivedAt }: Happened): boolean {
  return permits.some(
    permit =>
      permit.currentSince !== null &&
      isOf(permit, returned) &&
      Math.abs(permit.currentSince - receivedAt()) <= deploymentMs,
  )
}

/** Whether a release that has ended permitted it while it stood: hosts are brought up to date after their release. */
function hadEnded(ledger: Ledger, root: RootPlace, path: PathText, { after, receivedAt }: Happened): boolean {
  if (root.site === null || after.state !== 'present') return false
  const digest = permittedDigest(after)
  return ledger
    .endedPermits(root.site, joinPath(root.prefix, path))
    .some(
      ({ type, sha256, replacedAt }) => type === after.type && sha256 === digest && receivedAt() <= (replacedAt ?? 0),
    )
}

function isCurrent({ standing }: PathPermit): boolean {
  return standing === 'current'
}

function isCovered(permits: readonly PathPermit[], seen: Observation): boolean {
  return seen.state === 'present' && permits.some(permit => isCurrent(permit) && isOf(permit, seen))
}

function isOf({ type, sha256 }: PathPermit, seen: Present): boolean {
  return type === seen.type && sha256 === permittedDigest(seen)
}

/** An earlier finding as it is judged anew: with what stands at its path now. */
export function happenedThen(ledger: Ledger, root: RootPlace, finding: PastFinding): Happened {
  const { path, kind, before, after, actor, between, receivedAt } = finding
  const now = () => {
    const held = ledger.held(root.id, path)
    return held === null ? null : ledger.unpack(held.observation)
  }
  const brought = () => ledger.broughtBefore(root.id, path, finding.id)
  const deeds = () => deedsOf(kind, finding, brought)
  const broughtBy = kind === 'metadata' || kind === 'rewritten' ? (brought()?.id ?? finding.id) : finding.id
  return { kind, before, after, actor, between, now, receivedAt: () => receivedAt, deeds, broughtBy }
}

/**
 * Another release that permits the same is no news for a finding. Another window or pattern is: what it covers is judged again
 * when that one ends.
 */
export function sameWords(before: Verdict, after: Verdict): boolean {
  return (
    before.verdict === after.verdict &&
    before.severity === after.severity &&
    before.reasons.length === after.reasons.length &&
    before.reasons.every((reason, index) => reason === after.reasons[index]) &&
    (!isForATime(before.permit) || before.permit.ref === after.permit?.ref)
  )
}

/** By a deployment window or an approval by pattern. */
export function isForATime(permit: Permit | null): permit is Permit {
  return permit?.kind === 'window' || permit?.kind === 'pattern'
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
