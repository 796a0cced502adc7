// Owns the verdict: a pure function of one finding, its class and the permits that name its path (law 6), so that every
// verdict can be taken again. Does no I/O and finds no permits: ingest and store bring them. docs/verdicts.md is its table.
import { executableByName, type PathClass } from '@sekisho/shared/classify.ts'
import { isDirectory } from '@sekisho/shared/kind.ts'
import type { FileType, Observation, Present, Unstable } from '@sekisho/shared/observation.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import {
  type Permit,
  type ReasonCode,
  type Severity,
  severities,
  type Verdict,
  verdicts,
} from '@sekisho/shared/verdict.ts'
import type { Case, Judge, PathPermit } from '../handover.ts'
import {
  changesExecution,
  controlsExecution,
  executableBetween,
  executableContent,
  executableMarksAmong,
  isPassive,
  oddContent,
  removesExecutable,
} from './content.ts'
import { generatedDoubt, questionOf, transientDoubt } from './generated.ts'
import { underPattern } from './pattern.ts'
import { underWindow } from './window.ts'

/** Classes whose own rule lets passive files come, change and go. */
const looseClasses: ReadonlySet<PathClass> = new Set(['upload', 'generated', 'log'])

/** See docs/verdicts.md, which a test holds this to, row by row. */
export const judge: Judge = question => underWindow(question, underPattern(question, judgeAlone(question)))

function judgeAlone(question: Case): Verdict {
  if (question.kind === 'other-view') return judgeOtherView(question)
  const { after } = question
  if (question.malicious) return withKind(question, condemned(question))
  if (question.settledBy !== null) return settled(question.settledBy)
  if (question.kind === 'transient') return judgeTransient(question)
  switch (after.state) {
    case 'absent':
      return withBetween(question, judgeRemoval(question))
    case 'unreadable':
      return unauthorised(question, ['unreadable'])
    case 'unstable':
      return judgeUnstable(question, after)
    case 'present':
      return withKind(question, withBetween(question, judgePresent(question, after)))
  }
}

/** What stood there in between may have been served: the worst that it would be judged, if it stood there still, counts. */
function withBetween(question: Case, end: Verdict): Verdict {
  const { between = [] } = question
  if (between.length === 0) return end
  const weight = ({ verdict, severity }: Verdict) =>
    verdicts.indexOf(verdict) * severities.length - severities.indexOf(severity)
  return judgeBetween(question)
    .map(verdict => ({ ...verdict, reasons: [...verdict.reasons, 'stood-between' as const] }))
    .reduce((worse, next) => (weight(next) > weight(worse) ? next : worse), end)
}

/**
 * Of an empty file nothing was served. Where files come, change and go by their nature, or are gone now, parts of a file that
 * grew are no news, and what could be executed is.
 */
function judgeBetween(question: Case): readonly Verdict[] {
  const { before, after, where, between = [] } = question
  const end = after.state === 'absent' ? before : after
  if (end?.state !== 'present' || end.type !== 'file') return []
  const guarded = after.state !== 'absent' && (where.payment || !looseClasses.has(where.class))
  return between.flatMap(({ size, digest, marks }, index) => {
    if (size === 0 || !(guarded || executableMarksAmong(marks))) return []
    const stood = { ...end, size, digest, marks }
    return [judgePresent({ ...questionOf(question, index), after: stood, between: [] }, stood)]
  })
}

