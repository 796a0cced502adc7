// Owns the words in which the reasoning about one path is told: which rule decided, what became of each permit, what its
// severity comes from, how verdicts changed, and what could have been missed. Every foreign text is made visible.
import type { Considered, VerdictChange } from '@sekisho/shared/api.explain.ts'
import type { ExplanationRow } from '@sekisho/shared/api.ts'
import { type Terminal, visible } from './terminal.ts'
import { shownTime } from './typed.ts'

/** As many changes of one finding as a screen bears. */
const shownChanges = 10

export function ruleTexts({ decision, profile }: ExplanationRow, { say }: Terminal): string[] {
  if (decision === null) return []
  const { rule, also, payment } = decision
  const patterns = also.length === 0 ? '' : say('explained.also', { patterns: also.join('  ') })
  return [
    ...(rule === null ? [] : [say('explained.place', { rule, profile, also: patterns })]),
    ...(payment === null ? [] : [say('explained.payment', { pattern: payment })]),
  ].map(visible)
}

/** Nothing where there is none. */
export function severityTexts({ file, decision }: ExplanationRow, { say }: Terminal): string[] {
  const [first] = file?.reasons ?? []
  if (file === null || first === undefined || file.severity === 'none') return []
  const words = { severity: say(`severity.${file.severity}`), reason: say(`reason.${first}`) }
  const flagged = file.verdict === 'unauthorised'
  if (flagged && file.payment) return [say('explained.severity-payment', words)]
  if (flagged && decision?.where.severity === file.severity) return [say('explained.severity-rule', words)]
  return [say('explained.severity-table', { ...words, class: say(`class.${file.class}`) })]
}

export function permitTexts({ considered, moreConsidered, site, root }: ExplanationRow, terminal: Terminal): string[] {
  const { say } = terminal
  if (site === null) return [visible(say('explained.unbound', { root }))]
  if (considered.length === 0) return [say('considered.none')]
  const more = moreConsidered === 0 ? [] : [say('considered.more', { count: moreConsidered })]
  return [...considered.flatMap(one => consideredTexts(one, terminal)), ...more]
}

/** Approvals by pattern that name the path: whose, until when, and why one does not cover what is there. */
export function patternTexts({ patterns }: ExplanationRow, { say }: Terminal): string[] {
  return patterns.map(({ id, pattern, by, reason, why, ...row }) => {
    const words = { id, pattern, by, reason, until: shownTime(row.until) }
    const text =
      why === null
        ? say('explained.pattern-covers', words)
        : say('explained.pattern-not', { ...words, why: say(`pattern-not.${why}`) })
    return visible(text)
  })
}

function consideredTexts({ kind, ref, name, why, type, sha256, ...one }: Considered, { say }: Terminal): string[] {
  const weak = one.weak ? ` (${say('release.weak')})` : ''
  const called = `${say(`permit.${kind}`)} ${kind === 'approval' ? ref : name}${weak}`
  const what = say(`considered.${why}`, { name: called, type: say(`type.${type}`), sha256 })
  if (one.at === null) return [visible(what)]
  const said = one.reason === null || one.reason === '' ? '' : say('considered.said', { reason: one.reason })
  const by = say('considered.by', { state: say(`state.${one.state}`), at: shownTime(one.at), by: one.by ?? '-' })
  return [visible(what), visible(`${by}${said}`)]
}

export function changeTexts(changes: ExplanationRow['changes'], finding: number, terminal: Terminal): string[] {
  return changes
    .filter(change => change.finding === finding)
    .slice(0, shownChanges)
    .flatMap(change => [
      visible(
        terminal.say('change.judged', {
          at: shownTime(change.at),
          from: verdictText(change.from, terminal),
          to: verdictText(change.to, terminal),
        }),
      ),
      ...change.because.map(cause => visible(`  ${causeText(cause, terminal)}`)),
    ])
}

function verdictText({ verdict, reasons, permit }: VerdictChange['from'], { say }: Terminal): string {
  const why = [...reasons.map(reason => say(`reason.${reason}`)), ...(permit === null ? [] : [permit])]
  return say('change.verdict', { verdict: say(`verdict.${verdict}`), reasons: why.join('; ') })
}

function causeText({ at, what, who, about }: VerdictChange['because'][number], { say }: Terminal): string {
  const done = say(`change.${what}`, { about })
  return say('change.because', {
    at: shownTime(at),
    what: who === null ? done : say('change.by', { what: done, who }),
  })
}

export function coverageTexts({ coverage }: ExplanationRow, { say }: Terminal): string[] {
  if (coverage === null) return [say('explained.no-coverage')]
  const { from, to, missed, grade, gaps } = coverage
  const asked = say('explained.coverage', {
    from: shownTime(from),
    to: shownTime(to),
    missed: say(`missed.${missed}`),
    grade: grade === null ? say('explained.no-grade') : say(`grade.${grade}`),
  })
  return [
    asked,
    ...gaps.map(gap => {
      const cause = say(`gap.${gap.cause}`)
      return gap.to === null
        ? say('explained.gap-open', { cause, from: shownTime(gap.from) })
        : say('explained.gap', { cause, from: shownTime(gap.from), to: shownTime(gap.to) })
    }),
  ]
}
