// Owns what the page offers to whoever is signed in. It only spares them refusals: what they may do is the API's to say.
import type { Right } from '@sekisho/shared/api.people.ts'
import { useQuery } from '@tanstack/react-query'
import { askerQuestion } from './questions.allowlist.ts'

interface Known {
  /** Before, nothing is offered, and nobody is told that they may not. */
  readonly known: boolean
  /** As in the audit trail; empty until it is known. */
  readonly who: string
  readonly provider: boolean
  may(right: Right): boolean
}

export function useAsker(): Known {
  const { data } = useQuery(askerQuestion)
  return {
    known: data !== undefined,
    who: data?.who ?? '',
    provider: data?.provider ?? false,
    may: right => data?.rights.includes(right) ?? false,
  }
}