function judgePresent(question: Case, after: Present): Verdict {
  const { where, permits, bound } = question
  const asks = permits.some(isAdoption) && asksForAWord(question)
  const words = asks ? permits.filter(permit => !isAdoption(permit)) : permits
  const permit = bound ? coveringPermit(words, after) : undefined
  const adopted = permit === undefined && words !== permits && bound && coveringPermit(permits, after) !== undefined
  if (adopted) return unauthorised(question, ['not-adopted'])
  if (permit && permit.standing !== 'stale') return authorised(question, permit)
  if (after.type === 'directory') return judgeDirectory(question)
  if (after.type === 'file' || after.type === 'symlink') {
    // A link can lead a harmless name to any content, so no class rule covers one.
    const harmless = after.type === 'file' && executableReasons(question).length === 0
    const doubt = generatedDoubt(question, after)
    const odd = doubt ?? oddContent(question, after)
    if (bound && harmless && odd === null && looseClasses.has(where.class)) return expected(question, ['class-rule'])
    // Code that an ended release named may be what an attacker brings back into a cache.
    if (permit && doubt === null) return stale(question)
    // A file that is written in place is empty for a moment: nothing was served of it.
    if (after.type === 'file' && after.size === 0 && isBack(question)) return settled('returned')
    const why = mismatch(currentOf(permits), after.type)
    return unauthorised(question, bound && harmless && odd !== null ? [odd, why] : [why])
  }
  const working = !isDevice(after.type) && (where.class === 'generated' || where.class === 'log')
  if (bound && working) return expected(question, ['class-rule', 'special-file'])
  return unauthorised(question, ['special-file', ...named(question, 'type-differs')])
}

/** What was adopted as part of a whole nobody has looked at by itself: of what runs where nothing should, somebody must have. */
function asksForAWord(question: Case): boolean {
  return executableReasons(question).length > 0 || changesExecution(question)
}

/** A directory needs no permit, but it cannot stand in for a released file. */
function judgeDirectory(question: Case): Verdict {
  if (question.bound && isNamed(question) && !looseClasses.has(question.where.class)) {
    return unauthorised(question, ['type-differs'])
  }
  return { verdict: 'expected', severity: 'none', reasons: ['directory'], permit: null }
}

function judgeRemoval(question: Case): Verdict {
  const { before, where, bound } = question
  if (before !== null && isDirectory(before) && !isNamed(question)) return judgeDirectory(question)
  if (!bound) return unauthorised(question, [])
  if (looseClasses.has(where.class) && !removesExecutable(question)) return expected(question, ['class-rule'])
  if (isNamed(question)) return isBack(question) ? settled('returned') : unauthorised(question, ['missing'])
  return { verdict: 'authorised', severity: 'none', reasons: ['not-named'], permit: null }
}

/** What the pages are made of is then not what is watched, so no permit and no class rule says anything of it. */
function judgeOtherView({ where }: Case): Verdict {
  const reasons: ReasonCode[] = where.payment ? ['other-view', 'payment'] : ['other-view']
  return { verdict: 'unauthorised', severity: 'critical', reasons, permit: null }
}

/**
 * Content that a current permit covers stands there again, as after tools that delete and unpack. What guards the shop or
 * its payments must not have been gone unnoticed, save where a new version came in its place, or a release came with it.
 */
function isBack({ before, where, path, returned, deployed }: Case): boolean {
  if (returned === null) return false
  const guarded = where.payment || controlsExecution(path)
  if (!guarded || deployed || before === null || before.state === 'absent') return true
  return before.state === 'present' && permittedDigest(before) !== permittedDigest(returned)
}

function settled(reason: 'returned' | 'replaced' | 'moved'): Verdict {
  return { verdict: 'authorised', severity: 'none', reasons: [reason], permit: null }
}

/** Nobody saw all that was there in between, so no release can cover it. */
function judgeTransient(question: Case): Verdict {
  const harmless = looseClasses.has(question.where.class) && executableReasons(question).length === 0
  const doubt = transientDoubt(question)
  if (question.bound && harmless && doubt === null) return expected(question, ['gone-again'])
  return unauthorised(question, doubt === null ? ['gone-again'] : [doubt, 'gone-again'])
}

/**
 * The digest of an unstable file belongs to no one moment, so it matches no permit; marks that were read do count. What has
 * become stable since, and is permitted, settles it, save where what was read could have run or guards the payments.
 */
