// Owns what is said of a host for which nobody has said yet what it should hold: which known components are proposed, which
// would be refused and why, and what none of them explains. Changes nothing: a component is given by subscribing.
import type { Composition, Recognised } from '@sekisho/shared/api.compose.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ComposedRoot, ComposeReads, ComposeWish, RemainderPart } from '../handover.compose.ts'
import { type Conflict, conflictsOf } from './conflicts.ts'
import { type Fit, pageRows, placedReleases, recognise } from './recognise.ts'
import { Remainder } from './remainder.ts'

/** A release of which less stands there is a coincidence: files that many components have. */
const leastShare = 0.5
const remainderParts: readonly RemainderPart[] = ['unauthorised', 'vouched']
/** Each is compared with all others; when these are given, the next are proposed. */
const mostProposed = 400
/** Each reads all of a host's inventory, three times; of a customer one, so that nobody keeps the others from it. */
const mostAtOnce = 2

export class Composing {
  readonly #reads: ComposeReads
  readonly #customers = new Set<number>()

  constructor(reads: ComposeReads) {
    this.#reads = reads
  }

  /** Null where no place is free. @throws Failure name-unknown, store-busy */
  async compose(wish: ComposeWish): Promise<Composition | null> {
    const { customer } = wish
    if (this.#customers.size >= mostAtOnce || this.#customers.has(customer)) return null
    this.#customers.add(customer)
    try {
      return await compositionOf(this.#reads, wish)
    } finally {
      this.#customers.delete(customer)
    }
  }
}

async function compositionOf(reads: ComposeReads, wish: ComposeWish): Promise<Composition> {
  const { roots, components } = await reads.composable(wish)
  const { files, released, vouched, fits } = await recognise(reads, roots, components)
  const told: (Fit & { files: number })[] = []
  for (const fit of fits) {
    if (fit.component.subscribed === null && fit.matches === 0) continue
    const within = await reads.within({ release: fit.release.id, prefix: fit.prefix, roots })
    if (fit.component.subscribed === null && fit.matches < within * leastShare) continue
    told.push({ ...fit, files: within })
  }
  const foremost = foremostOf(told)
  const conflicts = await conflictsOf(reads.sharedPaths, foremost)
  const { remainder, explained } = await remainderOf(
    reads,
    roots,
    foremost,
    vouched === 0 ? ['unauthorised'] : remainderParts,
  )
  const known = released + explained
  return {
    site: wish.site,
    host: wish.host,
    roots: roots.map(({ path }) => path),
    files,
    known,
    settled: Math.max(files - known - remainder.files, 0),
    components: foremost.map(fit => recognisedOf(fit, conflicts.get(fit.component.id) ?? [])),
    remainder,
  }
}

/** Proposals first, of which the most matches before others; those beyond what is proposed at once are as if unknown. */
export function foremostOf<F extends Fit>(fits: readonly F[]): readonly F[] {
  const sorted = fits.toSorted((a, b) => b.matches - a.matches)
  const proposals = sorted.filter(({ component }) => component.subscribed === null)
  const had = sorted.filter(({ component }) => component.subscribed !== null)
  return [...proposals.slice(0, mostProposed), ...had]
}

/** What the current release says of a path, the one that fits best may say otherwise: either is known. */
async function remainderOf(
  reads: ComposeReads,
  roots: readonly ComposedRoot[],
  fits: readonly Fit[],
  parts: readonly RemainderPart[],
) {
  const explaining = placedReleases(
    fits.map(({ component, release, prefix }) => ({
      prefix,
      releases: [...new Set([release.id, component.current.id])],
    })),
  )
  const remainder = new Remainder()
  let explained = 0
  for (const [root, part] of roots.flatMap(root => parts.map(part => [root, part] as const))) {
    let after: PathText | '' | null = ''
    while (after !== null) {
      const page = await reads.remainder({ root, after, limit: pageRows, part, explaining })
      remainder.add(root.path, page.pieces)
      explained += page.explained
      after = page.last
    }
  }
  return { remainder: remainder.told(), explained }
}

function recognisedOf(
  { component, release, prefix, files, matches, differs, unknown }: Fit & { readonly files: number },
  conflicts: readonly Conflict[],
): Recognised {
  const { owner, current, subscribed } = component
  return {
    component: component.component,
    owner,
    version: release.version,
    current: current.version,
    weak: release.weak,
    prefix,
    subscribed: subscribed !== null,
    ...{ files, matches, differs, unknown, missing: Math.max(files - matches - differs - unknown, 0) },
    conflicts: conflicts.map(({ with: other, path }) => ({
      component: other.component,
      path,
      subscribed: other.subscribed !== null,
    })),
  }
}
