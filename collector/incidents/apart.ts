// Owns what a deployment must not hide: what no deployment brings about, and what is critical in a part of the shop to which
// it did not come otherwise. Says what is to move, by what is there and not by what came first; moves nothing itself.
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

type Place = Pick<FindingFact, 'root' | 'path' | 'profile'>

export class Apart {
  readonly #ledger: IncidentLedger

  constructor(ledger: IncidentLedger) {
    this.#ledger = ledger
  }

  /** Whether the finding belongs beside the deployment, with it already counted. */
  stands(whole: IncidentFacts, { fact, sort, severity }: Membership): boolean {
    if (sort === 'planted') return true
    return whole.divided && this.isStray(whole, { fact, sort, severity })
  }

  /** Whether its path is critical in a part to which the deployment did not come. */
  isStray(whole: IncidentFacts, { fact, sort, severity }: Pick<Membership, 'fact' | 'sort' | 'severity'>): boolean {
    const part = partOf(fact.profile, fact.path)
    const ids = this.#strandsOf(whole)
    const paths = this.#pathsIn(ids, fact.root, part).add(fact.path)
    if (paths.size >= partFrom) return false
    return isGrave({ sort, severity }) || this.#isGravePath(ids, fact.root, fact.path)
  }

  /** Of the part in which the finding lies. */
  dividedAt(whole: IncidentFacts, place: Place): Division {
    const { out, back } = this.#partDivided(whole, place.root, partOf(place.profile, place.path))
    return { out, back, isDivided: true }
  }

  /** Of all parts in which something is critical: looks at every file. */
  divided(whole: IncidentFacts): Division {
    const ledger = this.#ledger
    const parts = new Map<string, { readonly root: number; readonly part: PartOfShop }>()
    for (const { root, profile, path } of ledger.gravePaths(this.#strandsOf(whole))) {
      const part = partOf(profile, path)
      parts.set(JSON.stringify([root, part]), { root, part })
    }
    const divisions = [...parts.values()].map(({ root, part }) => this.#partDivided(whole, root, part))
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

  /** Asks for files only where some are to move: a path may have as many contents as somebody writes there. */
  #partDivided(whole: IncidentFacts, root: number, part: PartOfShop) {
    const ledger = this.#ledger
    const ids = this.#strandsOf(whole)
    const paths = [...this.#pathsIn(ids, root, part)]
    const isReached = paths.length >= partFrom
    if (isReached) {
      const beside = ledger.besideOf(whole.id)
      const back = beside === null || beside.byHand ? [] : ledger.changedFiles(beside.id, root, part)
      return { out: [], back, paths: 0, isReached }
    }
    const strays = paths
      .filter(path => this.#isGravePath(ids, root, path))
      .map(path => ledger.changedFilesAt(whole.id, root, path))
      .filter(files => files.length > 0)
    return { out: strays.flat(), back: [], paths: strays.length, isReached }
  }

  #strandsOf(whole: IncidentFacts): readonly number[] {
    const beside = this.#ledger.besideOf(whole.id)
    return beside === null ? [whole.id] : [whole.id, beside.id]
  }

  #pathsIn(ids: readonly number[], root: number, part: PartOfShop): Set<PathText> {
    return new Set(ids.flatMap(id => this.#ledger.changedPaths(id, root, part, partFrom)))
  }

  #isGravePath(ids: readonly number[], root: number, path: PathText): boolean {
    return ids.some(id => this.#ledger.isGravePath(id, root, path))
  }
}

/** A payment file that is gone while a deployment unpacks says nothing of what somebody put there. */
function isGrave({ sort, severity }: Pick<Membership, 'sort' | 'severity'>): boolean {
  return severity === 'critical' && sort !== 'gone'
}
