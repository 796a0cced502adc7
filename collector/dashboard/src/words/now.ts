// Owns the page's one ticking now: all words such as "2 min. ago" move together, and nothing ticks while nobody reads them.
import { useSyncExternalStore } from 'react'
import { pageClock } from '../app/clock.ts'

const tickMs = 5_000
const readers = new Set<() => void>()
let nowMs = pageClock.now()
let stop: (() => void) | null = null

function tick(): void {
  nowMs = pageClock.now()
  for (const hear of readers) hear()
  stop = pageClock.after(tickMs, tick)
}

function subscribe(hear: () => void): () => void {
  readers.add(hear)
  if (stop === null) {
    nowMs = pageClock.now()
    stop = pageClock.after(tickMs, tick)
  }
  return () => {
    readers.delete(hear)
    if (readers.size > 0) return
    stop?.()
    stop = null
  }
}

/** Milliseconds since 1970, at most five seconds old. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs)
}
