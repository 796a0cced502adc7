// Owns how a journal comes up: the boot counter, what was lost, and the censuses that a crash cut short.
import type { DatabaseSync } from 'node:sqlite'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { JournalCore } from './core.ts'
import { one, openDatabase, transact } from './database.ts'
import { openGap } from './declare.ts'
import { enterNewEpoch } from './epoch.ts'
import { type JournalSettings, type JournalSurroundings, Parts } from './parts.ts'

export interface Opened {
  readonly epoch: string
  /** Raised by this opening. */
  readonly boot: number
  /** No usable journal existed. */
  readonly fresh: boolean
  /** Set when there should have been one: a new epoch has begun, and its gap is open. */
  readonly lost: GapCause | null
  /** Last time known alive before this start, milliseconds since 1970; null when not known. */
  readonly aliveAt: number | null
}

/** @throws Failure schema-newer, journal-full */
export function openCore(
  settings: JournalSettings,
  surroundings: JournalSurroundings,
): { readonly core: JournalCore; readonly opened: Opened } {
  const now = surroundings.clock.now()
  const { database, fresh, damaged } = openDatabase(settings.file, now)
  try {
    const lost = damaged || (fresh && settings.expected)
    const { boot, aliveAt, agent } = raiseBoot(database, lost ? now : null, surroundings.newId)
    const parts = new Parts(database, boot, settings, surroundings)
    parts.transact(() => {
      // Its end would say that all was named, and nobody knows where it stopped.
      for (const root of parts.roots.all()) {
        if (root.phase === 'running') parts.roots.save({ ...root, phase: 'uncensused' })
      }
      // Nothing tells since when: what waited is gone, and so is the time of the last sign of life.
      if (lost) openGap(parts, { root: null, cause: 'journal-lost', from: 0 })
      // No epoch is signed by two keys: what was sealed under the old one would be a forgery under the new.
      else if (agent !== null && agent !== settings.key.id) enterNewEpoch(parts, 'enrolled-anew', now)
      database.prepare('UPDATE meta SET agent = ?').run(settings.key.id)
    })
    const { epoch } = parts.batches
    const opened: Opened = { epoch, boot, fresh, lost: lost ? 'journal-lost' : null, aliveAt }
    return { core: new JournalCore(parts, aliveAt), opened }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * The counter of a journal that was lost goes on from the clock, in seconds since 1970: from 1 it would have gone back,
 * which is how a clone looks.
 */
function raiseBoot(
  database: DatabaseSync,
  lostAt: number | null,
  newId: () => string,
): { readonly boot: number; readonly aliveAt: number | null; readonly agent: string | null } {
  return transact(database, () => {
    const kept = one<{ boot: number; aliveAt: number | null; agent: string | null }>(
      database.prepare('SELECT boot, alive_at AS aliveAt, agent FROM meta'),
    )
    const boot = kept !== undefined ? kept.boot + 1 : lostAt !== null ? Math.floor(lostAt / 1000) : 1
    if (kept === undefined) {
      const insert = 'INSERT INTO meta (only, epoch, boot, sequence, acknowledged) VALUES (1, ?, ?, 0, 0)'
      database.prepare(insert).run(newId(), boot)
    } else database.prepare('UPDATE meta SET boot = ?').run(boot)
    return { boot, aliveAt: kept?.aliveAt ?? null, agent: kept?.agent ?? null }
  })
}
