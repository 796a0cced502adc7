// Owns that people are told when a root that is watched already is bound otherwise: to another site, profile or place in its site.
// From then on other permits and other rules hold for it.
import type { By } from '../handover.asks.ts'
import type { RootNotice } from '../handover.notify.ts'
import { raiseNotice } from './alarms.ts'
import type { Desk } from './desk.ts'

type Rebound = Pick<RootNotice, 'host' | 'root' | 'before' | 'after'>

/** In the transaction that binds it. */
export function noticeRebound(desk: Desk, { customer, who, from, at }: By, rebound: Rebound): void {
  const about = { customer, cause: 'root-rebound', severity: 'high', at } as const
  raiseNotice(desk, about, { topic: 'root', ...rebound, by: who, from })
}
