// Owns reading fanotify's events out of a buffer, as include/uapi/linux/fanotify.h lays them out. Pure: resolves nothing.
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import { fan } from './system.ts'

/**
 * A file or directory by its handle: `f_fsid`, then struct file_handle, one character a byte. The same for as long as it
 * lives, and never another's afterwards.
 */
export type HandleKey = string

/** One event. The object is used again for the next. */
export interface NamedEvent {
  mask: number
  /** 0 for a process outside of our namespace. */
  pid: number
  /** Null for what concerns a file whatever its names, such as a change of its links. */
  directory: HandleKey | null
  name: PathText
  /** Null from kernels that do not tell it of names that come and go (before 5.17). */
  file: HandleKey | null
}

const headBytes = 24
const versionAt = 4
const headLengthAt = 6
const maskAt = 8
const descriptorAt = 16
const pidAt = 20
/** FANOTIFY_METADATA_VERSION */
const version = 3
/** struct fanotify_event_info_header, then the fsid. */
const fsidAt = 4
const handleLengthAt = 12
const handleBytesAt = 20
export const fsidBytes = 8

const plain = /^[ -$&-~]*$/

/** Tells `seen` of each event in the first `length` bytes. @throws Error when the kernel speaks another version */
export function readNamedEvents(buffer: Buffer, length: number, seen: (event: NamedEvent) => void): void {
  const event: NamedEvent = { mask: 0, pid: 0, directory: null, name: '' as PathText, file: null }
  for (let at = 0; at + headBytes <= length; ) {
    const end = at + buffer.readUInt32LE(at)
    checkHead(buffer, at, end, length)
    // The upper half of the mask is unused.
    event.mask = buffer.readUInt32LE(at + maskAt)
    event.pid = buffer.readInt32LE(at + pidAt)
    event.directory = null
    event.file = null
    event.name = '' as PathText
    for (let info = at + buffer.readUInt16LE(at + headLengthAt); info + handleBytesAt <= end; ) {
      const infoLength = buffer.readUInt16LE(info + 2)
      if (infoLength < handleBytesAt) break
      readInfo(buffer, info, info + infoLength, event)
      info += infoLength
    }
    seen(event)
    at = end
  }
}

function readInfo(buffer: Buffer, at: number, end: number, event: NamedEvent): void {
  const handleEnd = at + handleBytesAt + buffer.readUInt32LE(at + handleLengthAt)
  const key = buffer.toString('latin1', at + fsidAt, handleEnd)
  switch (buffer[at]) {
    case fan.infoFid:
      event.file = key
      break
    case fan.infoDirFidName: {
      event.directory = key
      const nameEnd = buffer.indexOf(0, handleEnd)
      event.name = nameOf(buffer, handleEnd, nameEnd === -1 || nameEnd > end ? end : nameEnd)
      break
    }
    case fan.infoDirFid:
      event.directory = key
      event.name = '.' as PathText
      break
    default:
  }
}

function nameOf(buffer: Buffer, from: number, to: number): PathText {
  const text = buffer.toString('latin1', from, to)
  return plain.test(text) ? (text as PathText) : pathText(buffer.subarray(from, to))
}

/** One event of a group with descriptors. */
export interface OpenedEvent {
  readonly mask: number
  /** Whoever gets it closes it; -1 when the kernel could not open the file, or the queue overflowed. */
  readonly descriptor: number
  readonly pid: number
}

/** @throws Error when the kernel speaks another version */
export function readOpenedEvents(buffer: Buffer, length: number): OpenedEvent[] {
  const events: OpenedEvent[] = []
  for (let at = 0; at + headBytes <= length; ) {
    const end = at + buffer.readUInt32LE(at)
    checkHead(buffer, at, end, length)
    const mask = buffer.readUInt32LE(at + maskAt)
    events.push({ mask, descriptor: buffer.readInt32LE(at + descriptorAt), pid: buffer.readInt32LE(at + pidAt) })
    at = end
  }
  return events
}

/** Room for so many events of a group with descriptors, so that one read opens no more files than that. */
export function bufferForOpened(events: number): Buffer {
  return Buffer.alloc(events * headBytes)
}

function checkHead(buffer: Buffer, at: number, end: number, length: number): void {
  if (buffer[at + versionAt] !== version || end < at + headBytes || end > length)
    throw new Error(`fanotify speaks version ${buffer[at + versionAt]}, and not ${version}`)
}
