// Owns what a census begins and ends: once it is complete, what it did not name is gone. Nothing is inferred from an
// incomplete one, nor below a directory that could not be read.
import type { PathText } from '@sekisho/shared/path.ts'
import type { RootPlace } from '../handover.ledger.ts'
import type { Setting } from './judging.ts'
import { applyUnnamed, type BatchPlace } from './observe.ts'

const pageRows = 1_000

/** Said twice, as after a lost acknowledgement in a new epoch, it goes on: what it named stays named. */
export function beginCensus({ ledger }: Setting, root: RootPlace, census: string, at: number): void {
  if (root.census.open && root.census.id === census) return
  ledger.beginCensus(root.id, census, at)
}

export function endCensus(setting: Setting, batch: BatchPlace, root: RootPlace, census: string, at: number): void {
  const { ledger } = setting
  if (!root.census.open || root.census.id !== census) return
  const unreadable = new Set<string>(ledger.unreadableDirectories(root.id))
  const lengths = [...new Set([...unreadable].map(folder => folder.length))]
  let after = '' as PathText
  for (;;) {
    const page = ledger.unnamed(root.id, root.census.number, after, pageRows)
    for (const { path, held } of page) {
      after = path
      if (isHidden(path, unreadable, lengths)) continue
      // A parent comes before what is in it, so one that is gone hides nothing.
      unreadable.delete(path)
      applyUnnamed(setting, batch, root, path, held, at)
    }
    if (page.length < pageRows) break
  }
  ledger.endCensus(root.id, at)
}

/** By the lengths that unreadable folders have: a path can have 100,000 parents, and each would be another text to look up. */
function isHidden(path: PathText, unreadable: ReadonlySet<string>, lengths: readonly number[]): boolean {
  if (unreadable.has('')) return true
  return lengths.some(length => path[length] === '/' && unreadable.has(path.slice(0, length)))
}
