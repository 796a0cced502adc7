// Owns which approvals are one matter for whoever decides: those that one person asked for in one go, and that stand alike.
// Pure.
import type { ApprovalRow, ContentApproval } from '@sekisho/shared/api.approvals.ts'
import type { HostRow } from '@sekisho/shared/api.ts'

export interface Group {
  /** What they have in common: state, site, who, when and why. */
  readonly head: ApprovalRow
  readonly rows: readonly ApprovalRow[]
}

/** In the order in which they came. */
export function grouped(rows: readonly ApprovalRow[]): Group[] {
  const groups = Map.groupBy(rows, ({ state, site, askedBy, askedAt, reason, confirmed, withdrawn }) =>
    // Somebody who withdraws one of several, or confirms it, ends what they have in common.
    JSON.stringify([state, site, askedBy, askedAt, reason, confirmed?.by, withdrawn?.by, withdrawn?.reason]),
  )
  return [...groups.values()].flatMap(rows => rows.slice(0, 1).map(head => ({ head, rows })))
}

/** The path below the root in which the site's hosts report it: findings are found by that. */
export function pathInRoot({ site, path }: Pick<ContentApproval, 'site' | 'path'>, hosts: readonly HostRow[]): string {
  const prefixes = hosts.flatMap(({ roots }) => roots.flatMap(root => (root.site === site ? [root.prefix] : [])))
  const above = prefixes.filter(prefix => prefix !== '' && path.startsWith(`${prefix}/`))
  const longest = above.toSorted((one, other) => other.length - one.length)[0]
  return longest === undefined ? path : path.slice(longest.length + 1)
}
