// Owns how a name that somebody else chose becomes that of one file or folder, on whatever system an export is unpacked. Pure.
import { sha256Hex } from '@sekisho/shared/proof.ts'

/** NAME_MAX is 255 bytes; something is added to some names. */
const maxLength = 150
const digestLength = 32
/** What Windows takes for a device, whatever follows a dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

/**
 * Percent-encoded but for small letters, digits, `-`, `_` and dots within: no two names have one that differs only in case,
 * and none leads elsewhere. A long one is cut, and ends in `~` and the beginning of its sha256.
 */
export function safeName(name: string): string {
  const plain = [...Buffer.from(name)].map(byte => encoded(byte)).join('')
  const guarded = device.test(plain) ? `${encoded(plain.charCodeAt(0), true)}${plain.slice(1)}` : plain
  const ends = guarded.replace(/^\.|\.$/g, '%2E') || '%'
  if (ends.length <= maxLength) return ends
  const cut = ends.slice(0, maxLength - digestLength - 1).replace(/%.?$/, '')
  return `${cut}~${sha256Hex(name).slice(0, digestLength)}`
}

function encoded(byte: number, always = false): string {
  const sign = String.fromCharCode(byte)
  return !always && /[a-z0-9._-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
