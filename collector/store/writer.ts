// Owns the writer thread's calls: each write is one transaction with its audit line; batches go to ingest. The thread's
// entry is pipeline.writer.ts, which brings ingest and judge.
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '@sekisho/shared/clock.ts'
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import type { ContentLedger, ContentWrites } from '../handover.capture.ts'
import type { IncidentKeeper, IncidentLedger, IncidentWrites } from '../handover.incidents.ts'
import type { KeepingLedger, KeepTerms } from '../handover.keeping.ts'
import type { Chore, Intake, Workplace } from '../handover.ledger.ts'
import type { NotifyWrites } from '../handover.notify.ts'
import * as admin from './admin.ts'
import * as alarms from './alarms.ts'
import * as approvals from './approvals.ts'
import { audit } from './audit.ts'
import { keepBeat } from './beat.ts'
import type { OpenInput, WriterCalls } from './calls.ts'
import * as components from './components.ts'
import { openWriteConnection, storeFailure } from './connection.ts'
import * as contents from './contents.ts'
import { Desk } from './desk.ts'
import { planDigests } from './digests.ts'
import { keepDisk } from './disk.ts'
import { applyDue } from './due.ts'
import { setFourEyes } from './four-eyes.ts'
import * as hosts from './hosts.ts'
import * as keys from './keys.ts'
import { openContentLedger } from './ledger.contents.ts'
import { openIncidentLedger } from './ledger.incidents.ts'
import { openKeepingLedger } from './ledger.keeping.ts'
import { openLedger } from './ledger.ts'
import * as lives from './lives.ts'
import * as malicious from './malicious.ts'
import * as mutes from './mutes.ts'
import { newsOf, type PruningPhase, type StoreNews } from './news.ts'
import { refuseRelease } from './notices.releases.ts'
import { noticeGaps, noticeOften } from './notices.ts'
import { approvePattern } from './patterns.ts'
import * as people from './people.ts'
import * as releases from './releases.ts'
import { migrate } from './schema.ts'
import { noticeSilence } from './silence.ts'
import { addToken, revokeToken } from './tokens.ts'
import * as windows from './windows.ts'

/** The rooms whose work is done in this thread. */
interface Rooms {
  readonly keeper: (ledger: IncidentLedger) => IncidentKeeper
  /** Wants the contents of findings; `roomBytes`: what may be kept of all. */
  readonly wanting: (ledger: ContentLedger, roomBytes: number) => Chore
  /** Lets go what is older than its term. */
  readonly pruning: (ledger: KeepingLedger, terms: KeepTerms, told: (phase: PruningPhase) => void) => Chore
  readonly intake: (place: Workplace, chores: readonly Chore[], last: Chore | null) => Intake
}

interface Open {
  readonly desk: Desk
  readonly intake: Intake
  readonly keeper: IncidentKeeper
}

export function serveWriter(port: MessagePort, rooms: Rooms, clock: Clock): void {
  let opened: Open | undefined
  const tell = (news: StoreNews) => tellOwner(port, news)
  const running = (): Open => {
    if (opened === undefined) throw new Failure('store-busy', 'the store is not open')
    return opened
  }
  /** One transaction; afterwards there may be rows to judge again. */
  const commit = <O>(verb: (desk: Desk) => O): O => {
    const { desk, intake } = running()
    try {
      const output = desk.commit(() => verb(desk))
      intake.wake()
      return output
    } catch (error) {
      throw storeFailure(error) ?? error
    }
  }
  const write: Write = verb => async input => commit(desk => verb(desk, input))
  const calls: WriterCalls = {
    open(input) {
      opened = openWriter(input, rooms, clock, tell)
    },
    synchronous: () => running().desk.connection.one<{ synchronous: number }>('PRAGMA synchronous')?.synchronous ?? 0,
    close() {
      opened?.intake.stop()
      opened?.desk.connection.close()
      opened = undefined
    },
    receive: batch => running().intake.receive(batch),
    refused: async batch => running().intake.refuse(batch),
    ...adminCalls(write),
    ...hostCalls(write, running),
    ...incidentCalls(write, running),
    ...contentCalls(write),
    keepDisk: write(keepDisk),
    applyDue: async input => applyDue(commit, input),
  }
  serveCalls(port, calls)
}

type Write = <I, O>(verb: (desk: Desk, input: I) => O) => (input: I) => Promise<O>

function adminCalls(write: Write) {
  return {
    addSite: write(admin.addSite),
    bindRoot: write(admin.bindRoot),
    trustKey: write(keys.trustKey),
    revokeKey: write(keys.revokeKey),
    addToken: write(addToken),
    revokeToken: write(revokeToken),
    addSession: write(admin.addSession),
    addPerson: write(people.addPerson),
    changePerson: write(people.changePerson),
    removePerson: write(people.removePerson),
    endSession: write(admin.endSession),
    addLink: write(admin.addLink),
    useLink: write(admin.useLink),
    addEnrolment: write(admin.addEnrolment),
    revokeHost: write(admin.revokeHost),
    audit: write(audit),
    stageRelease: write(releases.stageRelease),
    stageLists: write(releases.stageLists),
    stagePart: write(releases.stagePart),
    dropStaged: write(releases.dropStaged),
    refuseRelease: write(refuseRelease),
    publishRelease: write(lives.publishRelease),
    activateRelease: write(lives.activateRelease),
    confirmRelease: write(lives.confirmRelease),
    revokeRelease: write(lives.revokeRelease),
    expireRelease: write(lives.expireRelease),
    subscribe: write(components.subscribe),
    unsubscribe: write(components.unsubscribe),
    approve: write(approvals.approve),
    approvePattern: write(approvePattern),
    confirmApproval: write(approvals.confirmApproval),
    withdrawApproval: write(approvals.withdrawApproval),
    setFourEyes: write(setFourEyes),
    openWindow: write(windows.openWindow),
    closeWindow: write(windows.closeWindow),
    markMalicious: write(malicious.markMalicious),
    withdrawMalicious: write(malicious.withdrawMalicious),
  } satisfies Partial<WriterCalls>
}

