// Owns how a journal comes up: the boot counter, and what was lost.
import type { DatabaseSync } from 'node:sqlite'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { JournalCore } from './core.ts'
import { endSpansOfLastRun } from './cover.ts'
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
  const { database, damaged } = openDatabase(settings.file, surroundings.clock.now())
  try {
    // One transaction: a start that is cut short has not been one, and the next still finds what was lost.
    const { parts, opened } = transact(database, () => begin(database, damaged, settings, surroundings))
    return { core: new JournalCore(parts, opened.aliveAt), opened }
  } catch (error) {
    database.close()
    throw error
  }
}

function begin(
  database: DatabaseSync,
  damaged: boolean,
  settings: JournalSettings,
  surroundings: JournalSurroundings,
): { readonly parts: Parts; readonly opened: Opened } {
  const now = surroundings.clock.now()
  const meta = one<Meta>(database.prepare('SELECT boot, alive_at AS aliveAt, agent FROM meta'))
  const lost = damaged || (meta === undefined && settings.expected)
  const boot = raiseBoot(database, meta, lost ? now : null, surroundings.newId)
  const parts = new Parts(database, boot, settings, surroundings)
  // Nothing tells since when: what waited is gone, and so is the time of the last sign of life.
  if (lost) openGap(parts, { root: null, cause: 'journal-lost', from: 0 })
  // No epoch is signed by two keys: what was sealed under the old one would be a forgery under the new.
  else if (meta && meta.agent !== null && meta.agent !== settings.key.id) enterNewEpoch(parts, 'enrolled-anew', now)
  endSpansOfLastRun(parts)
  database.prepare('UPDATE meta SET agent = ?').run(settings.key.id)
  const { epoch } = parts.batches
  const aliveAt = meta?.aliveAt ?? null
  return {
    parts,
    opened: { epoch, boot, fresh: meta === undefined, lost: lost ? 'journal-lost' : null, aliveAt },
  }
}

interface Meta {
  readonly boot: number
  readonly aliveAt: number | null
  readonly agent: string | null
}

/**
 * The counter of a journal that was lost goes on from the clock, in seconds since 1970: from 1 it would have gone back,
 * which is how a clone looks.
 */
function raiseBoot(database: DatabaseSync, meta: Meta | undefined, lostAt: number | null, newId: () => string): number {
  const boot = meta !== undefined ? meta.boot + 1 : lostAt !== null ? Math.floor(lostAt / 1000) : 1
  if (meta === undefined) {
    const insert = 'INSERT INTO meta (only, epoch, boot, sequence, acknowledged) VALUES (1, ?, ?, 0, 0)'
    database.prepare(insert).run(newId(), boot)
  } else database.prepare('UPDATE meta SET boot = ?').run(boot)
  return boot
}
