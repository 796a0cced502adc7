// Owns where a path of a package lies on the disk of a system: links among its folders are followed within that system, as they
// are where /usr is merged (/lib is a link to usr/lib). Reads links, and nothing else.
import { lstatSync, readlinkSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { folderOf, joinPath, nameOf, normalParts, type PathText, pathText } from '@sekisho/shared/path.ts'

/** As the kernel follows (path_resolution(7)). */
const mostLinks = 40

export class DpkgPlaces {
  readonly #system: PathText
  readonly #known = new Map<PathText, PathText>([['' as PathText, '' as PathText]])

  /** @param system the top folder of the system, `/` on a running one */
  constructor(system: PathText) {
    this.#system = system
  }

  /** The path with every link among its folders followed; its last name is left as it is. Paths are below the system's top. */
  placeOf(path: PathText): PathText {
    return joinPath(this.folderAt(folderOf(path)), nameOf(path))
  }

  /** A folder with every link followed, its own too. What is not there stays as it is called. */
  folderAt(folder: PathText, links = 0): PathText {
    const known = this.#known.get(folder)
    if (known !== undefined) return known
    const above = this.folderAt(folderOf(folder), links)
    const at = joinPath(above, nameOf(folder))
    const target = links < mostLinks ? this.#target(at) : null
    const place = target === null ? at : this.folderAt(within(above, target), links + 1)
    this.#known.set(folder, place)
    return place
  }

  #target(path: PathText): string | null {
    const disk = diskPath(joinPath(this.#system, path))
    try {
      return lstatSync(disk).isSymbolicLink() ? pathText(readlinkSync(disk, { encoding: 'buffer' })) : null
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
      // It is gone or cannot be looked at: whoever opens it says so.
      return null
    }
  }
}

/** The target of a link in a folder; an absolute one begins at the system's top, and none climbs above it. */
function within(folder: PathText, target: string): PathText {
  return normalParts(target.startsWith('/') ? target : `${folder}/${target}`).join('/') as PathText
}
