// Owns which keys may sign a release of which component, out of all that are or were trusted. Pure; whose signature is genuine
// is verify.ts's.
import type { KeyRole, KeyRow } from '@sekisho/shared/api.keys.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'

export interface TrustedKeys {
  readonly keys: readonly KeyId[]
  /** Of these, the ones that count for some components only, and for which; for none where they sign weak releases alone. */
  readonly narrow: readonly (readonly [KeyId, readonly string[]])[]
  /** Those that may sign weak releases besides, and of which components. */
  readonly weak: readonly (readonly [KeyId, readonly string[]])[]
}

/** Revoked keys and those that only approve sign no release. */
export function trustedKeys(rows: readonly KeyRow[]): TrustedKeys {
  const believed = rows.filter(({ revoked }) => revoked === null)
  const releasing = believed.map(row => ({
    key: row.key,
    of: row.trusts.some(({ component, role }) => role === 'release' && component === null)
      ? null
      : namedOf(row, 'release'),
    weak: namedOf(row, 'weak'),
  }))
  const signing = releasing.filter(({ of, weak }) => of === null || of.length + weak.length > 0)
  return {
    keys: signing.map(({ key }) => key),
    narrow: signing.flatMap(({ key, of }) => (of === null ? [] : [[key, of] as const])),
    weak: signing.flatMap(({ key, weak }) => (weak.length === 0 ? [] : [[key, weak] as const])),
  }
}

/**
 * The components by name alone. Earlier versions trusted keys for weak releases of every one, too: whoever has a watched host would
 * have listed what he likes anywhere, so that counts for none until it is trusted anew.
 */
function namedOf({ trusts }: KeyRow, role: KeyRole): readonly string[] {
  return trusts.flatMap(trust => (trust.role === role && trust.component !== null ? [trust.component] : []))
}
