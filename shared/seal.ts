// Owns how content becomes the bytes of a batch: 64 bytes of Ed25519 signature, then the JSON content in UTF-8. Loads no
// schemas, because the threads that seal and apply are without; batch.ts opens, with all checks, what is sealed here.
import { createHash, sign } from 'node:crypto'
import type { KeyPair } from './proof.ts'
import type { Batch } from './wire.ts'

/** Of an Ed25519 signature, RFC 8032. */
export const signatureBytes = 64
/** Keeps a batch's signature from being taken for one over anything else that the same key signs. */
const domain = Buffer.from('sekisho.batch.v1\n')

interface Sealed {
  readonly bytes: Buffer
  /** sha256 of the content, lower-case hex: what the next batch names as `previous`. */
  readonly digest: string
}

/** Seals content that is already JSON text of a Batch. The same content and key give the same bytes. */
export function sealBatch(content: string, key: KeyPair): Sealed {
  const body = Buffer.from(content)
  return { bytes: Buffer.concat([sign(null, signedBytes(body), key.privateKey), body]), digest: contentDigest(body) }
}

/** What the signature is over. */
export function signedBytes(body: Uint8Array): Buffer {
  return Buffer.concat([domain, body])
}

export function contentDigest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

/** The content of bytes that `openBatch` has found genuine, without checking it again. */
export function readBatch(bytes: Uint8Array): Batch {
  return JSON.parse(contentOf(bytes).toString('utf8')) as Batch
}

/** Without a copy; empty where the bytes are too few for a signature. */
export function contentOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(signatureBytes)
}
