// Owns the sums over all hosts: what is covered, and whether anything could have been missed. Pure.
import type { HostRow } from '@sekisho/shared/api.ts'

export interface Standing {
  readonly hosts: number
  readonly online: number
  readonly roots: number
  /** Roots whose first census is complete. */
  readonly counted: number
  readonly files: number
  readonly unauthorised: number
  readonly openGaps: number
  /** Null as long as some root was never walked. */
  readonly oldestWalkAt: string | null
  /** Every host answers, every root is counted, and no gap is open. */
  readonly whole: boolean
}

/** Revoked hosts are no longer ours to watch: they count for nothing here. */
export function standingOf(rows: readonly HostRow[]): Standing {
  const hosts = rows.filter(({ state }) => state !== 'revoked')
  const roots = hosts.flatMap(host => host.roots)
  const online = hosts.filter(({ state }) => state === 'online').length
  const counted = roots.filter(({ censusAt }) => censusAt !== null).length
  const openGaps = sum(roots.map(root => root.openGaps))
  const walks = roots.map(({ lastWalkAt }) => lastWalkAt ?? '').sort()
  return {
    hosts: hosts.length,
    online,
    roots: roots.length,
    counted,
    files: sum(roots.map(({ files }) => files)),
    unauthorised: sum(roots.map(({ unauthorised }) => unauthorised)),
    openGaps,
    oldestWalkAt: walks[0] || null,
    whole: online === hosts.length && counted === roots.length && roots.length > 0 && openGaps === 0,
  }
}

const urgency: Readonly<Record<HostRow['state'], number>> = { forked: 0, silent: 1, enrolled: 2, online: 3, revoked: 4 }

/** Those that need somebody first, then by name. */
export function byUrgency(rows: readonly HostRow[]): readonly HostRow[] {
  return rows.toSorted(
    (one, other) =>
      urgency[one.state] - urgency[other.state] || (one.host < other.host ? -1 : one.host > other.host ? 1 : 0),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
