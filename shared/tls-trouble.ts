// Owns what is wrong where the other side of a TLS connection is not who it should be: which of a few troubles an error of Node
// or OpenSSL is. How it is told, and how it is mended, is the asker's.
import { errnoOf } from './failures.ts'

export interface TlsTrouble {
  /** `unknown`: of no authority that is trusted. `name`: for others. `expired`: or not yet valid. `plain`: it is no TLS. `old`: before 1.2. */
  readonly what: 'unknown' | 'name' | 'expired' | 'plain' | 'old'
  /** For whom the certificate is, as far as it says; the other side wrote it. */
  readonly names: string
}

/** Names of a certificate come from the other side. */
const maxNames = 200

/** Codes of Node and of OpenSSL's X509_V_ERR_… without their prefix. */
const wrong: Readonly<Record<string, TlsTrouble['what']>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown',
  CERT_SIGNATURE_FAILURE: 'unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'plain',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'plain',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'old',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'old',
}

/** Null where the error is of something else. */
export function tlsTroubleOf(error: unknown): TlsTrouble | null {
  const what = wrong[codeOf(error) ?? '']
  return what === undefined ? null : { what, names: namesOf(error) }
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
