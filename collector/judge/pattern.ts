// Owns what an approval by pattern makes of a verdict, and why one does not cover what its pattern names. Pure. Which patterns
// name the path is ingest's to find, and what none ever covers never.ts's.
import { executableByName } from '@sekisho/shared/classify.ts'
import type { ContentMarks, Observation } from '@sekisho/shared/observation.ts'
import {
  extensionOf,
  meansCode,
  meansScript,
  type PatternLimits,
  type PatternRefusal,
  scriptByName,
} from '@sekisho/shared/pattern-limits.ts'
import type { ReasonCode, Severity, Verdict } from '@sekisho/shared/verdict.ts'
import type { Case } from '../handover.ts'
import { activeMarksAmong, executableMarksAmong, isPassive, isPosing } from './content.ts'
import { asksForItsOwn, type Done } from './never.ts'

/** The reasons go on saying why nothing else covers it: what stands there nobody has looked at. */
export function underPattern(question: Case, verdict: Verdict): Verdict {
  if (verdict.verdict !== 'unauthorised') return verdict
  const { reasons } = verdict
  const covering = question.patterns.find(({ limits }) => whyOutsidePattern(question, reasons, limits) === null)
  if (covering === undefined) return verdict
  const { ref, name } = covering
  return {
    verdict: 'expected',
    severity: severityOf(question),
    reasons: ['approved-pattern', ...reasons],
    permit: { kind: 'pattern', ref, name },
  }
}

/** As where a release covers it: what stood there in between may have been served. */
function severityOf({ kind, where, byWebServer }: Case): Severity {
  if (kind !== 'rewritten' || (where.class !== 'code' && where.class !== 'config')) return 'none'
  return byWebServer ? 'medium' : 'low'
}

/** Besides what no deployment window covers: contents that were there and nobody read whole, and known code that should be gone. */
const never: ReadonlySet<ReasonCode> = new Set(['unstable', 'stale'])

/** A content that is, or was for a moment, at the path. Marks of nothing that was read are null. */
interface Content {
  readonly size: number
  readonly marks: ContentMarks | null
}

/** What was there and nobody saw may be anything. */
const unseen: Content = { size: Number.POSITIVE_INFINITY, marks: null }

/**
 * Why a pattern that names the path does not cover what was done there; null where it does.
 * @param reasons for which it is unauthorised
 */
export function whyOutsidePattern(
  done: Done,
  reasons: readonly ReasonCode[],
  limits: PatternLimits,
): PatternRefusal | null {
  const contents = contentsOf(done)
  if (contents === null) return 'not-a-file'
  if (asksForItsOwn(done, reasons) || reasons.some(reason => never.has(reason))) return 'never'
  const { path, where } = done
  const { classes, extensions, largest } = limits
  if (classes.length > 0 && !classes.includes(where.class)) return 'class'
  if (extensions.length > 0 && !extensions.includes(extensionOf(path) ?? '')) return 'extension'
  if (largest !== null && contents.some(({ size }) => size > largest)) return 'largest'
  // An upload is judged by its extension, whether or not the pattern names it.
  const byExtension = extensions.length > 0 || where.class === 'upload'
  if (byExtension && contents.some(({ marks }) => marks !== null && isPosing(path, marks))) return 'content'
  if (mayBeCode(done, contents) && !meansCode(limits, path)) return 'executable'
  return mayBeScript(done, contents) && !meansScript(limits, path, isPassive(where.class)) ? 'executable' : null
}

/** All that was there. Null of what is no regular file, and of what is gone and was not there for a moment only. */
function contentsOf({ kind, after, between = [] }: Done): readonly Content[] | null {
  const passed = kind === 'transient' || kind === 'rewritten'
  const contents = passed && between.length === 0 ? [unseen] : between
  if (after.state === 'absent') return kind === 'transient' ? contents : null
  return isFile(after) ? [after, ...contents] : null
}

function isFile(seen: Observation): seen is Extract<Observation, { state: 'present' | 'unstable' }> {
  return (seen.state === 'present' || seen.state === 'unstable') && seen.type === 'file'
}

function mayBeCode({ path }: Done, contents: readonly Content[]): boolean {
  return executableByName(path) || contents.some(({ marks }) => marks === null || executableMarksAmong(marks))
}

/** For a browser: a skimmer is no code to the server. */
function mayBeScript({ path }: Done, contents: readonly Content[]): boolean {
  return scriptByName(path) || contents.some(({ marks }) => marks !== null && activeMarksAmong(marks))
}
