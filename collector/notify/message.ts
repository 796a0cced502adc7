// Owns what an alarm says: the incident's sentence with what a reader needs first, in the configured language and time zone.
// File names and actors are foreign: every control and direction sign in them is written out.
import type { Contact, IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { incidentKindKey, incidentSentence, joints } from '@sekisho/shared/incident-text.ts'
import { type Locale, type Say, translator } from '@sekisho/shared/messages.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { isWorse, type Severity } from '@sekisho/shared/verdict.ts'
import type { DigestReport } from '../handover.digest.ts'
import type { AlarmCause, HostCause, HostStanding, IncidentCause, OftenInGap } from '../handover.notify.ts'

/** What every channel is given. */
export interface Message {
  /** The same for each attempt, so that whoever gets it twice can tell. */
  readonly id: string
  readonly subject: string
  readonly text: string
  readonly severity: Severity
  readonly at: number
  /** Null for a test, a digest, several in one, and where it is of a host. */
  readonly incident: IncidentDetail | null
  /** The host that it is of; null for all else, which may be of several. */
  readonly host: string | null
  /** `several`: alarms that are told in one message, because the channel was sent as many as it may be. */
  readonly cause: AlarmCause | 'test' | 'several'
  /** Where the dashboard shows it; of all else, where the dashboard is. */
  readonly link: string
  readonly digest?: DigestReport
  /** Of what is critical: what to do first, which stands so in the text, and whom to call, without notes. At most 1,700 signs. */
  readonly first?: string
  /** For channels that carry files. */
  readonly attached?: { readonly name: string; readonly text: string }
}

export interface Writing {
  readonly locale: Locale
  readonly timeZone: string
  /** Named in what is critical. */
  readonly contacts: readonly Contact[]
  /** The dashboard's address, without a slash at its end. */
  readonly link: () => string
}

export function alarmMessage(
  id: string,
  incident: IncidentDetail,
  cause: IncidentCause,
  at: number,
  writing: Writing,
): Message {
  const { locale, timeZone, contacts } = writing
  const say = translator(locale)
  const link = `${writing.link()}/?incident=${incident.id}`
  const sentence = incidentSentence(incident, {
    say,
    joint: joints[locale],
    time: iso => shownTime(iso, timeZone),
    shown: plainText,
  })
  const severity = say(`severity.${incident.severity}`)
  const kind = say(incidentKindKey(incident))
  const where = [...incident.sites, ...incident.hosts].map(plainText).join(', ')
  const first = firstOf(incident.severity, contacts, say)
  const lines = [
    say(`alarm.${cause}`, { severity, kind, id: incident.id }),
    sentence,
    '',
    say('alarm.where', { where, zone: timeZone }),
    ...first.lines,
    say('alarm.show', { id: incident.id }),
    link,
  ]
  const subject = say('alarm.subject', { severity, kind, where, id: incident.id })
  const text = lines.join('\n')
  return { id, subject, text, severity: incident.severity, at, incident, host: null, cause, link, ...first.kept }
}

/** Lines of one message: whoever has more to read reads the list of incidents. */
const shownOfSeveral = 30

/**
 * What is beyond the messages that a channel may be sent in a minute, as one: the worst first. Null where nothing is left.
 * @param most of a minute
 */
export function severalMessage(
  id: string,
  messages: readonly Message[],
  { most, at }: { readonly most: number; readonly at: number },
  writing: Writing,
): Message | null {
  const sorted = messages.toSorted(
    (a, b) => Number(isWorse(b.severity, a.severity)) - Number(isWorse(a.severity, b.severity)),
  )
  const severity = sorted[0]?.severity
  if (severity === undefined) return null
  const { locale, contacts } = writing
  const say = translator(locale)
  const link = writing.link()
  const count = sorted.length
  const hidden = count - shownOfSeveral
  const first = firstOf(severity, contacts, say)
  const lines = [
    say('alarm.several', { count, most }),
    ...sorted.slice(0, shownOfSeveral).map(({ subject }) => `- ${subject.replace(/^\[Sekisho\] /, '')}`),
    ...(hidden > 0 ? [say('alarm.several-more', { count: hidden })] : []),
    '',
    ...first.lines,
    say('alarm.several-show'),
    link,
  ]
  const subject = say('alarm.several-subject', { severity: say(`severity.${severity}`), count })
  const about = { severity, at, incident: null, host: null, cause: 'several', link } as const
  return { id, subject, text: lines.join('\n'), ...about, ...first.kept }
}

/** `kept`: what of it no channel may cut off. */
function firstOf(severity: Severity, contacts: readonly Contact[], say: Say) {
  if (severity !== 'critical') return { lines: [], kept: {} }
  const told = (those: readonly Contact[]) => [say('alarm.first'), ...those.map(one => contactLine(one, say))]
  return { lines: told(contacts), kept: { first: told(contacts.map(one => ({ ...one, note: '' }))).join('\n') } }
}

function contactLine({ name, phone, note }: Contact, say: Say): string {
  return say(note === '' ? 'alarm.call' : 'alarm.call-note', { name, phone, note })
}

/** Of a host: what may be missed there and since when, that this is over, or that two speak in its name. */
export function hostMessage(
  id: string,
  standing: HostStanding,
  { cause, severity, madeAt: at }: { readonly cause: HostCause; readonly severity: Severity; readonly madeAt: number },
  writing: Writing,
): Message {
  const { locale, timeZone } = writing
  const say = translator(locale)
  const host = plainText(standing.name)
  const link = writing.link()
  // What is told of a fork may stand for gaps that wait with it.
  const gaps = cause === 'gap-over' ? [] : standing.gaps
  const lines = [
    say(`alarm.${cause}`, { host }),
    ...(cause === 'fork' ? [plainText(standing.fork ?? '')] : []),
    ...standing.often.flatMap(often => oftenLines(often, say)),
    ...gaps.map(gap => say('alarm.gap-line', gapParams(gap, say, timeZone))),
    '',
    say('alarm.where', { where: [...standing.sites.map(plainText), host].join(', '), zone: timeZone }),
    say('alarm.host-show', { host }),
    link,
  ]
  const subject = say(`alarm.${cause}-subject`, { severity: say(`severity.${severity}`), host })
  return { id, subject, text: lines.join('\n'), severity, at, incident: null, host: standing.name, cause, link }
}

function gapParams({ root, cause, from }: HostStanding['gaps'][number], say: Say, timeZone: string) {
  const where = root === null ? say('alarm.all-roots') : plainText(root)
  return { where, cause: say(`gap.${cause}`), since: shownTime(from, timeZone) }
}

function oftenLines({ root, inGapMs, causes, writers }: OftenInGap, say: Say): string[] {
  const minutes = Math.floor(inGapMs / 60_000)
  const cause = causes.map(word => say(`gap.${word}`)).join(', ')
  const named = writers.map(({ actor, findings }) => say('alarm.writer', { actor: plainText(actor), count: findings }))
  return [
    say('alarm.often-line', { where: plainText(root), minutes, cause }),
    ...(named.length === 0 ? [say('alarm.no-writer')] : named),
  ]
}

export function testMessage(id: string, at: number, writing: Writing): Message {
  const say = translator(writing.locale)
  const link = writing.link()
  const text = `${say('alarm.test-text')}\n${link}`
  return {
    id,
    subject: say('alarm.test-subject'),
    text,
    severity: 'none',
    at,
    incident: null,
    host: null,
    cause: 'test',
    link,
  }
}

export function shownTime(iso: string, timeZone: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone })
}

/** Nothing in it starts a line, hides a character or turns its direction. Path text has no control characters, actors may. */
export function plainText(text: string): string {
  return showPath(text.replace(/\p{Cc}/gu, sign => encodeURIComponent(sign)))
}
