// Owns the numbers of capture, each with where it comes from. No code.

export interface CaptureLimits {
  /** Bytes of contents that are kept, of all customers; what is critical has a tenth more. */
  readonly budgetBytes: number
  /** Of one host: slower than findings, so that these never wait. */
  readonly bytesPerSecond: number
  /** Between two orders of one host: an agent's frames are counted, and one of small files would pass the rate. */
  readonly leastPauseMs: number
  /** Hosts that are asked at one time: each part is some 3 ms of the main thread. */
  readonly hostsAtOnce: number
  /** Orders that one host has in a row before others may come in. */
  readonly ordersInARow: number
  /** A host that has not answered by then leaves its place to others. An agent hashes 20 MB before it answers. */
  readonly answerMs: number
  readonly lookMs: number
  /** How soon a key file that was missing or wrong is read again. */
  readonly keyLookMs: number
  /** At one place; then it is given up there. */
  readonly tries: number
  readonly backoff: { readonly firstMs: number; readonly longestMs: number }
  /** A part that is not the last must have so many bytes: a content of 20 MB has at most 1,280. */
  readonly leastPartBytes: number
}

export const defaultCaptureLimits: CaptureLimits = {
  budgetBytes: 2 * 1024 ** 3,
  bytesPerSecond: 1024 ** 2,
  leastPauseMs: 20,
  hostsAtOnce: 8,
  ordersInARow: 32,
  answerMs: 60_000,
  lookMs: 500,
  keyLookMs: 10_000,
  tries: 3,
  backoff: { firstMs: 30_000, longestMs: 10 * 60_000 },
  leastPartBytes: 16 * 1024,
}
