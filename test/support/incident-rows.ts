// Owns an incident as the API tells it, for tests of whoever shows one.
import type { IncidentDetail, IncidentFileRow, IncidentRow } from '@sekisho/shared/api.incidents.ts'

export const phpActor = {
  pid: 1,
  executable: '/usr/sbin/php-fpm',
  command: null,
  user: 'www-data',
  parents: [],
  unit: null,
}
export const leadRow: IncidentRow['lead'] = {
  id: 1,
  at: '2026-11-25T14:05:12.000Z',
  kind: 'added',
  noticed: 'watch',
  host: 'web1',
  root: '/srv/shop',
  path: 'upload/2026/item.php',
  site: 'shop A',
  type: 'file',
  class: 'upload',
  payment: false,
  actor: phpActor,
  reasons: ['executable-in-upload', 'executable-name', 'unknown-file'],
  verdict: 'unauthorised',
  permit: null,
  sha256: 'a'.repeat(64),
  standing: 'there',
}
export const incidentRow: IncidentRow = {
  id: 1,
  state: 'open',
  outcome: null,
  kind: 'planted',
  severity: 'critical',
  lead: leadRow,
  plugin: null,
  cards: null,
  findings: 1,
  open: 1,
  files: 1,
  kinds: { added: 1 },
  hosts: ['web1'],
  sites: ['shop A'],
  firstAt: leadRow.at,
  lastAt: '2026-11-25T14:07:00.000Z',
  detectedAt: leadRow.at,
  opened: null,
  aware: null,
  beside: null,
}

export const incidentDetail: IncidentDetail = {
  ...incidentRow,
  elsewhere: 2,
  merged: [],
  history: [
    { at: leadRow.at, who: 'token:sato', what: 'incident.acknowledge', detail: { incident: 1, note: 'on it' } },
  ],
}

export const incidentFileRow: IncidentFileRow = {
  id: 31,
  host: 'web1',
  root: '/srv/shop',
  path: 'upload/2026/item.php',
  sha256: 'a'.repeat(64),
  severity: 'critical',
  seen: 3,
  open: 3,
  firstAt: leadRow.at,
  lastAt: leadRow.at,
  firstFinding: 1,
  lastFinding: 3,
  standing: 'there',
  why: [{ rule: 'actor', findings: 4 }],
}
