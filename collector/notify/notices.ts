// Owns what an alarm says that is of neither an incident nor a host: releases that are held or were refused, channels that
// did not take what they were to tell, the collector's disk, and roots that are bound otherwise.
import { translator } from '@sekisho/shared/messages.ts'
import { sizeText } from '@sekisho/shared/size.ts'
import type { Delivery, Notice, NoticeCause, ReleaseNotice, RootNotice } from '../handover.notify.ts'
import { type Message, plainText, type Writing } from './message.ts'

/** Of several in one message. */
const shownReleases = 10
const shownPaths = 5
const shownRoots = 10

/** Those whose watchers are to hear of it. */
export function sitesOfNotice(notice: Notice): readonly string[] {
  if (notice.topic === 'release') return notice.sites
  return notice.topic === 'root' ? [...new Set([notice.before.site, notice.after.site])] : []
}

/** Several that came in a short time are one message; null where there is nothing to tell. */
export function noticeMessage(
  id: string,
  deliveries: readonly Delivery[],
  topic: 'release' | 'channel' | 'disk' | 'root',
  writing: Writing,
): Message | null {
  if (topic === 'disk') return diskMessage(id, deliveries, writing)
  if (topic === 'root') return rootMessage(id, deliveries, writing)
  return topic === 'release' ? releaseMessage(id, deliveries, writing) : channelMessage(id, deliveries, writing)
}

/** Of a disk that is fine by now: what is over, or of which nobody was told, is not told any more. */
export function isPast(deliveries: readonly Delivery[], wasTold: boolean): boolean {
  return !wasTold || deliveries.every(({ cause }) => cause === 'disk') || beginsAndEnds(deliveries)
}

/** Who was told of the disk before was told of another time. */
function beginsAndEnds(deliveries: readonly Delivery[]): boolean {
  const earliest = deliveries.reduce((a, b) => (b.alarm < a.alarm ? b : a))
  return earliest.notice?.topic === 'disk' && earliest.cause === 'disk' && earliest.notice.begins === true
}

/** The last of them says how it stands. */
function diskMessage(id: string, deliveries: readonly Delivery[], writing: Writing): Message | null {
  const last = deliveries.at(-1)
  if (last?.notice?.topic !== 'disk') return null
  const { cause, severity, madeAt, notice } = last
  const say = translator(writing.locale)
  const link = writing.link()
  const kind = cause === 'disk-over' ? 'disk-over' : `disk-${notice.state === 'low' ? 'low' : 'soon'}`
  const facts = { left: sizeText(notice.left), days: Math.floor(notice.daysLeft ?? 0) }
  const whose = say(notice.budget === null ? 'alarm.disk-whole' : 'alarm.disk-budget')
  const lines = [
    say(`alarm.${kind as 'disk-over' | 'disk-low' | 'disk-soon'}`, { ...facts, whose }),
    ...(cause === 'disk-over' ? [] : ['', say('alarm.disk-show')]),
    link,
  ]
  const subject = say(cause === 'disk-over' ? 'alarm.disk-over-subject' : 'alarm.disk-subject', {
    severity: say(`severity.${severity}`),
    left: facts.left,
  })
  return { id, subject, text: lines.join('\n'), severity, at: madeAt, incident: null, host: null, cause, link }
}

function rootMessage(id: string, deliveries: readonly Delivery[], writing: Writing): Message | null {
  const roots = deliveries.flatMap(({ notice }) => (notice?.topic === 'root' ? [notice] : []))
  const [last, notice] = [deliveries.at(-1), roots.at(-1)]
  if (last === undefined || notice === undefined) return null
  const say = translator(writing.locale)
  const link = writing.link()
  const rest = roots.length - shownRoots
  const where = [...new Set(roots.flatMap(sitesOfNotice))].map(plainText).join(', ')
  const lines = [
    ...roots.slice(-shownRoots).map(root => say('alarm.root-rebound', reboundWords(root))),
    ...(rest > 0 ? [say('alarm.release-more', { count: rest })] : []),
    '',
    say('alarm.where', { where, zone: writing.timeZone }),
    say('alarm.root-rebound-show'),
    link,
  ]
  const { severity, madeAt: at } = last
  const words = { severity: say(`severity.${severity}`), ...reboundWords(notice) }
  const about = { severity, at, incident: null, host: null, cause: 'root-rebound', link } as const
  return { id, subject: say('alarm.root-rebound-subject', words), text: lines.join('\n'), ...about }
}

