// Owns the host's identity: the Ed25519 key by which the collector knows this host. A copied key is a fork, which the
// collector notices; a lost one means enrolling anew. Hands the key to uplink and to the journal, which signs batches.
import { openKeyFile } from '@sekisho/shared/keyfile.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'

/**
 * The host's key, made at the first start.
 * @throws Failure key-unusable when the file is damaged or open to others
 */
export function openIdentity(file: string): KeyPair {
  return openKeyFile(file)
}
