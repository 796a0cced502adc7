// Owns the live stream's connection. States: `connecting` (at start) → `live` (it opened) → `lost` (it broke; the browser
// or, where that has given up, this file tries again) → `live`. What an event means is useLive.ts's.
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

const eventNames: readonly LiveEvent[] = ['finding', 'findings-changed', 'hosts-changed', 'releases-changed']
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** Opens the stream and keeps it open until the answer is called. */
export function openStream(doors: StreamDoors): () => void {
  let source: EventSource | null = null
  let cancelPause = () => {}
  let pauseMs = firstPauseMs
  let wasLost = false

  const open = () => {
    const opening = new EventSource('/api/v1/live')
    source = opening
    opening.onopen = () => {
      pauseMs = firstPauseMs
      doors.opened(wasLost)
      wasLost = false
    }
    opening.onerror = () => {
      wasLost = true
      doors.lost()
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
    cancelPause()
    source?.close()
  }
}
