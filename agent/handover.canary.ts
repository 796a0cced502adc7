// Owns what the agent's own file in a root is called and looks like, where the config puts it there: the one thing that is
// permitted without a permit. Pure.
import type { Observation, Stat } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'

/** At the top of the root. */
export const canaryName = '.sekisho-canary' as PathText

/** Empty, regular, under one name. Whatever else stands under that name is judged like any file. */
export function isCanary(path: PathText, seen: Observation): boolean {
  return path === canaryName && seen.state === 'present' && looksLikeCanary(seen)
}

/** Of what stands under that name. */
export function looksLikeCanary({ type, size, links }: Pick<Stat, 'type' | 'size' | 'links'>): boolean {
  return type === 'file' && size === 0 && links === 1
}
