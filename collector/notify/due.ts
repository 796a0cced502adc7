// Owns what deliveries that are due together are about, and what of them is still news. Pure.
import { isWorse } from '@sekisho/shared/verdict.ts'
import type { AlarmCause, Delivery, HostCause, HostStanding, IncidentCause } from '../handover.notify.ts'

/** Of equal ones the first; but nothing is worse than card numbers in the open. */
export function worstOf(deliveries: readonly Delivery[]): Delivery | undefined {
  const cards = deliveries.find(({ cause }) => cause === 'cards')
  if (cards !== undefined) return cards
  return deliveries.reduce<Delivery | undefined>(
    (worst, next) => (worst === undefined || isWorse(next.severity, worst.severity) ? next : worst),
    undefined,
  )
}

/** What stands for a bundle is about that, which is told by itself and as it was put together. */
export function aboutOf(delivery: Delivery): string {
  return delivery.bundled ? `bundle ${delivery.id}` : subjectOf(delivery)
}

/** In the order of the first of each. */
export function bySubject(deliveries: readonly Delivery[]): (readonly Delivery[])[] {
  return [...Map.groupBy(deliveries, subjectOf).values()]
}

function subjectOf({ alarm, customer, incident, host, notice }: Delivery): string {
  if (notice !== null) return notice.topic === 'digest' ? `digest ${alarm}` : `${notice.topic} ${customer}`
  return host === null ? `incident ${incident}` : `host ${host}`
}

const hostCauses: ReadonlySet<AlarmCause> = new Set<HostCause>(['gap', 'gap-over', 'gap-often', 'fork'])

function isOfHost(cause: AlarmCause): cause is HostCause {
  return hostCauses.has(cause)
}

const incidentCauses: ReadonlySet<AlarmCause> = new Set<IncidentCause>(['new', 'worse', 'again', 'spread', 'cards'])

export function isOfIncident(cause: AlarmCause): cause is IncidentCause {
  return incidentCauses.has(cause)
}

/**
 * A fork before all else, then that there are too many gaps: each message names those that are open. Else what holds now.
 * That one is over is news only to whoever heard that there was one.
 */
export function dueOfHost(
  deliveries: readonly Delivery[],
  standing: HostStanding | null,
  wasTold: boolean,
): (Delivery & { readonly cause: HostCause }) | null {
  const own = deliveries.flatMap(delivery => {
    const { cause } = delivery
    return isOfHost(cause) ? [{ ...delivery, cause }] : []
  })
  const first = own.find(({ cause }) => cause === 'fork') ?? own.find(({ cause }) => cause === 'gap-often')
  if (first !== undefined) return first
  const last = own.reduce<(typeof own)[number] | null>((a, b) => (a === null || b.alarm > a.alarm ? b : a), null)
  if (last === null || standing === null) return null
  const holds = last.cause === 'gap' ? standing.gaps.length > 0 : wasTold && standing.gaps.length === 0
  return holds ? last : null
}

export function isCritical({ severity }: Delivery): boolean {
  return severity === 'critical'
}

/**
 * What may be told in the one message that there is room for, of groups that wait, the critical ones first. A critical one
 * that is alone goes by itself. So does what stands for several already, or was refused with others, and a digest, which is
 * no alarm.
 * @param isStarved a critical one that is alone takes the lesser ones along: they have waited too long for room of their own
 */
export function bundleOf(
  { isForPrograms }: { readonly isForPrograms: boolean },
  groups: readonly (readonly Delivery[])[],
  isStarved: boolean,
): readonly (readonly Delivery[])[] {
  if (isForPrograms || (!isStarved && groups.filter(group => group.some(isCritical)).length === 1)) return []
  const isAlone = ({ bundled, alone, notice }: Delivery) => bundled || alone || notice?.topic === 'digest'
  return groups[0]?.some(isAlone) ? [] : groups.filter(group => !group.some(isAlone))
}

export function idsOf(deliveries: readonly Delivery[]): number[] {
  return deliveries.map(({ id }) => id)
}
