// Owns the host's identity: the Ed25519 key by which the collector knows this host. A copied key is a fork, which the
// collector notices; a lost one means enrolling anew. Hands the key to uplink and to the journal, which signs batches.
import { hkdfSync } from 'node:crypto'
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

/**
 * A secret of this host with which values of settings are digested before they leave it (32 bytes). Derived, so that it is
 * never on a disk of its own and lasts as long as the identity.
 */
export function settingsKeyOf(key: KeyPair): Uint8Array {
  return derived(key, 'sekisho settings v1')
}

/** A secret of this host with which contents are closed that wait on its disk (32 bytes). Derived as `settingsKeyOf`. */
export function spoolKeyOf(key: KeyPair): Uint8Array {
  return derived(key, 'sekisho spool v1')
}

function derived(key: KeyPair, purpose: string): Uint8Array {
  const secret = key.privateKey.export({ type: 'pkcs8', format: 'der' })
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32))
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
