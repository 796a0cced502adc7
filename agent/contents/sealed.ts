// Owns how a content lies in the spool: a head that says what it is, and its bytes, each closed with AES-256-GCM and bound to
// the content's sha256. Touches no disk. What was cut short or changed does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { PlaceBelow } from '../handover.ts'

/** 0: a script or program that stood there when it was kept. 1: it was gone by then. */
export type Rank = 0 | 1

export interface Head {
  /** When it was kept, milliseconds since 1970. */
  readonly at: number
  readonly rank: Rank
  /** Where it was seen. */
  readonly places: readonly PlaceBelow[]
  /** Without secrets and card numbers, as whoever asks is told them. */
  readonly attributes: ContentAttributes
}

const cipherName = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
/** The length of the closed head, in front of it. */
const lengthBytes = 4
/** Some milliseconds of work, after which the thread has time for others. */
const sliceBytes = 512 * 1024

/** How long a closed head may be with its length: a few places of at most 4,096 bytes, percent-encoded, and 3,000 bytes of attributes. */
export const maxHeadBytes = 128 * 1024

/**
 * With as many places as such a head has room for, the first ones first. Null: for none of them, since a file that goes
 * deeper than a path may be long, and is reached folder by folder, has a place of any length.
 */
export function fittingHead(head: Head): Head | null {
  const comma = 1
  // One fewer than places.
  let left = maxHeadBytes - lengthBytes - nonceBytes - tagBytes - jsonBytes({ ...head, places: [] }) + comma
  const places = head.places.filter(place => {
    const bytes = jsonBytes(place) + comma
    if (bytes > left) return false
    left -= bytes
    return true
  })
  return places.length === 0 ? null : { ...head, places }
}

function jsonBytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** The file's bytes in their order, a piece at a time. */
export function* closed(key: Buffer, sha256: string, head: Head, bytes: Uint8Array): Generator<Buffer> {
  const sealedHead = Buffer.concat([...close(key, `head ${sha256}`, Buffer.from(JSON.stringify(head)))])
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(sealedHead.length)
  yield Buffer.concat([length, sealedHead])
  yield* close(key, `bytes ${sha256}`, bytes)
}

function* close(key: Buffer, place: string, bytes: Uint8Array): Generator<Buffer> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(cipherName, key, nonce).setAAD(Buffer.from(place))
  yield nonce
  for (let at = 0; at < bytes.length; at += sliceBytes) yield cipher.update(bytes.subarray(at, at + sliceBytes))
  cipher.final()
  yield cipher.getAuthTag()
}

export interface OpenedHead {
  readonly head: Head
  /** Where the content's closed bytes begin in the file. */
  readonly end: number
}

/** @param start of the file, `maxHeadBytes` of it unless it is shorter. Null: it is none of ours, or not as it was written */
export function openHead(key: Buffer, sha256: string, start: Buffer): OpenedHead | null {
  if (start.length < lengthBytes) return null
  const end = lengthBytes + start.readUInt32BE()
  if (end > start.length) return null
  const text = open(key, `head ${sha256}`, start.subarray(lengthBytes, end))
  return text === null ? null : { head: JSON.parse(text.toString()) as Head, end }
}

/** @param closedBytes from where the head ends. Null as for `openHead` */
export function openBytes(key: Buffer, sha256: string, closedBytes: Buffer): Buffer | null {
  return open(key, `bytes ${sha256}`, closedBytes)
}

function open(key: Buffer, place: string, sealed: Buffer): Buffer | null {
  if (sealed.length < nonceBytes + tagBytes) return null
  const end = sealed.length - tagBytes
  const decipher = createDecipheriv(cipherName, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(end))
  const bytes = decipher.update(sealed.subarray(nonceBytes, end))
  try {
    decipher.final()
    return bytes
  } catch {
    // The one thing that it refuses is a tag that is not of these bytes and this key.
    return null
  }
}
