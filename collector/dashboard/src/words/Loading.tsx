// Owns what stands where something is still awaited.
import { Loader } from '@mantine/core'
import { useSay } from './words.ts'

/** Its name needs a role: what has none may have no name (WAI-ARIA 1.2, prohibited naming). */
export function Loading() {
  const say = useSay()
  return <Loader size="sm" role="status" aria-label={say('page.loading')} />
}
