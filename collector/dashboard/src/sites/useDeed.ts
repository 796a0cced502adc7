// Owns how the page changes what a site has: one request, after which the lists of the allowlist are asked for anew.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { tell, untell } from '../asks/ask.ts'
import { allowlistNames } from '../asks/questions.allowlist.ts'

interface Deed {
  readonly what: string
  /** Null: it is taken away. */
  readonly body: Readonly<Record<string, string | boolean>> | null
}

export function useDeed(onDone: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ what, body }: Deed) => (body === null ? untell(what) : tell(what, body)),
    onSuccess: onDone,
    onSettled: () => Promise.all(allowlistNames.map(name => client.invalidateQueries({ queryKey: [name] }))),
  })
}
