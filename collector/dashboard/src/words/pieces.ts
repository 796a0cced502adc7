// Owns how attacker-chosen text is taken apart for showing: what is plain, and which signs stand for something unseen.
// Pure; the marking itself is PathShown's.
import { showPath } from '@sekisho/shared/path.ts'

export interface Piece {
  readonly text: string
  /** Stands for a byte, control character or invisible sign that is not shown as itself. */
  readonly sign: boolean
}

const suspects = /%[0-9A-F]{2}|[^ -~]/gu
const control = /\p{Cc}/u

/** Takes canonical path text apart. */
export function pathPieces(path: string): readonly Piece[] {
  return split(path, suspect => (suspect.startsWith('%') ? suspect : showPath(suspect)), isEncoded)
}

/** Takes any other foreign text apart, such as a command line, where `%` means nothing. */
export function textPieces(text: string): readonly Piece[] {
  return split(text, suspect => (control.test(suspect) ? `⟨U+${pointOf(suspect)}⟩` : showPath(suspect)), isNever)
}

/** Shortens to about `head + tail` characters by leaving out the middle, never inside a sign. */
export function cutMiddle(pieces: readonly Piece[], head: number, tail: number): readonly Piece[] {
  const atoms = atomsOf(pieces)
  if (atoms.length <= head + tail + 1) return pieces
  return joined([...atoms.slice(0, head), { text: '…', sign: false }, ...atoms.slice(atoms.length - tail)])
}

/** Takes the last `length` characters off what is more than twice as long; a sign counts as one. */
export function splitEnd(pieces: readonly Piece[], length: number): [start: readonly Piece[], end: readonly Piece[]] {
  const atoms = atomsOf(pieces)
  if (atoms.length <= 2 * length) return [pieces, []]
  return [joined(atoms.slice(0, -length)), joined(atoms.slice(-length))]
}

const isEncoded = (suspect: string) => suspect.startsWith('%')
const isNever = () => false

function pointOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

/** Looks at the raw text, so that a name which merely spells `⟨U+202E⟩` is not marked as if it held that sign. */
function split(text: string, show: (suspect: string) => string, isSign: (suspect: string) => boolean): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: suspect, index } of text.matchAll(suspects)) {
    const shown = show(suspect)
    if (shown === suspect && !isSign(suspect)) continue
    if (index > from) pieces.push({ text: text.slice(from, index), sign: false })
    pieces.push({ text: shown, sign: true })
    from = index + suspect.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), sign: false })
  return pieces
}

function atomsOf(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap(piece => (piece.sign ? [piece] : [...piece.text].map(text => ({ text, sign: false }))))
}

function joined(atoms: readonly Piece[]): readonly Piece[] {
  const pieces: Piece[] = []
  for (const atom of atoms) {
    const last = pieces.at(-1)
    if (last === undefined || last.sign || atom.sign) pieces.push(atom)
    else pieces[pieces.length - 1] = { text: last.text + atom.text, sign: false }
  }
  return pieces
}
