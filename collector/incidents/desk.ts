// Owns what people do with incidents: take, contain, close, declare, and correct by hand what grouping put together. Each is
// one transaction with its line in the audit trail.
import type { IncidentOutcome, IncidentState, LinkRule } from '@sekisho/shared/incident.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { IncidentFacts, IncidentKeeper, IncidentLedger, IncidentWrites } from '../handover.incidents.ts'
import type { By } from '../handover.ts'
import { Grouping } from './grouping.ts'
import { kindOf } from './kind.ts'
import { linksOf } from './links.ts'
import { assertLeads } from './states.ts'

type Input<N extends keyof IncidentWrites> = Parameters<IncidentWrites[N]>[0]

/** Whether a rule says what is there, and not who did it and when. */
function isOfContent(rule: LinkRule): boolean {
  return rule === 'again' || rule === 'content' || rule === 'path'
}

export class IncidentDesk implements IncidentKeeper {
  readonly #ledger: IncidentLedger
  readonly #grouping: Grouping

  constructor(ledger: IncidentLedger) {
    this.#ledger = ledger
    this.#grouping = new Grouping(ledger)
  }

  piece(now: number): boolean {
    return this.#grouping.piece(now)
  }

  openIncident(input: Input<'openIncident'>): void {
    const incident = this.#find(input)
    this.#ledger.setOpened(incident.id, input.who, input.at)
    this.#tell(input, incident, 'incident.open', {})
  }

  acknowledgeIncident(input: Input<'acknowledgeIncident'>): void {
    this.#enter(input, 'acknowledged', null)
  }

  containIncident(input: Input<'containIncident'>): void {
    this.#enter(input, 'contained', null)
  }

  closeIncident(input: Input<'closeIncident'>): void {
    this.#enter(input, 'closed', input.outcome)
  }

  declareAware(input: Input<'declareAware'>): void {
    const incident = this.#find(input)
    if (input.awareAt > input.at) {
      throw new ToldFailure('incident-refused', reason('incident.aware-to-come'), { place: String(incident.id) })
    }
    this.#ledger.setAware(incident.id, input.who, input.awareAt)
    this.#tell(input, incident, 'incident.aware', { awareAt: input.awareAt, note: input.note })
  }

  splitIncident(input: Input<'splitIncident'>): number {
    const ledger = this.#ledger
    const incident = this.#find(input)
    const findings = ledger.findingsOf(incident.id, input.files)
    const facts = findings.flatMap(id => ledger.fact(id) ?? [])
    const [first] = facts
    if (first === undefined || facts.length === incident.findings) {
      const { id } = incident
      throw new ToldFailure('incident-refused', reason('incident.split-some', { id }), { place: String(id) })
    }
    const member = this.#grouping.memberOf(first)
    const apart = ledger.create(member, null, input.at)
    ledger.setByHand(apart.id)
    ledger.moveFiles(incident.id, apart.id, input.files)
    // What comes again at these paths goes where they went. Who did it, and when, still leads to what they came from.
    for (const fact of facts) {
      for (const link of linksOf(fact)) {
        if (!isOfContent(link.rule)) continue
        const spans = ledger.spans(link, fact.at)
        for (const span of spans) ledger.putSpan(link, [span], { ...span, incident: apart.id })
      }
    }
    for (const id of [incident.id, apart.id]) this.#name(id)
    this.#tell(input, incident, 'incident.split', { into: apart.id, files: input.files, note: input.note })
    return apart.id
  }

  mergeIncidents(input: Input<'mergeIncidents'>): void {
    const incident = this.#find(input)
    // All are found before one is moved: a number that is wrong leaves everything as it was.
    const others = input.incidents.map(id => this.#find({ ...input, incident: id }))
    const same = others.find(({ id }) => id === incident.id)
    if (same !== undefined) {
      const { id } = same
      throw new ToldFailure('incident-refused', reason('incident.merge-itself', { id }), { place: String(id) })
    }
    this.#ledger.setByHand(incident.id)
    for (const { id } of others) this.#grouping.merge(incident.id, id, input)
    this.#tell(input, incident, 'incident.merge', { from: others.map(({ id }) => id), note: input.note })
  }

  #enter(input: By & { incident: number; note: string }, state: IncidentState, outcome: IncidentOutcome | null): void {
    const incident = this.#find(input)
    assertLeads(incident, state)
    this.#ledger.enter(incident.id, state, outcome, input.at)
    // Whoever decides about it has looked at it.
    this.#ledger.setOpened(incident.id, input.who, input.at)
    const verb = { open: 'reopen', acknowledged: 'acknowledge', contained: 'contain', closed: 'close' }[state]
    this.#tell(input, incident, `incident.${verb}`, { was: incident.state, outcome, note: input.note })
  }

  #find({ customer, incident }: { readonly customer: number; readonly incident: number }): IncidentFacts {
    const found = this.#ledger.incident(incident)
    if (found?.customer === customer) return found
    throw new ToldFailure('name-unknown', reason('problem.no-incident', { id: incident }), { place: String(incident) })
  }

  #name(id: number): void {
    const incident = this.#ledger.incident(id)
    if (incident !== null) this.#ledger.setKind(incident.id, kindOf(incident))
  }

  #tell(by: By, { id, customer }: IncidentFacts, what: string, detail: Readonly<Record<string, unknown>>): void {
    this.#ledger.audit({ customer, who: by.who, from: by.from, at: by.at }, what, { incident: id, ...detail })
    this.#ledger.changed(customer)
  }
}
