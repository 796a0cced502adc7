// Owns what one observation of one path makes of inventory and findings: a record's own finding, and the one that the
// collector infers where the agent's `before` is not what the inventory holds, so that no path's chain ever breaks.
import type { Actor, FindingKind, Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import { kindOf } from '@sekisho/shared/kind.ts'
import { differences, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Held, PastFinding, RootPlace } from '../handover.ledger.ts'
import {
  type Happened,
  happenedThen,
  isForATime,
  type Judged,
  judgePath,
  type Setting,
  sameWords,
  standingKind,
} from './judging.ts'
import { passingNames } from './moved.ts'
import { deedsBehind, deedsOf } from './windows.ts'

/** Where in the evidence a batch stands, with the count of what is inferred from it. */
export interface BatchPlace {
  readonly evidence: number
  readonly receivedAt: number
  /** A new index beyond the batch's records, for what the collector infers. */
  inferred(): number
}

export interface Seen {
  readonly root: RootPlace
  readonly path: PathText
  readonly noticed: Noticed
  readonly at: number
  readonly before: Observation | null
  readonly after: Observation
  readonly actor: Actor
  readonly between?: readonly Glimpse[] | undefined
}

/** A finding as an agent reports it. */
export function applyFinding(
  setting: Setting,
  batch: BatchPlace,
  index: number,
  seen: Seen & { readonly kind: FindingKind },
): void {
  if (seen.kind === 'other-view') {
    addOtherView(setting, batch, index, seen)
    return
  }
  const { root, path, at, before, after } = seen
  const held = setting.ledger.held(root.id, path)
  bridge(setting, batch, seen, held)
  // The two observations say the kind; only what a source saw in between is the agent's to say.
  keep(setting, batch, index, seen, kindOf(before ?? absent(at), after) ?? seen.kind, held)
}

/** What another process sees at a path says nothing of what stands there: the inventory stays as it is. */
function addOtherView({ ledger, ...setting }: Setting, batch: BatchPlace, index: number, seen: Seen): void {
  const { root, path, noticed, at, before, after, actor } = seen
  const kind = 'other-view'
  const { evidence, receivedAt } = batch
  const happened = { kind, before, after, actor, receivedAt: () => receivedAt } as const
  const { verdict, where } = judgePath({ ledger, ...setting }, root, path, happened)
  const finding = { root: root.id, path, kind, noticed, at, before, after, actor, where, verdict } as const
  ledger.addFinding(finding, { evidence, receivedAt, index, generation: root.generation })
}

/** One path of a census: an observation, and a finding only where it differs from the inventory. */
export function applyEntry(
  setting: Setting,
  batch: BatchPlace,
  index: number,
  root: RootPlace,
  path: PathText,
  after: Observation,
): void {
  const { ledger } = setting
  const held = ledger.held(root.id, path)
  const before = held === null ? null : ledger.unpack(held.observation)
  const kind = kindOf(before, after)
  if (kind !== null) {
    const seen: Seen = { root, path, noticed: 'census', at: after.at, before, after, actor: 'unknown' }
    keep(setting, batch, index, seen, kind, held)
  } else if (after.state !== 'absent') {
    const judged = judgePath(setting, root, path, standing(setting, batch, before, after, held))
    hold(setting, batch, root, path, after, judged, held, held?.finding ?? null)
  } else if (held !== null) {
    ledger.drop(root.id, path, held)
  }
}

/** A path that a completed census did not name. */
export function applyUnnamed(
  setting: Setting,
  batch: BatchPlace,
  root: RootPlace,
  path: PathText,
  held: Held,
  at: number,
): void {
  const before = setting.ledger.unpack(held.observation)
  const after = absent(at)
  const kind = kindOf(before, after)
  const seen: Seen = { root, path, noticed: 'census', at, before, after, actor: 'unknown' }
  if (kind === null) setting.ledger.drop(root.id, path, held)
  else keep(setting, batch, batch.inferred(), seen, kind, held)
}

/** What happened between the inventory's state and the agent's `before` was seen by nobody: it becomes a finding too. */
function bridge(setting: Setting, batch: BatchPlace, seen: Seen, held: Held | null): void {
  const { ledger } = setting
  const { root, path, at } = seen
  const { receivedAt } = batch
  const said = seen.before ?? absent(at)
  if (held !== null && held.observation === ledger.pack(said)) return
  const known = held === null ? null : ledger.unpack(held.observation)
  if (differences(known, said).length === 0) return
  const kind = kindOf(known, said)
  if (kind === null) return
  const done = { actor: 'unknown', noticed: 'census', at, receivedAt, after: said } as const
  const deeds = () => deedsOf(kind, done, () => broughtWith(setting, held))
  const came = { kind, before: known, after: said, receivedAt: () => receivedAt, deeds } as const
  const { verdict, where } = judgePath(setting, root, path, came)
  const finding = {
    root: root.id,
    path,
    kind,
    noticed: 'census',
    at,
    before: known,
    after: said,
    actor: 'unknown',
    where,
    verdict,
  } as const
  ledger.addFinding(finding, {
    evidence: batch.evidence,
    receivedAt,
    index: batch.inferred(),
    generation: root.generation,
  })
}

function keep(
  setting: Setting,
  batch: BatchPlace,
  index: number,
  seen: Seen,
  kind: FindingKind,
  held: Held | null,
): void {
  const { ledger } = setting
  const { root, path, noticed, at, before, after, actor, between = [] } = seen
  // Metadata and rewritten leave the content that an earlier finding brought, and its verdict is not theirs.
  const sameContent = kind === 'metadata' || kind === 'rewritten'
  const receivedAt = sameContent ? cameWith(setting, batch, held) : () => batch.receivedAt
  const done = { actor, noticed, at, receivedAt: batch.receivedAt, after }
  const deeds = () => deedsOf(kind, done, () => broughtWith(setting, held))
  const judged = judgePath(setting, root, path, { kind, before, after, actor, between, receivedAt, deeds })
  ledger.reached('verdict')
  const { verdict, where } = judged
  const id = ledger.addFinding(
    { root: root.id, path, kind, noticed, at, before, after, actor, between, where, verdict },
    { evidence: batch.evidence, receivedAt: batch.receivedAt, index, generation: root.generation },
  )
  if (after.state === 'absent') {
    if (held !== null) ledger.drop(root.id, path, held)
    if (verdict.verdict === 'authorised') settle(setting, batch, root, ledger.unsettledFindings(root.id, path))
    return
  }
  const stands = sameContent ? judgePath(setting, root, path, standing(setting, batch, before, after, held)) : judged
  hold(setting, batch, root, path, after, stands, held, sameContent ? (held?.finding ?? id) : id)
  if (sameContent) return
  if (verdict.verdict === 'authorised') settle(setting, batch, root, ledger.unsettledFindings(root.id, path))
  const ruled = verdict.verdict === 'expected' && !isForATime(verdict.permit)
  if (ruled || noticed === 'census') return
  for (const [from, to] of passingNames(path)) settle(setting, batch, root, ledger.unsettledBetween(root.id, from, to))
}

/** What stands at a path, whatever brought it. */
function standing(
  setting: Setting,
  batch: BatchPlace,
  before: Observation | null,
  after: Observation,
  held: Held | null,
): Happened {
  const deeds = () => deedsBehind(broughtWith(setting, held), after)
  const broughtBy = held?.finding ?? null
  return { kind: standingKind(after), before, after, receivedAt: cameWith(setting, batch, held), deeds, broughtBy }
}

/** The finding that brought what the inventory holds. */
function broughtWith({ ledger }: Setting, held: Held | null): PastFinding | null {
  return held === null || held.finding === null ? null : ledger.pastFinding(held.finding)
}

function cameWith({ ledger }: Setting, batch: BatchPlace, held: Held | null): () => number {
  const finding = held?.finding ?? null
  return () => (finding === null ? batch.receivedAt : ledger.receivedAt(finding))
}

/**
 * Tools that delete and unpack have left the finding of a removal open, those that write beside a file and rename one of the
 * passing name, and hosts that are late one of the old version: they are judged again with what stands there now.
 */
function settle(setting: Setting, batch: BatchPlace, root: RootPlace, open: readonly PastFinding[]): void {
  const { ledger } = setting
  for (const finding of open) {
    const { verdict } = judgePath(setting, root, finding.path, happenedThen(ledger, root, finding))
    const settles = verdict.verdict !== 'unauthorised' && !sameWords(finding.verdict, verdict)
    if (settles) {
      ledger.revise(finding.id, verdict, { generation: root.generation, judgedAt: batch.receivedAt })
    }
  }
}

function hold(
  { ledger }: Setting,
  batch: BatchPlace,
  root: RootPlace,
  path: PathText,
  after: Observation,
  { verdict, where, blind }: Judged,
  held: Held | null,
  finding: number | null,
): void {
  ledger.hold(root.id, path, held, {
    seen: after,
    observation: ledger.pack(after),
    verdict,
    where,
    blind,
    finding,
    census: root.census.number,
    generation: root.generation,
    judgedAt: batch.receivedAt,
  })
  if (after.state === 'present' && verdict.verdict === 'authorised') ledger.closeUnstable(root.id, path)
}

function absent(at: number): Observation {
  return { state: 'absent', at }
}