function hostCalls(write: Write, running: () => Open) {
  return {
    enrolmentSecret: write(hosts.enrolmentSecret),
    enrolHost: write(hosts.enrolHost),
    findHost: write((desk, { key }: { key: string }) => hosts.findHost(desk, key)),
    arrived: write((desk, arrival: Parameters<WriterCalls['arrived']>[0]) => {
      hosts.keepSight(desk, arrival.host, arrival.at)
      const { head, forked } = running().intake.arrive(arrival)
      return { head, forked, bindings: hosts.bindingsOf(desk, arrival.host) }
    }),
    hostId: write(hosts.hostId),
    heartbeat: write(hosts.keepHeartbeat),
    forked: write((_desk, { host, detail, at }: Parameters<WriterCalls['forked']>[0]) => {
      running().intake.fork(host, detail, at)
    }),
    left: write(hosts.keepLeave),
    noticeSilence: write((desk, { now }: { now: number }) => {
      noticeSilence(desk, now)
      noticeGaps(desk, now)
      noticeOften(desk, now)
    }),
  } satisfies Partial<WriterCalls>
}

function incidentCalls(
  write: Write,
  running: () => Open,
): Pick<WriterCalls, keyof IncidentWrites | keyof NotifyWrites> {
  const act =
    <N extends keyof IncidentWrites>(name: N) =>
    (_desk: Desk, input: Parameters<IncidentWrites[N]>[0]) =>
      (running().keeper[name] as (input: Parameters<IncidentWrites[N]>[0]) => Awaited<ReturnType<IncidentWrites[N]>>)(
        input,
      )
  return {
    openIncident: write(act('openIncident')),
    acknowledgeIncident: write(act('acknowledgeIncident')),
    containIncident: write(act('containIncident')),
    closeIncident: write(act('closeIncident')),
    declareAware: write(act('declareAware')),
    splitIncident: write(act('splitIncident')),
    mergeIncidents: write(act('mergeIncidents')),
    planDeliveries: write(alarms.planDeliveries),
    bundleDeliveries: write(alarms.bundleDeliveries),
    partBundle: write(alarms.partBundle),
    settleDeliveries: write(alarms.settleDeliveries),
    postponeDeliveries: write(alarms.postponeDeliveries),
    planDigests: write(planDigests),
    beat: write(keepBeat),
    addMute: write(mutes.addMute),
    endMute: write(mutes.endMute),
  }
}

function contentCalls(write: Write): Pick<WriterCalls, keyof ContentWrites> {
  return {
    keepPart: write(contents.keepPart),
    keepContent: write(contents.keepContent),
    keepReleased: write(contents.keepReleased),
    endReleased: write(contents.endReleased),
    postponePlace: write(contents.postponePlace),
    givePlaceUp: write(contents.givePlaceUp),
  }
}

function openWriter(input: OpenInput, rooms: Rooms, clock: Clock, tell: (news: StoreNews) => void): Open {
  const connection = openWriteConnection(input.path, input.maxPages)
  try {
    migrate(connection, input.path)
    const desk: Desk = new Desk(connection, {
      profiles: input.profiles,
      faults: input.faults,
      announce: announcements => newsOf(desk, announcements).forEach(tell),
    })
    desk.commit(() => {
      admin.noticeProfiles(desk, clock.now())
      releases.dropAllStaged(desk)
    })
    // What ran out while nothing ran, before the first batch is judged.
    applyDue(verb => desk.commit(() => verb(desk)), { now: clock.now() })
    const keeper = rooms.keeper(openIncidentLedger(desk))
    const place: Workplace = {
      desk: { ledger: openLedger(desk), commit: work => desk.commit(work), part: work => desk.part(work) },
      profiles: input.profiles,
      clock,
      troubleOf: storeFailure,
      onTrouble: error => {
        tell({ news: 'trouble', code: storeFailure(error)?.code ?? 'store-busy', message: describeError(error) })
      },
      onRecovered: () => tell({ news: 'recovered' }),
    }
    const chores = [keeper, rooms.wanting(openContentLedger(desk), input.contentBytes)]
    const told = (phase: PruningPhase) => tell({ news: 'pruning', phase })
    const pruning = input.keeping === null ? null : rooms.pruning(openKeepingLedger(desk), input.keeping, told)
    const intake = rooms.intake(place, chores, pruning)
    // What the last run left to group, or to judge again, goes on.
    intake.wake()
    return { desk, intake, keeper }
  } catch (error) {
    connection.close()
    throw error
  }
}
