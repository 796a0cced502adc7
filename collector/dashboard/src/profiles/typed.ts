// Owns what is pasted into the try-it box becoming paths below a root, and the root or profile by which they are tried. Pure;
// how a path is classed is the collector's.
import type { HostRow } from '@sekisho/shared/api.ts'
import { type PathText, parseRelativePath, typedPath } from '@sekisho/shared/path.ts'

/** Looks that the collector is asked for at one press of the button. */
export const mostPaths = 1_000
/** Of one request. */
const atOnce = 100

export interface Place {
  readonly host: string
  readonly root: string
  readonly profile: string
}

/** Every root with the profile that holds there. */
export function placesOf(hosts: readonly HostRow[]): Place[] {
  return hosts.flatMap(({ host, roots }) => roots.map(({ root, profile }) => ({ host, root, profile })))
}

/** By what paths may be tried. */
export interface Choice {
  /** The same for as long as it is there, whatever comes before it. */
  readonly value: string
  readonly profile: string
  /** Null: a profile by itself. */
  readonly place: Place | null
}

/** Roots first. */
export function choicesOf(places: readonly Place[], profiles: readonly string[]): Choice[] {
  return [
    // Two lists of words are the same text only where the words are the same.
    ...places.map(place => ({
      value: JSON.stringify([place.host, place.root]),
      profile: place.profile,
      place,
    })),
    ...profiles.map(profile => ({ value: JSON.stringify([profile]), profile, place: null })),
  ]
}

/** The first where that is not there any more, as a list of choices shows it then. */
export function chosenOf(choices: readonly Choice[], value: string | undefined): Choice | undefined {
  return choices.find(choice => choice.value === value) ?? choices[0]
}

export type Pasted =
  | { readonly paths: readonly PathText[] }
  | { readonly wrong: 'none' | 'too-many' | 'not-below'; readonly line: number; readonly count: number }

/** Each path once; `root` is taken off paths that begin with it, as `find` prints them. Null: any. */
export function pastedPaths(text: string, root: string | null): Pasted {
  const paths = new Set<PathText>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const path = pathBelow(line, root)
    if (path === null) return { wrong: 'not-below', line: index + 1, count: 0 }
    paths.add(path)
  }
  if (paths.size > mostPaths) return { wrong: 'too-many', line: 0, count: paths.size }
  return paths.size === 0 ? { wrong: 'none', line: 0, count: 0 } : { paths: [...paths] }
}

function pathBelow(line: string, root: string | null): PathText | null {
  const path = typedPath(line)
  const top = root === null || root.endsWith('/') ? root : `${root}/`
  const below = top !== null && path.startsWith(top) ? path.slice(top.length) : path.replace(/^\.\//, '')
  try {
    return parseRelativePath(below)
  } catch {
    // Only whether it is one matters: the page says what it takes.
    return null
  }
}

/** As many as one request may bring. */
export function portionsOf<T>(paths: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(paths.length / atOnce) }, (_, index) =>
    paths.slice(index * atOnce, (index + 1) * atOnce),
  )
}
