// Owns the tables of the disk: samples of two weeks, and how it stands. What follows from them is the watch's.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { DiskFacts, DiskReads, DiskSample, DiskWrites } from '../handover.disk.ts'
import { raiseNotice } from './alarms.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

/** Of the collector itself, and so of no customer. */
const nobody = 0

export function diskFacts(connection: Connection, { since }: Parameters<DiskReads['diskFacts']>[0]): DiskFacts {
  const sizes = connection.one<{ reusable: number; contents: number }>(
    `SELECT (SELECT freelist_count FROM pragma_freelist_count()) * (SELECT page_size FROM pragma_page_size()) AS reusable,
     (SELECT bytes FROM content_cursor) AS contents`,
  )
  const samples = connection.all<DiskSample>(
    'SELECT at, files, reusable, free FROM disk_sample WHERE at >= ? ORDER BY at',
    since,
  )
  return {
    reusable: sizes?.reusable ?? 0,
    contents: sizes?.contents ?? 0,
    samples: samples.map(sample => ({ ...sample })),
    report: diskReport(connection),
    wasLow: connection.one('SELECT 1 FROM disk WHERE was_low = 1') !== undefined,
  }
}

export function diskReport(connection: Connection): DiskReport | null {
  const row = connection.one<{ report: string }>('SELECT report FROM disk')
  return row === undefined ? null : (JSON.parse(row.report) as DiskReport)
}

export function keepDisk(desk: Desk, input: Parameters<DiskWrites['keepDisk']>[0]): void {
  const { connection } = desk
  const { sample, report, wasLow, dropBefore, alarm } = input
  const { at, files, reusable, free } = sample
  connection.run(
    'INSERT OR REPLACE INTO disk_sample (at, files, reusable, free) VALUES (?, ?, ?, ?)',
    at,
    files,
    reusable,
    free,
  )
  // A clock that was ahead for a while leaves nothing behind.
  connection.run('DELETE FROM disk_sample WHERE at < ? OR at > ?', dropBefore, at)
  connection.run('DELETE FROM disk')
  connection.run('INSERT INTO disk (report, was_low) VALUES (?, ?)', JSON.stringify(report), wasLow ? 1 : 0)
  if (alarm === null) return
  const { cause, severity, begins } = alarm
  const { state, left, daysLeft, budget } = report
  raiseNotice(desk, { customer: nobody, cause, severity, at }, { topic: 'disk', begins, state, left, daysLeft, budget })
}
