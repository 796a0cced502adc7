// Owns what a new epoch keeps and forgets. Runs inside the caller's transaction; the pipeline then takes the censuses.
import type { GapCause } from '@sekisho/shared/finding.ts'
import { tellSpansAgain } from './cover.ts'
import { openEpochGap } from './declare.ts'
import type { Parts } from './parts.ts'
import { isTombstone } from './records.ts'
import { lanes } from './schema.ts'
import { recordsOf } from './set-aside.ts'
import { forgetViews } from './views.ts'

/** A collector that went back, and one to which this host is new, gets everything that was not confirmed once more. */
const keepsWhatWaits: readonly GapCause[] = ['collector-restored', 'enrolled-anew']

/**
 * After every other cause what waits may be a repeat of what another copy of this journal has told: it is dropped, and the
 * census tells what is true.
 */
export function enterNewEpoch(parts: Parts, cause: GapCause, from: number): void {
  const keeps = keepsWhatWaits.includes(cause)
  const since = keeps ? from : Math.min(from, parts.outbox.oldestAt() ?? from, oldestBatch(parts))
  if (keeps) queueAgain(parts)
  else {
    parts.outbox.clear()
    parts.aside.clear()
  }
  forgetViews(parts.database)
  parts.batches.enterEpoch(parts.newId())
  for (const root of parts.roots.all()) {
    if (root.phase !== 'dropped') parts.roots.save({ ...root, phase: 'uncensused', walk: null })
  }
  openEpochGap(parts, { root: null, cause, from: since })
  tellSpansAgain(parts)
}

function oldestBatch(parts: Parts): number {
  return Math.min(...parts.batches.all().map(({ at }) => at))
}

/** Before what waits, each in the lane that it came from. Tombstones name batches of the epoch that ends. */
function queueAgain(parts: Parts): void {
  parts.outbox.removeTombstones()
  const records = parts.batches
    .all()
    .flatMap(batch => recordsOf(parts, batch).map(record => ({ ...record, at: batch.at })))
    .filter(({ body }) => !isTombstone(body))
  for (const lane of Object.values(lanes)) {
    parts.outbox.putFirst(
      lane,
      records.filter(record => record.lane === lane),
    )
  }
}
