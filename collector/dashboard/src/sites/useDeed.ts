// Owns how the page changes what a site has: one request, after which the lists of the allowlist are asked for anew.
import { useMutation } from '@tanstack/react-query'
import { tell, untell } from '../asks/ask.ts'
import { useRenewal } from '../asks/useRenewal.ts'

interface Deed {
  readonly what: string
  /** Null: it is taken away. */
  readonly body: Readonly<Record<string, string | boolean>> | null
}

/** `also`: first words of the cache keys of what else it makes stale. */
export function useDeed(onDone: () => void = () => {}, ...also: readonly string[]) {
  return useMutation({
    mutationFn: ({ what, body }: Deed) => (body === null ? untell(what) : tell(what, body)),
    onSuccess: onDone,
    onSettled: useRenewal(...also),
  })
}
