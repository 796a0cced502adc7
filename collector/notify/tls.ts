// Owns whom a channel trusts when it speaks TLS, and what is said where the other side is not who it should be: what is wrong,
// and how to mend it. Nothing is ever sent without what the config asks for.
import { readAuthorities } from '@sekisho/shared/authorities.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { MessageKey, Say } from '@sekisho/shared/messages.ts'

/** Names of a certificate come from the other side. */
const maxNames = 200

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

/** Codes of Node and of OpenSSL's X509_V_ERR_… without their prefix. */
const wrong: Readonly<Record<string, MessageKey>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'notify.tls.unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'notify.tls.unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'notify.tls.unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'notify.tls.unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'notify.tls.unknown',
  CERT_SIGNATURE_FAILURE: 'notify.tls.unknown',
  CERT_HAS_EXPIRED: 'notify.tls.expired',
  CERT_NOT_YET_VALID: 'notify.tls.expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'notify.tls.plain',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'notify.tls.plain',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'notify.tls.old',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'notify.tls.old',
}

/** Null where the error is of something else. `isSecret`: not even names of the other side may be told. */
export function tlsTrouble(error: unknown, { ca, say }: Trust, isSecret = false): string | null {
  const code = codeOf(error)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return isSecret ? say('notify.tls.other-name') : say('notify.tls.name', { names: namesOf(error) })
  }
  const key = wrong[code ?? '']
  if (key === undefined) return null
  return say(key === 'notify.tls.unknown' && ca !== undefined ? 'notify.tls.not-by-ca' : key)
}

/** As Node says it of a handshake, also where nodemailer has put a code of its own before it, or it came while writing. */
function codeOf(error: unknown): string | undefined {
  const original = error instanceof Error && 'originalCode' in error ? error.originalCode : undefined
  const code = typeof original === 'string' ? original : errnoOf(error)
  const [, reason] = /:error:[0-9A-F]+:SSL routines:[^:]*:([^:]+):/.exec(String(error)) ?? []
  return code === 'EPROTO' && reason !== undefined ? `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}` : code
}

function namesOf(error: unknown): string {
  const cert = error instanceof Error && 'cert' in error ? error.cert : null
  const names = typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? cert.subjectaltname : ''
  return typeof names === 'string' && names !== '' ? names.slice(0, maxNames) : '-'
}
