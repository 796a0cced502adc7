// Owns the names on the way to a root, each with the folder that it stands in: whoever changes one of them may have led the root
// elsewhere, and back again. Reads no events.
import { readlinkSync } from 'node:fs'
import { closeDescriptor, diskPath, openRoot } from '@sekisho/shared/disk.ts'
import { folderOf, type PathText, pathText } from '@sekisho/shared/path.ts'
import type { HandleKey } from './events.ts'
import type { System } from './system.ts'

const top = '/' as PathText
/** The kernel follows as many (path_resolution(7)). */
const mostLinks = 40

/** A name in a folder. */
export type Step = string

export function stepOf(folder: HandleKey, name: PathText): Step {
  return `${folder}/${name}`
}

/** By which a root is reached. */
interface Way {
  readonly names: ReadonlySet<PathText>
  readonly steps: ReadonlySet<Step>
}

/**
 * That of the path as it is bound, by way of every link, and as it leads. A folder that has no handle is told of by no event
 * either.
 */
export function wayTo(system: System, root: PathText, real: PathText): Way {
  const names = new Set<PathText>()
  const steps = new Set<Step>()
  for (const path of [root, real]) {
    for (const { folder, name } of stepsOf(path)) {
      names.add(name)
      const key = keyOf(system, folder)
      if (key !== null) steps.add(stepOf(key, name))
    }
  }
  return { names, steps }
}

/** A name in a folder, and where that is. */
interface StepOnTheWay {
  readonly folder: PathText
  readonly name: PathText
  readonly place: PathText
}

/** As the kernel goes: what a link holds comes before the rest, and what lies above is asked for where the link has led. */
export function* stepsOf(path: PathText): Generator<StepOnTheWay> {
  let folder = top
  let left = mostLinks
  const ahead = partsOf(path)
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '..') folder = above(folder)
    else {
      const place = `${folder === top ? '' : folder}/${name}` as PathText
      yield { folder, name, place }
      const target = left > 0 ? targetOf(place) : null
      if (target === null) folder = place
      else {
        left--
        ahead.unshift(...partsOf(target))
        if (target.startsWith('/')) folder = top
      }
    }
  }
}

function partsOf(path: PathText): PathText[] {
  return path.split('/').filter(part => part !== '' && part !== '.') as PathText[]
}

/** What the link holds; null where there is none. */
function targetOf(path: PathText): PathText | null {
  try {
    return pathText(readlinkSync(diskPath(path), { encoding: 'buffer' }))
  } catch {
    // No link, mostly; or it is being replaced just now, which the next look finds.
    return null
  }
}

function above(path: PathText): PathText {
  const folder = folderOf(path)
  return folder === '' ? top : folder
}

function keyOf(system: System, folder: PathText): HandleKey | null {
  let open: number
  try {
    open = openRoot(folder)
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
    closeDescriptor(open)
  }
}
