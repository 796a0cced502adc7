// Owns the names on the way to a root, each with the folder that it stands in: whoever changes one of them may have led the root
// elsewhere, and back again. Reads no events.
import { closeSync, openSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { HandleKey } from './events.ts'
import type { System } from './system.ts'

/** A name in a folder. */
export type Step = string

export function stepOf(folder: HandleKey, name: PathText): Step {
  return `${folder}/${name}`
}

/** Those of the path as it is bound and as it leads. A folder that has no handle is told of by no event either. */
export function stepsTo(system: System, root: PathText, real: PathText): ReadonlySet<Step> {
  const steps = new Set<Step>()
  for (const path of [root, real]) {
    for (let at = path; at !== '/' && at !== ''; at = above(at)) {
      const key = keyOf(system, above(at))
      if (key !== null) steps.add(stepOf(key, nameOf(at)))
    }
  }
  return steps
}

function above(path: PathText): PathText {
  const folder = folderOf(path)
  return folder === '' ? ('/' as PathText) : folder
}

function keyOf(system: System, folder: PathText): HandleKey | null {
  let open: number
  try {
    open = openSync(diskPath(folder), 'r')
  } catch {
    // It is being replaced just now, which the next look finds, or not to be read.
    return null
  }
  try {
    const { fsid, handle } = system.handleOf(open)
    return fsid.toString('latin1') + handle.toString('latin1')
  } catch {
    return null
  } finally {
    closeSync(open)
  }
}
