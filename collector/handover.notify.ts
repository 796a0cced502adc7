// The types between store and notify: alarms as grouping makes them, and the outbox from which channels are served. Types only.

import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Told } from '@sekisho/shared/thread.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type { DigestReads, DigestSpan, DigestWrites } from './handover.digest.ts'
import type { DiskCause } from './handover.disk.ts'
import type { MuteReads, MuteWrites } from './handover.mutes.ts'

/** `again`: what was thought to be over came back. */
/** `cards`: a content of it holds card numbers. */
export type IncidentCause = 'new' | 'worse' | 'again' | 'spread' | 'cards'
/**
 * `gap`: changes of a host may be missed, and have been for a while. `gap-over`: no more. `gap-often`: one of its roots was in
 * gaps for ten minutes of an hour. `fork`: two speak in its name.
 */
export type HostCause = 'gap' | 'gap-over' | 'gap-often' | 'fork'
/**
 * `digest`: the daily one. `release-held`: it waits for a second person. `release-refused`: nothing of it was taken.
 * `undelivered`: what a channel did not take was given up. `disk`: the collector's has little room, or soon will have.
 * `disk-over`: it has enough again. `root-rebound`: a root is bound to another site, profile or place than before.
 */
export type NoticeCause = 'digest' | 'release-held' | 'release-refused' | 'undelivered' | 'root-rebound' | DiskCause
export type AlarmCause = IncidentCause | HostCause | NoticeCause

/** Of a release: what somebody sent, and what became of it. */
export interface ReleaseNotice {
  readonly topic: 'release'
  /** Null where it was refused before its name could be believed. */
  readonly name: string | null
  /** Its number for `release confirm`; null where it was refused. */
  readonly release: number | null
  readonly sites: readonly string[]
  readonly by: string
  readonly from: string
  /** Why it was refused, in English; null where it is held. */
  readonly reason: string | null
  /** The same in each language; no notice of before has it. */
  readonly told?: Told
  /** Of a held one: payment files that it changes, executables where nothing was, and some of both. */
  readonly payment: number
  readonly executables: number
  readonly paths: readonly PathText[]
}

/** Of a channel: what it did not take is told by the others. */
export interface ChannelNotice {
  readonly topic: 'channel'
  readonly channel: string
  /** Alarms that were given up at once. */
  readonly alarms: number
  /** What the other side said. */
  readonly error: string
}

/** What permits and which rules hold for a root. */
interface BoundAs {
  readonly site: string
  readonly prefix: PathText
  readonly profile: string
}

/** Of a root that was bound already, and is bound otherwise now. */
export interface RootNotice {
  readonly topic: 'root'
  readonly host: string
  readonly root: PathText
  readonly before: BoundAs
  readonly after: BoundAs
  readonly by: string
  readonly from: string
}

/** Of the disk of the collector, as it stood then. */
export interface DiskNotice extends Pick<DiskReport, 'state' | 'left' | 'daysLeft' | 'budget'> {
  readonly topic: 'disk'
  /** It was fine before: of what follows from here nobody was told. Notices of older versions do not say. */
  readonly begins?: boolean
}

/** What an alarm says that is of neither an incident nor a host. */
export type Notice =
  | ({ readonly topic: 'digest' } & DigestSpan)
  | ReleaseNotice
  | ChannelNotice
  | DiskNotice
  | RootNotice

export interface Alarm {
  readonly id: number
  readonly customer: number
  readonly customerName: string
  /** 0 where it is of a host. */
  readonly incident: number
  /** Null where it is of an incident. */
  readonly host: number | null
  /** Null where it is of an incident or a host. */
  readonly notice: Notice | null
  readonly cause: AlarmCause
  readonly severity: Severity
  readonly madeAt: number
}

/** One alarm on its way through one channel. */
export interface Delivery {
  readonly id: number
  readonly alarm: number
  readonly customer: number
  /** 0 where it is of a host. */
  readonly incident: number
  /** Null where it is of an incident. */
  readonly host: number | null
  /** Null where it is of an incident or a host. */
  readonly notice: Notice | null
  readonly channel: string
  readonly cause: AlarmCause
  readonly severity: Severity
  readonly attempts: number
  readonly madeAt: number
  /** It stands for several that are told in one message; `bundle` names them. */
  readonly bundled: boolean
  /** A message in which it stood with others was refused for good: it goes by itself. */
  readonly alone: boolean
  /** Of a content that whoever acknowledged the incident cannot have meant. */
  readonly unseen: boolean
  /** When this channel was last told of the incident or the host, and how bad it then was; null where never. */
  readonly told: { readonly at: number; readonly severity: Severity } | null
}

