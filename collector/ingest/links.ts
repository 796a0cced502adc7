// Owns where a symlink leads, by its text alone: the target is not followed, and may be on another machine for all we know.
import { folderOf, isBelow, joinPath, normalParts, type PathText } from '@sekisho/shared/path.ts'

/** Whether the target, taken from the link's folder, lies outside all roots of the host. */
export function leadsOut(root: PathText, path: PathText, target: PathText, roots: readonly PathText[]): boolean {
  const from = target.startsWith('/') ? target : joinPath(folderOf(joinPath(root, path)), target)
  const place = `/${normalParts(from).join('/')}`
  return !roots.some(watched => isBelow(place, watched))
}
