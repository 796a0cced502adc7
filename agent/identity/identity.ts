// Owns the host's identity: the Ed25519 key by which the collector knows this host. A copied key is a fork, which the
// collector notices; a lost one means enrolling anew. Hands the key to uplink and to the journal, which signs batches.
import { replaceFile } from '@sekisho/shared/durable-file.ts'
import { openKeyFile } from '@sekisho/shared/keyfile.ts'
import { generateKeyPair, type KeyPair, privateKeyPem } from '@sekisho/shared/proof.ts'

/**
 * The host's key, made at the first start.
 * @throws Failure key-unusable when the file is damaged or open to others
 */
export function openIdentity(file: string): KeyPair {
  return openKeyFile(file)
}

export interface FreshIdentity {
  readonly key: KeyPair
  /** Puts it in the old one's place; on disk when it returns. */
  keep(): void
}

/** A new key, and the old one stays until `keep`: a copy of this host's files may hold it. */
export function freshIdentity(file: string): FreshIdentity {
  const key = generateKeyPair()
  return { key, keep: () => replaceFile(file, privateKeyPem(key)) }
}
