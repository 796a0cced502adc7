// Owns how JSON text becomes one that no terminal obeys: log lines and rows of `--json` carry what hosts, files and people
// are called. The value stays the same, only its spelling differs.

// What JSON.stringify leaves as it is: DEL and C1 controls, and the characters that are invisible or turn the direction.
const obeyed = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** The same JSON with DEL, C1, bidirectional and invisible characters written as escapes. */
export function plainJson(json: string): string {
  return json.replace(obeyed, sign => {
    const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at))
    return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}
