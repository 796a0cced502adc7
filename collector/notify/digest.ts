// Owns what a daily digest says: what came in a day, what is open, what could have been missed, and the heads of the evidence,
// by which a later check can tell that nothing was rewritten. Pure.

import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { type Say, translator } from '@sekisho/shared/messages.ts'
import { sizeText } from '@sekisho/shared/size.ts'
import { severities } from '@sekisho/shared/verdict.ts'
import type { DigestFacts, DigestReport, DigestSpan, RootCoverage } from '../handover.digest.ts'
import { asciiJson } from './machine.ts'
import { type Message, plainText, shownTime, type Writing } from './message.ts'

/** What is sent later than this after its time says so. */
const lateMs = 10 * 60_000
const shownRoots = 50
const shownHosts = 20
const shownSites = 20
/** In the text itself, for channels that carry nothing else. */
const shownHeads = 20

export interface DigestMatter {
  readonly span: DigestSpan
  readonly facts: DigestFacts
  readonly coverage: readonly RootCoverage[]
  readonly now: number
}

/** Of one root, as the coverage room answers. */
export function rootCoverage(
  place: Pick<RootCoverage, 'customer' | 'host' | 'root'>,
  { pieces, gaps }: Pick<Coverage, 'pieces' | 'gaps'>,
): RootCoverage {
  const lasted = (state: string) =>
    pieces
      .filter(piece => piece.state === state)
      .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
  const causes = [...new Set(gaps.map(({ cause }) => cause))]
  return { ...place, gaps: gaps.length, gapMs: lasted('gap'), causes, unknownMs: lasted('unknown') }
}

export function digestMessage(id: string, at: number, matter: DigestMatter, writing: Writing): Message {
  const { span, facts, coverage, now } = matter
  const { locale, timeZone } = writing
  const say = translator(locale)
  const time = (ms: number) => shownTime(isoTime(ms), timeZone)
  const late = now - span.to > lateMs
  const state = stateText(matter, say)
  const link = writing.link()
  const name = `sekisho-heads-${span.day}.jsonl`
  const lines = [
    say('digest.span', { day: span.day, from: time(span.from), to: time(span.to), zone: timeZone }),
    ...(late ? [say('digest.late', { due: time(span.to), now: time(now) })] : []),
    say('digest.absence'),
    '',
    ...incidentLines(facts, say),
    say('digest.findings', { ...facts.findings }),
    ...(facts.ungrouped === 0 ? [] : [say('digest.ungrouped', { count: facts.ungrouped })]),
    say('digest.waiting', { releases: facts.heldReleases, approvals: facts.waitingApprovals }),
    ...withoutSecondLines(facts, say),
    ...diskLines(facts, say),
    ...(facts.mutes === 0 ? [] : [say('digest.mutes', { count: facts.mutes })]),
    ...(facts.givenUp === 0 ? [] : [say('digest.given-up', { count: facts.givenUp })]),
    '',
    ...hostLines(facts, say),
    ...coverageLines(coverage, severalCustomers(facts), say),
    '',
    ...headLines(facts, name, say),
    link,
  ]
  return {
    id,
    subject: say(late ? 'digest.late-subject' : 'digest.subject', { day: span.day, state }),
    text: lines.join('\n'),
    severity: 'none',
    at,
    incident: null,
    host: null,
    cause: 'digest',
    link,
    digest: reportOf(matter, late),
    attached: { name, text: facts.heads.map(head => `${JSON.stringify(head)}\n`).join('') },
  }
}

function reportOf({ span, facts, coverage }: DigestMatter, late: boolean): DigestReport {
  const { incidents, findings, ungrouped, heldReleases, waitingApprovals, withoutSecond, mutes, givenUp, disk, heads } =
    facts
  return {
    day: span.day,
    from: isoTime(span.from),
    to: isoTime(span.to),
    late,
    ...{ incidents, findings, ungrouped, heldReleases, waitingApprovals, withoutSecond, mutes, givenUp, disk },
    hosts: facts.hosts.map(({ customerName, host, state }) => ({ customer: customerName, host, state })),
    coverage,
    heads,
  }
}

/** Said each day: whoever reads what was approved there has to know that nobody else looked. */
function withoutSecondLines({ withoutSecond }: DigestFacts, say: Say): string[] {
  const count = withoutSecond.length
  if (count === 0) return []
  const more = count > shownSites ? ', …' : ''
  const sites = `${withoutSecond.slice(0, shownSites).map(plainText).join(', ')}${more}`
  return [say('digest.without-second', { count, sites })]
}

