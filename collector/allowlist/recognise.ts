// Owns which published components a host holds, and in which version: where each could lie, and which of its releases fits
// best there. Reads page by page through store's doors; what is then proposed is compose.ts's.
import type { PathText } from '@sekisho/shared/path.ts'
import type {
  Composable,
  ComposableRelease,
  ComposedRoot,
  ComposeReads,
  Matches,
  PlacedRelease,
  PlacedReleases,
} from '../handover.compose.ts'

/** Of one short read, between which others are answered. */
export const pageRows = 5_000
/** Below how many folders a component is looked for, beside the site's top. */
const placesOfComponent = 3
/** One file of a rare name may lie anywhere. */
const leastAnchors = 2
/** So many folders in which a component could lie are remembered; when they are more, the half with the most anchors. */
const mostFolders = 500

/** A component where its best release fits best. */
export interface Fit extends Matches {
  readonly component: Composable
  readonly release: ComposableRelease
  readonly prefix: PathText
}

export interface Recognition {
  readonly files: number
  /** Files that a release permits already. */
  readonly released: number
  /** Files that nothing permits that knows their content. */
  readonly vouched: number
  /** Of a component that is not there at all, with nothing that matches. */
  readonly fits: readonly Fit[]
}

export async function recognise(
  reads: ComposeReads,
  roots: readonly ComposedRoot[],
  components: readonly Composable[],
): Promise<Recognition> {
  const places = await placesOf(reads, roots, components)
  const placed = placedReleases(
    components.flatMap(({ id, releases }) =>
      (places.get(id) ?? []).map(prefix => ({ prefix, releases: releases.map(release => release.id) })),
    ),
  )
  const counted = new Counted()
  for (const root of roots) {
    let after: PathText | '' | null = ''
    while (after !== null) {
      const page = await reads.matching({ root, after, limit: pageRows, placed })
      counted.add(page)
      after = page.last
    }
  }
  const { files, released, vouched } = counted
  const fits = components.map(component => bestOf(component, places.get(component.id) ?? [], counted))
  return { files, released, vouched, fits }
}

/** Those of one prefix together: a folder is then looked up once for all of them. */
export function placedReleases(all: readonly PlacedReleases[]): readonly PlacedReleases[] {
  const places = new Map<PathText, number[]>()
  for (const { prefix, releases } of all) {
    const known = places.get(prefix)
    if (known === undefined) places.set(prefix, [...releases])
    else known.push(...releases)
  }
  return [...places].map(([prefix, releases]) => ({ prefix, releases }))
}

/** Where the site has it; else at the site's top, and below folders in which files of rare names lie as it has them. */
async function placesOf(reads: ComposeReads, roots: readonly ComposedRoot[], components: readonly Composable[]) {
  const found = new Found()
  const strangers = components.filter(({ subscribed }) => subscribed === null)
  const anchors: { component: number; path: PathText }[] = []
  for (const { id, current } of strangers) {
    const paths = await reads.anchors({ release: current.id })
    anchors.push(...paths.map(path => ({ component: id, path })))
  }
  for (const root of anchors.length === 0 ? [] : roots) {
    let after: PathText | '' | null = ''
    while (after !== null) {
      const page = await reads.anchored({ root, after, limit: pageRows, anchors })
      for (const one of page.found) found.add(one)
      after = page.last
    }
  }
  return new Map(
    components.map(({ id, subscribed }) => [id, subscribed === null ? found.best(id) : [subscribed]] as const),
  )
}

class Found {
  /** By component and folder, which anchors. */
  readonly #found = new Map<number, Map<PathText, Set<PathText>>>()

  add({ component, path, prefix }: { component: number; path: PathText; prefix: PathText }): void {
    const folders = this.#found.get(component) ?? new Map<PathText, Set<PathText>>()
    if (!folders.has(prefix) && folders.size >= mostFolders) forgetFewest(folders)
    this.#found.set(component, folders.set(prefix, (folders.get(prefix) ?? new Set<PathText>()).add(path)))
  }

  best(component: number): readonly PathText[] {
    const others = [...(this.#found.get(component) ?? [])]
      .filter(([prefix, anchors]) => prefix !== '' && anchors.size >= leastAnchors)
      .sort(([, a], [, b]) => b.size - a.size)
      .slice(0, placesOfComponent)
    return ['' as PathText, ...others.map(([prefix]) => prefix)]
  }
}

/** Of equals the latest are kept: those that lie in one folder come one after the other, and its others may be still to come. */
function forgetFewest(folders: Map<PathText, Set<PathText>>): void {
  const kept = [...folders].reverse().toSorted(([, a], [, b]) => b.size - a.size)
  for (const [prefix] of kept.slice(mostFolders / 2)) folders.delete(prefix)
}

class Counted {
  files = 0
  released = 0
  vouched = 0
  readonly #counts = new Map<string, { matches: number; differs: number; unknown: number }>()

  add(page: Awaited<ReturnType<ComposeReads['matching']>>): void {
    this.files += page.files
    this.released += page.released
    this.vouched += page.vouched
    for (const { release, prefix, matches, differs, unknown } of page.counts) {
      const key = `${release} ${prefix}`
      const known = this.#counts.get(key) ?? { matches: 0, differs: 0, unknown: 0 }
      known.matches += matches
      known.differs += differs
      known.unknown += unknown
      this.#counts.set(key, known)
    }
  }

  of({ release, prefix }: PlacedRelease): Matches {
    return this.#counts.get(`${release} ${prefix}`) ?? { matches: 0, differs: 0, unknown: 0 }
  }
}

/** With the most that matches, the least that differs, and the least that is missing; else the current one, or the newest. */
function bestOf(component: Composable, places: readonly PathText[], counted: Counted): Fit {
  const fits = component.releases.flatMap(release =>
    places.map(prefix => ({ component, release, prefix, ...counted.of({ release: release.id, prefix }) })),
  )
  const better = (a: Fit, b: Fit) => b.matches - a.matches || a.differs - b.differs || a.release.files - b.release.files
  // Releases come in that order, and sorting keeps it.
  const [best] = fits.sort(better)
  const { current, subscribed } = component
  const none = { matches: 0, differs: 0, unknown: 0 }
  return best === undefined || best.matches === 0
    ? { component, release: current, prefix: subscribed ?? ('' as PathText), ...none }
    : best
}
