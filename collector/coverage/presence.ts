// Owns from when to when something stood at a path, with the bounds that the ledger allows: the last moment at which it surely
// was not there yet, and the first at which it surely was. Pure: no clock, no store.
import type { LedgerGap, LedgerSpan, Piece } from '../handover.coverage.ts'
import type { Look, PathHistory, RootLedger, Sight } from '../handover.exposure.ts'
import { piecesBetween } from './pieces.ts'

/** A moment that is known to lie in [notBefore, atLatest]. */
interface Bounds {
  /** Null: nothing says that it was not so before. */
  readonly notBefore: number | null
  /** Null: it has not come yet, as far as is known. */
  readonly atLatest: number | null
}

export interface Episode {
  /** `between`: seen only in passing, before the path was observed. `other-view`: another process saw it there. */
  readonly state: Sight['what'] | 'between' | 'other-view'
  readonly from: Bounds & { readonly atLatest: number }
  /** `notBefore`: the last moment at which it was surely there; null for what nobody saw itself. */
  readonly to: Bounds
  /** That it began with. */
  readonly sight: Sight
  /** Earlier sights were left out: it may have begun before. */
  readonly cut: boolean
}

/** The ledger of one root between two moments, asked many times. */
export class RootCover {
  readonly #pieces: readonly Piece[]
  /** As `#pieces`, but for gaps as far as losses reach. */
  readonly #losses: readonly Piece[]
  readonly #looks: readonly Look[]
  readonly #steps: readonly { readonly from: number; readonly to: number | null }[]
  /** Up to here, all that a proven source saw has been told. */
  readonly toldUntil: number | null

  constructor(ledger: RootLedger, from: number, to: number) {
    const [first, last] = [Math.max(Math.floor(from), ledger.completeFrom ?? -Infinity), Math.ceil(to)]
    this.#pieces = piecesBetween(ledger, first, last)
    this.#losses = piecesBetween({ spans: ledger.spans, gaps: ledger.gaps.map(upToWalk) }, first, last)
    this.#looks = ledger.looks.map(look => sinceWatched(look, ledger.spans))
    this.#steps = ledger.gaps.filter(({ cause }) => cause === 'clock-step')
    const proven = ledger.spans.filter(({ grade }) => grade === 'proven').map(({ until }) => until)
    this.toldUntil = proven.length === 0 ? null : Math.max(...proven)
  }

