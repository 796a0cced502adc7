// Owns how the watch over the disk is put beside the store: what is measured where, and its limits from the config.
import { readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { DiskConfig } from './disk/config.ts'
import { DiskWatch, type Measured } from './disk/watch.ts'
import type { Store } from './store/store.ts'

const dayMs = 86_400_000

interface DiskSetting {
  readonly state: string
  readonly disk: DiskConfig
  readonly clock: Clock
  readonly log: Log
}

export function openDiskWatch({ state, disk, clock, log }: DiskSetting, store: Store): DiskWatch {
  const folder = join(state, 'collector')
  const { budget = null, floor, within } = disk
  return new DiskWatch({
    measure: () => measure(folder),
    reads: store.disk.reads,
    writes: store.disk.writes,
    limits: { budget, floor, withinDays: within / dayMs },
    clock,
    log,
  })
}

/** The database with its log, the keys, and whatever else lies in the collector's own folder. */
function measure(folder: string): Measured {
  const files = readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)
  const { bavail, bsize } = statfsSync(folder)
  return { files, free: bavail * bsize }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch (error) {
    // The log of the database goes when it is closed.
    if (errnoOf(error) === 'ENOENT') return 0
    throw error
  }
}
