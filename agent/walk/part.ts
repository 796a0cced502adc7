// Owns how one walk is shared among threads: each looks at the directories of its own stretch, in the order of their paths, and
// goes through those alone in which such lie. Pure.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Part, WalkEnd, WalkReport, WalkRequest } from './request.ts'

/** Smaller trees are walked before a second thread has started. */
const manyPaths = 20_000
const partsOfLarge = 2
/** A thread needs so long to start, and the first of them is there already. */
const startMs = 60
/** What one thread looks at, where no rate makes it fewer: 12 µs a path. */
const pathsOfMs = 80

/**
 * Into how many parts a walk is divided. `full` never: it reads every file, which takes longer than to find them, and keeps its
 * place, which two would not share.
 * @param paths that the baseline has of the root
 */
export function partsOf({ from, mode }: Pick<WalkRequest, 'from' | 'mode'>, paths: number): number {
  return from !== '' || mode === 'full' || paths < manyPaths ? 1 : partsOfLarge
}

/**
 * Where the parts of a walk end, as shares of its paths: the first takes alone what it has looked at when the others have
 * started, and the rest is divided evenly, so that all end at one time.
 * @param filesPerSecond of one part; 0 for no limit
 */
export function sharesOf(parts: number, paths: number, filesPerSecond: number): readonly number[] {
  const ofMs = filesPerSecond === 0 ? pathsOfMs : Math.min(pathsOfMs, filesPerSecond / 1000)
  const ahead = paths === 0 ? 0 : Math.min((startMs * ofMs) / paths, 1)
  return Array.from({ length: parts - 1 }, (_, index) => ahead + ((1 - ahead) * (index + 1)) / parts)
}

/** One part more than there are cuts, which are in the order of their bytes. */
export function partsBetween(cuts: readonly PathText[]): readonly Part[] {
  const parts: Part[] = []
  let after: PathText | null = null
  for (const cut of cuts.map(plainCut)) {
    // Made plain, a cut may stand before the one before it.
    const upTo: PathText = after !== null && after > cut ? after : cut
    parts.push({ after, upTo })
    after = upTo
  }
  return [...parts, { after, upTo: null }]
}

/** Behind all units from here on, the order of a text's units is not that of its bytes, in which the baseline has its rows. */
function plainCut(cut: PathText): PathText {
  return cut.replace(/[\ud800-\uffff].*$/s, '') as PathText
}

/** Whether a directory is this part's. */
export function isOwn(part: Part | undefined, directory: PathText): boolean {
  if (part === undefined) return true
  const { after, upTo } = part
  return (after === null || directory > after) && (upTo === null || directory <= upTo)
}

/** Whether a directory of this part may lie below another: all that does begins with its path and a slash. */
export function mayHoldOwn(part: Part | undefined, directory: PathText): boolean {
  if (part === undefined || directory === '') return true
  const { after, upTo } = part
  return (after === null || `${directory}0` > after) && (upTo === null || `${directory}/` < upTo)
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
