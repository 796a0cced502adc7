// Owns which addresses only this machine can reach: both programs refuse to speak without TLS anywhere else.
import { isIP } from 'node:net'

/** RFC 1122 section 3.2.1.3 (g) and RFC 4291 section 2.5.3; a name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || host === '[::1]' || host === 'localhost'
}