function judgeUnstable(question: Case, after: Unstable): Verdict {
  const generatedCode = question.where.class === 'generated' && executableContent(after)
  const harmless = executableReasons(question).length === 0 && !generatedCode
  const guarded = question.where.payment || controlsExecution(question.path) || changesExecution(question)
  if (question.returned !== null && harmless && !guarded) return settled('returned')
  if (question.bound && harmless && looseClasses.has(question.where.class)) {
    return expected(question, ['still-being-written'])
  }
  return unauthorised(question, generatedCode ? ['executable-content', 'unstable'] : ['unstable'])
}

const standings: readonly PathPermit['standing'][] = ['current', 'overlap', 'stale']

/**
 * What holds before what held; a release before a person's word, that before a release of weak sums, and all before an adoption:
 * adopted content is not known to be good.
 */
function coveringPermit(permits: readonly PathPermit[], after: Present): PathPermit | undefined {
  if (permits.length === 0) return undefined
  const digest = permittedDigest(after)
  let best: PathPermit | undefined
  for (const permit of permits) {
    if (permit.type !== after.type || permit.sha256 !== digest) continue
    if (best === undefined || rankOf(permit) < rankOf(best)) best = permit
  }
  return best
}

function rankOf({ standing, kind, weak }: PathPermit): number {
  const among = kind === 'adoption' ? 3 : kind === 'approval' ? 1 : weak ? 2 : 0
  return standings.indexOf(standing) * 4 + among
}

function isAdoption({ kind }: PathPermit): boolean {
  return kind === 'adoption'
}

function currentOf(permits: readonly PathPermit[]): readonly PathPermit[] {
  return permits.filter(({ standing }) => standing === 'current')
}

/** Whether the path is to be there: what only a replaced release says of it does not count. */
function isNamed({ permits }: Case): boolean {
  return permits.some(({ standing }) => standing === 'current')
}

function mismatch(permits: readonly PathPermit[], type: 'file' | 'symlink'): ReasonCode {
  if (permits.length === 0) return 'unknown-file'
  if (!permits.some(permit => permit.type === type)) return 'type-differs'
  return type === 'symlink' ? 'link-differs' : 'content-differs'
}

function named(question: Case, reason: ReasonCode): readonly ReasonCode[] {
  return question.bound && isNamed(question) ? [reason] : []
}

const coverings = { release: 'released', approval: 'approved', adoption: 'adopted' } as const

function authorised(question: Case, permit: PathPermit): Verdict {
  const reasons: ReasonCode[] = [permit.standing === 'overlap' ? 'overlap' : coverings[permit.kind]]
  if (permit.weak) reasons.push('weak-sum')
  if (question.leadsOut) reasons.push('target-not-watched')
  const { kind, ref, name } = permit
  return { verdict: 'authorised', severity: 'none', reasons, permit: { kind, ref, name } }
}

function expected(question: Case, reasons: readonly ReasonCode[]): Verdict {
  return { verdict: 'expected', severity: 'none', reasons, permit: classRule(question) }
}

function classRule({ where }: Case): Permit {
  const rule = where.rule ?? '*'
  return { kind: 'class-rule', ref: rule, name: `${where.class} ${rule}` }
}

/** Known code that should be gone: of no such haste as unknown code, wherever it lies. */
function stale({ where, leadsOut }: Case): Verdict {
  const reasons: ReasonCode[] = ['stale']
  if (leadsOut) reasons.push('target-not-watched')
  if (where.payment) reasons.push('payment')
  return { verdict: 'unauthorised', severity: where.payment ? 'medium' : 'low', reasons, permit: null }
}

/** Nothing else that could be said of it counts. */
function condemned({ where, leadsOut }: Case): Verdict {
  const reasons: ReasonCode[] = ['malicious']
  if (leadsOut) reasons.push('target-not-watched')
  if (where.payment) reasons.push('payment')
  return { verdict: 'unauthorised', severity: 'critical', reasons, permit: null }
}

