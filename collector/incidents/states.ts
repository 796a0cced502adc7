// Owns the states of an incident, and what leads from one to the other:
//
// open          nobody has taken it → acknowledged, contained, closed
// acknowledged  somebody works on it → contained, closed; → open by content that is new in it
// contained     it can go no further → closed; → open by whatever comes again
// closed        with an outcome → open by whatever comes again
import type { IncidentState } from '@sekisho/shared/incident.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { IncidentFacts } from '../handover.incidents.ts'

const ways: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  open: ['acknowledged', 'contained', 'closed'],
  acknowledged: ['contained', 'closed'],
  contained: ['closed'],
  closed: [],
}

/** @throws Failure incident-refused where the state of the incident does not lead there */
export function assertLeads({ id, state }: IncidentFacts, to: IncidentState): void {
  if (ways[state].includes(to)) return
  throw new ToldFailure(
    'incident-refused',
    say => say('incident.leads-not', { id, state: say(`incident-state.${state}`), to: say(`incident-state.${to}`) }),
    { place: String(id) },
  )
}

/** Whether an open finding takes what people did back: what they looked at was something else, or it came again. */
export function reopens(state: IncidentState, isNew: boolean): boolean {
  return state === 'contained' || state === 'closed' || (state === 'acknowledged' && isNew)
}

const ranks: Readonly<Record<IncidentState, number>> = { open: 0, acknowledged: 1, contained: 2, closed: 3 }

/** Of two that become one, the state that claims less. */
export function lesserState(one: IncidentState, other: IncidentState): IncidentState {
  return ranks[one] <= ranks[other] ? one : other
}
