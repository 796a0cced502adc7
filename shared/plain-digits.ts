// Owns how digits in text look to a reader: full-width digits are digits, each space and hyphen of Unicode parts groups, and
// signs that are not seen part nothing. Pure; linear whatever is read.
import { leastDigits } from './cards.ts'

const digit = '\\d\uff10-\uff19'
const unseen = '\\0\\p{Cf}\\p{Mn}'
const space = '\\p{Zs}'
/** The mark of long vowels as well, which stands for a hyphen in much Japanese text. */
const hyphen = '\\p{Pd}\u2212\u30fc\uff70'

const fullWidthZero = 0xff10
const isDigit = new RegExp(`^[${digit}]$`, 'u')
const isUnseen = new RegExp(`^[${unseen}]$`, 'u')
const isSpace = new RegExp(`^[${space}]$`, 'u')
const isHyphen = new RegExp(`^[${hyphen}]$`, 'u')
/** Where it is nowhere, each sign stands for itself. */
const other = /[\0\P{ASCII}]/u
const digits = new RegExp(`[${digit}](?:[${unseen}${space}${hyphen}]*[${digit}]){${leastDigits - 1}}`, 'u')

/** Whether as many digits as a card number has stand together, whatever parts them: most text is done with this. */
export function mayHoldCard(text: string): boolean {
  return digits.test(text)
}

/** One ASCII sign for each that may be of a number, and where it stands in the text. */
export interface PlainDigits {
  readonly plain: string
  placeOf(index: number): number
}

export function plainDigits(text: string): PlainDigits {
  if (!other.test(text)) return { plain: text, placeOf: index => index }
  let plain = ''
  const places: number[] = []
  let at = 0
  for (const sign of text) {
    if (!isUnseen.test(sign)) {
      plain += plainSign(sign)
      places.push(at)
    }
    at += sign.length
  }
  return { plain, placeOf: index => places[index] ?? 0 }
}

function plainSign(sign: string): string {
  if (isDigit.test(sign)) return sign < '\u0080' ? sign : `${(sign.codePointAt(0) ?? 0) - fullWidthZero}`
  if (isSpace.test(sign)) return ' '
  if (isHyphen.test(sign)) return '-'
  return sign.length === 1 ? sign : '?'
}
