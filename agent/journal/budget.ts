// Owns when the journal stops taking more: the disk belongs to the shop first. Pure, but for the probe that it offers.
import { statfsSync } from 'node:fs'

export interface Budget {
  /** Bytes of records and batches that wait, at most. */
  readonly outboxBytes: number
  /** The same as a share of what is free. */
  readonly freeShare: number
  /** Share of the disk that stays free whatever waits. */
  readonly keepFreeShare: number
}

export const defaultBudget: Budget = { outboxBytes: 1024 ** 3, freeShare: 0.05, keepFreeShare: 0.1 }

/** Bytes of a file system. */
export interface Space {
  readonly free: number
  readonly total: number
}

export type ProbeSpace = () => Space

/** `statfs` of the folder that the journal lies in. */
export function probeFolder(folder: string): ProbeSpace {
  return () => {
    const { bavail, blocks, bsize } = statfsSync(folder)
    return { free: bavail * bsize, total: blocks * bsize }
  }
}

/** Null while there is room; else why there is none. */
export function refusal(held: number, { free, total }: Space, budget: Budget): string | null {
  const keep = budget.keepFreeShare * total
  if (free < keep) return `${free} bytes are free on the journal's disk, and ${Math.ceil(keep)} stay free`
  const limit = Math.min(budget.outboxBytes, budget.freeShare * free)
  return held > limit ? `${held} bytes wait for the collector, and ${Math.floor(limit)} may` : null
}
