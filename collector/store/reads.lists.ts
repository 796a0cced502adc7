// Owns the short listings: sites, gaps, holders of secrets, counts, and the evidence.

import type { GapRow, SiteRow } from '@sekisho/shared/api.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { Principal, StoreReads } from '../handover.ts'
import type { Connection } from './connection.ts'
import { unpackEvidence } from './evidence.ts'
import { fourEyesOf } from './four-eyes.ts'
import { safeTimeOrNull } from './rows.ts'
import { limitOf } from './tokens.ts'

type Input<N extends keyof StoreReads> = Parameters<StoreReads[N]>[0]

export function listSites(connection: Connection, customer: number): SiteRow[] {
  const sites = connection.all<{ id: number; name: string; generation: number }>(
    'SELECT id, name, generation FROM site WHERE customer = ? ORDER BY name',
    customer,
  )
  return sites.map(({ id, name, generation }) => ({
    site: name,
    generation,
    fourEyes: fourEyesOf(connection, id),
    components: connection
      .all<SiteRow['components'][number]>(
        `SELECT c.name AS component, s.prefix, r.version AS release FROM site_component s
         JOIN component c ON c.id = s.component LEFT JOIN release r ON r.id = c.current
         WHERE s.site = ? ORDER BY c.name`,
        id,
      )
      .map(row => ({ ...row })),
  }))
}

/** Open ones first, then the newest. */
export function listGaps(connection: Connection, { customer, host }: Input<'gaps'>): GapRow[] {
  const rows = connection.all<
    Omit<GapRow, 'from' | 'to' | 'walk'> & {
      readonly from_at: number
      readonly to_at: number | null
      readonly walk_from: number | null
      readonly walk_to: number | null
    }
  >(
    `SELECT g.id, h.name AS host, r.path AS root, g.cause, g.from_at, g.to_at, g.walk_from, g.walk_to FROM gap g JOIN host h ON h.id = g.host
     LEFT JOIN root r ON r.id = g.root WHERE h.customer = ?1 AND (?2 IS NULL OR h.name = ?2)
     ORDER BY g.to_at IS NOT NULL, g.from_at DESC LIMIT 10000`,
    customer,
    host ?? null,
  )
  return rows.map(({ from_at, to_at, walk_from, walk_to, ...gap }) => ({
    ...gap,
    from: safeTime(from_at),
    to: safeTimeOrNull(to_at),
    walk: walk_from === null || walk_to === null ? null : { from: safeTime(walk_from), to: safeTime(walk_to) },
  }))
}

export function findPrincipal(connection: Connection, { kind, digest, now }: Input<'principal'>): Principal | null {
  // A person's role is the one of this moment.
  const row = connection.one<Omit<Principal, 'person' | 'sites'> & { person: number | null; sites: string | null }>(
    `SELECT t.customer, t.name, coalesce(p.role, t.role) AS role, t.sites, t.expires_at AS expiresAt, t.person FROM token t
     LEFT JOIN person p ON p.id = t.person
     WHERE t.kind = ? AND t.digest = ? AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?)
     AND (t.person IS NULL OR p.id IS NOT NULL)`,
    kind,
    digest,
    now,
  )
  return row === undefined ? null : { ...row, sites: limitOf(row.sites), person: row.person !== null }
}

export function countAll(connection: Connection, customer: number): Awaited<ReturnType<StoreReads['counts']>> {
  const roots = connection.one<{ files: number; findings: number; open: number }>(
    `SELECT coalesce(sum(r.files), 0) AS files, coalesce(sum(r.findings), 0) AS findings,
     coalesce(sum(r.open), 0) AS open FROM root r JOIN host h ON h.id = r.host WHERE h.customer = ?`,
    customer,
  )
  const hosts = connection.one<{ batches: number }>(
    'SELECT coalesce(sum(batches), 0) AS batches FROM host WHERE customer = ?',
    customer,
  )
  const { files = 0, findings = 0, open = 0 } = roots ?? {}
  return { files, findings, open, batches: hosts?.batches ?? 0 }
}

/** The exact signed bytes of an accepted batch. */
export function findEvidence(
  connection: Connection,
  input: { readonly customer: number; readonly host: string; readonly epoch: string; readonly sequence: number },
): Uint8Array | null {
  const row = connection.one<{ bytes: Uint8Array }>(
    `SELECT e.bytes FROM evidence e JOIN host h ON h.id = e.host
     WHERE h.customer = ? AND h.name = ? AND e.epoch = ? AND e.sequence = ? AND e.state = 'accepted' AND length(e.bytes) > 0`,
    input.customer,
    input.host,
    input.epoch,
    input.sequence,
  )
  return row === undefined ? null : unpackEvidence(row.bytes)
}
