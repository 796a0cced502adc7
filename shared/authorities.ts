// Owns how a config's file of authorities is read: what is no certificate is refused, and not passed over. Whom it vouches for
// is up to whoever connects.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { errnoOf, Failure } from './failures.ts'
import type { Say } from './messages.ts'

/** PEM, for the key `ca` of a config. @throws Failure config-invalid that names the file */
export function readAuthorities(file: string, say: Say): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const detail = errnoOf(error) ?? 'EIO'
    throw new Failure('config-invalid', say('tls.ca-unreadable', { detail }), { place: file, cause: error })
  }
  let cause: unknown
  try {
    // What is no certificate would be passed over in silence, and then nothing be trusted.
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (blocks.map(block => new X509Certificate(block)).length > 0) return text
  } catch (error) {
    // OpenSSL's reason names its own source, and says no more to people than this.
    cause = error
  }
  throw new Failure('config-invalid', say('tls.ca-empty'), { place: file, cause })
}
