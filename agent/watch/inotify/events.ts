// Owns reading inotify's events out of a buffer, as include/uapi/linux/inotify.h lays them out. Pure: resolves nothing.
import { type PathText, pathText } from '@sekisho/shared/path.ts'

/** One event. The object is used again for the next. */
export interface WatchedEvent {
  /** The number of the watch; -1 for what concerns none, as an overflow. */
  watch: number
  mask: number
  /** Null for what concerns the watched folder itself. */
  name: PathText | null
}

const headBytes = 16
const maskAt = 4
/** Behind the cookie, which pairs the two ends of a move: places are found on the disk instead. */
const lengthAt = 12
const plain = /^[ -$&-~]*$/

/** Tells `seen` of each event in the first `length` bytes. */
export function readWatchedEvents(buffer: Buffer, length: number, seen: (event: WatchedEvent) => void): void {
  const event: WatchedEvent = { watch: -1, mask: 0, name: null }
  for (let at = 0; at + headBytes <= length; ) {
    const nameAt = at + headBytes
    const end = nameAt + buffer.readUInt32LE(at + lengthAt)
    event.watch = buffer.readInt32LE(at)
    event.mask = buffer.readUInt32LE(at + maskAt)
    event.name = end === nameAt ? null : nameOf(buffer, nameAt, end)
    seen(event)
    at = end
  }
}

/** Filled up with zeros. */
function nameOf(buffer: Buffer, from: number, end: number): PathText {
  const zero = buffer.indexOf(0, from)
  const to = zero === -1 || zero > end ? end : zero
  const text = buffer.toString('latin1', from, to)
  return plain.test(text) ? (text as PathText) : pathText(buffer.subarray(from, to))
}
