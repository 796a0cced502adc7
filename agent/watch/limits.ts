// Owns what this machine lets a watcher use, and whether that is enough for a tree. Pure but for reading the limits.
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

export interface MachineLimits {
  /** Bytes that processes here can use in all. */
  readonly memory: number
  /** inotify(7): directories that one user may watch. */
  readonly watches: number
  /** Event queues that one user may have. */
  readonly instances: number
  /** Events that wait in one queue before the kernel drops what follows. */
  readonly queue: number
}

export interface TreeSize {
  readonly files: number
  readonly directories: number
}

/** The sources that take a watch of the kernel for each folder. */
export type WatchingByFolder = 'chokidar' | 'inotify'

/** Why a watcher cannot serve; `found` and `limit` are in the unit of the reason. */
export interface Shortage {
  readonly of: 'memory' | 'watches'
  readonly found: number
  readonly limit: number
}

/** chokidar 6 on Node 24, measured: 274 MB resident at 50,000 files and 889 MB at 200,000. */
const chokidarBytesOfPath = (889e6 - 274e6) / 150_000
/**
 * inotify on Node 24, measured: 6 MB at 5,000 folders and 20 MB at 20,000, and inotify(7) counts 1 kB of the kernel's for each
 * watch. Files take nothing.
 */
const inotifyBytesOfFolder = 2_000
/** A watcher that takes more than a tenth of the memory harms the shop that it guards. */
const shareOfMemory = 0.1
/** Others watch as well (the limit counts all of a user's), and the tree grows. */
const shareOfWatches = 0.8

/** Bytes that a source takes for a tree. */
export function memoryOf({ files, directories }: TreeSize, source: WatchingByFolder): number {
  if (source === 'inotify') return directories * inotifyBytesOfFolder
  return Math.round((files + directories) * chokidarBytesOfPath)
}

/** So many folders may inotify watch here, all roots together. */
export function inotifyCeiling({ memory, watches }: MachineLimits): number {
  return Math.floor(Math.min((memory * shareOfMemory) / inotifyBytesOfFolder, watches * shareOfWatches))
}

export function shortageOf(tree: TreeSize, limits: MachineLimits, source: WatchingByFolder): Shortage | null {
  const memory = memoryOf(tree, source)
  if (memory > limits.memory * shareOfMemory)
    return { of: 'memory', found: memory, limit: Math.round(limits.memory * shareOfMemory) }
  if (tree.directories > limits.watches * shareOfWatches)
    return { of: 'watches', found: tree.directories, limit: Math.floor(limits.watches * shareOfWatches) }
  return null
}

/** Of this machine, or of the container around this process where that is less. */
export function machineLimits(): MachineLimits {
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return {
    memory,
    watches: inotifyLimit('max_user_watches'),
    instances: inotifyLimit('max_user_instances'),
    queue: inotifyLimit('max_queued_events'),
  }
}

function inotifyLimit(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'))
  } catch {
    // No such file: no inotify here, so nothing can be watched.
    return 0
  }
}

/** For people. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}
