// Owns what time alone brings about in the allowlist: ends of overlaps, of releases and of deployment windows, and then those
// of approvals by pattern, each of which is a transaction of its own.
import type { ReleaseWrites } from '../handover.releases.ts'
import type { Desk } from './desk.ts'
import { endLives } from './lives.ts'
import { endPattern } from './patterns.ts'
import { endWindows } from './windows.ts'

/** How many have ended. `commit`: one transaction. */
export function applyDue(
  commit: (verb: (desk: Desk) => number) => number,
  { now }: Parameters<ReleaseWrites['applyDue']>[0],
): number {
  let ended = commit(desk => endLives(desk, now) + endWindows(desk, now))
  for (let one = 1; one > 0; ended += one) one = commit(desk => endPattern(desk, { now }))
  return ended
}