/** How a host stands, as far as alarms tell it. */
export interface HostStanding {
  readonly name: string
  readonly sites: readonly string[]
  /** Those that are open, the longest first; a root that is null stands for all. */
  readonly gaps: readonly { readonly root: PathText | null; readonly cause: GapCause; readonly from: string }[]
  readonly fork: string | null
  /** Empty where it was not asked for. */
  readonly often: readonly OftenInGap[]
}

/** A root that could not be kept up with for an hour. */
export interface OftenInGap {
  readonly root: PathText
  /** Of the hour, milliseconds in which something may have been missed. */
  readonly inGapMs: number
  readonly causes: readonly GapCause[]
  /** Who wrote most there, as far as it was seen: on one line each, foreign text, and how many findings are of it. */
  readonly writers: readonly { readonly actor: string; readonly findings: number }[]
}

export interface PlannedDelivery {
  readonly alarm: number
  readonly channel: string
  readonly nextAt: number
}

/** How one channel stands. */
export interface ChannelCounts {
  readonly channel: string
  readonly waiting: number
  /** Of those that wait, how many may be sent by now. */
  readonly due: number
  readonly failed: number
  readonly lastAt: number | null
  readonly lastError: string | null
}

/** What should be with its channels by now, and is not. */
export interface Overdue {
  readonly count: number
  /** When the alarm was raised that waits longest; null where none does. */
  readonly oldestAt: number | null
}

/** How far a queue is: of numbers that rise, up to which it is done, and the newest. */
export interface QueueMark {
  readonly newest: number
  readonly done: number
}

/** That the collector works: it wrote this down, and here is how far each queue is. */
export interface Beat {
  /** Findings that were put into incidents. */
  readonly incidents: QueueMark
  /** Verdicts that changed, of which incidents must hear. */
  readonly revisions: QueueMark
  /** Alarms that were planned for channels. */
  readonly alarms: QueueMark
}

export interface NotifyReads extends DigestReads, MuteReads {
  /** Alarms that no channel was asked about yet, oldest first. */
  newAlarms(input: { limit: number }): Promise<readonly Alarm[]>
  /** Of each channel but those named, the critical ones first; `limit` for each. */
  dueDeliveries(input: { now: number; limit: number; except: readonly string[] }): Promise<readonly Delivery[]>
  /** Of all channels: what is due, and what was tried and waits for its next try, or else it would count as told between them. */
  overdueDeliveries(input: { now: number }): Promise<Overdue>
  /** Those that are told in one message with `head`, and it: in the order in which they were put together. */
  bundle(input: { head: number }): Promise<readonly Delivery[]>
  /** Whether mutes cover all that an alarm of the incident, or of the gaps of the host, would tell of. */
  isMuted(input: { customer: number; incident: number; host: number | null; now: number }): Promise<boolean>
  /** Null when there is no such host. `oftenAt`: the end of the hour of which `often` is to tell. */
  hostStanding(input: { customer: number; host: number; oftenAt: number | null }): Promise<HostStanding | null>
  channelCounts(input: { now: number }): Promise<readonly ChannelCounts[]>
}

export interface NotifyWrites extends DigestWrites, MuteWrites {
  beat(input: { now: number }): Promise<Beat>
  /** Puts deliveries into the outbox and moves the cursor behind `upTo`, both or neither. */
  planDeliveries(input: { upTo: number; deliveries: readonly PlannedDelivery[] }): Promise<void>
  /** From now on the first of them stands for all: they are told in one message, and settled as one. */
  bundleDeliveries(input: { ids: readonly number[] }): Promise<void>
  /** Those for which `head` stands, and it, were refused for this reason: each goes by itself from now on. */
  partBundle(input: { head: number; error: string }): Promise<void>
  settleDeliveries(input: {
    ids: readonly number[]
    state: 'delivered' | 'settled' | 'failed'
    at: number
    error: string | null
  }): Promise<void>
  /** They wait until then. `attempted`: a try failed, for this reason. */
  postponeDeliveries(input: {
    ids: readonly number[]
    nextAt: number
    attempted: { readonly error: string } | null
  }): Promise<void>
}

// ---- notify → api

export interface ChannelRow extends Omit<ChannelCounts, 'due'> {
  readonly kind: 'email' | 'webhook' | 'syslog'
  /** Of those that wait, how many do so because it was sent as many messages as it may be. */
  readonly held: number
  /** Messages in a minute, at most. */
  readonly most: number
}

export interface NotifyDoors {
  channels(): Promise<readonly ChannelRow[]>
  /** Sends a test by one channel, or by all; what went wrong is said in words. Null: no such channel. */
  test(channel: string | null): Promise<readonly { readonly channel: string; readonly error: string | null }[] | null>
}
