// Owns what time alone brings about in the allowlist: ends of overlaps, of releases, of deployment windows and
// of approvals by pattern.
import type { ReleaseWrites } from '../handover.releases.ts'
import type { Desk } from './desk.ts'
import { endLives } from './lives.ts'
import { endPatterns } from './patterns.ts'
import { endWindows } from './windows.ts'

/** How many have ended. */
export function applyDue(desk: Desk, { now }: Parameters<ReleaseWrites['applyDue']>[0]): number {
  return endLives(desk, now) + endWindows(desk, now) + endPatterns(desk, now)
}
