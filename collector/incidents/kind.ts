// Owns what an incident is called: a pure function of what its findings add up to.
import type { IncidentKind } from '@sekisho/shared/incident.ts'
import type { IncidentFacts } from '../handover.incidents.ts'

/** Changed paths from which on they are a deployment: more than a person edits by hand, or an attacker needs. */
export const bulkFrom = 30

export function kindOf(facts: IncidentFacts): IncidentKind {
  const { findings, census, planted, payment, areas, bulk, kinds } = facts
  if ((kinds['other-view'] ?? 0) > 0) return 'view'
  // Critical files of a first census stand alone, and are called what they are.
  if (census === findings && facts.severity !== 'critical') return 'census'
  if (planted > 0 && !bulk) return 'planted'
  const [area] = areas
  if (areas.length === 1 && area?.startsWith('plugin:')) return 'plugin'
  if (areas.length === 1 && area === 'template') return 'template'
  if (bulk) return 'deployment'
  return payment > 0 ? 'payment' : 'change'
}
