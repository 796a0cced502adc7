// Owns a shop on a real store for tests of deployment windows: who deploys, what is done when, and how it is judged.
import type { Actor, KnownActor } from '@sekisho/shared/finding.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { finding } from './batches.ts'
import { by, StoreHouse } from './store-house.ts'

export const minute = 60_000

/** Somebody of whom the agent knows that no page runs as his user. */
export function actor(user: string, wish: Partial<KnownActor> = {}): KnownActor {
  const program = { executable: '/usr/bin/rsync', command: null, parents: [], unit: null }
  return { pid: 7, ...program, user, webUser: false, ...wish }
}

export const deploy = actor('deploy')
const ci = { ...by, who: 'token:ci' }

/** Windows begin at 1,000 and last half an hour unless told, with half an hour of grace. */
export async function windowHouse() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const send = async (records: readonly WireRecord[], at: number) =>
    void (await house.send(host, chain.seal(...records), at))
  return {
    house,
    chain,
    host,
    /** One change, seen and heard of at that time. */
    does: (who: Actor, path: string, before: Observation | null, after: Observation, at = 2_000) =>
      send([finding(path, before, after, { actor: who, at } as Partial<WireRecord>)], at),
    send,
    open: (wish: object = {}, asked: object = {}) =>
      house.store.windows.writes.openWindow({
        ...ci,
        ...asked,
        window: { site: 'shop', minutes: 30, actors: [{ user: 'deploy' }], anyActor: false, reason: '', ...wish },
      }),
    close: (id: number, at: number, graceMinutes: number | null = null) =>
      house.store.windows.writes.closeWindow({ ...ci, at, id, graceMinutes, sites: null }),
    /** The time has come. How many overlaps, releases and windows ended. */
    async passes(now: number) {
      const ended = await house.store.releases.applyDue({ now })
      await house.judged()
      return ended
    },
    async standing(path: string) {
      await house.judged()
      const row = (await house.files()).find(one => one.path === path)
      return row && { verdict: row.verdict, severity: row.severity, reasons: row.reasons.join(), permit: row.permit }
    },
    /** Verdict and reasons of every finding of a path, oldest first. */
    async told(path: string) {
      await house.judged()
      const rows = (await house.findings()).filter(one => one.path === path)
      return rows.map(({ verdict, reasons, open }) => `${verdict} ${reasons.join()}${open ? ' open' : ''}`)
    },
    windows: (now = 2_000) => house.store.windows.reads.windows({ customer: 1, filter: {}, now }),
  }
}
