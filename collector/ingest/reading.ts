// Owns reading a batch's content behind gateway's checks, which are not made again: this thread loads no schema.
import { signatureBytes } from '@sekisho/shared/seal.ts'
import type { Batch } from '@sekisho/shared/wire.ts'

/** The content of bytes that `openBatch` has found genuine. */
export function readBatch(bytes: Uint8Array): Batch {
  return JSON.parse(contentText(bytes)) as Batch
}

/** The place that refused bytes claim, if it has the form of one. It proves nothing. */
export function readClaim(bytes: Uint8Array): { readonly epoch: string; readonly sequence: number } | null {
  const json = parsed(contentText(bytes))
  if (typeof json !== 'object' || json === null || !('epoch' in json) || !('sequence' in json)) return null
  const { epoch, sequence } = json
  if (typeof epoch !== 'string' || epoch.length !== 36 || typeof sequence !== 'number') return null
  return Number.isSafeInteger(sequence) ? { epoch, sequence } : null
}

function contentText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(signatureBytes).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Hostile or cut bytes claim nothing.
    return undefined
  }
}
