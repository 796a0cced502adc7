// Owns the page's look at the time and its timers. The programs' clock is not used here: its timers are those of Node.

export interface PageClock {
  /** Milliseconds since 1970, by the reader's own machine. */
  now(): number
  /** Runs `task` once after `delayMs`; the answer calls it off. */
  after(delayMs: number, task: () => void): () => void
}

export const pageClock: PageClock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const handle = setTimeout(task, delayMs)
    return () => clearTimeout(handle)
  },
}
