// Owns of which file a file is a copy by its name, as editors and people name what they leave beside it. Pure.
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'

const front = /^(?:\.#|[.#~_])/
const back =
  /(?:[~#]|[ ._-]+(?:bak|backup|bkp|old|orig|original|save|saved|copy|tmp|temp|sw[a-p]|dist|rej|[0-9]{1,14})[0-9]*)$/i
/** As in `wp-config.php.bak.2~`. */
const mostAffixes = 5

/** Paths that it may be a copy of, each with fewer affixes; not itself. */
export function copiedFrom(path: PathText): PathText[] {
  const folder = folderOf(path)
  const found = new Set<string>()
  for (const first of [nameOf(path), nameOf(path).replace(front, '')]) {
    let name = first
    for (let affixes = 0; affixes <= mostAffixes && name !== ''; affixes++) {
      found.add(name)
      name = name.replace(back, '')
    }
  }
  found.delete(nameOf(path))
  return [...found].map(name => joinPath(folder, name as PathText))
}
