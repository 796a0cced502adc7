// Owns the reader thread's calls: each one a short transaction of its own on a read-only connection, so that all of an
// answer is of one moment. The thread's entry is pipeline.reader.ts.

import type { MessagePort } from 'node:worker_threads'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import { serveCalls } from '@sekisho/shared/thread.ts'
import type { PatternLook } from '../handover.approvals.ts'
import type { RunningLook } from '../handover.compose.ts'
import { bundle, channelCounts, dueDeliveries, hostStanding, newAlarms, overdueDeliveries } from './alarms.ts'
import type { ReaderCalls } from './calls.ts'
import { type Connection, openReadConnection, storeFailure } from './connection.ts'
import { lastDigest } from './digests.ts'
import { diskFacts, diskReport } from './disk.ts'
import { listKeys } from './keys.ts'
import { findPerson, listPeople } from './people.ts'
import { listApprovals } from './reads.approvals.ts'
import { listAudit } from './reads.audit.ts'
import { comparable } from './reads.compared.ts'
import { listAnchors, listComposable } from './reads.composable.ts'
import * as compose from './reads.compose.ts'
import * as contents from './reads.contents.ts'
import { readCoverage } from './reads.coverage.ts'
import { digestFacts, isGrouped } from './reads.digest.ts'
import { explainPath } from './reads.explain.ts'
import { readExposure } from './reads.exposure.ts'
import { listFiles } from './reads.files.ts'
import { listFindings, oneFinding } from './reads.findings.ts'
import { findHold, readDifference } from './reads.hold.ts'
import { listHosts } from './reads.hosts.ts'
import { listIncidentFiles, listIncidents, oneIncident } from './reads.incidents.ts'
import { readKeeping } from './reads.keeping.ts'
import * as lists from './reads.lists.ts'
import { readMetrics } from './reads.metrics.ts'
import { isMuted, listMutes } from './reads.mutes.ts'
import { listChanges, listFilesAt } from './reads.past.ts'
import { previewPattern } from './reads.patterns.ts'
import { releasedDigests, releasedWishes } from './reads.released.ts'
import * as releases from './reads.releases.ts'
import { readRemainder } from './reads.remainder.ts'
import { listReplaced } from './reads.replaced.ts'
import { readStanding } from './reads.standing.ts'
import { summarise } from './reads.summary.ts'
import { listWindows } from './reads.windows.ts'
import { listTokens } from './tokens.ts'

type Read = <I, O>(look: (connection: Connection, input: I) => O) => (input: I) => Promise<O>

/** The looks are the judge's: `look` for whoever asks what a pattern would cover, `running` for what a file does. */
export function serveReader(port: MessagePort, look: PatternLook, running: RunningLook): void {
  let connection: Connection | undefined
  let profiles: ReadonlyMap<string, Profile> = new Map()
  const read =
    <I, O>(look: (connection: Connection, input: I) => O) =>
    async (input: I): Promise<O> => {
      const open = connection
      if (open === undefined) throw new Failure('store-busy', 'the store is not open')
      return atOneMoment(open, () => look(open, input))
    }
  const calls: ReaderCalls = {
    open(input) {
      connection = openReadConnection(input.path)
      profiles = new Map(input.profiles.map(profile => [profile.name, profile]))
    },
    close() {
      connection?.close()
      connection = undefined
    },
    files: read((open, { customer, filter }) => listFiles(open, customer, filter)),
    findings: read((open, { customer, filter }) => listFindings(open, customer, filter)),
    finding: read((open, { customer, id }) => oneFinding(open, customer, id)),
    hosts: read((open, { customer, now }) => listHosts(open, customer, now)),
    sites: read((open, { customer }) => lists.listSites(open, customer)),
    gaps: read(lists.listGaps),
    coverage: read(readCoverage),
    releases: read((open, { customer }) => releases.listReleases(open, customer)),
    releaseEntries: read(releases.listEntries),
    keys: read((open, { customer }) => listKeys(open, customer)),
    summary: read((open, { customer, host, root }) => summarise(open, customer, host, root)),
    explain: read((open, input) => explainPath(open, profiles, look, input)),
    principal: read(lists.findPrincipal),
    tokens: read(listTokens),
    ...notifyCalls(read),
    ...approvalCalls(read, look, () => profiles),
    exposure: read(readExposure),
    filesAt: read(listFilesAt),
    changesBetween: read(listChanges),
    windows: read(listWindows),
    ...contentCalls(read, () => profiles),
    ...incidentCalls(read),
    ...componentCalls(read, running),
    ...diskCalls(read),
    metrics: read((open, { customer, now }) => readMetrics(open, customer, now)),
    counts: read((open, { customer }) => lists.countAll(open, customer)),
    evidence: read(lists.findEvidence),
    components: read((open, { customer }) => releases.listComponents(open, customer)),
    componentOf: read(releases.findComponent),
    replaced: read((open, { customer }) => listReplaced(open, customer)),
    malicious: read((open, { customer }) => releases.listMalicious(open, customer)),
    sightings: read(releases.listSightings),
    judging: read((open, { customer }) => releases.listJudging(open, customer)),
    people: read((open, { customer }) => listPeople(open, customer)),
    auditLines: read(listAudit),
    person: read((open, { name }) => findPerson(open, name)),
    difference: read((open, input) => readDifference(open, profiles, input)),
    holdOf: read((open, input) => findHold(open, profiles, input)),
  }
  serveCalls(port, calls)
}

