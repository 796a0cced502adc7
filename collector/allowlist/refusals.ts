// Owns how the refusal of a release is made: in the words of whoever sent it.
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import { shellQuoted } from '@sekisho/shared/shell-quoted.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

export function refuse(
  key: MessageKey,
  { params, ...about }: { readonly params?: MessageParams; readonly place?: string } = {},
): Failure {
  return new ToldFailure('release-refused', say => say(key, params), about)
}

/**
 * Whoever sends a release again and names another end would believe that it ends then. When it ends, is changed by an act of its
 * own, which is an admin's.
 * @param wished milliseconds since 1970; null where no end is named
 * @throws Failure name-taken
 */
export function refuseOtherEnd({ component, version, expiresAt }: ReleaseRow, wished: number | null): void {
  if (wished === null || expiresAt === isoTime(wished)) return
  const named = `${shellQuoted(component)} ${shellQuoted(version)}`
  const command = `sekisho release expire ${named} --at ${isoTime(wished)} --reason …`
  const why =
    expiresAt === null
      ? reason('publish.endless', { command })
      : reason('publish.other-end', { at: expiresAt, command })
  throw new ToldFailure('name-taken', why, { place: `${component} ${version}` })
}

/** Another component has the path already. */
export function conflictOf(
  { site, path, component }: { site: string; path: PathText; component: string },
  key: 'problem.path-taken' | 'problem.path-taken-weak' = 'problem.path-taken',
): Failure {
  const command = `sekisho component unsubscribe ${shellQuoted(component)} --site ${shellQuoted(site)}`
  return new ToldFailure('path-conflict', reason(key, { site, component, command }), { place: path })
}

/** What signed it is trusted, and for other components alone. */
export function otherComponent(key: KeyId, component: string): Failure {
  const command = `sekisho key trust ${key} --name NAME --component ${shellQuoted(component)}`
  return refuse('signed.other-component', { params: { key, component, command } })
}
