// Owns how one name below an open directory becomes an observation: lstat, open, fstat, one pass, fstat (style rule 11).
// Follows no link and opens nothing but regular files and directories. Knows no job, no root and no thread.
import type { KeyObject } from 'node:crypto'
import { type Content, contentAtOnce, contentInSlices, type Hasher, sha256 } from '@sekisho/shared/content.ts'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { closeDescriptor, fstatOf, lstatBelow, openDirectory, openFile, readlinkBelow } from '@sekisho/shared/disk.ts'
import { errnoOf, isOwnTrouble } from '@sekisho/shared/failures.ts'
import { agrees, passiveTypes } from '@sekisho/shared/marks/type.ts'
import {
  type ContentMarks,
  type Digest,
  type Observation,
  type Present,
  type Stat,
  sameStat,
} from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Reading } from './reading.ts'

/** The moments before each call on the disk, where a test may change the disk or let the call fail by throwing. */
export type FaultStep = 'root' | 'folder' | 'lstat' | 'open' | 'read' | 'fstat'
export type Fault = (step: FaultStep, name: PathText) => void

export interface ObserveTools {
  readonly buffer: Buffer
  /** How one file is read: begun anew for each. */
  readonly reading: () => Reading
  readonly xxh64: Hasher
  /** See `Reading` of shared/marks.ts. */
  readonly settingsKey: KeyObject | null
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly fault: Fault
}

/** "Changed while reading" is tried again so often in all; a file that is written for longer is handed on as unstable. */
const attempts = 3

/** What one attempt saw. `changed`: it was not the same before and after. */
type Seen =
  | { readonly outcome: 'seen'; readonly observation: Observation }
  | { readonly outcome: 'changed'; readonly stat: Stat; readonly content: ContentFields }

/** A file that takes more than one read: it is open, and whoever goes on with it closes it. */
interface Large {
  readonly outcome: 'large'
  readonly descriptor: number
  readonly before: Stat
  readonly reading: Reading
}

type ContentFields = Pick<Present, 'target' | 'digest' | 'marks'>
const noContent: ContentFields = { target: null, digest: null, marks: null }

/**
 * Observes one name; `''` is the open directory itself. Yields between the slices of a large file.
 * @throws system errors that are this process' own trouble, such as too many open files: they say nothing of the path
 */
export function* observe(
  folder: number,
  name: PathText,
  algorithm: Digest['algorithm'],
  tools: ObserveTools,
): Generator<undefined, Observation, undefined> {
  for (let attempt = 1; ; attempt++) {
    const tried = name === '' ? observeSelf(folder, tools) : observeOnce(folder, name, algorithm, tools)
    const seen = tried.outcome === 'large' ? yield* observeLarge(tried, name, algorithm, tools) : tried
    if (seen.outcome === 'seen') return seen.observation
    if (attempt === attempts) return { state: 'unstable', at: tools.now(), ...seen.stat, ...seen.content }
  }
}

function observeSelf(folder: number, tools: ObserveTools): Seen {
  tools.fault('fstat', '' as PathText)
  return present(tools, fstatOf(folder), noContent)
}

function observeOnce(
  folder: number,
  name: PathText,
  algorithm: Digest['algorithm'],
  tools: ObserveTools,
): Seen | Large {
  let stat: Stat
  try {
    tools.fault('lstat', name)
    stat = lstatBelow(folder, name)
  } catch (error) {
    return { outcome: 'seen', observation: refused(error, null, tools.now()) }
  }
  try {
    switch (stat.type) {
      case 'file':
        return observeFile(folder, name, stat, algorithm, tools)
      case 'directory':
        return observeDirectory(folder, name, stat, tools)
      case 'symlink':
        return observeLink(folder, name, stat, tools)
      default:
        // Pipes, sockets, devices: to open one may block, or wake whoever holds its other end.
        return present(tools, stat, noContent)
    }
  } catch (error) {
    return interrupted(error, stat, tools)
  }
}

/** It was another thing when it was opened, gone or of another type; or it cannot be read. */
function interrupted(error: unknown, stat: Stat, tools: ObserveTools): Seen {
  if (isSwap(error)) return { outcome: 'changed', stat, content: noContent }
  return { outcome: 'seen', observation: refused(error, stat, tools.now()) }
}

function observeFile(
  folder: number,
  name: PathText,
  expected: Stat,
  algorithm: Digest['algorithm'],
  tools: ObserveTools,
): Seen | Large {
  tools.fault('open', name)
  const descriptor = openFile(folder, name)
  const reading = tools.reading()
  let isLarge = false
  try {
    const before = fstatOf(descriptor)
    if (before.type !== 'file') return { outcome: 'changed', stat: expected, content: noContent }
    tools.fault('read', name)
    const hasher = hasherOf(algorithm, tools)
    const naming = { name, settingsKey: tools.settingsKey }
    const content = contentAtOnce(descriptor, before.size, tools.buffer, hasher, naming, reading.readAt)
    if (content !== null && !needsSha256(content, name, algorithm))
      return whenRead(descriptor, name, before, content, algorithm, tools)
    isLarge = true
    return { outcome: 'large', descriptor, before, reading }
  } finally {
    if (!isLarge) closeRead(descriptor, reading)
  }
}

