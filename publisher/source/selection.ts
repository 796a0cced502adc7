// Owns which paths of a source a release takes, and under which names: include, exclude, strip, prefix. Pure. Patterns see a
// path as it stands after `strip` and before `prefix`.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { compilePattern, type Matcher } from '@sekisho/shared/pattern.ts'
import { brokenRule, parsePrefix } from '@sekisho/shared/release.ts'
import { type Reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

export interface SelectionWords {
  /** Patterns of what to take; one that names a folder takes all below it. Without any, everything is taken. */
  readonly include?: readonly string[]
  /** Patterns of what to leave out; one that names a folder leaves out all below it. */
  readonly exclude?: readonly string[]
  /** Leading folders to take off each path, as tar's --strip-components does. What is not that deep is left out. */
  readonly strip?: number
  /** Where in the site the paths begin, in canonical text; empty for the top. */
  readonly prefix?: string
  /** The names, as the release has them, that are taken alone. Nothing else is looked into. */
  readonly only?: ReadonlySet<PathText>
}

export interface Selection {
  /** True when nothing below the folder can be taken; for sources that are walked. */
  leavesOut(folder: PathText): boolean
  /** The path as the release names it; `shallow` when `strip` leaves nothing of it, null when it is not wanted. */
  nameOf(path: PathText): PathText | 'shallow' | null
}

/** @throws Failure release-refused naming the pattern or the prefix that is wrong */
export function compileSelection(words: SelectionWords): Selection {
  const { include = [], exclude = [], strip = 0, prefix = '', only } = words
  const top = parsePrefix(prefix)
  const wanted = include.length === 0 ? () => true : aboveOrAt(include)
  const asked = only === undefined ? null : { names: only, folders: foldersOf(only) }
  const unwanted = exclude.length === 0 ? () => false : aboveOrAt(exclude)
  return {
    leavesOut: folder => {
      const path = stripped(folder, strip)
      if (path === null) return false
      return unwanted(path) || (asked !== null && !asked.folders.has(joinPath(top, path)))
    },
    nameOf: given => {
      const path = stripped(given, strip)
      if (path === null) return 'shallow'
      if (!wanted(path) || unwanted(path)) return null
      const name = joinPath(top, path)
      return asked === null || asked.names.has(name) ? name : null
    },
  }
}

/** All folders that lie above one of the names. */
function foldersOf(names: ReadonlySet<PathText>): ReadonlySet<PathText> {
  const folders = new Set<PathText>()
  for (const name of names)
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      const folder = name.slice(0, end) as PathText
      if (folders.has(folder)) break
      folders.add(folder)
    }
  return folders
}

/** Null when there are no more than `count` parts. */
function stripped(path: PathText, count: number): PathText | null {
  let from = 0
  for (let i = 0; i < count; i++) {
    from = path.indexOf('/', from) + 1
    if (from === 0) return null
  }
  return path.slice(from) as PathText
}

/** Whether a pattern matches the path or a folder above it. */
function aboveOrAt(patterns: readonly string[]): Matcher {
  const matchers = patterns.map(compileOrRefuse)
  return path => {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end)
      if (matchers.some(matches => matches(folder))) return true
    }
    return matchers.some(matches => matches(path))
  }
}

function compileOrRefuse(pattern: string): Matcher {
  try {
    return compilePattern(pattern)
  } catch (error) {
    const rule = brokenRule(error)
    const why: Reason = say => say('source.pattern', { rule: rule(say) })
    throw new ToldFailure('release-refused', why, { place: pattern, cause: error })
  }
}
