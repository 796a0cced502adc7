// Owns the search for what must be nowhere: every form in which a text may stand in bytes, and everything that files and
// databases hold, packed values unpacked.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdDecompressSync } from 'node:zlib'
import { errnoOf } from '@sekisho/shared/failures.ts'

/** One place in which something may remain. */
export interface Place {
  readonly name: string
  readonly bytes: Buffer
}

/** As it is and in UTF-16; each of these in hex, and in base64 wherever in the encoded text it begins. */
function formsOf(text: string): Buffer[] {
  const wide = Buffer.from(text, 'utf16le')
  return [Buffer.from(text), wide, Buffer.from(wide).swap16()].flatMap(bytes => [
    bytes,
    Buffer.from(bytes.toString('hex')),
    ...[0, 1, 2].map(shift => inBase64(bytes, shift)),
  ])
}

/** The signs that depend on nothing beside it. */
function inBase64(bytes: Buffer, shift: number): Buffer {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
  return Buffer.from(encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6)))
}

/** Where which of the texts stands, in any form. */
export function remainsOf(texts: readonly string[], places: readonly Place[]): string[] {
  return texts.flatMap(text => {
    const forms = formsOf(text)
    return places
      .filter(({ bytes }) => forms.some(form => bytes.includes(form)))
      .map(({ name }) => `${text} in ${name}`)
  })
}

/** Every file of the folder byte by byte; programs may be at work there, and what they removed meanwhile is not there. */
export function filesIn(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(entry => {
    if (!entry.isFile()) return []
    const name = join(entry.parentPath, entry.name)
    try {
      return [{ name, bytes: readFileSync(name) }]
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return []
    }
  })
}

/** Every file of the folder, and every value of those that are databases. */
export function placesIn(folder: string): Place[] {
  return filesIn(folder).flatMap(({ name, bytes }) => {
    const isDatabase = bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3'
    return [{ name, bytes }, ...(isDatabase ? valuesOf(name) : [])]
  })
}

/** A value may lie on several pages of the file, or be packed. */
function valuesOf(file: string): Place[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()
  const places = tables.map(({ name }) => {
    const rows = database.prepare(`SELECT * FROM "${name}"`).all()
    const bytes = Buffer.concat(rows.flatMap(row => Object.values(row).map(unpacked)))
    return { name: `${file}, table ${name}`, bytes }
  })
  database.close()
  return places
}

const zstdMagic = 0xfd2fb528

function unpacked(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) return Buffer.from(`${String(value)}\n`)
  const bytes = Buffer.from(value)
  return bytes.length > 4 && bytes.readUInt32LE(0) === zstdMagic ? zstdDecompressSync(bytes) : bytes
}

/** A mail as it came, with its parts as a reader sees them: quoted-printable and base64 are undone. */
export function mailPlace(mail: string): Place {
  const unquoted = mail.replaceAll('=\r\n', '')
  const blocks = mail.match(/(?:[A-Za-z0-9+/]{60,}\r\n)+[A-Za-z0-9+/=]*/g) ?? []
  const decoded = blocks.map(block => Buffer.from(block, 'base64'))
  return { name: 'a mail', bytes: Buffer.concat([Buffer.from(mail), Buffer.from(unquoted), ...decoded]) }
}
