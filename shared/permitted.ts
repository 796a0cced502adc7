// Owns the digest by which a permit names content, for judging, for rows and for adopting. Pure.
import type { Present, Unstable } from './observation.ts'
import { pathBytes } from './path.ts'
import { sha256Hex } from './proof.ts'

/** Of a link, the sha256 of its target's bytes; null where no sha256 was taken. */
export function permittedDigest(seen: Pick<Present | Unstable, 'type' | 'target' | 'digest'>): string | null {
  if (seen.type === 'symlink') return seen.target === null ? null : sha256Hex(pathBytes(seen.target))
  return seen.digest?.algorithm === 'sha256' ? seen.digest.hex : null
}
