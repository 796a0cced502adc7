// Owns what judging asks of deployment windows: those of a site that may cover something. Which one does is ingest's.
import type { ActorMatch } from '@sekisho/shared/window.ts'
import type { Ledger, LiveWindow } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

interface Columns {
  readonly id: number
  readonly from: number
  readonly until: number
  readonly actors: string | null
  readonly by: string
}

export function windowVerbs(desk: Desk): Pick<Ledger, 'windows'> {
  return {
    /** Asked once a transaction: mostly there is none. */
    windows(site) {
      const known = desk.windows.get(site)
      if (known !== undefined) return known
      const found = liveWindows(desk.connection, site)
      desk.windows.set(site, found)
      return found
    },
  }
}

function liveWindows(connection: Connection, site: number): LiveWindow[] {
  return connection
    .all<Columns>(
      `SELECT id, from_at AS "from", until_at AS until, actors, opened_by AS by FROM deploy_window
       WHERE site = ? AND ended_at IS NULL ORDER BY id`,
      site,
    )
    .map(({ id, from, until, actors, by }) => ({
      ref: String(id),
      name: `window ${id} (${by})`,
      rule: { from, until, actors: actorsOf(actors) },
    }))
}

/** Null: whoever it was. */
export function actorsOf(column: string | null): readonly ActorMatch[] | null {
  return column === null ? null : (JSON.parse(column) as ActorMatch[])
}
