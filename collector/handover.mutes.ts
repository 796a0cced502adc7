// Owns what store offers for mutes: alarms that are not told for a while. Types only.
import type { MuteFilter, MuteRow, NewMute } from '@sekisho/shared/api.mutes.ts'
import type { By } from './handover.asks.ts'

export interface MuteReads {
  /** The newest first, at most 10,000. */
  mutes(input: { customer: number; filter: MuteFilter; now: number }): Promise<readonly MuteRow[]>
}

export interface MuteWrites {
  /** @throws Failure name-unknown; request-invalid of a pattern that is none, or an end that is past or too far away */
  addMute(input: By & { mute: NewMute }): Promise<MuteRow>
  /** @throws Failure name-unknown; request-invalid when it is not in force */
  endMute(input: By & { id: number; reason: string }): Promise<MuteRow>
}
