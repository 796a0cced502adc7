// Owns what a file is by its first bytes. Pure. Knows the passive types that shops take as uploads, and the archives and
// programs that pose as such; whatever else is `unknown`.
import { isUtf8 } from 'node:buffer'
import { isOpenTag } from './tags.ts'
import type { ContentType } from './type.ts'

/** The type of a file that begins with these bytes. @param size of the whole file */
export function typeOf(start: Buffer, size: number): ContentType {
  if (size === 0 || start.length === 0) return 'empty'
  return byMagic(start, size) ?? (isTextual(start, size) ? textualType(start) : 'unknown')
}

/** By the first byte, so that most files are asked one question. */
function byMagic(start: Buffer, size: number): ContentType | null {
  switch (start[0]) {
    case 0x00:
      return boxedOrIcon(start)
    case 0x1a:
      return begins(start, '1a45dfa3', 'webm')
    case 0x1f:
      return begins(start, '1f8b08', 'archive')
    case 0x25:
      return begins(start, '255044462d', 'pdf')
    case 0x28:
      return begins(start, '28b52ffd', 'archive')
    case 0x37:
      return begins(start, '377abcaf271c', 'archive')
    case 0x42:
      return begins(start, '425a68', 'archive', start.length > 10 && isAt(start, 4, '314159265359')) ?? bitmap(start)
    case 0x47:
      return graphic(start)
    case 0x49:
      return begins(start, '49492a00', 'tiff') ?? begins(start, '494433', 'mp3', (start[3] ?? 9) < 5)
    case 0x4d:
      return begins(start, '4d4d002a', 'tiff') ?? portableExecutable(start, size)
    case 0x4f:
      return begins(start, '4f676753', 'ogg') ?? begins(start, '4f54544f', 'font')
    case 0x50:
      return begins(start, '504b0304', zipType(start)) ?? begins(start, '504b0506', 'zip')
    case 0x52:
      return riff(start) ?? begins(start, '526172211a07', 'archive')
    case 0x66:
      return begins(start, '664c6143', 'flac')
    case 0x74:
      return begins(start, '74746366', 'font') ?? begins(start, '74727565', 'font')
    case 0x77:
      return begins(start, '774f4646', 'font') ?? begins(start, '774f4632', 'font')
    case 0x7f:
      return begins(start, '7f454c46', 'program')
    case 0x89:
      return begins(start, '89504e470d0a1a0a', 'png', isAt(start, 12, '49484452'))
    case 0xca:
      return begins(start, 'cafebabe', 'program')
    case 0xce:
    case 0xcf:
      return begins(start, 'cefaedfe', 'program') ?? begins(start, 'cffaedfe', 'program')
    case 0xd0:
      return begins(start, 'd0cf11e0a1b11ae1', 'ole')
    case 0xfd:
      return begins(start, 'fd377a585a00', 'archive')
    case 0xff:
      return jpegOrSound(start)
    default:
      return isAt(start, 257, '7573746172') ? 'archive' : null
  }
}

function begins(start: Buffer, hex: string, type: ContentType, also = true): ContentType | null {
  return also && isAt(start, 0, hex) ? type : null
}

function isAt(start: Buffer, at: number, hex: string): boolean {
  for (let index = 0; index < hex.length; index += 2) {
    if (start[at + index / 2] !== Number.parseInt(hex.slice(index, index + 2), 16)) return false
  }
  return true
}

/** ISO base media (a length, `ftyp`, a brand), Windows icons, TrueType, WebAssembly. */
function boxedOrIcon(start: Buffer): ContentType | null {
  if (isAt(start, 4, '66747970')) {
    const brands = start.toString('latin1', 8, Math.min(Math.max(start.readUInt32BE(0), 16), 64))
    if (/avi[fs]/.test(brands)) return 'avif'
    return /^(?:hei|hev|mif1|msf1)/.test(brands) ? 'heif' : 'mp4'
  }
  if (isAt(start, 0, '00010000') && start.length > 12 && start.readUInt16BE(4) < 100) return 'font'
  if (isAt(start, 0, '0061736d')) return 'program'
  const images = start.length > 22 ? start.readUInt16LE(4) : 0
  return isAt(start, 0, '00000100') && images > 0 && images < 100 && start[9] === 0 ? 'ico' : null
}

/** `BM` alone is how many a text begins. */
function bitmap(start: Buffer): ContentType | null {
  if (start[1] !== 0x4d || start.length < 26) return null
  return [12, 40, 52, 56, 64, 108, 124].includes(start.readUInt32LE(14)) ? 'bmp' : null
}

