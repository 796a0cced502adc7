// Owns how what nobody explains is shown: pieces joined to groups by folder and time, the most suspicious first, and however
// many there are, a bounded number of them kept. Pure.
import type { Composition, RemainderGroup, Suspicion } from '@sekisho/shared/api.compose.ts'
import { suspicions } from '@sekisho/shared/api.compose.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { type Severity, severities } from '@sekisho/shared/verdict.ts'
import type { RemainderPiece } from '../handover.compose.ts'
import { suspicionOf } from './suspicion.ts'

/** What came within an hour of one another came together: a deployment, or an evening at the shop. */
const togetherMs = 3_600_000
const shownGroups = 200
/** Of each suspicion, before what asks for looking at most takes what is left of these. */
const shownOfEach = 15
const shownExamples = 5
/** Of each suspicion, so that no flood of one kind displaces the groups of another. */
const keptPieces = 5_000

interface Piece extends Omit<RemainderPiece, 'facts'> {
  readonly root: PathText
  readonly suspicion: Suspicion
  readonly severity: Severity
}

export class Remainder {
  readonly #kept = new Map<Suspicion, Piece[]>(suspicions.map(suspicion => [suspicion, []]))
  readonly #files = new Map<Suspicion, number>()

  add(root: PathText, pieces: readonly RemainderPiece[]): void {
    for (const { facts, ...piece } of pieces) {
      const suspicion = suspicionOf(facts)
      this.#files.set(suspicion, (this.#files.get(suspicion) ?? 0) + piece.files)
      this.#kept.get(suspicion)?.push({ ...piece, root, suspicion, severity: facts.severity })
    }
    for (const [suspicion, kept] of this.#kept) {
      // Only what is joined can be compared, so there may be twice as many for a while.
      if (kept.length > 2 * keptPieces) this.#kept.set(suspicion, joined(kept).slice(0, keptPieces))
    }
  }

  told(): Composition['remainder'] {
    const groups = shownOf(suspicions.map(suspicion => joined(this.#kept.get(suspicion) ?? [])))
    const found = suspicions.flatMap(suspicion => {
      const files = this.#files.get(suspicion) ?? 0
      return files === 0 ? [] : [{ suspicion, files }]
    })
    const files = found.reduce((sum, one) => sum + one.files, 0)
    const shown = groups.reduce((sum, group) => sum + group.files, 0)
    return { files, suspicions: found, groups: groups.map(groupOf), more: files - shown }
  }
}

/** Else 200 shells that somebody scatters would hide that a payment file was changed. */
function shownOf(ofEach: readonly (readonly Piece[])[]): readonly Piece[] {
  let room = shownGroups - ofEach.reduce((sum, groups) => sum + Math.min(groups.length, shownOfEach), 0)
  return ofEach.flatMap(groups => {
    const more = Math.min(Math.max(groups.length - shownOfEach, 0), room)
    room -= more
    return groups.slice(0, shownOfEach + more)
  })
}

/** Pieces of one suspicion, the gravest first, of these the latest. */
function joined(pieces: readonly Piece[]): Piece[] {
  const places = new Map<string, Piece[]>()
  for (const piece of pieces) {
    const key = `${piece.severity}\n${piece.root}\n${piece.folder}`
    const alike = places.get(key)
    if (alike === undefined) places.set(key, [piece])
    else alike.push(piece)
  }
  return [...places.values()]
    .flatMap(joinedInTime)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.to - a.to)
}

function joinedInTime(pieces: readonly Piece[]): Piece[] {
  const groups: Piece[] = []
  for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = groups.at(-1)
    if (last === undefined || piece.from - last.to > togetherMs) groups.push(piece)
    else groups[groups.length - 1] = together(last, piece)
  }
  return groups
}

function together(one: Piece, other: Piece): Piece {
  return {
    ...one,
    to: Math.max(one.to, other.to),
    files: one.files + other.files,
    examples: [...one.examples, ...other.examples].slice(0, shownExamples),
  }
}

function groupOf({ from, to, examples, ...piece }: Piece): RemainderGroup {
  return { ...piece, from: safeTime(from), to: safeTime(to), examples: [...examples] }
}
