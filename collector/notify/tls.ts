// Owns whom a channel trusts when it speaks TLS, and what is said where the other side is not who it should be: what is wrong,
// and how to mend it. Nothing is ever sent without what the config asks for.
import { readAuthorities } from '@sekisho/shared/authorities.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { tlsTroubleOf } from '@sekisho/shared/tls-trouble.ts'

export interface Trust {
  /** PEM; it alone is trusted. Undefined: the authorities that Node comes with. */
  readonly ca: string | undefined
  readonly say: Say
}

/** `file`: the channel's key `ca`. @throws Failure config-invalid */
export function trustOf(file: string | undefined, say: Say): Trust {
  return { ca: file === undefined ? undefined : readAuthorities(file, say), say }
}

/** For the connection. What Node takes from its environment where nothing is said (NODE_TLS_REJECT_UNAUTHORIZED) counts for nothing. */
export function tlsOptions({ ca }: Trust) {
  return { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) }
}

/** Null where the error is of something else. `isSecret`: not even names of the other side may be told. */
export function tlsTrouble(error: unknown, { ca, say }: Trust, isSecret = false): string | null {
  const trouble = tlsTroubleOf(error)
  if (trouble === null) return null
  const { what, names } = trouble
  if (what === 'name') return isSecret ? say('notify.tls.other-name') : say('notify.tls.name', { names })
  return say(what === 'unknown' && ca !== undefined ? 'notify.tls.not-by-ca' : `notify.tls.${what}`)
}