function unauthorised(question: Case, why: readonly ReasonCode[]): Verdict {
  const { where, leadsOut, bound } = question
  const executable = executableReasons(question)
  const directive = changesExecution(question) ? (['execution-directive'] as const) : []
  const reasons: ReasonCode[] = [...executable, ...directive, ...(bound ? why : (['unbound-root'] as const))]
  if (leadsOut) reasons.push('target-not-watched')
  if (where.payment) reasons.push('payment')
  return {
    verdict: 'unauthorised',
    severity: overridden(where, severityOf(question, executable.length + directive.length > 0, why)),
    reasons,
    permit: null,
  }
}

/** A profile knows its platform better than the table, but nothing makes less of what is critical. */
function overridden({ severity }: Case['where'], usual: Severity): Severity {
  return usual === 'critical' ? usual : (severity ?? usual)
}

/** Of what a class would cover otherwise. */
const grave: ReadonlySet<ReasonCode> = new Set([
  'active-content',
  'type-disagrees',
  'generated-rewritten',
  'not-compiled',
])

function severityOf(question: Case, executable: boolean, why: readonly ReasonCode[]): Severity {
  const { where, path, after, kind } = question
  if (executable) return 'critical'
  if (!question.bound) return 'medium'
  const directory = isDirectory(after)
  if (where.payment || (!directory && controlsExecution(path))) return 'critical'
  if (question.leadsOut || (after.state === 'present' && isDevice(after.type))) return 'high'
  if (where.class === 'config') return 'high'
  // Deployment tools leave short-lived files among code all the time; those that could have run are another matter.
  if (where.class === 'code') {
    const couldRun = executableByName(path) || executableBetween(question)
    return kind === 'transient' && !couldRun ? 'medium' : 'high'
  }
  if (why.some(reason => grave.has(reason))) return 'high'
  // In loose classes only a released executable can be missing: one that the shop's pages may call.
  return after.state === 'absent' && kind !== 'transient' ? 'high' : 'medium'
}

/** Why something that is, or was for a moment, in upload or log could be executed; empty elsewhere. */
function executableReasons(question: Case): readonly ReasonCode[] {
  const { where, path, after, kind } = question
  if (!isPassive(where.class) || (after.state === 'absent' && kind !== 'transient')) return []
  if (isDirectory(after) || isSpecial(after)) return []
  const how: ReasonCode[] = []
  if (executableByName(path)) how.push('executable-name')
  const isThere = after.state === 'present'
  if (executableContent(after) || (!isThere && executableBetween(question))) how.push('executable-content')
  return how.length > 0 && where.class === 'upload' ? ['executable-in-upload', ...how] : how
}

function isSpecial(seen: Observation): boolean {
  return seen.state === 'present' && seen.type !== 'file' && seen.type !== 'symlink'
}

function isDevice(type: FileType): boolean {
  return type === 'char-device' || type === 'block-device'
}

/** Two kinds say more than the state does: only the metadata moved, or it was written and nothing differs. */
function withKind({ kind, where, byWebServer }: Case, state: Verdict): Verdict {
  if (kind !== 'metadata' && kind !== 'rewritten') return state
  const reasons: ReasonCode[] = [...state.reasons, kind === 'metadata' ? 'metadata-only' : 'rewritten-same']
  const byServer = kind === 'rewritten' && byWebServer
  if (byServer) reasons.push('web-server-wrote')
  if (state.severity !== 'none') return { ...state, reasons }
  // What stood there in between may have been served (OPcache): worth a line where content matters.
  const guarded = where.payment || !looseClasses.has(where.class)
  const low = kind === 'metadata' || (state.verdict === 'authorised' && guarded)
  // No release of a shop is put there by its own pages.
  return { ...state, reasons, severity: low ? (byServer ? 'medium' : 'low') : 'none' }
}
