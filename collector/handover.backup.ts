// Owns the shapes of a backup: what its manifest says, and what its database says of itself.
import { type KeyId, KeyIdSchema } from '@sekisho/shared/proof.ts'
import { z } from 'zod'
import type { ChainHead } from './handover.evidence.ts'

/** Of what a backup holds and how; a program refuses one that it does not know. */
export const backupFormat = 1

/** `sealed`: under a passphrase. `open`: as the state folder holds it. `apart`: not in the backup. */
export const keyCustodies = ['sealed', 'open', 'apart'] as const
export type KeyCustody = (typeof keyCustodies)[number]

export const backupFiles = ['store.db', 'heads.jsonl', 'collector.key', 'collector.key.sealed'] as const
export type BackupFile = (typeof backupFiles)[number]

const BackupPartSchema = z.strictObject({
  name: z.enum(backupFiles),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type BackupPart = Readonly<z.infer<typeof BackupPartSchema>>

export const BackupManifestSchema = z.object({
  format: z.literal(backupFormat),
  /** Milliseconds since 1970; all of the database is of a moment after it. */
  madeAt: z.int().min(0),
  /** Of the program that made it. */
  version: z.string().max(100),
  schema: z.int().min(1),
  /** Whose it is, and whose key signed this. */
  collector: KeyIdSchema,
  key: z.enum(keyCustodies),
  parts: z.array(BackupPartSchema).max(backupFiles.length),
})
export type BackupManifest = Readonly<z.infer<typeof BackupManifestSchema>>

/** What a database says of itself. */
export interface DatabaseFacts {
  readonly schema: number
  readonly hosts: number
  readonly findings: number
  readonly batches: number
  /** The last batch of each chain, in a fixed order. */
  readonly heads: readonly ChainHead[]
}

/** What is written into the audit trail of a database that was put back. */
export interface Restoring {
  readonly at: number
  readonly madeAt: number
  readonly collector: KeyId
}
