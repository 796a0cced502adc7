// Owns whom an agent trusts when it dials, as its config says. The connection is link.ts's.
import { readAuthorities } from '@sekisho/shared/authorities.ts'
import { type Say, translator } from '@sekisho/shared/messages.ts'
import type { Tls } from './link.ts'

/** The config's `tls`. */
interface Wanted {
  /** The PEM file of the authority. */
  readonly ca?: string | undefined
  readonly pin?: string | undefined
}

/** Null: the system's authorities alone. @throws Failure config-invalid that names the file of `tls.ca` */
export function trustOf(config: Wanted | undefined, say: Say = translator('en')): Tls | null {
  if (config?.pin !== undefined) return { pin: config.pin }
  return config?.ca === undefined ? null : { ca: readAuthorities(config.ca, say) }
}
