// Owns grouping: takes committed findings in pieces by a durable cursor, finds by their links what they belong to, and
// merges what they join. In one transaction a piece is grouped and the cursor moves, so that a crash loses and repeats none.
// Which incidents there are depends on the findings alone, in whatever order they came: links only ever join.
import { isWorse } from '@sekisho/shared/verdict.ts'
import type { FindingFact, IncidentFacts, IncidentLedger, Link, LinkSpan, Membership } from '../handover.incidents.ts'
import type { By } from '../handover.ts'
import { Apart } from './apart.ts'
import { bulkFrom, kindOf } from './kind.ts'
import { linksOf, ownArea, sortOf } from './links.ts'
import { lesserState, reopens } from './states.ts'

/** Findings read in one piece; most are permitted and are only passed over. */
const pieceFindings = 1_000
/** Of verdicts that were taken anew, each of which takes work: about 15 ms of the writer's time. */
const pieceRevisions = 200
/** After so long a piece ends early: in an incident of tens of thousands of files a merge takes a third of a second. */
const pieceMs = 20

interface Found {
  readonly link: Link
  readonly spans: readonly LinkSpan[]
  readonly incidents: readonly IncidentFacts[]
}

interface Novelty {
  readonly isNew: boolean
  readonly isUnseen: boolean
}

export class Grouping {
  readonly #ledger: IncidentLedger
  readonly #apart: Apart

  constructor(ledger: IncidentLedger) {
    this.#ledger = ledger
    this.#apart = new Apart(ledger)
  }

  /** True when more may wait. Inside the caller's transaction. */
  piece(now: number): boolean {
    const ledger = this.#ledger
    const endsAt = performance.now() + pieceMs
    const cursor = ledger.cursor()
    const hasRevised = this.#reviseSome(cursor, now, endsAt)
    const to = this.#placeSome(cursor, now, endsAt)
    if (to > cursor) ledger.advance(to)
    if (to > cursor || hasRevised) ledger.reached()
    return to > cursor || hasRevised
  }