/** `shop/blog (wordpress)`: site, place in it, profile. */
function reboundWords({ host, root, before, after, by, from }: RootNotice) {
  const bound = ({ site, prefix, profile }: RootNotice['before']) =>
    plainText(`${site}${prefix === '' ? '' : `/${prefix}`} (${profile})`)
  const place = plainText(`${host}:${root}`)
  return { place, before: bound(before), after: bound(after), by: plainText(by), from: plainText(from) }
}

function channelMessage(id: string, deliveries: readonly Delivery[], writing: Writing): Message | null {
  const say = translator(writing.locale)
  const lost = deliveries.flatMap(({ notice }) => (notice?.topic === 'channel' ? [notice] : []))
  const last = deliveries.at(-1)
  if (last === undefined || lost.length === 0) return null
  const { severity, madeAt } = last
  const link = writing.link()
  const channels = [...new Set(lost.map(({ channel }) => channel))]
  const lines = channels.map(channel => {
    const own = lost.filter(notice => notice.channel === channel)
    const count = own.reduce((sum, { alarms }) => sum + alarms, 0)
    return say('alarm.undelivered', { channel, count, error: plainText(own.at(-1)?.error ?? '') })
  })
  const subject = say('alarm.undelivered-subject', {
    severity: say(`severity.${severity}`),
    channels: channels.join(', '),
  })
  const text = [...lines, '', say('alarm.undelivered-show'), link].join('\n')
  return { id, subject, text, severity, at: madeAt, incident: null, host: null, cause: 'undelivered', link }
}

function releaseMessage(id: string, deliveries: readonly Delivery[], writing: Writing): Message | null {
  const releases = deliveries.flatMap(({ notice, cause, ...rest }) =>
    notice?.topic === 'release' ? [{ notice, cause: cause as ReleaseCause, ...rest }] : [],
  )
  const last = releases.at(-1)
  if (last === undefined) return null
  const say = translator(writing.locale)
  const link = writing.link()
  const rest = releases.length - shownReleases
  const { cause, severity, madeAt, notice } = last
  const where = [...new Set(releases.flatMap(release => release.notice.sites))].map(plainText).join(', ')
  const lines = [
    ...releases.slice(-shownReleases).flatMap(release => releaseLines(release.cause, release.notice, writing)),
    ...(rest > 0 ? [say('alarm.release-more', { count: rest })] : []),
    '',
    say('alarm.where', { where: where || '-', zone: writing.timeZone }),
    say(`alarm.${cause}-show`),
    link,
  ]
  const name = plainText(notice.name ?? say('alarm.release-unnamed'))
  const subject = say(`alarm.${cause}-subject`, { severity: say(`severity.${severity}`), name })
  return { id, subject, text: lines.join('\n'), severity, at: madeAt, incident: null, host: null, cause, link }
}

type ReleaseCause = Extract<NoticeCause, `release-${string}`>

function releaseLines(cause: ReleaseCause, notice: ReleaseNotice, { locale }: Writing): string[] {
  const say = translator(locale)
  const { release, by, from, reason, told, payment, executables, paths } = notice
  const name = plainText(notice.name ?? say('alarm.release-unnamed'))
  const shown = paths.slice(0, shownPaths).map(path => `- ${plainText(path)}`)
  return [
    say(`alarm.${cause}`, {
      ...{ name, payment, executables, id: release ?? 0 },
      by: plainText(by),
      from: plainText(from),
      reason: plainText(told?.[locale] ?? reason ?? ''),
    }),
    ...shown,
    ...(paths.length > shownPaths ? ['- …'] : []),
  ]
}
