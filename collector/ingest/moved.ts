// Owns how a file is followed that tools write beside its place and rename into it (rsync, editors, package managers): what
// was seen under the passing name is judged where it went. Decides nothing of what is permitted there.
import type { Observation } from '@sekisho/shared/observation.ts'
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { Ledger, RootPlace } from '../handover.ledger.ts'

/** `.NAME.Xk3v9Q` is rsync's; mkstemp and most others put their mark behind the name alone. */
function placesOf(path: PathText): readonly PathText[] {
  const name = nameOf(path).replace(/\.[^.]+$/, '')
  if (name === '' || name === nameOf(path)) return []
  const names = name.startsWith('.') && name.length > 1 ? [name, name.slice(1)] : [name]
  return names.map(place => joinPath(folderOf(path), place as PathText))
}

/**
 * Whether the very file that `seen` shows stands, as it was or written since it was empty, in the place that its passing name
 * tells of. Where only a class
 * rule covers that place, it does not count: its name may be what makes it harmless.
 */
export function movedFrom(ledger: Ledger, root: RootPlace, path: PathText, seen: Observation): boolean {
  if (seen.state !== 'present' || seen.type !== 'file') return false
  const digest = permittedDigest(seen)
  if (digest === null) return false
  return placesOf(path).some(place => {
    const held = ledger.held(root.id, place)
    if (held === null || (held.verdict === 'expected' && !held.forATime)) return false
    const stands = ledger.unpack(held.observation)
    if (stands.state !== 'present' || stands.inode !== seen.inode) return false
    return seen.size === 0 || permittedDigest(stands) === digest
  })
}

/** Between which paths, the second not among them, the passing names of a file lie. */
export function passingNames(path: PathText): readonly (readonly [PathText, PathText])[] {
  // The slash comes right behind the dot.
  const range = (name: string) => [`${name}.`, `${name}/`].map(end => below(path, end)) as [PathText, PathText]
  return [range(nameOf(path)), range(`.${nameOf(path)}`)]
}

function below(path: PathText, name: string): PathText {
  return joinPath(folderOf(path), name as PathText)
}
