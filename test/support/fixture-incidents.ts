// Owns made-up incidents for tests of the page: a planted shell with a hostile name, a deployment, and one that is over.
// Shapes are those of the API; nothing here is grouped or stored.
import type { ExposureRow } from '@sekisho/shared/api.exposure.ts'
import type { IncidentAnswer, IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { FixtureIncident } from './fixture-api.ts'
import { finding, hostileNames } from './fixture-shop.ts'

function fileOf(id: number, at: number, over: Partial<IncidentFileRow>): IncidentFileRow {
  return {
    id,
    host: 'web1',
    root: '/var/www/shop',
    path: 'index.php',
    sha256: 'b'.repeat(64),
    severity: 'critical',
    seen: 1,
    open: 1,
    firstAt: isoTime(at),
    lastAt: isoTime(at),
    firstFinding: 400,
    lastFinding: 400,
    standing: 'there',
    why: [],
    ...over,
  }
}

export function incident(id: number, at: number, over: Partial<IncidentAnswer> = {}): IncidentAnswer {
  const lead = finding(400, at, {
    path: hostileNames.reversed,
    class: 'upload',
    severity: 'critical',
    reasons: ['executable-in-upload', 'unknown-file'],
  })
  return {
    id,
    contacts: [{ name: 'Fraud <b>desk</b>', phone: '+81 3-0000-0000', note: 'merchant 12345' }],
    state: 'open',
    outcome: null,
    kind: 'planted',
    severity: 'critical',
    lead: { ...lead, type: 'file', sha256: 'b'.repeat(64), standing: 'there' },
    plugin: null,
    cards: null,
    findings: 3,
    open: 1,
    files: 1,
    kinds: { added: 2, removed: 1 },
    hosts: ['web1'],
    sites: ['minato-shop'],
    firstAt: isoTime(at - 60_000),
    lastAt: isoTime(at),
    detectedAt: isoTime(at - 59_000),
    opened: null,
    aware: null,
    beside: null,
    elsewhere: 0,
    merged: [],
    history: [],
    ...over,
  }
}

/** It came back once, and stands there; for a while nothing could be said. */
function exposed(at: number): ExposureRow {
  const time = (ago: number) => isoTime(at - ago)
  const told = { kind: 'added', noticed: 'watch', moreUnsure: 0, cut: false } as const
  return {
    file: 1,
    host: 'web1',
    root: '/var/www/shop',
    path: hostileNames.reversed,
    sha256: 'b'.repeat(64),
    episodes: [
      {
        ...told,
        state: 'present',
        from: { notBefore: null, atLatest: time(60_000) },
        to: { notBefore: time(50_000), atLatest: time(40_000) },
        finding: 398,
        receivedAt: time(59_000),
        flaggedAt: time(59_000),
        claims: { ctime: time(60_100), mtime: time(90_000_000) },
        contents: [],
        unsure: [{ from: time(55_000), to: time(52_000), state: 'gap', grade: null, causes: ['overflow'] }],
      },
      {
        ...told,
        state: 'present',
        from: { notBefore: time(20_000), atLatest: time(5_000) },
        to: { notBefore: time(1_000), atLatest: null },
        finding: 400,
        receivedAt: time(4_900),
        flaggedAt: null,
        claims: null,
        contents: [],
        unsure: [],
      },
    ],
    moreEpisodes: 0,
    notKeptBefore: null,
    served: 'unknown',
  }
}

/** Newest first. */
export function incidents(now: number): FixtureIncident[] {
  const planted = incident(7, now - 5_000, {
    elsewhere: 2,
    history: [
      { at: isoTime(now - 3_000), who: 'sato', what: 'incident.acknowledge', detail: { note: 'looks <b>at</b> it' } },
    ],
  })
  const deployed = incident(6, now - 600_000, {
    kind: 'deployment',
    severity: 'high',
    cards: null,
    findings: 412,
    open: 412,
    files: 398,
    kinds: { changed: 412 },
  })
  const over = incident(5, now - 90_000_000, { state: 'closed', outcome: 'false-alarm', severity: 'medium', open: 0 })
  const why = [{ rule: 'again', findings: 3 }] as const
  return [
    {
      detail: planted,
      files: [fileOf(1, now - 5_000, { path: hostileNames.reversed, seen: 3, why: [...why] })],
      exposure: [exposed(now)],
    },
    { detail: deployed, files: [fileOf(2, now - 600_000, { severity: 'high' })] },
    { detail: over, files: [] },
  ]
}
