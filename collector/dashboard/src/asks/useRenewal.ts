// Owns what is asked anew once something was decided: the lists of the allowlist, and what else the decision touches.
import { useQueryClient } from '@tanstack/react-query'
import { allowlistNames } from './questions.allowlist.ts'

/** For `onSettled`: after a refusal too, which may say that what the page shows is no longer so. */
export function useRenewal(...more: readonly string[]): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all([...allowlistNames, ...more].map(name => client.invalidateQueries({ queryKey: [name] })))
}
