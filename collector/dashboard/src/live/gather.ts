// Owns the pace of live news: however fast it arrives, the page is told at most once a period. Pure but for its clock.
import type { PageClock } from '../app/clock.ts'

/** Hands on the first item after `periodMs`, with all that came meanwhile. */
export function gather<T>(clock: PageClock, periodMs: number, handOn: (items: readonly T[]) => void) {
  let waiting: T[] = []
  let cancel: (() => void) | null = null
  return {
    add(item: T): void {
      waiting.push(item)
      cancel ??= clock.after(periodMs, () => {
        const items = waiting
        waiting = []
        cancel = null
        handOn(items)
      })
    },
    stop(): void {
      cancel?.()
      waiting = []
    },
  }
}
