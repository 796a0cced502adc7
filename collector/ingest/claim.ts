// Owns what bytes that gateway refused claim of their place in the chain.
import { contentOf } from '@sekisho/shared/seal.ts'

/** The place that refused bytes claim, if it has the form of one. It proves nothing. */
export function readClaim(bytes: Uint8Array): { readonly epoch: string; readonly sequence: number } | null {
  const json = parsed(contentOf(bytes).toString('utf8'))
  if (typeof json !== 'object' || json === null || !('epoch' in json) || !('sequence' in json)) return null
  const { epoch, sequence } = json
  if (typeof epoch !== 'string' || epoch.length !== 36 || typeof sequence !== 'number') return null
  return Number.isSafeInteger(sequence) ? { epoch, sequence } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Hostile or cut bytes claim nothing.
    return undefined
  }
}
