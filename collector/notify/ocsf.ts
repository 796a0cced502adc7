// Owns alarms as Detection Findings of the Open Cybersecurity Schema Framework (class 2004, https://schema.ocsf.io/1.3.0): its
// own attributes where it has them, all else in `unmapped`. Pure.
import { baseName } from '@sekisho/shared/actor.ts'
import type { IncidentState } from '@sekisho/shared/incident.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { hostsOf, summaryOf, type Told, toldOf } from './machine.ts'
import type { Message } from './message.ts'

const classUid = 2004
const grades: Readonly<Record<Severity, readonly [number, string]>> = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
  none: [1, 'Informational'],
}
const states: Readonly<Record<IncidentState, readonly [number, string]>> = {
  open: [1, 'New'],
  acknowledged: [2, 'In Progress'],
  contained: [2, 'In Progress'],
  closed: [4, 'Resolved'],
}
const activities = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const
/** Of observables: Hostname, User Name, File Name, Hash. */
const observed = { host: 1, user: 4, file: 7, hash: 8 } as const
const sha256Algorithm = { algorithm_id: 3, algorithm: 'SHA-256' } as const

export function ocsfFinding(message: Message): Readonly<Record<string, unknown>> {
  const { id, cause, at, severity, subject, text, link, digest } = message
  const told = toldOf(message)
  const [activityId, activity] = activities[activityOf(message)]
  const [severityId, grade] = grades[severity]
  const [statusId, status] = states[told?.incident.state ?? (cause === 'gap-over' ? 'closed' : 'open')]
  return {
    ...{ category_uid: 2, category_name: 'Findings', class_uid: classUid, class_name: 'Detection Finding' },
    ...{ activity_id: activityId, activity_name: activity, type_uid: classUid * 100 + activityId },
    ...{ type_name: `Detection Finding: ${activity}`, time: at, severity_id: severityId, severity: grade },
    ...{ status_id: statusId, status, message: subject },
    metadata: { version: '1.3.0', uid: id, product: { name: 'Sekisho', vendor_name: 'Sekisho' } },
    finding_info: {
      uid: findingUid(message, told),
      title: subject,
      desc: text,
      types: [told?.incident.kind ?? cause],
      src_url: link,
      ...(told === null ? {} : spanFields(told)),
    },
    ...resourceFields(message),
    ...(told === null ? {} : { evidences: [evidenceOf(told)], observables: observablesOf(told) }),
    unmapped: {
      cause,
      ...(told === null ? {} : { incident: summaryOf(told) }),
      ...(digest === undefined ? {} : { digest }),
    },
  }
}

const updates: ReadonlySet<Message['cause']> = new Set(['worse', 'again', 'spread', 'cards'])

function activityOf({ cause }: Message): keyof typeof activities {
  if (cause === 'gap-over') return 'close'
  return updates.has(cause) ? 'update' : 'create'
}

/** The same for all that is told of one incident, or of the gaps of one host. */
function findingUid({ id, host, cause }: Message, told: Told | null): string {
  if (told !== null) return `incident-${told.incident.id}`
  return host === null ? id : `${cause === 'fork' ? 'fork' : 'gap'}-${host}`
}

function spanFields({ incident }: Told) {
  const { firstAt, lastAt, detectedAt } = incident
  const [first, last, detected] = [firstAt, lastAt, detectedAt].map(at => Date.parse(at))
  return { first_seen_time: first, last_seen_time: last, created_time: detected }
}

function resourceFields(message: Message) {
  const resources = hostsOf(message).map(name => ({ type: 'host', name, uid: name }))
  return resources.length === 0 ? {} : { resources }
}

function evidenceOf({ path, name, folder, sha256, actor }: Told) {
  const hashes = sha256 === null ? {} : { hashes: [{ ...sha256Algorithm, value: sha256 }] }
  const user = actor?.user ?? null
  return {
    file: { name, path, parent_folder: folder, type_id: 1, ...hashes },
    ...(actor === null
      ? {}
      : {
          process: {
            pid: actor.pid,
            ...(actor.executable === null ? {} : { name: baseName(actor.executable), file: fileAt(actor.executable) }),
            ...(actor.command === null ? {} : { cmd_line: actor.command }),
            ...(user === null ? {} : { user: { name: user } }),
          },
        }),
  }
}

function fileAt(path: string) {
  return { name: baseName(path), path, type_id: 1 }
}

function observablesOf({ incident, path, sha256, actor }: Told) {
  const user = actor?.user ?? null
  return [
    ...incident.hosts.map((value, index) => ({ name: `resources[${index}].name`, type_id: observed.host, value })),
    { name: 'evidences[0].file.path', type_id: observed.file, value: path },
    ...(sha256 === null ? [] : [{ name: 'evidences[0].file.hashes[0].value', type_id: observed.hash, value: sha256 }]),
    ...(user === null ? [] : [{ name: 'evidences[0].process.user.name', type_id: observed.user, value: user }]),
  ]
}
