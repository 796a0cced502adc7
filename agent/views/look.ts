// Owns what one process sees at a path: by its own root directory where this agent may enter that (/proc/PID/root), and by its
// mount table, which everybody may read. Compares with what this agent sees. Opens and closes its own descriptors.
import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync } from 'node:fs'
import { closeDescriptor, diskPath, fstatOf, lstatBelow, openFolder, pathOfDescriptor } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { folderOf, joinPath, nameOf, type PathText, pathText } from '@sekisho/shared/path.ts'
import { type MountTable, placeAt, pointsBelow } from './mounts.ts'

/** A path that is another place to a process than to this agent. */
export interface Difference {
  /** Below the root. */
  readonly path: PathText
  /** Equal as long as the process sees the same. */
  readonly sees: string
  readonly ours: Observation
  readonly theirs: Observation
}

export interface Process {
  readonly pid: number
  readonly mounts: MountTable
  /** False: this agent may not enter its root directory. */
  readonly isOpen: boolean
}

/** What stands at a path, and which place that is: device and inode. */
interface Seen {
  readonly place: string
  readonly observation: Observation
}

/**
 * @param proc where the process file system is mounted
 * @param root as bound; links in it are followed as this agent sees them
 * @returns null when the root is not there, or the process is gone
 */
export function compareViews(
  proc: string,
  root: PathText,
  process: Process,
  own: MountTable,
  at: number,
): readonly Difference[] | null {
  const real = realPath(root)
  if (real === null) return null
  const ourRoot = '/'
  const theirRoot = `${proc}/${process.pid}/root`
  const inside = [...pointsBelow(own, real), ...pointsBelow(process.mounts, real)]
  const found: Difference[] = []
  for (const path of ['' as PathText, ...new Set(inside)]) {
    const whole = joinPath(real, path)
    const isMountedOver = placeAt(own, whole) !== placeAt(process.mounts, whole)
    const ours = look(ourRoot, whole, at)
    const theirs = process.isOpen ? look(theirRoot, whole, at) : unseen(process.mounts, whole, at)
    if (ours === 'gone' || theirs === 'gone') return null
    // A table that does not reach there is that of another root directory: what stands there decides, where it is open.
    const differs = process.isOpen
      ? ours.place !== theirs.place
      : placeAt(process.mounts, whole) !== null && isMountedOver
    // Somebody may have swapped it between the two looks.
    const again = differs ? look(ourRoot, whole, at) : ours
    if (!differs || again === 'gone' || again.place !== ours.place || realPath(root) !== real) continue
    found.push({ path, sees: theirs.place, ours: ours.observation, theirs: theirs.observation })
    if (path === '') break
  }
  return found
}

function realPath(path: PathText): PathText | null {
  try {
    return pathText(realpathSync.native(diskPath(path), { encoding: 'buffer' }))
  } catch {
    // Missing, or not to be reached: its keeper says so.
    return null
  }
}

function look(top: string, path: PathText, at: number): Seen | 'gone' {
  let open: number
  try {
    open = openSync(top, constants.O_RDONLY | constants.O_DIRECTORY)
  } catch {
    // It ended since it was listed.
    return 'gone'
  }
  try {
    const folder = openFolder(open, folderOf(path).slice(1) as PathText)
    try {
      return seenIn(folder, nameOf(path), at)
    } finally {
      closeDescriptor(folder)
    }
  } catch (error) {
    return refused(errnoOf(error), at)
  } finally {
    closeSync(open)
  }
}

function seenIn(folder: number, name: PathText, at: number): Seen {
  const stat = name === '' ? fstatOf(folder) : lstatBelow(folder, name)
  const observation: Observation = { state: 'present', at, ...stat, target: null, digest: null, marks: null }
  return { place: `${deviceOf(folder, name)} ${stat.inode}`, observation }
}

/** Of what is mounted there, a single file too. */
function deviceOf(folder: number, name: PathText): number {
  if (name === '') return fstatSync(folder).dev
  return lstatSync(Buffer.concat([Buffer.from(pathOfDescriptor(folder)), Buffer.from(diskPath(name))])).dev
}

function refused(errno: string | undefined, at: number): Seen {
  // A part of the path that is no folder there is not that path either.
  if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP')
    return { place: 'nothing', observation: { state: 'absent', at } }
  return {
    place: `unreadable ${errno ?? ''}`,
    observation: { state: 'unreadable', at, errno: errno ?? 'EIO', stat: null },
  }
}

function unseen(mounts: MountTable, path: PathText, at: number): Seen {
  const place = `mounted ${placeAt(mounts, path)}`
  return { place, observation: { state: 'unreadable', at, errno: 'EACCES', stat: null } }
}
