// Owns which recognised components a site cannot have together: as subscribing would refuse them. Each pair is compared once,
// one proposal a read, and no more of them are told than anybody looks at.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Composable, ComposeReads, PlacedRelease } from '../handover.compose.ts'

/** Of one proposal: what else it conflicts with, subscribing tells. */
const toldOfProposal = 20
/** Files that one read compares, unless a single pair has more: some 10 ms, between which others are answered. */
const filesOfRead = 20_000

interface Placed {
  readonly component: Composable
  readonly prefix: PathText
}

/** Another component whose current release names a path of this one's, below the site's top. */
export interface Conflict {
  readonly with: Composable
  readonly path: PathText
}

/** By the id of each proposal that has any. */
export async function conflictsOf(
  shared: ComposeReads['sharedPaths'],
  all: readonly Placed[],
): Promise<ReadonlyMap<number, readonly Conflict[]>> {
  const found = new Map<number, Conflict[]>()
  const isAsked = ({ component }: Placed) =>
    component.subscribed === null && (found.get(component.id)?.length ?? 0) < toldOfProposal
  const tell = ({ component }: Placed, other: Placed, path: PathText) => {
    const told = found.get(component.id)
    if (told === undefined) found.set(component.id, [{ with: other.component, path }])
    else told.push({ with: other.component, path })
  }
  const wouldTell = (one: Placed, other: Placed) => isAsked(one) && isRefused(one, other)
  for (const [one, rest] of comparisonsOf(all)) {
    const others = rest.filter(other => wouldTell(one, other) || wouldTell(other, one))
    for (const some of pagesOf(one, others)) {
      const paths = await shared({ one: currentOf(one), others: some.map(currentOf) })
      for (const [at, other] of some.entries()) {
        const path = paths[at] ?? null
        if (path === null) continue
        if (wouldTell(one, other)) tell(one, other, path)
        if (wouldTell(other, one)) tell(other, one, path)
      }
    }
  }
  return found
}

/** What the site has first: that something cannot be given at all is then never what is left untold. */
function* comparisonsOf(all: readonly Placed[]): Generator<readonly [Placed, readonly Placed[]]> {
  const had = all.filter(({ component }) => component.subscribed !== null)
  const proposals = all.filter(({ component }) => component.subscribed === null)
  for (const one of proposals) yield [one, had]
  for (const [at, one] of proposals.entries()) yield [one, proposals.slice(at + 1)]
}

/** A weak release keeps no better one out. */
function isRefused({ component }: Placed, other: Placed): boolean {
  return component.current.weak || !other.component.current.weak
}

function currentOf({ component, prefix }: Placed): PlacedRelease {
  return { release: component.current.id, prefix }
}

function pagesOf(one: Placed, others: readonly Placed[]): readonly (readonly Placed[])[] {
  const pages: Placed[][] = []
  let room = 0
  for (const other of others) {
    // The smaller of two is looked up in the other.
    const files = Math.min(one.component.current.files, other.component.current.files)
    const page = pages.at(-1)
    if (page === undefined || files > room) pages.push([other])
    else page.push(other)
    room = (page === undefined || files > room ? filesOfRead : room) - files
  }
  return pages
}