function atOneMoment<O>(open: Connection, look: () => O): O {
  try {
    return open.transaction('BEGIN', look)
  } catch (error) {
    throw storeFailure(error) ?? error
  }
}

function notifyCalls(read: Read) {
  return {
    newAlarms: read(newAlarms),
    dueDeliveries: read(dueDeliveries),
    overdueDeliveries: read(overdueDeliveries),
    bundle: read(bundle),
    hostStanding: read(hostStanding),
    isMuted: read(isMuted),
    mutes: read(listMutes),
    channelCounts: read(channelCounts),
    lastDigest: read(lastDigest),
    isGrouped: read(isGrouped),
    digestFacts: read(digestFacts),
  } satisfies Partial<ReaderCalls>
}

function diskCalls(read: Read) {
  return {
    keeping: read(readKeeping),
    diskFacts: read(diskFacts),
    diskReport: read(open => diskReport(open)),
  } satisfies Partial<ReaderCalls>
}

function componentCalls(read: Read, running: RunningLook) {
  return {
    base: read(releases.findBase),
    standing: read(readStanding),
    conflict: read(releases.findConflict),
    composable: read(listComposable),
    anchors: read(listAnchors),
    anchored: read(compose.findAnchored),
    matching: read(compose.countMatches),
    within: read(compose.countWithin),
    sharedPaths: read(compose.listShared),
    remainder: read((open, input: Parameters<ReaderCalls['remainder']>[0]) => readRemainder(open, running, input)),
  } satisfies Partial<ReaderCalls>
}

function incidentCalls(read: Read) {
  return {
    incidents: read(listIncidents),
    incident: read(oneIncident),
    incidentFiles: read(listIncidentFiles),
  } satisfies Partial<ReaderCalls>
}

function approvalCalls(read: Read, look: PatternLook, profiles: () => ReadonlyMap<string, Profile>) {
  return {
    approvals: read(listApprovals),
    previewPattern: read((open, input: Parameters<ReaderCalls['previewPattern']>[0]) =>
      previewPattern(open, profiles(), look, input),
    ),
  } satisfies Partial<ReaderCalls>
}

function contentCalls(read: Read, profiles: () => ReadonlyMap<string, Profile>) {
  return {
    contentLook: read(contents.contentLook),
    nextWanted: read((open, input) => contents.nextWanted(open, profiles(), input)),
    contentPart: read(contents.contentPart),
    contentKeys: read(open => contents.contentKeys(open)),
    contents: read(contents.listContents),
    content: read(contents.oneContent),
    keptContent: read(contents.keptContent),
    contentCounts: read(contents.contentCounts),
    comparable: read((open, input) => comparable(open, profiles(), input)),
    releasedWishes: read((open, input) => releasedWishes(open, profiles(), input)),
    releasedDigests: read((open, input) => releasedDigests(open, profiles(), input)),
  } satisfies Partial<ReaderCalls>
}