function graphic(start: Buffer): ContentType | null {
  return begins(start, '474946383761', 'gif') ?? begins(start, '474946383961', 'gif')
}

function riff(start: Buffer): ContentType | null {
  if (!isAt(start, 0, '52494646')) return null
  if (isAt(start, 8, '57454250')) return 'webp'
  return isAt(start, 8, '57415645') ? 'wav' : null
}

function jpegOrSound(start: Buffer): ContentType | null {
  const second = start[1] ?? 0
  if (second === 0xd8) return start[2] === 0xff ? 'jpeg' : null
  // MPEG audio, layer III, without a tag before it.
  return (second & 0xe6) === 0xe2 && second !== 0xfe && second !== 0xff ? 'mp3' : null
}

function portableExecutable(start: Buffer, size: number): ContentType | null {
  if (start[1] !== 0x5a || start.length < 64) return null
  const header = start.readUInt32LE(60)
  return header < size && isAt(start, header, '50450000') ? 'program' : null
}

/** Office documents are ZIP archives whose first entry tells. */
function zipType(start: Buffer): ContentType {
  const length = start.length > 30 ? start.readUInt16LE(26) : 0
  const first = start.toString('latin1', 30, Math.min(30 + length, 200))
  return /^(?:\[Content_Types\]\.xml|mimetype|_rels\/|docProps\/|word\/|xl\/|ppt\/)/.test(first) ? 'office' : 'zip'
}

/** Bytes in which text is told from data by hand, where it is not UTF-8. */
const legacySample = 4096

function isTextual(start: Buffer, size: number): boolean {
  // A sample may end within a character.
  if (isUtf8(start.length < size ? start.subarray(0, characterEnd(start)) : start)) return !start.includes(0)
  if (isUtf16(start)) return true
  const sample = start.subarray(0, legacySample)
  return (
    !sample.includes(0) && (isPairs(sample, isShiftJisPair, isHalfKatakana) || isPairs(sample, isEucPair, () => false))
  )
}

function characterEnd(start: Buffer): number {
  let end = start.length
  for (let back = 0; back < 3 && end > 0 && ((start[end - 1] ?? 0) & 0xc0) === 0x80; back++) end--
  return end > 0 && (start[end - 1] ?? 0) >= 0xc0 ? end - 1 : start.length
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}

/** Whether every byte above ASCII stands alone as it may, or with a second one. A pair may be cut off at the end. */
function isPairs(
  sample: Buffer,
  isPair: (first: number, second: number) => boolean,
  isSingle: (byte: number) => boolean,
): boolean {
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0
    if (byte < 0x80 || isSingle(byte)) continue
    if (at + 1 < sample.length && !isPair(byte, sample[at + 1] ?? 0)) return false
    at++
  }
  return true
}

function isHalfKatakana(byte: number): boolean {
  return byte >= 0xa1 && byte <= 0xdf
}

function isShiftJisPair(first: number, second: number): boolean {
  const lead = (first >= 0x81 && first <= 0x9f) || (first >= 0xe0 && first <= 0xfc)
  return lead && second >= 0x40 && second <= 0xfc && second !== 0x7f
}

/** JIS X 0208 in two bytes, half-width katakana behind 0x8e; 0x8f begins three, of which the last two are a pair again. */
function isEucPair(first: number, second: number): boolean {
  const lead = first === 0x8e || first === 0x8f || (first >= 0xa1 && first <= 0xfe)
  return lead && second >= 0xa1 && second <= 0xfe
}

const markupSample = 4096

function textualType(start: Buffer): ContentType {
  let at = start[0] === 0xef && start[1] === 0xbb ? 3 : 0
  while (at < markupSample && (start[at] === 0x20 || ((start[at] ?? 0) >= 0x09 && (start[at] ?? 0) <= 0x0d))) at++
  // Most files of a shop begin so.
  if (start[at] === 0x3c && start[at + 1] === 0x3f && isOpenTag(start, at)) return 'text'
  if (start[at] !== 0x3c || !/^<[a-z!?]/i.test(start.toString('latin1', at, at + 2))) return 'text'
  const sample = start.toString('latin1', at, markupSample)
  if (/^<\?(?:php|=)/i.test(sample)) return 'text'
  return /<(?:!doctype\s+html|html|head|body|(?:[\w-]{1,32}:)?(svg))[\s>]/i.exec(sample)?.[1] === undefined
    ? 'markup'
    : 'svg'
}
