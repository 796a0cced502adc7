// Owns what an entry of a zip says of itself: the bytes of its name on a Linux disk, and its type. Pure.
import { constants } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Entry } from 'yauzl'

/** APPNOTE.TXT 4.4.4, general purpose bit 11: the name is UTF-8. */
const utf8Bit = 0x800
/** APPNOTE.TXT 4.6.9, Info-ZIP Unicode Path: version, CRC-32 of the plain name, the name in UTF-8. */
const unicodePath = 0x7075
/** APPNOTE.TXT 4.4.2.2: made on Unix, so that modes are Unix modes and names are bytes as they were. */
const madeOnUnix = 3

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants

/**
 * The name as bytes. Null when nothing says how it is encoded: unzip would guess by the locale.
 * A backslash is a byte like any other, as in unzip for what was made on Unix; elsewhere it may be meant as a separator,
 * and the name counts as unknown.
 */
export function zipNameOf(entry: Entry): Uint8Array | null {
  const { fileNameRaw: raw } = entry
  const unicode = entry.extraFields.find(({ id }) => id === unicodePath)?.data
  // The field is void when the plain name was changed after it was made.
  if (unicode && unicode.length > 5 && unicode[0] === 1 && unicode.readUInt32LE(1) === crc32(raw)) {
    const name = unicode.subarray(5)
    // Who does not know the field takes the plain name: it must not be another one that can be read.
    return isUtf8(name) && (!isAscii(raw) || raw.equals(name)) ? name : null
  }
  const onUnix = entry.versionMadeBy >> 8 === madeOnUnix
  if (!onUnix && raw.includes(0x5c)) return null
  if (isAscii(raw)) return raw
  const known = onUnix || (entry.generalPurposeBitFlag & utf8Bit) !== 0
  return known && isUtf8(raw) ? raw : null
}

export function zipTypeOf(entry: Entry): 'file' | 'directory' | 'symlink' | 'other' {
  if (entry.fileNameRaw.at(-1) === 0x2f) return 'directory'
  if (entry.versionMadeBy >> 8 !== madeOnUnix) return 'file'
  switch ((entry.externalFileAttributes >>> 16) & S_IFMT) {
    // Tools that know no modes leave it empty.
    case 0:
    case S_IFREG:
      return 'file'
    case S_IFDIR:
      return 'directory'
    case S_IFLNK:
      return 'symlink'
    default:
      return 'other'
  }
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte < 0x80)
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    // That it does not decode is the answer.
    return false
  }
}
