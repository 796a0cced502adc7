// The doors between the watch over the disk and store. Types only.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'

export interface DiskSample {
  readonly at: number
  /** Bytes of the state's files, and of them free inside the database. */
  readonly files: number
  readonly reusable: number
  /** Bytes free on their file system. */
  readonly free: number
}

/** What store knows beside the samples: bytes free inside the database, and bytes of contents. */
export interface DiskFacts {
  readonly reusable: number
  readonly contents: number
  /** Oldest first. */
  readonly samples: readonly DiskSample[]
  readonly report: DiskReport | null
  /** There was next to no room at some time since it filled. */
  readonly wasLow: boolean
}

/** `disk`: there is little room, or soon will be. `disk-over`: there is enough again. */
export type DiskCause = 'disk' | 'disk-over'

export interface DiskAlarm {
  readonly cause: DiskCause
  readonly severity: 'high' | 'critical'
  /** Until now there was room. */
  readonly begins: boolean
}

export interface DiskReads {
  /** Samples from that time on. */
  diskFacts(input: { since: number }): Promise<DiskFacts>
  diskReport(input: null): Promise<DiskReport | null>
}

export interface DiskWrites {
  /** Keeps the sample and how it stands, and drops samples from before; an alarm in the same transaction. */
  keepDisk(input: {
    sample: DiskSample
    report: DiskReport
    wasLow: boolean
    dropBefore: number
    alarm: DiskAlarm | null
  }): Promise<void>
}
