// Owns which keys may sign a release of which component, out of all that are or were trusted. Pure; whose signature is genuine
// is verify.ts's.
import type { KeyRow } from '@sekisho/shared/api.keys.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'

export interface TrustedKeys {
  readonly keys: readonly KeyId[]
  /** Of these, the ones that count for some components only, and for which. */
  readonly narrow: readonly (readonly [KeyId, readonly string[]])[]
}

/** Revoked keys and those that only approve sign no release. */
export function trustedKeys(rows: readonly KeyRow[]): TrustedKeys {
  const releasing = rows
    .filter(({ revoked }) => revoked === null)
    .map(({ key, trusts }) => ({ key, components: trusts.filter(({ role }) => role === 'release') }))
    .filter(({ components }) => components.length > 0)
  const narrow = releasing
    .filter(({ components }) => components.every(({ component }) => component !== null))
    .map(({ key, components }) => [key, components.map(({ component }) => component ?? '')] as const)
  return { keys: releasing.map(({ key }) => key), narrow }
}
