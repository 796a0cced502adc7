// Owns alarms as events of the Elastic Common Schema (https://www.elastic.co/docs/reference/ecs), version 8.17: its own fields
// where it has them, all else below `sekisho`. Pure.
import { isoTime } from '@sekisho/shared/clock.ts'
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { hostsOf, summaryOf, type Told, toldOf } from './machine.ts'
import type { Message } from './message.ts'

/** As Elastic's own rules have it: the higher, the worse. */
const grades: Readonly<Record<Severity, number>> = { critical: 99, high: 73, medium: 47, low: 21, none: 1 }
/** Allowed together with the category `file`. */
const types: Readonly<Partial<Record<FindingKind, string>>> = {
  added: 'creation',
  transient: 'creation',
  removed: 'deletion',
}

export function ecsEvent(message: Message): Readonly<Record<string, unknown>> {
  const { id, cause, at, severity, subject, text, link, digest } = message
  const told = toldOf(message)
  const hosts = hostsOf(message)
  const first = told?.host ?? hosts[0]
  return {
    '@timestamp': isoTime(at),
    ecs: { version: '8.17.0' },
    message: subject,
    tags: ['sekisho'],
    event: {
      ...{ id, kind: isEvent(message) ? 'event' : 'alert', module: 'sekisho', dataset: 'sekisho.alarm' },
      ...{ provider: 'sekisho', action: cause, severity: grades[severity], reason: text, url: link },
      ...(told === null
        ? { category: ['host'], type: ['info'] }
        : {
            category: ['file', 'intrusion_detection'],
            type: [types[told.incident.lead.kind] ?? 'change'],
            start: told.incident.firstAt,
            end: told.incident.lastAt,
          }),
    },
    observer: { vendor: 'Sekisho', product: 'Sekisho', type: 'file-integrity' },
    ...(first === undefined ? {} : { host: { name: first } }),
    ...(told === null ? {} : fileFields(told)),
    ...relatedFields(told, hosts),
    sekisho: {
      cause,
      severity,
      ...(told === null ? {} : { incident: summaryOf(told) }),
      ...(digest === undefined ? {} : { digest }),
    },
  }
}

/** Nothing that anybody must look at. */
function isEvent({ cause }: Message): boolean {
  return cause === 'digest' || cause === 'test' || cause === 'gap-over' || cause === 'disk-over'
}

function fileFields({ path, name, folder, sha256, actor, incident }: Told) {
  const dot = name.lastIndexOf('.')
  const { type } = incident.lead
  return {
    file: {
      ...{ path, name, directory: folder },
      ...(dot > 0 ? { extension: name.slice(dot + 1) } : {}),
      ...(type === null ? {} : { type: type === 'directory' ? 'dir' : type }),
      ...(sha256 === null ? {} : { hash: { sha256 } }),
    },
    ...(actor === null
      ? {}
      : {
          process: {
            pid: actor.pid,
            ...(actor.executable === null ? {} : { executable: actor.executable }),
            ...(actor.command === null ? {} : { command_line: actor.command }),
          },
          ...(actor.user === null ? {} : { user: { name: actor.user } }),
        }),
    rule: { name: incident.kind, ruleset: 'sekisho' },
  }
}

function relatedFields(told: Told | null, hosts: readonly string[]) {
  const user = told?.actor?.user ?? null
  const hash = told?.sha256 ?? null
  const related = {
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(user === null ? {} : { user: [user] }),
    ...(hash === null ? {} : { hash: [hash] }),
  }
  return Object.keys(related).length === 0 ? {} : { related }
}
