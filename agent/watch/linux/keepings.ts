// Owns what may be kept of a file that was closed, by the profiles in force, and by all the places that it has. Keeps nothing itself.
import { type Classify, compileProfile, laneOf, staysOnHost } from '@sekisho/shared/classify.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Keeping } from './glances.ts'
import type { Place } from './places.ts'
import type { RootRules } from './protocol.ts'

export class Keepings {
  /** Of each root that somebody told of. */
  #classes: ReadonlyMap<PathText, Classify> = new Map()
  #told = ''

  /** False where they are what was told before. */
  rules(roots: readonly RootRules[]): boolean {
    const told = JSON.stringify(roots)
    if (told === this.#told) return false
    this.#told = told
    this.#classes = new Map(roots.map(({ root, rules }) => [root, compileProfile(rules)]))
    return true
  }

  /** A file is kept under no name if it stays on this host under one of them. */
  of(places: readonly Place[]): Keeping {
    const found = places.map(({ root, path }) => this.#classes.get(root)?.(path))
    if (found.some(where => where === undefined || staysOnHost(where))) return 'nothing'
    return found.some(where => where !== undefined && laneOf(where) === 'fast') ? 'code' : 'scripts'
  }
}
