// Owns certificates for receivers that speak TLS, made where they are needed: an authority of a test's own, and what it signs.
// X.509 version 3 (RFC 5280) with ECDSA on P-256, written by hand, so that no program must be installed.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { systemClock } from '@sekisho/shared/clock.ts'

/** PEM. */
export interface Certified {
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** Its own certificate, PEM. */
  readonly ca: string
  /** For these names and IPv4 addresses; over by now where `expired`. */
  certify(names: readonly string[], expired?: boolean): Certified
}

const dayMs = 86_400_000
const tag = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, time: 0x18, sequence: 0x30, set: 0x31 }
/** RFC 5758 section 3.2, RFC 5280 appendix A. */
const ecdsaWithSha256 = sequence(der(tag.oid, Buffer.from('2a8648ce3d040302', 'hex')))
const commonName = der(tag.oid, Buffer.from('550403', 'hex'))
const basicConstraints = der(tag.oid, Buffer.from('551d13', 'hex'))
const subjectAltName = der(tag.oid, Buffer.from('551d11', 'hex'))

export function makeAuthority(name = 'An authority of a test'): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issue = (subject: string, publicKey: KeyObject, extension: Buffer, until: number) => {
    const body = sequence(
      der(0xa0, der(tag.integer, Buffer.from([2]))),
      der(tag.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ecdsaWithSha256,
      named(name),
      sequence(time(until - 30 * dayMs), time(until)),
      named(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(extension)),
    )
    const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, own.privateKey)])
    return pem(sequence(body, ecdsaWithSha256, der(tag.bits, signature)))
  }
  const isAuthority = sequence(der(0x01, Buffer.from([0xff])))
  const later = systemClock.now() + 20 * dayMs
  return {
    ca: issue(name, own.publicKey, sequence(basicConstraints, der(tag.octets, isAuthority)), later),
    certify(names, expired = false) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const told = sequence(subjectAltName, der(tag.octets, sequence(...names.map(generalName))))
      const until = expired ? systemClock.now() - dayMs : later
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      return { cert: issue(names[0] ?? '', publicKey, told, until), key }
    },
  }
}

/** RFC 5280 section 4.2.1.6: iPAddress or dNSName. */
function generalName(name: string): Buffer {
  const address = /^[\d.]+$/.test(name)
  return address ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))
}

function named(name: string): Buffer {
  return sequence(der(tag.set, sequence(commonName, der(tag.utf8, Buffer.from(name)))))
}

function time(ms: number): Buffer {
  return der(tag.time, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')}`))
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(tag.sequence, Buffer.concat(parts))
}

/** X.690 section 8.1.3: short form, or the number of octets of the length, and these. */
function der(kind: number, content: Uint8Array): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([kind, ...size]), content])
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
