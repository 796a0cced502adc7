// Owns how card numbers in a piece of text are masked as a reader sees them, also where the text was cut. Pure.
import { plainDigits } from '@sekisho/shared/plain-digits.ts'
import { cardsIn } from '@sekisho/shared/redact.cards.ts'

const mask = '[card]'
/** Of a number that is cut no more may stand: first six and last four may be shown (PCI DSS 4.0, requirement 3.4.1). */
const mostOfCut = 6
const ofNumber = /^[\d -]$/

/** Whether a number may go on before or behind the text. */
export interface Cut {
  readonly before: boolean
  readonly behind: boolean
}

export function maskedText(text: string, cut: Cut): { readonly text: string; readonly cards: number } {
  const { plain, placeOf } = plainDigits(text)
  const cards = cardsIn(plain)
  const signs = text.split('')
  for (const [from, to] of edgesOf(plain, cut)) hideDigits(signs, plain, placeOf, [from, to])
  for (const { from, to } of cards) {
    const [first, end] = [placeOf(from), placeOf(to - 1) + 1]
    signs.fill('', first, end)
    signs[first] = mask
  }
  return { text: signs.join(''), cards: cards.length }
}

/** What may be part of a number at each end that is cut. */
function edgesOf(plain: string, cut: Cut): (readonly [number, number])[] {
  let [head, tail] = [0, plain.length]
  while (cut.before && ofNumber.test(plain[head] ?? '')) head++
  while (cut.behind && ofNumber.test(plain[tail - 1] ?? '')) tail--
  return [
    [0, head],
    [tail, plain.length],
  ]
}

function hideDigits(
  signs: string[],
  plain: string,
  placeOf: (index: number) => number,
  [from, to]: readonly [number, number],
): void {
  const digits: number[] = []
  for (let index = from; index < to; index++) if (/\d/.test(plain[index] ?? '')) digits.push(placeOf(index))
  if (digits.length > mostOfCut) for (const place of digits) signs[place] = '*'
}