  /** The latest beginning of a look at the whole root that had ended by then. */
  lookBefore(at: number): number | null {
    // What a census infers has the time of its end: that census is not another's witness.
    return latest(this.#looks.filter(({ to }) => to < at).map(({ from }) => from))
  }

  /** Whether a source that reports its losses watched all the time, and reported none that fell into it. */
  isProven(from: number, to: number): boolean {
    const [first, last] = [Math.floor(from), Math.ceil(to)]
    const within = this.#losses.filter(piece => piece.from < last && piece.to > first)
    return within.every(isProven) && (first === last || (startsBy(within[0], first) && endsAfter(within.at(-1), last)))
  }

  /** What is not proven of the time between, in order. */
  unsure(from: number, to: number): readonly Piece[] {
    const [first, last] = [Math.floor(from), Math.ceil(to)]
    return this.#pieces
      .filter(piece => !isProven(piece) && piece.from < last && piece.to > first)
      .map(piece => ({ ...piece, from: Math.max(piece.from, first), to: Math.min(piece.to, last) }))
  }

  /** While a clock was set, a time may mean an earlier one: the gap begins at the earlier of both. */
  steady(at: number): number {
    const hit = this.#steps.filter(({ from, to }) => from <= at && (to === null || at <= to))
    return Math.min(at, ...hit.map(({ from }) => from))
  }
}

/**
 * The walk that closed a gap began after the last loss was declared, with the source watching again. What came and went before
 * is not known for all that, which is why the gap itself reaches to the walk's end.
 */
function upToWalk(gap: LedgerGap): LedgerGap {
  return gap.walk === null ? gap : { ...gap, to: Math.max(gap.from, Math.floor(gap.walk.from)) }
}

/** A census may go on over restarts; it ends only after a walk over all of the root that began once the source watched. */
function sinceWatched({ from, to }: Look, spans: readonly LedgerSpan[]): Look {
  const begun = spans.map(span => span.from).filter(at => at > from && at < to)
  return { from: Math.max(from, ...begun), to }
}

function isProven({ state, grade }: Piece): boolean {
  return state === 'covered' && grade === 'proven'
}

function startsBy(piece: Piece | undefined, at: number): boolean {
  return piece !== undefined && piece.from <= at
}

function endsAfter(piece: Piece | undefined, at: number): boolean {
  return piece !== undefined && piece.to >= at
}

/**
 * The last moment at which a path was surely still as it was last seen, before it is seen otherwise.
 * @param known when it was last seen; null where it never was, and was then not there in any look at the root
 * @param next when it is seen otherwise, and up to where the source had told all by then
 * @returns null where nothing says so
 */
export function lastSure(
  known: number | null,
  next: { readonly at: number; readonly toldUntil: number | null },
  cover: RootCover,
  hidden: boolean,
): number | null {
  // A clock that went back; or the collector inferred that something else stood there until then, and nobody saw that.
  if (known !== null && known >= next.at) return null
  const sure = latest([known, hidden ? null : cover.lookBefore(next.at)])
  if (sure === null) return null
  const { toldUntil } = next
  // What came before that moment was told before; and nothing was lost since it was last surely as it was.
  const isTold = toldUntil !== null && toldUntil > sure && toldUntil <= next.at && cover.isProven(sure, toldUntil)
  return cover.steady(isTold ? toldUntil : sure)
}

/** Each time that what the incident holds stood there, oldest first. `now`: up to when something can have been told. */
export function episodesOf(history: PathHistory, cover: RootCover, now: number): readonly Episode[] {
  const { members, hidden } = history
  const sights = history.sights.filter(({ kind }) => kind !== 'other-view')
  const wanted = new Set(sights.filter(one => members.has(one.finding) && !isPassing(one)).map(targetOf))
  const episodes = history.sights
    .filter(one => one.kind === 'other-view' && members.has(one.finding))
    .map(seenElsewhere)
  for (let at = 0; at < sights.length; at++) {
    const [sight, before] = [sights[at], sights[at - 1]]
    if (sight === undefined) continue
    const cut = at === 0 && history.cut
    const notBefore = cut ? null : lastSure(before?.at ?? null, sight, cover, hidden)
    if (isPassing(sight) && members.has(sight.finding)) episodes.push(passing(sight, notBefore, cut))
    const target = held(sight, wanted)
    if (target === null || (before !== undefined && held(before, wanted) === target)) continue
    const end = sights.findIndex((one, index) => index > at && held(one, wanted) !== target)
    const run = sights.slice(at, end === -1 ? undefined : end)
    if (!run.some(one => members.has(one.finding) && !isPassing(one))) continue
    const to = endOf(run.at(-1) ?? sight, end === -1 ? undefined : sights[end], cover, hidden, now)
    episodes.push({ state: sight.what, from: { notBefore, atLatest: sight.at }, to, sight, cut })
  }
  return episodes.toSorted((a, b) => a.sight.finding - b.sight.finding)
}

/** What was there in between is not what the path was found with. */
function isPassing({ kind }: Sight): boolean {
  return kind === 'transient' || kind === 'rewritten'
}

/** Of a finding that says that mode or owner changed, these are what it is about. */
function targetOf({ kind, content, shape }: Sight): string {
  return kind === 'metadata' ? shape : content
}

function held({ content, shape }: Sight, wanted: ReadonlySet<string>): string | null {
  if (wanted.has(content)) return content
  return wanted.has(shape) ? shape : null
}

function endOf(last: Sight, next: Sight | undefined, cover: RootCover, hidden: boolean, now: number): Bounds {
  if (next === undefined) {
    const still = { at: now, toldUntil: cover.toldUntil }
    return { notBefore: lastSure(last.at, still, cover, hidden) ?? last.at, atLatest: null }
  }
  return { notBefore: lastSure(last.at, next, cover, hidden), atLatest: next.at }
}

function passing(sight: Sight, notBefore: number | null, cut: boolean): Episode {
  const seen = sight.between.map(({ at }) => at)
  return {
    state: 'between',
    from: { notBefore, atLatest: Math.min(sight.at, ...seen) },
    to: { notBefore: latest(seen), atLatest: sight.at },
    sight,
    cut,
  }
}

function seenElsewhere(sight: Sight): Episode {
  const { at } = sight
  return {
    state: 'other-view',
    from: { notBefore: null, atLatest: at },
    to: { notBefore: at, atLatest: null },
    sight,
    cut: false,
  }
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter(time => time !== null)
  return known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b))
}
