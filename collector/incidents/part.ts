// Owns the folders that a deployment changes as one: a plugin's, the templates, else the first two of a path. Pure.
import type { PathText } from '@sekisho/shared/path.ts'
import type { PartOfShop } from '../handover.incidents.ts'
import { ownFolderOf } from './area.ts'

/** Changed paths from which on a deployment has come to a part: an attack on the payment needs one or two. */
export const partFrom = 5

/** A file that lies less deep is of one part with the files beside it, and not with those in folders there. */
const foldersOfPart = 2

export function partOf(profile: string, path: PathText): PartOfShop {
  const own = ownFolderOf(profile, path)
  if (own !== null) return { folder: own, isWhole: true }
  const folders = path.split('/').slice(0, -1)
  const folder = folders.slice(0, foldersOfPart).map(name => `${name}/`)
  return { folder: folder.join(''), isWhole: folders.length >= foldersOfPart }
}
