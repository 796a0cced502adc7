// Owns how card numbers are found in text and taken out. Pure.

const hiddenCard = '[card]'
/** ISO/IEC 7812-1: a primary account number has up to 19 digits; no scheme has given out one of fewer than 13. */
const leastDigits = 13
const mostDigits = 19

interface Run {
  readonly from: number
  readonly to: number
  readonly digits: string
}

/**
 * Takes out what could be a card number: 13 to 19 digits whose check digit is right, written as one or in groups with a
 * space or a hyphen between, and not part of a longer run of digits. Of numbers that are none, one in ten goes as well.
 */
export function redactCards(text: string): string {
  const runs = [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => {
    return { from: index, to: index + digits.length, digits }
  })
  let shown = ''
  let at = 0
  for (let first = 0; first < runs.length; first++) {
    const last = lastOfCard(text, runs, first)
    if (last === -1) continue
    shown += text.slice(at, runs[first]?.from) + hiddenCard
    at = runs[last]?.to ?? at
    first = last
  }
  return shown + text.slice(at)
}

/** The run with which a card number that begins with run `first` ends: the longest there is; -1 where there is none. */
function lastOfCard(text: string, runs: readonly Run[], first: number): number {
  let digits = ''
  let found = -1
  for (let index = first; index < runs.length; index++) {
    const run = runs[index]
    if (run === undefined || (index > first && !isJoined(text, runs[index - 1], run))) break
    digits += run.digits
    if (digits.length > mostDigits) break
    if (digits.length >= leastDigits && hasCheckDigit(digits)) found = index
  }
  return found
}

function isJoined(text: string, before: Run | undefined, run: Run): boolean {
  return before !== undefined && run.from === before.to + 1 && /[ -]/.test(text[before.to] ?? '')
}

/** The Luhn formula, ISO/IEC 7812-1 annex B. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
