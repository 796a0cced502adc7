// Owns the live stream's connection. States: `connecting` (at start) → `live` (it opened) → `lost` (it broke; the browser
// or, where that has given up, this file tries again) → `live`; from `connecting` also to `lost` when it takes long.
import type { LiveEvent } from '@sekisho/shared/api.ts'
import type { PageClock } from '../app/clock.ts'

export type StreamState = 'connecting' | 'live' | 'lost'

export interface StreamDoors {
  readonly clock: PageClock
  hear(event: LiveEvent, text: string): void
  /** `again`: it was lost in between, so events may have been missed. */
  opened(again: boolean): void
  lost(): void
}

const eventNames: readonly LiveEvent[] = [
  'finding',
  'findings-changed',
  'hosts-changed',
  'incidents-changed',
  'releases-changed',
]
/** What waits for the stream does not wait longer: far above a round trip, below what annoys. */
const patienceMs = 1_000
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** Opens the stream and keeps it open until the answer is called. */
export function openStream(doors: StreamDoors): () => void {
  let source: EventSource | null = null
  let cancelPause = () => {}
  let pauseMs = firstPauseMs
  let wasLost = false
  const enterLost = () => {
    cancelPatience()
    wasLost = true
    doors.lost()
  }
  const cancelPatience = doors.clock.after(patienceMs, enterLost)

  const open = () => {
    const opening = new EventSource('/api/v1/live')
    source = opening
    opening.onopen = () => {
      cancelPatience()
      pauseMs = firstPauseMs
      doors.opened(wasLost)
      wasLost = false
    }
    opening.onerror = () => {
      enterLost()
      // The browser tries again by itself, except after an answer that is no stream, such as a proxy's error page.
      if (opening.readyState !== EventSource.CLOSED) return
      cancelPause = doors.clock.after(pauseMs, open)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
    for (const name of eventNames) {
      opening.addEventListener(name, event => doors.hear(name, String(event.data)))
    }
  }

  open()
  return () => {
    cancelPatience()
    cancelPause()
    source?.close()
  }
}
