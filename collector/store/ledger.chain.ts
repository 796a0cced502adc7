// Owns the tables of a host's chain: its head, its evidence, its forks. Whether a batch fits the chain is ingest's.
import type { Chain, Ledger } from '../handover.ledger.ts'
import type { ReceivedBatch } from '../handover.ts'
import { raiseHostAlarm } from './alarms.ts'
import type { Desk } from './desk.ts'
import { packEvidence } from './evidence.ts'

type ChainVerbs = Pick<
  Ledger,
  | 'chain'
  | 'knowsEpoch'
  | 'acceptedDigest'
  | 'refusedDigests'
  | 'isRefused'
  | 'keepBatch'
  | 'keepRefused'
  | 'fork'
  | 'sawBoot'
>

export function chainVerbs(desk: Desk): ChainVerbs {
  const { connection } = desk
  return {
    chain(host) {
      const row = connection.one<
        Omit<Chain, 'revoked' | 'voided' | 'flagged'> & { revoked: number; voided: number; flagged: number }
      >(
        `SELECT key, revoked_at IS NOT NULL AS revoked, epoch, sequence, digest, boot, voided,
         forked_at IS NOT NULL AS flagged FROM host WHERE id = ?`,
        host,
      )
      if (row === undefined) return null
      return { ...row, revoked: row.revoked === 1, voided: row.voided === 1, flagged: row.flagged === 1 }
    },

    knowsEpoch: (host, epoch) =>
      connection.one(
        `SELECT 1 FROM evidence WHERE host = ? AND epoch = ? AND state = 'accepted' LIMIT 1`,
        host,
        epoch,
      ) !== undefined,

    acceptedDigest: (host, epoch, sequence) =>
      connection.one<{ digest: string }>(
        `SELECT digest FROM evidence WHERE host = ? AND epoch = ? AND sequence = ? AND state = 'accepted'`,
        host,
        epoch,
        sequence,
      )?.digest ?? null,

    refusedDigests: (host, epoch, sequence) =>
      connection
        .all<{ digest: string }>(
          `SELECT digest FROM evidence WHERE host = ? AND state = 'refused' AND epoch = ? AND sequence = ?`,
          host,
          epoch,
          sequence,
        )
        .map(row => row.digest),

    isRefused: (host, digest) =>
      connection.one(`SELECT 1 FROM evidence WHERE host = ? AND digest = ? AND state = 'refused'`, host, digest) !==
      undefined,

    keepBatch: (batch, place) => keepBatch(desk, batch, place),

    keepRefused({ host, digest, bytes, receivedAt }, place, reason) {
      connection.run(
        `INSERT INTO evidence (host, epoch, sequence, digest, state, reason, received_at, bytes)
         VALUES (?, ?, ?, ?, 'refused', ?, ?, ?) ON CONFLICT DO NOTHING`,
        host,
        place?.epoch ?? null,
        place?.sequence ?? null,
        digest,
        reason.slice(0, 1_000),
        receivedAt,
        packEvidence(bytes),
      )
    },

    fork(host, detail, at) {
      const known = connection.one('SELECT 1 FROM host WHERE id = ? AND forked_at IS NOT NULL', host)
      if (known === undefined) raiseHostAlarm(desk, host, 'fork', at)
      connection.run(
        `UPDATE host SET voided = 1, forked_at = coalesce(forked_at, ?), fork_detail = coalesce(fork_detail, ?)
         WHERE id = ?`,
        at,
        detail,
        host,
      )
      desk.hostsChanged(host)
    },

    sawBoot(host, boot) {
      connection.run('UPDATE host SET boot = max(boot, ?) WHERE id = ?', boot, host)
    },
  }
}

function keepBatch(desk: Desk, batch: ReceivedBatch, place: Parameters<Ledger['keepBatch']>[1]): number {
  const { connection } = desk
  const { host, digest, bytes, receivedAt } = batch
  const { epoch, sequence, previous, boot } = place
  const { id } = connection.run(
    `INSERT INTO evidence (host, epoch, sequence, digest, previous, state, received_at, bytes)
         VALUES (?, ?, ?, ?, ?, 'accepted', ?, ?)`,
    host,
    epoch,
    sequence,
    digest,
    previous,
    receivedAt,
    packEvidence(bytes),
  )
  connection.run(
    `UPDATE host SET boot = max(?, iif(epoch IS ?, boot, 0)), epoch = ?, sequence = ?, digest = ?, voided = 0,
         batches = batches + 1 WHERE id = ?`,
    boot,
    epoch,
    epoch,
    sequence,
    digest,
    host,
  )
  desk.batchKept()
  return id
}
