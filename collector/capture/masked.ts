// Owns how card numbers in a piece of text are masked as a reader sees them: full-width digits are digits, each space and
// hyphen of Unicode parts groups, and signs that are not seen part nothing. Pure.
import { cardsIn } from '@sekisho/shared/redact.cards.ts'

const mask = '[card]'
/** Of a number that is cut no more may stand: first six and last four may be shown (PCI DSS 4.0, requirement 3.4.1). */
const mostOfCut = 6
const fullWidthZero = 0xff10
const unseen = /^[\0\p{Cf}\p{Mn}]$/u
const space = /^\p{Zs}$/u
/** The mark of long vowels as well, which stands for a hyphen in much Japanese text. */
const hyphen = /^[\p{Pd}\u2212\u30fc\uff70]$/u
const ofNumber = /^[\d -]$/

/** Whether a number may go on before or behind the text. */
export interface Cut {
  readonly before: boolean
  readonly behind: boolean
}

export function maskedText(text: string, cut: Cut): { readonly text: string; readonly cards: number } {
  const { plain, places } = plainOf(text)
  const cards = cardsIn(plain)
  const signs = text.split('')
  for (const [from, to] of edgesOf(plain, cut)) hideDigits(signs, plain, places, [from, to])
  for (const { from, to } of cards) {
    const [first, end] = [places[from] ?? 0, (places[to - 1] ?? 0) + 1]
    signs.fill('', first, end)
    signs[first] = mask
  }
  return { text: signs.join(''), cards: cards.length }
}

/** One ASCII sign for each that may be of a number, and where it stands in the text. */
function plainOf(text: string): { readonly plain: string; readonly places: readonly number[] } {
  let plain = ''
  const places: number[] = []
  let at = 0
  for (const sign of text) {
    if (!unseen.test(sign)) {
      plain += plainSign(sign)
      places.push(at)
    }
    at += sign.length
  }
  return { plain, places }
}

function plainSign(sign: string): string {
  const digit = (sign.codePointAt(0) ?? 0) - fullWidthZero
  if (digit >= 0 && digit <= 9) return `${digit}`
  if (space.test(sign)) return ' '
  if (hyphen.test(sign)) return '-'
  return sign.length === 1 ? sign : '?'
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
  places: readonly number[],
  [from, to]: readonly [number, number],
): void {
  const digits: number[] = []
  for (let index = from; index < to; index++) if (/\d/.test(plain[index] ?? '')) digits.push(places[index] ?? 0)
  if (digits.length > mostOfCut) for (const place of digits) signs[place] = '*'
}
