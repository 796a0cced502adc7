// Owns what content marks mean: which make a file executable, which change what a server runs, and which say that an upload
// is not what its rule lets come and go. Pure; how they weigh is judge.ts's.
import { executableByName } from '@sekisho/shared/classify.ts'
import { agrees, passiveTypes } from '@sekisho/shared/marks/type.ts'
import {
  type ContentMarks,
  hasContent,
  type MarkName,
  type Observation,
  type Present,
} from '@sekisho/shared/observation.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import { scriptByName } from '@sekisho/shared/pattern-limits.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Running } from '../handover.compose.ts'
import type { Case } from '../handover.ts'

const executableMarks: ReadonlySet<MarkName> = new Set([
  'php-open-tag',
  'php-short-tag',
  'php-archive',
  'interpreter-line',
])
/** Classes in which nothing may be executable. Generated code is executable by nature, so `generated` is not among them. */
const passiveClasses: ReadonlySet<PathClass> = new Set(['upload', 'log'])
// Apache and PHP take directives from these names in any directory: one file changes what every other file there may do.
const executionControl = /^\.(?:htaccess|user\.ini)$/i
const activeMarks: ReadonlySet<MarkName> = new Set(['script-in-markup', 'script-in-image'])

export function isPassive(pathClass: PathClass): boolean {
  return passiveClasses.has(pathClass)
}

/** Of what is gone: a page may call an executable that a release holds where nothing else may be executed. */
export function removesExecutable({ where, path, before }: Pick<Case, 'where' | 'path' | 'before'>): boolean {
  return isPassive(where.class) && (executableByName(path) || executableContent(before))
}

export function controlsExecution(path: PathText): boolean {
  return executionControl.test(nameOf(path))
}

export function executableContent(seen: Observation | null): boolean {
  return seen !== null && hasContent(seen) && seen.marks !== null && executableMarksAmong(seen.marks)
}

/** What was there between the two observations, as far as it was seen. */
export function executableBetween({ between = [] }: Pick<Case, 'between'>): boolean {
  return between.some(({ marks }) => executableMarksAmong(marks))
}

export function executableMarksAmong({ type, found }: ContentMarks): boolean {
  return type === 'program' || found.some(mark => executableMarks.has(mark))
}

/** Script for browsers, in a page or behind the header of a picture. */
export function activeMarksAmong({ found }: ContentMarks): boolean {
  return found.some(mark => activeMarks.has(mark))
}

/** Where nothing is executed anyway, as among uploads, a line of that form is text. */
export function changesExecution({ where, kind, after, between = [] }: Case): boolean {
  if (where.class !== 'code' && where.class !== 'config') return false
  const seen = kind === 'transient' ? between.map(({ marks }) => marks) : hasContent(after) ? [after.marks] : []
  return seen.some(marks => marks?.found.includes('execution-directive') ?? false)
}

/** Code for a browser counts: a skimmer is none to the server. */
export function runningOf(path: PathText, seen: Observation): Running {
  const marks = hasContent(seen) ? seen.marks : null
  if (controlsExecution(path) || marks?.found.includes('execution-directive')) return 'directives'
  const isCode = executableByName(path) || executableContent(seen)
  return isCode || scriptByName(path) || (marks !== null && activeMarksAmong(marks)) ? 'code' : 'nothing'
}

/** Content that is not what its extension says, or has another behind it. Marks of before version 2 tell no type. */
export function isPosing(path: PathText, { type, found }: ContentMarks): boolean {
  return type !== undefined && (agrees(nameOf(path), type) === false || found.includes('archive-appended'))
}

/** Why an upload is not what its rule lets come and go. Marks of before version 2 tell no type, and then nothing is said. */
export function oddContent({ where, path }: Case, { marks }: Present): ReasonCode | null {
  if (where.class !== 'upload' || marks?.type === undefined) return null
  if (activeMarksAmong(marks)) return 'active-content'
  if (isPosing(path, marks)) return 'type-disagrees'
  const agreement = agrees(nameOf(path), marks.type)
  if (where.types !== undefined) return where.types.includes(marks.type) ? null : 'type-unlisted'
  return agreement === true && passiveTypes.includes(marks.type) ? null : 'type-unlisted'
}
