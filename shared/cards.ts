// Owns how card numbers are found in bytes, so that content with some never leaves a host. Pure; linear whatever is read.
// Command lines are redact.cards.ts's, which takes out too much rather than too little.

/** The Luhn formula, ISO/IEC 7812-1 annex B. */
export function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** ISO/IEC 7812-1: a primary account number has up to 19 digits; no scheme has given out one of fewer than 13. */
export const leastDigits = 13
export const mostDigits = 19

/** How numbers of each scheme begin, as the schemes publish it, and how many digits they have. */
const schemes: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  // Visa
  { begins: /^4/, lengths: [13, 16, 19] },
  // Mastercard
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  // American Express
  { begins: /^3[47]/, lengths: [15] },
  // JCB
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  // Diners Club
  { begins: /^(?:30[0-5]|3095|3[689])/, lengths: [14, 16, 17, 18, 19] },
  // Discover
  { begins: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  // UnionPay
  { begins: /^62/, lengths: [16, 17, 18, 19] },
]

/** So many different numbers of one file are told apart; of a dump of millions nobody needs the exact count. */
const maxNumbers = 10_000
const zero = 0x30
const nine = 0x39
const space = 0x20
const hyphen = 0x2d

/** From so many different numbers on it is no chance but a dump. */
export const cardsOfDump = 3

export interface CardsFound {
  /** Different numbers; stands still at 10,000. */
  readonly count: number
  /** The first five: first six and last four digits alone (PCI DSS 4.0, requirement 3.4.1). */
  readonly shown: readonly string[]
}

/**
 * Finds numbers of known schemes whose check digit is right: as one run of digits, or in groups with one space or hyphen
 * between, and no part of a longer run. Zero bytes do not count, so that UTF-16 is read as well. Give it the bytes in order.
 */
export class CardReader {
  readonly #numbers = new Set<string>()
  /** Runs of digits that are joined, and not looked at yet from the first on. */
  #joined: string[] = []
  #digits = 0
  #run = ''
  /** The run is longer than any number. */
  #tooLong = false
  /** Since the last run: nothing, or one space or hyphen. */
  #separated = false

  read(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte >= zero && byte <= nine) this.#digit(byte)
      else if (byte !== 0) this.#other(byte)
    }
  }

  finish(): CardsFound {
    this.#endRun()
    this.#endJoined()
    const shown = [...this.#numbers].slice(0, 5).map(maskedCard)
    return { count: this.#numbers.size, shown }
  }

  #digit(byte: number): void {
    if (this.#run.length > mostDigits) this.#tooLong = true
    else this.#run += String.fromCharCode(byte)
  }

  #other(byte: number): void {
    const hadRun = this.#run !== ''
    this.#endRun()
    const joins = byte === space || byte === hyphen
    if (joins && hadRun) this.#separated = true
    else {
      this.#separated = false
      this.#endJoined()
    }
  }

  #endRun(): void {
    const run = this.#run
    if (run === '') return
    this.#run = ''
    const tooLong = this.#tooLong || run.length > mostDigits
    this.#tooLong = false
    if (!this.#separated || tooLong) this.#endJoined()
    if (tooLong) return
    this.#joined.push(run)
    this.#digits += run.length
    while (this.#digits > mostDigits) this.#takeFirst()
  }

  #endJoined(): void {
    while (this.#joined.length > 0) this.#takeFirst()
  }

  /** The longest number that begins with the first run, and that run is done; or all of the number's runs are. */
  #takeFirst(): void {
    let digits = ''
    let found: { readonly runs: number; readonly digits: string } | null = null
    for (const [index, run] of this.#joined.entries()) {
      digits += run
      if (digits.length > mostDigits) break
      if (isCard(digits)) found = { runs: index + 1, digits }
    }
    if (found !== null && this.#numbers.size < maxNumbers) this.#numbers.add(found.digits)
    for (const run of this.#joined.splice(0, found?.runs ?? 1)) this.#digits -= run.length
  }
}

function isCard(digits: string): boolean {
  if (digits.length < leastDigits) return false
  const ofScheme = schemes.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits))
  return ofScheme && hasCheckDigit(digits)
}

function maskedCard(digits: string): string {
  return `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`
}
