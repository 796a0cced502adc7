// Owns whether a symbolic link leads out of all watched roots. Reads links, opens nothing, follows nothing for content.
import { readlinkSync, realpathSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import { isBelow, joinPath, normalParts, type PathText, pathBytes, pathText } from '@sekisho/shared/path.ts'

/** Where the roots really lie; one that is not there counts where it is said to be. */
export function realRoots(roots: readonly PathText[]): readonly PathText[] {
  return roots.map(root => {
    try {
      return pathText(realpathSync.native(diskPath(root), { encoding: 'buffer' }))
    } catch {
      // A root that is missing is reported by its own walk.
      return root
    }
  })
}

/**
 * The link's target when no root holds it, else null.
 * @param at the path of the open directory that holds the link
 */
export function targetOutside(
  at: string,
  name: PathText,
  place: { readonly realRoot: PathText; readonly directory: PathText },
  roots: readonly PathText[],
): PathText | null {
  const link = Buffer.concat([Buffer.from(at), pathBytes(name)])
  let target: PathText
  try {
    target = pathText(readlinkSync(link, { encoding: 'buffer' }))
  } catch {
    // It is gone or no link any more: whatever it is now has been, or will be, touched.
    return null
  }
  const real = realTarget(link) ?? lexicalTarget(joinPath(place.realRoot, place.directory), target)
  return roots.some(root => isBelow(real, root)) ? null : target
}

function realTarget(link: Buffer): PathText | null {
  try {
    return pathText(realpathSync.native(link, { encoding: 'buffer' }))
  } catch {
    // Dangling, circular or not permitted: what its text says is all there is.
    return null
  }
}

function lexicalTarget(folder: PathText, target: PathText): PathText {
  const whole = target.startsWith('/') ? target : `${folder}/${target}`
  return `/${normalParts(whole).join('/')}` as PathText
}
