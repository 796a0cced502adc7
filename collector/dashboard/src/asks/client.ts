// Owns the cache of answers and its manners: live news refreshes it, so nothing is asked again on its own.
import { QueryClient } from '@tanstack/react-query'
import { Refusal } from './ask.ts'

/** A refusal will be the same a moment later; only what never arrived is worth asking again. */
function worthRetrying(failures: number, error: Error): boolean {
  return !(error instanceof Refusal && error.status < 500) && failures < 3
}

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 60_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
    },
  })
}
