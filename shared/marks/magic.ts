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

/** By the first byte, so that most files are asked one question. Apart from one another: V8 compiles what is asked. */
function byMagic(start: Buffer, size: number): ContentType | null {
  const tell = byFirstByte.get(start[0] ?? -1) ?? tarBall
  return tell(start, size)
}

type Teller = (start: Buffer, size: number) => ContentType | null

function begins(hex: string, type: ContentType): Teller {
  const magic = Buffer.from(hex, 'hex')
  return start => (isAt(start, 0, magic) ? type : null)
}

function either(first: Teller, second: Teller): Teller {
  return (start, size) => first(start, size) ?? second(start, size)
}

function isAt(start: Buffer, at: number, magic: Uint8Array): boolean {
  for (let index = 0; index < magic.length; index++) if (start[at + index] !== magic[index]) return false
  return true
}

const ustar = Buffer.from('ustar')
const tarBall: Teller = start => (isAt(start, 257, ustar) ? 'archive' : null)

const bzip2 = begins('425a68', 'archive')
const bzip2Block = Buffer.from('314159265359', 'hex')
const png = begins('89504e470d0a1a0a', 'png')
const pngHeader = Buffer.from('IHDR')
const id3 = begins('494433', 'mp3')

const byFirstByte: ReadonlyMap<number, Teller> = new Map<number, Teller>([
  [0x00, boxedOrIcon],
  [0x1a, begins('1a45dfa3', 'webm')],
  [0x1f, begins('1f8b08', 'archive')],
  [0x25, begins('255044462d', 'pdf')],
  [0x28, begins('28b52ffd', 'archive')],
  [0x37, begins('377abcaf271c', 'archive')],
  [0x42, either((start, size) => (isAt(start, 4, bzip2Block) ? bzip2(start, size) : null), bitmap)],
  [0x47, either(begins('474946383761', 'gif'), begins('474946383961', 'gif'))],
  [0x49, either(begins('49492a00', 'tiff'), (start, size) => ((start[3] ?? 9) < 5 ? id3(start, size) : null))],
  [0x4d, either(begins('4d4d002a', 'tiff'), portableExecutable)],
  [0x4f, either(begins('4f676753', 'ogg'), begins('4f54544f', 'font'))],
  [0x50, either(zipFile, begins('504b0506', 'zip'))],
  [0x52, either(riff, begins('526172211a07', 'archive'))],
  [0x66, begins('664c6143', 'flac')],
  [0x74, either(begins('74746366', 'font'), begins('74727565', 'font'))],
  [0x77, either(begins('774f4646', 'font'), begins('774f4632', 'font'))],
  [0x7f, begins('7f454c46', 'program')],
  [0x89, (start, size) => (isAt(start, 12, pngHeader) ? png(start, size) : null)],
  [0xca, begins('cafebabe', 'program')],
  [0xce, begins('cefaedfe', 'program')],
  [0xcf, begins('cffaedfe', 'program')],
  [0xd0, begins('d0cf11e0a1b11ae1', 'ole')],
  [0xfd, begins('fd377a585a00', 'archive')],
  [0xff, jpegOrSound],
])

const fileType = Buffer.from('ftyp')
const trueType = Buffer.from('00010000', 'hex')
const webAssembly = Buffer.from('0061736d', 'hex')
const icon = Buffer.from('00000100', 'hex')

/** ISO base media (a length, `ftyp`, a brand), Windows icons, TrueType, WebAssembly. */
function boxedOrIcon(start: Buffer): ContentType | null {
  if (isAt(start, 4, fileType)) {
    const brands = start.toString('latin1', 8, Math.min(Math.max(start.readUInt32BE(0), 16), 64))
    if (/avi[fs]/.test(brands)) return 'avif'
    return /^(?:hei|hev|mif1|msf1)/.test(brands) ? 'heif' : 'mp4'
  }
  if (isAt(start, 0, trueType) && start.length > 12 && start.readUInt16BE(4) < 100) return 'font'
  if (isAt(start, 0, webAssembly)) return 'program'
  const images = start.length > 22 ? start.readUInt16LE(4) : 0
  return isAt(start, 0, icon) && images > 0 && images < 100 && start[9] === 0 ? 'ico' : null
}

/** `BM` alone is how many a text begins. */
function bitmap(start: Buffer): ContentType | null {
  if (start[1] !== 0x4d || start.length < 26) return null
  return [12, 40, 52, 56, 64, 108, 124].includes(start.readUInt32LE(14)) ? 'bmp' : null
}

const riffFile = Buffer.from('RIFF')
const webp = Buffer.from('WEBP')
const wave = Buffer.from('WAVE')

function riff(start: Buffer): ContentType | null {
  if (!isAt(start, 0, riffFile)) return null
  if (isAt(start, 8, webp)) return 'webp'
  return isAt(start, 8, wave) ? 'wav' : null
}

function jpegOrSound(start: Buffer): ContentType | null {
  const second = start[1] ?? 0
  if (second === 0xd8) return start[2] === 0xff ? 'jpeg' : null
  // MPEG audio, layer III, without a tag before it.
  return (second & 0xe6) === 0xe2 && second !== 0xfe && second !== 0xff ? 'mp3' : null
}

const peHeader = Buffer.from('50450000', 'hex')

function portableExecutable(start: Buffer, size: number): ContentType | null {
  if (start[1] !== 0x5a || start.length < 64) return null
  const header = start.readUInt32LE(60)
  return header < size && isAt(start, header, peHeader) ? 'program' : null
}

const zip = begins('504b0304', 'zip')

/** Office documents are ZIP archives whose first entry tells. */
function zipFile(start: Buffer, size: number): ContentType | null {
  if (zip(start, size) === null) return null
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
