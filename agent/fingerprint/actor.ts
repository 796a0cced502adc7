// Owns who of those seen at a path is the actor of what was observed there. Pure.
import type { Actor } from '@sekisho/shared/actor.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { FingerprintItem } from '../handover.ts'

/**
 * What stands there is the last writer's, whoever changed its mode after him; what is gone, the last one's. What came and went
 * again is the writer's too: whoever cleaned up behind him is not whom one looks for. 'unknown' where nobody was seen, or
 * where the one that counts could not be told.
 */
export function actorAmong({ saw, witnesses }: Pick<FingerprintItem, 'saw' | 'witnesses'>, after: Observation): Actor {
  const last = witnesses.at(-1)
  const atLast = last?.actor ?? 'unknown'
  const cameAndWent = after.state === 'absent' && saw.includes('created')
  if (after.state === 'absent' && !cameAndWent) return atLast
  // Somebody deleted it: that is all that the last one did, as far as it was seen.
  const writers = cameAndWent && last?.wrote === 'perhaps' ? witnesses.slice(0, -1) : witnesses
  return writers.findLast(({ wrote }) => wrote)?.actor ?? atLast
}
