// Owns how many columns a text takes on a terminal, and where it breaks: East Asian wide characters take two (UAX #11), and
// Japanese has no spaces to break at. Pure.

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/** Columns that a text takes on a terminal: East Asian wide characters take two (UAX #11). */
export function columnsOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colour sequences take no room.
  const bare = text.replace(/\u001b\[[0-9;]*m/g, '')
  return [...bare].length + (bare.match(wide)?.length ?? 0)
}

/** Pads to a number of columns, not of characters. */
export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - columnsOf(text), 0))
}

/** Not at the start of a line, by the custom of Japanese typesetting (JIS X 4051). */
const clinging = '、。」』)）』〉》・ー'

/** Breaks at spaces and between wide characters, so that no line takes more than `columns` where that can be. */
export function wrapColumns(text: string, columns: number): string {
  return text
    .split('\n')
    .map(line => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): string {
  const lines: string[] = []
  let current = ''
  for (const piece of piecesOf(line)) {
    if (current !== '' && columnsOf(current + piece.trimEnd()) > columns) {
      lines.push(current.trimEnd())
      current = piece.trimStart()
    } else current += piece
  }
  return [...lines, current.trimEnd()].join('\n')
}

/** Words with the space after them; wide characters alone, with what clings to them. */
function piecesOf(line: string): string[] {
  const pieces: string[] = []
  for (const sign of line) {
    const last = pieces.at(-1)
    const joins =
      last !== undefined &&
      (clinging.includes(sign) || sign === ' ' || (!isWide(sign) && !/ $/.test(last) && !endsWide(last)))
    if (joins) pieces[pieces.length - 1] = last + sign
    else pieces.push(sign)
  }
  return pieces
}

function endsWide(text: string): boolean {
  const last = [...text].at(-1)
  return last !== undefined && isWide(last)
}

function isWide(sign: string): boolean {
  return columnsOf(sign) === 2
}
