// Owns what time alone brings about in the allowlist, but for the ends of approvals by pattern, which are transactions of their own:
// ends of overlaps, of releases and of deployment windows.
import type { ReleaseWrites } from '../handover.releases.ts'
import type { Desk } from './desk.ts'
import { endLives } from './lives.ts'
import { endWindows } from './windows.ts'

/** How many have ended. */
export function applyDue(desk: Desk, { now }: Parameters<ReleaseWrites['applyDue']>[0]): number {
  return endLives(desk, now) + endWindows(desk, now)
}
