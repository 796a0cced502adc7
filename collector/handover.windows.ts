// Owns what store offers for deployment windows: times in which changes by certain actors are expected.
import type { OpenedWindow, WindowFilter, WindowRow } from '@sekisho/shared/api.windows.ts'
import type { SiteLimit } from '@sekisho/shared/site-limit.ts'
import type { By } from './handover.asks.ts'

export interface WindowReads {
  /** Those that are open or in their grace time first, then planned ones, then ended ones; of each the newest first. At most 1,000. */
  windows(input: { customer: number; filter: WindowFilter; now: number }): Promise<readonly WindowRow[]>
}

export interface WindowWrites {
  /** @throws Failure name-unknown; request-invalid: a time out of bounds, or too many windows */
  openWindow(input: By & { window: OpenedWindow }): Promise<WindowRow>
  /**
   * Nothing that is done from now on is covered.
   * @param input.sites those of which alone it may be; what is none of theirs is refused alike, whether it is there or not
   * @throws Failure role-missing beyond `sites`; name-unknown; request-invalid when it has ended
   */
  closeWindow(input: By & { id: number; graceMinutes: number | null; sites: SiteLimit }): Promise<WindowRow>
}
