// Owns the numbers of the spool, each with where it comes from. No code.

export interface SpoolLimits {
  /** Contents that lie there: their heads are in memory, some 1 KB each. */
  readonly contents: number
  /** Contents that wait to be written; the ring that most of them come from holds some hundreds of scripts. */
  readonly waiting: number
  /** At once, and then so many a second: a collector asks for as many (`contents.paceKiB`). A deployment brings more. */
  readonly burstBytes: number
  readonly bytesPerSecond: number
  /** What a file costs besides its bytes: a block for what it does not fill, and one for its inode and name. */
  readonly bytesOfFile: number
  /** Scripts that still stand there leave this share of burst and room to what is gone. */
  readonly reservedShare: number
  /** What nobody asked for in so much time on the line, after all was told, is of nobody's concern: it was permitted. */
  readonly graceMs: number
  /** After it was asked for last: three tries of a collector, the last some minutes after the first. */
  readonly askedMs: number
  /** From when a content was kept until its finding has surely been written down: settling takes a second, reading one more. */
  readonly findingMs: number
  /** Contents that are known to be of nobody's concern, and are not kept again. */
  readonly settled: number
  /** Between two lines in the log about what found no room. */
  readonly tellMs: number
}

export const defaultSpoolLimits: SpoolLimits = {
  contents: 4096,
  waiting: 1024,
  burstBytes: 32 * 1024 ** 2,
  bytesPerSecond: 1024 ** 2,
  bytesOfFile: 8 * 1024,
  reservedShare: 0.25,
  graceMs: 60 * 60_000,
  askedMs: 15 * 60_000,
  findingMs: 10_000,
  settled: 20_000,
  tellMs: 10 * 60_000,
}