function diskLines({ disk }: DigestFacts, say: Say): string[] {
  if (disk === null) return []
  const { left, daysLeft } = disk
  const forecast = daysLeft === null ? say('disk.unknown') : say('disk.days', { days: Math.floor(daysLeft) })
  return [say('digest.disk', { left: sizeText(left), forecast })]
}

function isWhole({ gaps, unknownMs }: RootCoverage): boolean {
  return gaps === 0 && unknownMs === 0
}

function awayOf({ hosts }: DigestFacts) {
  return hosts.filter(({ state }) => state !== 'online')
}

function openOf({ incidents }: DigestFacts): number {
  return Object.values(incidents.open).reduce((sum, count) => sum + count, 0)
}

function stateText({ facts, coverage }: DigestMatter, say: Say): string {
  const { ungrouped, heldReleases, waitingApprovals, givenUp } = facts
  const holes = coverage.filter(root => !isWhole(root)).length
  const filling = facts.disk === null || facts.disk.state === 'fine' ? 0 : 1
  const behind = ungrouped === 0 ? 0 : 1
  const count =
    filling + behind + openOf(facts) + heldReleases + waitingApprovals + givenUp + awayOf(facts).length + holes
  return count === 0 ? say('digest.quiet') : say('digest.to-look-at', { count })
}

function incidentLines({ incidents }: DigestFacts, say: Say): string[] {
  const open = severities.flatMap(word => {
    const count = incidents.open[word]
    return count === undefined ? [] : [say('digest.open-count', { count, severity: say(`severity.${word}`) })]
  })
  return [
    say('digest.incidents', { fresh: incidents.fresh, open: open.join(', ') || say('digest.none') }),
    ...incidents.worst.map(({ id, severity, kind, sites, hosts }) =>
      say('digest.incident', {
        id,
        severity: say(`severity.${severity}`),
        kind: say(`incident-kind.${kind}`),
        where: [...sites, ...hosts].map(plainText).join(', '),
      }),
    ),
  ]
}

/** Two customers may have hosts of one name. */
function severalCustomers({ hosts }: DigestFacts): boolean {
  return new Set(hosts.map(({ customer }) => customer)).size > 1
}

function hostLines(facts: DigestFacts, say: Say): string[] {
  const several = severalCustomers(facts)
  const away = awayOf(facts).map(({ customerName, host }) => plainText(several ? `${customerName}/${host}` : host))
  const shown = away.slice(0, shownHosts).join(', ') || say('digest.none')
  const rest = away.length - shownHosts
  const text = rest > 0 ? say('digest.hosts-more', { hosts: shown, count: rest }) : shown
  return [say('digest.hosts', { count: facts.hosts.length, away: text })]
}

/** The longest gaps first. */
function coverageLines(coverage: readonly RootCoverage[], several: boolean, say: Say): string[] {
  const holes = coverage
    .filter(root => !isWhole(root))
    .toSorted((a, b) => b.gapMs + b.unknownMs - a.gapMs - a.unknownMs)
  const lines = holes.slice(0, shownRoots).flatMap(({ customer, host, root, gaps, gapMs, causes, unknownMs }) => {
    const where = plainText(several ? `${customer}/${host} ${root}` : `${host} ${root}`)
    const reasons = causes.map(cause => say(`gap.${cause}`)).join(', ')
    return [
      ...(gaps === 0 ? [] : [say('digest.gaps', { where, count: gaps, lasted: clockText(gapMs), causes: reasons })]),
      ...(unknownMs === 0 ? [] : [say('digest.unknown', { where, lasted: clockText(unknownMs) })]),
    ]
  })
  const rest = holes.length - shownRoots
  return [
    say('digest.covered', { whole: coverage.length - holes.length, count: coverage.length }),
    ...lines,
    ...(rest > 0 ? [say('digest.more-roots', { count: rest })] : []),
  ]
}

/** JSON has every foreign sign escaped that could end a line; what turns a line's direction is escaped here. */
function headLines({ heads, headsLeft }: DigestFacts, name: string, say: Say): string[] {
  const rest = heads.length - shownHeads
  return [
    say('digest.heads', { count: heads.length }),
    ...heads.slice(0, shownHeads).map(head => asciiJson(head)),
    ...(rest > 0 ? [say('digest.heads-elsewhere', { count: rest })] : []),
    ...(headsLeft > 0 ? [say('digest.heads-left', { count: headsLeft })] : []),
    ...(heads.length > 0 ? [say('digest.heads-attached', { name })] : []),
  ]
}

/** Hours, minutes and seconds, as `00:12:05`. */
function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map(part => String(part).padStart(2, '0')).join(':')
}
