// Owns how card numbers are found in text and taken out. Pure.

import { hasCheckDigit, leastDigits, mostDigits } from './cards.ts'
import { mayHoldCard, plainDigits } from './plain-digits.ts'

const hiddenCard = '[card]'

interface Run {
  readonly from: number
  readonly to: number
  readonly digits: string
}

/**
 * Takes out what could be a card number: 13 to 19 digits whose check digit is right, written as one or in groups with a
 * space or a hyphen between, as a reader sees them, and not part of a longer run of digits. Of numbers that are none, one in
 * ten goes as well.
 */
export function redactCards(text: string): string {
  if (!mayHoldCard(text)) return text
  const { plain, placeOf } = plainDigits(text)
  let shown = ''
  let at = 0
  for (const { from, to } of cardsIn(plain)) {
    shown += text.slice(at, placeOf(from)) + hiddenCard
    at = placeOf(to - 1) + 1
  }
  return shown + text.slice(at)
}

/** Where such numbers stand, in order, in text that is plain-digits.ts's already. */
export function cardsIn(text: string): { readonly from: number; readonly to: number }[] {
  const runs = [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => {
    return { from: index, to: index + digits.length, digits }
  })
  const found: { from: number; to: number }[] = []
  for (let first = 0; first < runs.length; first++) {
    const last = lastOfCard(text, runs, first)
    if (last === -1) continue
    found.push({ from: runs[first]?.from ?? 0, to: runs[last]?.to ?? 0 })
    first = last
  }
  return found
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
