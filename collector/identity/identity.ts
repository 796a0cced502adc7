// Owns the collector's identity: the Ed25519 key that every enrolled agent knows it by. Losing it means enrolling every
// host anew. Hands the key to gateway, which proves it at each connection.
import { openKeyFile } from '@sekisho/shared/keyfile.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'

/**
 * The collector's key, made at the first start.
 * @throws Failure key-unusable when the file is damaged or open to others
 */
export function openIdentity(file: string): KeyPair {
  return openKeyFile(file)
}
