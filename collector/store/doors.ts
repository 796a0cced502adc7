// Owns the names of store's doors, complete by type: on the main thread each becomes a call of a thread.
import type { ApprovalReads, ApprovalWrites } from '../handover.approvals.ts'
import type { ContentReads, ContentWrites } from '../handover.capture.ts'
import type { ComposeReads } from '../handover.compose.ts'
import type { DiskReads, DiskWrites } from '../handover.disk.ts'
import type { ExposureReads } from '../handover.exposure.ts'
import type { IncidentReads, IncidentWrites } from '../handover.incidents.ts'
import type { KeepingReads } from '../handover.keeping.ts'
import type { NotifyReads, NotifyWrites } from '../handover.notify.ts'
import type { ReleaseReads, ReleaseWrites } from '../handover.releases.ts'
import type { AgentWrites, EnrolmentDoors, StoreReads, StoreWrites } from '../handover.ts'
import type { WindowReads, WindowWrites } from '../handover.windows.ts'

type Names<T> = Readonly<Record<keyof T, true>>

export const readNames: Names<StoreReads & ReleaseReads & ComposeReads> = {
  files: true,
  findings: true,
  finding: true,
  hosts: true,
  sites: true,
  gaps: true,
  coverage: true,
  releases: true,
  releaseEntries: true,
  keys: true,
  summary: true,
  explain: true,
  principal: true,
  counts: true,
  metrics: true,
  components: true,
  componentOf: true,
  replaced: true,
  malicious: true,
  sightings: true,
  judging: true,
  people: true,
  tokens: true,
  auditLines: true,
  person: true,
  base: true,
  difference: true,
  holdOf: true,
  conflict: true,
  standing: true,
  composable: true,
  anchors: true,
  anchored: true,
  matching: true,
  within: true,
  sharedPaths: true,
  remainder: true,
}

export const writeNames: Names<StoreWrites> = {
  addSite: true,
  bindRoot: true,
  trustKey: true,
  revokeKey: true,
  addToken: true,
  revokeToken: true,
  addSession: true,
  addPerson: true,
  changePerson: true,
  removePerson: true,
  endSession: true,
  addLink: true,
  useLink: true,
  addEnrolment: true,
  revokeHost: true,
  audit: true,
}

export const releaseNames: Names<ReleaseWrites> = {
  stageRelease: true,
  stageLists: true,
  stagePart: true,
  dropStaged: true,
  refuseRelease: true,
  publishRelease: true,
  activateRelease: true,
  confirmRelease: true,
  revokeRelease: true,
  expireRelease: true,
  subscribe: true,
  unsubscribe: true,
  markMalicious: true,
  withdrawMalicious: true,
  applyDue: true,
}

export const agentNames: Names<AgentWrites & EnrolmentDoors> = {
  findHost: true,
  hostId: true,
  arrived: true,
  receive: true,
  refused: true,
  heartbeat: true,
  forked: true,
  left: true,
  noticeSilence: true,
  enrolmentSecret: true,
  enrolHost: true,
}

export const approvalReadNames: Names<ApprovalReads> = { approvals: true, previewPattern: true }

export const approvalWriteNames: Names<ApprovalWrites> = {
  approve: true,
  approvePattern: true,
  confirmApproval: true,
  withdrawApproval: true,
  setFourEyes: true,
}

export const exposureReadNames: Names<ExposureReads> = { exposure: true, filesAt: true, changesBetween: true }

export const keepingReadNames: Names<KeepingReads> = { keeping: true }

export const diskReadNames: Names<DiskReads> = { diskFacts: true, diskReport: true }

export const diskWriteNames: Names<DiskWrites> = { keepDisk: true }

export const windowReadNames: Names<WindowReads> = { windows: true }

export const windowWriteNames: Names<WindowWrites> = { openWindow: true, closeWindow: true }

export const incidentReadNames: Names<IncidentReads> = {
  incidents: true,
  incident: true,
  incidentFiles: true,
}

export const contentReadNames: Names<ContentReads> = {
  contentLook: true,
  nextWanted: true,
  contentPart: true,
  contentKeys: true,
  contents: true,
  content: true,
  keptContent: true,
  contentCounts: true,
  comparable: true,
  releasedWishes: true,
  releasedDigests: true,
}

export const contentWriteNames: Names<ContentWrites> = {
  keepPart: true,
  keepContent: true,
  keepReleased: true,
  endReleased: true,
  postponePlace: true,
  givePlaceUp: true,
}

export const notifyReadNames: Names<NotifyReads> = {
  newAlarms: true,
  dueDeliveries: true,
  overdueDeliveries: true,
  bundle: true,
  hostStanding: true,
  isMuted: true,
  mutes: true,
  channelCounts: true,
  lastDigest: true,
  isGrouped: true,
  digestFacts: true,
}

export const notifyWriteNames: Names<NotifyWrites> = {
  planDeliveries: true,
  bundleDeliveries: true,
  partBundle: true,
  settleDeliveries: true,
  postponeDeliveries: true,
  planDigests: true,
  beat: true,
  addMute: true,
  endMute: true,
}

export const incidentWriteNames: Names<IncidentWrites> = {
  openIncident: true,
  acknowledgeIncident: true,
  containIncident: true,
  closeIncident: true,
  declareAware: true,
  splitIncident: true,
  mergeIncidents: true,
}