  #reviseSome(cursor: number, now: number, endsAt: number): boolean {
    for (let revised = 0; revised < pieceRevisions; revised++) {
      const [id] = this.#ledger.takeRevised(1)
      if (id === undefined) return revised > 0
      if (id <= cursor) this.#revise(id, now)
      if (performance.now() >= endsAt) break
    }
    return true
  }

  /** Answers with the last finding that is grouped now; at least one is. */
  #placeSome(cursor: number, now: number, endsAt: number): number {
    const { facts, to } = this.#ledger.factsAfter(cursor, pieceFindings)
    for (const fact of facts) {
      this.#place(fact, now)
      if (performance.now() >= endsAt) return fact.id
    }
    return to
  }

  memberOf(fact: FindingFact): Membership {
    return { fact, severity: fact.worst ?? 'none', sort: sortOf(fact), area: ownArea(fact), links: linksOf(fact) }
  }

  /** `isFirst`: no incident had it before, under another verdict. */
  #place(fact: FindingFact, now: number, isFirst = true): void {
    const ledger = this.#ledger
    if (fact.worst === null || ledger.holderOf(fact.id) !== null) return
    const member = this.memberOf(fact)
    const found = member.links.map(link => this.#find(link, fact.at))
    const byHand = found.flatMap(({ incidents }) => incidents).find(incident => incident.byHand)
    const whole = byHand ?? this.#joined(found, now)
    const home = whole === null ? ledger.create(member, null, now) : this.#strandOf(whole, member, now)
    const spreads = fact.open && home.findings > 0 && !home.roots.includes(fact.root)
    const isNew = ledger.add(home.id, member)
    // What was kept apart by hand is not tied to the rest again.
    for (const { link, spans, incidents } of found) {
      if (byHand === undefined || leadsOnlyTo(byHand.id, link, incidents))
        ledger.putSpan(link, spans, spanOf(spans, fact.at, whole?.id ?? home.id))
    }
    if (whole !== null) this.#divide(whole.id, now, member)
    const holder = ledger.holderOf(fact.id)
    if (holder === null) return
    this.#name(holder.incident)
    if (whole !== null && whole.id !== holder.incident) this.#name(whole.id)
    if (!fact.open) this.#settle(holder.incident, now)
    else if (whole !== null) this.#reopen(holder.incident, fact, { isNew, isUnseen: isNew && isFirst }, now)
    this.#alarm(holder.incident, now, spreads)
    ledger.changed(fact.customer)
  }

  #find(link: Link, at: number): Found {
    const spans = this.#ledger.spans(link, at)
    const incidents = spans.flatMap(({ incident }) => this.#ledger.incident(incident) ?? [])
    return { link, spans, incidents }
  }

  /** The one incident that all these become, the oldest; null where there is none. */
  #joined(found: readonly Found[], now: number): IncidentFacts | null {
    const ids = new Set(found.flatMap(({ incidents }) => incidents.map(({ id }) => id)))
    const [first, ...others] = [...ids].sort((one, other) => one - other)
    if (first === undefined) return null
    for (const other of others) this.merge(first, other, { who: 'grouping', from: 'local', at: now })
    return this.#ledger.incident(first)
  }

  /** `from` becomes part of `into`, and what was kept apart from the one stays apart from both. */
  merge(into: number, from: number, by: Omit<By, 'customer'>): void {
    const ledger = this.#ledger
    const [one, other] = [ledger.incident(into), ledger.incident(from)]
    if (one === null || other === null || one.id === other.id) return
    const [kept, gone] = [ledger.besideOf(one.id), ledger.besideOf(other.id)]
    ledger.mergeInto(one.id, other.id, by.at)
    const state = lesserState(one.state, other.state)
    const told = { ...by, customer: one.customer }
    if (state !== one.state) ledger.enter(one.id, state, null, by.at)
    if (state !== one.state && (state === 'open' || one.state === 'closed')) {
      const detail = { incident: one.id, merged: other.id, was: one.state, outcome: one.outcome }
      ledger.audit(told, 'incident.reopen', detail)
    }
    if (other.bulk && !one.bulk) ledger.setBulk(one.id)
    ledger.audit(told, 'incident.merge', { incident: one.id, from: other.id })
    if (kept !== null && gone !== null && kept.id !== other.id) this.merge(kept.id, gone.id, by)
    this.#divide(one.id, by.at)
    this.#name(one.id)
  }

  /** So many changes are a deployment, and what it must not hide stands beside it. `placed`: all that came since. */
  #divide(id: number, now: number, placed: Membership | null = null): void {
    const ledger = this.#ledger
    const whole = ledger.incident(id)
    if (whole === null || whole.byHand || whole.beside !== null) return
    if (whole.changes < bulkFrom && !whole.bulk) return
    const { out, back, isDivided } = this.#divisionOf(whole, placed)
    if (!whole.bulk) ledger.setBulk(id)
    if (isDivided && !whole.divided) ledger.setDivided(id)
    if (out.length > 0) this.#takeOut(whole, out, now)
    if (back.length > 0) this.#takeBack(whole.id, back, now)
  }

  #divisionOf(whole: IncidentFacts, placed: Membership | null) {
    const apart = this.#apart
    if (placed === null || !whole.bulk) return apart.divided(whole)
    if (whole.divided) return apart.dividedAt(whole, placed)
    const isHidden = placed.sort === 'planted' || apart.isStray(whole, placed)
    return isHidden ? { out: [], back: [], isDivided: false } : apart.divided(whole)
  }

  #takeOut(whole: IncidentFacts, files: readonly number[], now: number): void {
    const ledger = this.#ledger
    const apart = ledger.besideOf(whole.id) ?? this.#createBeside(whole, files, now)
    ledger.moveFiles(whole.id, apart.id, files)
    this.#name(apart.id)
    this.#alarm(apart.id, now)
    const by = { customer: whole.customer, who: 'grouping', from: 'local', at: now }
    ledger.audit(by, 'incident.apart', { incident: apart.id, from: whole.id, files: files.length })
  }

  /** The deployment came to their part as well, so that they are of it. */
  #takeBack(id: number, files: readonly number[], now: number): void {
    const ledger = this.#ledger
    const apart = ledger.besideOf(id)
    if (apart === null || apart.byHand) return
    ledger.moveFiles(apart.id, id, files)
    const by = { customer: apart.customer, who: 'grouping', from: 'local', at: now }
    const whole = ledger.incident(id)
    if (whole === null) return
    if (ledger.incident(apart.id)?.findings === 0) {
      this.merge(id, apart.id, by)
      return
    }
    ledger.audit(by, 'incident.rejoin', { incident: id, from: apart.id, files: files.length })
    if (lesserState(whole.state, apart.state) !== whole.state) this.#enterAgain(whole, { rejoined: apart.id }, now)
    this.#name(apart.id)
  }

  #createBeside(whole: IncidentFacts, files: readonly number[], now: number): IncidentFacts {
    const [first = 0] = this.#ledger.findingsOf(whole.id, files)
    const fact = this.#ledger.fact(first)
    if (fact === null) throw new Error(`finding ${first} of incident ${whole.id} is not there`)
    return this.#ledger.create(this.memberOf(fact), whole, now)
  }

  #strandOf(whole: IncidentFacts, member: Membership, now: number): IncidentFacts {
    if (!whole.bulk || whole.byHand || !this.#apart.stands(whole, member)) return whole
    return this.#ledger.besideOf(whole.id) ?? this.#ledger.create(member, whole, now)
  }

  /** A verdict was taken anew, or a flag closed: the incident learns of it, and does not vanish. */
  #revise(id: number, now: number): void {
    const ledger = this.#ledger
    const fact = ledger.fact(id)
    if (fact === null) return
    const holder = ledger.holderOf(id)
    if (holder !== null && ledger.incident(holder.incident) === null) {
      // Its incident was pruned. What is flagged now is new to whoever closed that; all else goes with it.
      if (fact.open) this.#placeAnew(fact, holder.incident, now)
      return
    }
    if (holder === null || holder.sort !== sortOf(fact)) {
      this.#placeAnew(fact, holder?.incident ?? null, now)
      return
    }
    const before = ledger.incident(holder.incident)
    if (before === null) return
    if (holder.open !== fact.open) ledger.setFlag(id, fact.open)
    if (fact.worst !== null) ledger.worsen(id, fact.worst)
    this.#divide(before.beside ?? before.id, now, this.memberOf(fact))
    const home = ledger.holderOf(id)?.incident ?? before.id
    if (fact.open && !holder.open) this.#reopen(home, fact, { isNew: true, isUnseen: false }, now)
    else this.#settle(home, now)
    this.#alarm(home, now)
    this.#name(home)
    if (home !== before.id) this.#name(before.id)
    ledger.changed(fact.customer)
  }

  /** Under its new verdict it is another sort of thing, which may belong elsewhere. */
  #placeAnew(fact: FindingFact, before: number | null, now: number): void {
    const ledger = this.#ledger
    if (before !== null) ledger.remove(fact.id)
    this.#place(fact, now, before === null)
    const left = before === null ? null : ledger.incident(before)
    const home = ledger.holderOf(fact.id)
    if (left === null || home === null || left.id === home.incident) return
    if (left.findings === 0) {
      ledger.mergeInto(home.incident, left.id, now)
      return
    }
    // Not before it is placed: what comes home again was told.
    ledger.lowerAlarmed(left.id)
    this.#name(left.id)
  }

  /** `isUnseen`: its content was not there when the incident was acknowledged, so that nobody took that in hand. */
  #reopen(id: number, fact: FindingFact, { isNew, isUnseen }: Novelty, now: number): void {
    const ledger = this.#ledger
    const incident = ledger.incident(id)
    if (incident === null || !reopens(incident.state, isNew)) return
    this.#enterAgain(incident, { finding: fact.id }, now)
    ledger.alarm(id, 'again', now, isUnseen && incident.state === 'acknowledged')
  }

  #enterAgain({ id, customer, state, outcome }: IncidentFacts, why: object, now: number): void {
    this.#ledger.enter(id, 'open', null, now)
    const by = { customer, who: 'grouping', from: 'local', at: now }
    this.#ledger.audit(by, 'incident.reopen', { incident: id, ...why, was: state, outcome })
  }

  /**
   * Somebody is told of what is new, of what reached another root, and of what became worse, also where it was done with:
   * whoever did that did not know. How often a channel says so is notify's.
   */
  #alarm(id: number, now: number, spreads = false): void {
    const incident = this.#ledger.incident(id)
    if (incident === null || incident.open === 0) return
    const { state, severity, alarmed } = incident
    const worse = alarmed !== null && isWorse(severity, alarmed)
    if (state !== 'open' && !worse) return
    if (state !== 'open') this.#enterAgain(incident, { severity }, now)
    if (alarmed === null) this.#ledger.alarm(id, 'new', now)
    else if (worse) this.#ledger.alarm(id, 'worse', now)
    else if (spreads) this.#ledger.alarm(id, 'spread', now)
  }

  /** Once a permit covers all of it, nothing is left to do; whether something critical was all right is for a person to say. */
  #settle(id: number, now: number): void {
    const ledger = this.#ledger
    const incident = ledger.incident(id)
    if (incident === null || incident.open > 0 || incident.severity === 'critical') return
    if (incident.state !== 'open' && incident.state !== 'acknowledged') return
    ledger.enter(id, 'closed', 'authorised', now)
    const by = { customer: incident.customer, who: 'allowlist', from: 'local', at: now }
    ledger.audit(by, 'incident.close', { incident: id, outcome: 'authorised' })
  }

  #name(id: number): void {
    const incident = this.#ledger.incident(id)
    if (incident !== null) this.#ledger.setKind(incident.id, kindOf(incident))
  }
}

/** Whether a link says nothing but what a person decided: what was kept apart by hand is not tied to the rest again. */
function leadsOnlyTo(id: number, { rule }: Link, incidents: readonly IncidentFacts[]): boolean {
  const isDeed = rule === 'actor' || rule === 'time' || rule === 'grave'
  return incidents.every(incident => incident.id === id) && (!isDeed || incidents.length > 0)
}

function spanOf(spans: readonly LinkSpan[], at: number, incident: number): LinkSpan {
  return {
    from: Math.min(at, ...spans.map(({ from }) => from)),
    to: Math.max(at, ...spans.map(({ to }) => to)),
    findings: spans.reduce((sum, { findings }) => sum + findings, 1),
    incident,
  }
}