function* observeLarge(
  { descriptor, before, reading }: Large,
  name: PathText,
  algorithm: Digest['algorithm'],
  tools: ObserveTools,
): Generator<undefined, Seen, undefined> {
  try {
    const { size } = before
    const hasher = hasherOf(algorithm, tools)
    const naming = { name, settingsKey: tools.settingsKey }
    const content = yield* contentInSlices(descriptor, size, tools.buffer, hasher, naming, reading.readAt)
    if (!needsSha256(content, name, algorithm)) return whenRead(descriptor, name, before, content, algorithm, tools)
    const again = yield* contentInSlices(descriptor, size, tools.buffer, sha256, naming, reading.readAt)
    return whenRead(descriptor, name, before, again, 'sha256', tools)
  } catch (error) {
    return interrupted(error, before, tools)
  } finally {
    closeRead(descriptor, reading)
  }
}

function closeRead(descriptor: number, reading: Reading): void {
  reading.end(descriptor)
  closeDescriptor(descriptor)
}

/** The second look: what was read counts only if nothing has moved since the first. */
function whenRead(
  descriptor: number,
  name: PathText,
  before: Stat,
  { hex, marks, length }: Content,
  algorithm: Digest['algorithm'],
  tools: ObserveTools,
): Seen {
  tools.fault('fstat', name)
  const after = fstatOf(descriptor)
  const content = { target: null, digest: { algorithm, hex }, marks }
  if (length === before.size && sameStat(before, after)) return present(tools, after, content)
  // Of what grows while it is read, the size is that of the bytes with this digest, by which they can be asked for later.
  return { outcome: 'changed', stat: { ...after, size: length }, content }
}

function hasherOf(algorithm: Digest['algorithm'], tools: ObserveTools): Hasher {
  return algorithm === 'xxh64' ? tools.xxh64 : sha256
}

/**
 * A file with a mark always gets its sha256: only that could ever be permitted, or proven to differ. One that is not what its
 * name says, or no passive content at all, may be flagged among uploads, and can be taken by its sha256 alone.
 */
function needsSha256({ marks, length }: Content, name: PathText, algorithm: Digest['algorithm']): boolean {
  if (algorithm !== 'xxh64' || marks === null) return false
  if (marks.found.length > 0 || marks.type === 'program') return true
  // Of what is larger nobody would take more than its beginning, and a second pass over it is long.
  return length <= maxContentBytes && isOdd(name, marks)
}

function isOdd(name: PathText, { type }: ContentMarks): boolean {
  return type !== undefined && (agrees(name, type) !== true || !passiveTypes.includes(type))
}

/** A directory that cannot be listed is as unreadable as a file, so it is opened. */
function observeDirectory(folder: number, name: PathText, expected: Stat, tools: ObserveTools): Seen {
  tools.fault('open', name)
  const descriptor = openDirectory(folder, name)
  try {
    const stat = fstatOf(descriptor)
    if (stat.inode !== expected.inode) return { outcome: 'changed', stat, content: noContent }
    return present(tools, stat, noContent)
  } finally {
    closeDescriptor(descriptor)
  }
}

function observeLink(folder: number, name: PathText, before: Stat, tools: ObserveTools): Seen {
  tools.fault('read', name)
  const content: ContentFields = { ...noContent, target: readlinkBelow(folder, name) }
  tools.fault('fstat', name)
  const after = lstatBelow(folder, name)
  return sameStat(before, after) ? present(tools, after, content) : { outcome: 'changed', stat: after, content }
}

/** Field by field: of 50,000 files, spreading objects took a tenth of a second. */
function present(tools: ObserveTools, stat: Stat, content: ContentFields): Seen {
  const { type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links } = stat
  const { target, digest, marks } = content
  const at = tools.now()
  const observation: Present = {
    state: 'present',
    at,
    type,
    size,
    mode,
    uid,
    gid,
    mtimeMs,
    ctimeMs,
    inode,
    links,
    target,
    digest,
    marks,
  }
  return { outcome: 'seen', observation }
}

/**
 * What a refused call says of the path: nothing there, or something that cannot be read.
 * @throws the error itself when it is this process' own trouble
 */
export function refused(error: unknown, stat: Stat | null, at: number): Observation {
  const errno = errnoOf(error)
  if (errno === undefined || isOwnTrouble(errno)) throw error
  // ELOOP and ENOTDIR: a parent is a link or a file, so nothing lies below it in this root.
  if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP') return { state: 'absent', at }
  return { state: 'unreadable', at, errno, stat }
}

function isSwap(error: unknown): boolean {
  const errno = errnoOf(error) ?? ''
  // ENXIO: a socket or a pipe stands there now; EINVAL: no link any more.
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EINVAL'].includes(errno)
}
