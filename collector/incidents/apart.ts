// Owns what a deployment must not hide: what no deployment brings about, and what is critical where the deployment did not come,
// or was changed once more after it had come. Says what is to move, by what is there and not by what came first; moves nothing.
import type { PathText } from '@sekisho/shared/path.ts'
import type { FindingFact, IncidentFacts, IncidentLedger, Membership, PartOfShop } from '../handover.incidents.ts'
import { partFrom, partOf } from './part.ts'

/** Files that belong on the other side. */
interface Division {
  readonly out: readonly number[]
  readonly back: readonly number[]
  /** Whether something is there that belongs to the deployment: else there is none in which anything could be hidden. */
  readonly isDivided: boolean
}

type Counted = Pick<Membership, 'fact' | 'sort' | 'severity'>

export class Apart {
  readonly #ledger: IncidentLedger

  constructor(ledger: IncidentLedger) {
    this.#ledger = ledger
  }

  /** Whether the finding belongs beside the deployment, with it already counted. */
  stands(whole: IncidentFacts, member: Counted): boolean {
    if (member.sort === 'planted') return true
    return whole.divided && (this.isStray(whole, member) || this.#isChangedAgain(whole, member))
  }

  /** Whether its path is critical in a part to which the deployment did not come. */
  isStray(whole: IncidentFacts, member: Counted): boolean {
    const { fact } = member
    const part = partOf(fact.profile, fact.path)
    const ids = this.#strandsOf(whole)
    if (this.#pathsIn(ids, fact.root, part).add(fact.path).size >= partFrom) return false
    return isGrave(member) || this.#isGravePath(ids, fact.root, fact.path)
  }

  /** Whether its path is critical and has another content than the deployment left there, which that did to few of its part. */
  #isChangedAgain(whole: IncidentFacts, member: Counted): boolean {
    const { fact } = member
    const ids = this.#strandsOf(whole)
    if (!isGrave(member) && !this.#isGravePath(ids, fact.root, fact.path)) return false
    return this.#isAgain(ids, member) && this.#againIn(ids, fact).add(fact.path).size < partFrom
  }

  /** Of the part in which the finding lies, which is counted. */
  dividedAt(whole: IncidentFacts, member: Counted): Division {
    const { fact } = member
    const ids = this.#strandsOf(whole)
    const again = this.#againIn(ids, fact)
    // Its other contents may still stand on the other side.
    if (this.#isAgain(ids, member)) again.add(fact.path)
    const { out, back } = this.#partDivided(whole, fact.root, partOf(fact.profile, fact.path), again)
    return { out, back, isDivided: true }
  }

  /** Of all parts in which something is critical: looks at every file. */
  divided(whole: IncidentFacts): Division {
    const ledger = this.#ledger
    const ids = this.#strandsOf(whole)
    const again = Map.groupBy(ledger.pathsChangedAgain(ids), partKey)
    const parts = [...Map.groupBy(ledger.gravePaths(ids), partKey)].flatMap(([key, [first]]) =>
      first === undefined ? [] : [{ ...first, again: new Set(again.get(key)?.map(({ path }) => path)) }],
    )
    const divisions = parts.map(({ root, profile, path, again }) =>
      this.#partDivided(whole, root, partOf(profile, path), again),
    )
    const strays = divisions.reduce((sum, { paths }) => sum + paths, 0)
    const isDivided = whole.changes > strays || divisions.some(({ isReached }) => isReached)
    const planted = whole.planted === 0 ? [] : ledger.plantedFiles(whole.id)
    if (!isDivided) return { out: planted, back: [], isDivided }
    return {
      out: [...planted, ...divisions.flatMap(({ out }) => out)],
      back: divisions.flatMap(({ back }) => back),
      isDivided,
    }
  }

  /**
   * Asks for files only where some are to move: a path may have as many contents as somebody writes there. `again`: paths of
   * the part that have several, as far as it takes to say whether they are fewer than the deployment would have changed again.
   */
  #partDivided(whole: IncidentFacts, root: number, part: PartOfShop, again: ReadonlySet<PathText>) {
    const ids = this.#strandsOf(whole)
    const paths = this.#pathsIn(ids, root, part)
    const isReached = paths.size >= partFrom
    const alone = isReached ? (again.size < partFrom ? again : new Set<PathText>()) : paths
    const apart = new Set([...alone].filter(path => this.#isGravePath(ids, root, path)))
    const strays = [...apart].map(path => this.#filesAt(whole.id, root, path)).filter(files => files.length > 0)
    return {
      out: strays.flat(),
      back: isReached ? this.#filesBeside(whole, root, part, apart) : [],
      paths: strays.length,
      isReached,
    }
  }

  /** Those of the part that no longer stand apart. */
  #filesBeside(whole: IncidentFacts, root: number, part: PartOfShop, apart: ReadonlySet<PathText>): readonly number[] {
    const beside = this.#ledger.besideOf(whole.id)
    if (beside === null || beside.byHand) return []
    const paths = this.#ledger.changedPaths(beside.id, root, part, Number.MAX_SAFE_INTEGER)
    return paths.filter(path => !apart.has(path)).flatMap(path => this.#filesAt(beside.id, root, path))
  }

  #filesAt(id: number, root: number, path: PathText): readonly number[] {
    return this.#ledger.changedFilesAt(id, root, path)
  }

  #strandsOf(whole: IncidentFacts): readonly number[] {
    const beside = this.#ledger.besideOf(whole.id)
    return beside === null ? [whole.id] : [whole.id, beside.id]
  }

  #pathsIn(ids: readonly number[], root: number, part: PartOfShop): Set<PathText> {
    return new Set(ids.flatMap(id => this.#ledger.changedPaths(id, root, part, partFrom)))
  }

  #againIn(ids: readonly number[], { root, profile, path }: FindingFact): Set<PathText> {
    const part = partOf(profile, path)
    return new Set(ids.flatMap(id => this.#ledger.againPaths(id, root, part, partFrom)))
  }

  /** What is planted, or was found by a census, is no content that a deployment gave the path. */
  #isAgain(ids: readonly number[], { fact, sort }: Counted): boolean {
    const { root, path, digest } = fact
    const counts = sort === 'change' || sort === 'found'
    if (counts && showsSeveral(fact)) return true
    return ids.some(id => this.#ledger.isAgainPath(id, root, path, counts ? digest : null))
  }

  #isGravePath(ids: readonly number[], root: number, path: PathText): boolean {
    return ids.some(id => this.#ledger.isGravePath(id, root, path))
  }
}

/** A payment file that is gone while a deployment unpacks says nothing of what somebody put there. */
function isGrave({ sort, severity }: Counted): boolean {
  return severity === 'critical' && sort !== 'gone'
}

/** Two writes within a moment are one finding. */
function showsSeveral({ digest, glimpsed }: FindingFact): boolean {
  return digest !== null && glimpsed.some(other => other !== digest)
}

function partKey({ root, profile, path }: Pick<FindingFact, 'root' | 'profile' | 'path'>): string {
  return JSON.stringify([root, partOf(profile, path)])
}
