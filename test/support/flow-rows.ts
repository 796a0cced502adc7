// Owns what the rows of the API must say of what lies on the disk, read here anew with calls of its own.
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { FindingRow, ObservationRow } from '@sekisho/shared/api.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { expect } from 'vitest'
import { sha256 } from './flow-shop.ts'

const time: string = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const count: number = expect.any(Number)

const nothing = { type: null, size: null, mode: null, uid: null, gid: null, mtime: null, ctime: null } as const
const noMarks = { marks: [], content: null, quotes: [] }
const noContent = { inode: null, links: null, target: null, sha256: null, xxh64: null, ...noMarks, errno: null }
export const absent: ObservationRow = { state: 'absent', at: time, ...nothing, ...noContent }

/** What the disk holds there now. `marks`: as the test knows them. */
export function onDisk(root: string, path: string, marks: readonly string[] = []): ObservationRow {
  const file = join(root, path)
  const stat = lstatSync(file)
  const link = stat.isSymbolicLink()
  return {
    state: 'present',
    at: time,
    type: link ? 'symlink' : 'file',
    size: stat.size,
    mode: (stat.mode & 0o7777).toString(8).padStart(4, '0'),
    uid: stat.uid,
    gid: stat.gid,
    mtime: isoTime(stat.mtimeMs),
    ctime: isoTime(stat.ctimeMs),
    inode: stat.ino,
    links: stat.nlink,
    target: link ? readlinkSync(file) : null,
    sha256: link ? null : sha256(readFileSync(file)),
    xxh64: null,
    marks: [...marks],
    content: link ? null : expect.any(String),
    quotes: [],
    errno: null,
  }
}

/** The flows write by themselves, and the kernel names them where it may be asked. */
const whoWrites = process.getuid?.() === 0 ? expect.objectContaining({ pid: process.pid }) : null

type Judged = Pick<
  FindingRow,
  'root' | 'path' | 'site' | 'class' | 'kind' | 'before' | 'after' | 'verdict' | 'severity' | 'reasons'
>

/** This very process as the actor of what a test does: where the source tells who did it, in full. */
export function selfBy(source: string): FindingRow['actor'] {
  if (source !== 'fanotify') return null
  return expect.objectContaining({ pid: process.pid, user: userInfo().username, executable: process.execPath })
}

/** Every field of a finding's row; what a test does not name is as it mostly is. */
export function findingRow(named: Judged & Partial<FindingRow>): FindingRow {
  const described = named.after.state === 'absent' ? named.before : named.after
  return {
    id: count,
    host: 'web1',
    type: described?.type ?? null,
    payment: false,
    sha256: described?.target ? sha256(described.target) : (described?.sha256 ?? null),
    permit: null,
    generation: count,
    at: time,
    noticed: 'watch',
    actor: whoWrites,
    changedKeys: [],
    between: [],
    open: named.verdict === 'unauthorised',
    receivedAt: time,
    judgedAt: time,
    evidence: { epoch: expect.any(String), sequence: count, index: count },
    ...named,
  }
}
