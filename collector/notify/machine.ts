// Owns what machine formats have in common: the file and the process that an alarm is told by, and JSON that no line can be
// broken with. Pure.
import type { IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { joinPath } from '@sekisho/shared/path.ts'
import type { Message } from './message.ts'

/** The finding that the incident is told by, as fields. */
export interface Told {
  readonly incident: IncidentDetail
  readonly host: string
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly folder: string
  readonly sha256: string | null
  readonly actor: IncidentDetail['lead']['actor']
}

export function toldOf({ incident }: Pick<Message, 'incident'>): Told | null {
  if (incident === null) return null
  const { host, root, path, sha256, actor } = incident.lead
  const whole = joinPath(root, path)
  const cut = whole.lastIndexOf('/')
  return { incident, host, path: whole, name: whole.slice(cut + 1), folder: whole.slice(0, cut) || '/', sha256, actor }
}

/** What neither schema has fields of its own for. */
export function summaryOf({ incident }: Told) {
  const { id, state, kind, severity, sites, hosts, findings, open, files, lead } = incident
  const { reasons, verdict, standing, payment, class: where } = lead
  return {
    ...{ id, state, kind, severity, sites, hosts, findings, open, files },
    reasons,
    verdict,
    standing,
    payment,
    class: where,
  }
}

/** The hosts that it is of, each once. */
export function hostsOf({ incident, host }: Pick<Message, 'incident' | 'host'>): readonly string[] {
  if (incident !== null) return incident.hosts
  return host === null ? [] : [host]
}

/** One line of ASCII: whatever a name holds, no reader of lines, and no terminal, is led astray. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
