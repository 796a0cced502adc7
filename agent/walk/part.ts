// Owns how one walk is shared among threads: each looks at the directories that are its own, and goes through the others only
// to find those that lie below. Pure.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Part, WalkEnd, WalkReport, WalkRequest } from './request.ts'

/** Smaller trees are walked before a second thread has started. */
const manyPaths = 20_000
const partsOfLarge = 2
/** A thread needs so long to start, and the first of them is there already. */
const startMs = 60
/** What one thread looks at, where no rate makes it fewer: 16 µs a path. */
const pathsOfMs = 60

/**
 * Into how many parts a walk is divided. `full` never: it reads every file, which takes longer than to find them, and keeps its
 * place, which two would not share.
 * @param paths that the baseline has of the root
 */
export function partsOf({ from, mode }: Pick<WalkRequest, 'from' | 'mode'>, paths: number): number {
  return from !== '' || mode === 'full' || paths < manyPaths ? 1 : partsOfLarge
}

/**
 * Which share of its directories the first part of a walk takes alone, so that all end at one time: what it has looked at when
 * the others have started.
 * @param filesPerSecond of one part; 0 for no limit
 */
export function aheadOf(paths: number, filesPerSecond: number): number {
  const ofMs = filesPerSecond === 0 ? pathsOfMs : Math.min(pathsOfMs, filesPerSecond / 1000)
  return paths === 0 ? 0 : Math.min((startMs * ofMs) / paths, 1)
}

/** Whether a directory is this part's. Whoever chooses names so that all are of one part makes the walk slow, and no more. */
export function isOwn(part: Part | undefined, directory: PathText): boolean {
  if (part === undefined) return true
  const hash = hashOf(directory)
  // By its size and by what is left of it: neither says anything of the other.
  return (hash < part.ahead * hashes ? 0 : hash % part.of) === part.index
}

const hashes = 2 ** 16

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/; its upper half, since the lowest bit is a parity of the bytes'. */
function hashOf(path: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193)
  return hash >>> 16
}

const worstFirst: readonly WalkEnd[] = ['root-missing', 'stopped', 'completed']

/** What the parts of one walk found, as of one. */
export function joinReports(reports: readonly [WalkReport, ...WalkReport[]]): WalkReport {
  const sum = (of: (report: WalkReport) => number) => reports.reduce((total, report) => total + of(report), 0)
  return {
    ...reports[0],
    end: worstFirst.find(end => reports.some(report => report.end === end)) ?? 'stopped',
    files: sum(({ files }) => files),
    directories: sum(({ directories }) => directories),
    touched: sum(({ touched }) => touched),
    // What none could read, each of them says.
    unreadable: [...new Set(reports.flatMap(({ unreadable }) => unreadable))],
    mounts: reports.flatMap(({ mounts }) => mounts),
    links: reports.flatMap(({ links }) => links),
    unlisted: sum(({ unlisted }) => unlisted),
    elapsedMs: Math.max(...reports.map(({ elapsedMs }) => elapsedMs)),
  }
}
