// Owns where the parts of a large JSON text lie, so that each is parsed by itself and the whole of it never stands in memory as
// text or as objects. Looks at structure alone: whether a part is JSON is for whoever parses it.

/** A value in the text, from its first byte to before the first behind it. */
export interface Part {
  readonly from: number
  readonly to: number
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [brace, braceEnd, bracket, bracketEnd] = [0x7b, 0x7d, 0x5b, 0x5d]
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d])
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** Whoever has more of them in the one object wants our memory. */
const mostMembers = 100
/** In UTF-8. */
const longestName = 1_000
/** No number of a release comes near it, and no part beside the large ones may have more. */
const longestWord = 64 * 1024
const wordSigns = new Set(Buffer.from('+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'))

/**
 * The members of the text's one object; of two with one name the last counts, as `JSON.parse` has it.
 * @throws SyntaxError for what is no object, and for more than 100 members, of whatever names
 */
export function membersOf(text: Buffer): ReadonlyMap<string, Part> {
  const members = new Map<string, Part>()
  const scan = new Scan(text, text.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0)
  scan.expect(brace)
  let count = 0
  for (let more = !scan.takes(braceEnd); more; more = !scan.ends(braceEnd)) {
    const name = scan.value()
    scan.expect(colon)
    if (++count > mostMembers || name.to - name.from > longestName) throw new SyntaxError('too large an object')
    members.set(nameOf(text, name), scan.value())
  }
  scan.expectEnd(text.length)
  return members
}

/** The elements of an array that is a part of the text, each as it comes. @throws SyntaxError for what is no array */
export function* elementsOf(text: Buffer, { from, to }: Part): Generator<Part> {
  const scan = new Scan(text, from)
  scan.expect(bracket)
  for (let more = !scan.takes(bracketEnd); more; more = !scan.ends(bracketEnd)) yield scan.value()
  scan.expectEnd(to)
}

function nameOf(text: Buffer, { from, to }: Part): string {
  const name: unknown = JSON.parse(text.toString('utf8', from, to))
  if (typeof name === 'string') return name
  throw new SyntaxError('the name of a member is no text')
}

class Scan {
  readonly #text: Buffer
  #at: number

  constructor(text: Buffer, at: number) {
    this.#text = text
    this.#at = at
  }

  takes(sign: number): boolean {
    this.#skipBlanks()
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  expect(sign: number): void {
    if (!this.takes(sign)) throw this.#wrong()
  }

  /** Behind a member or an element: true where it was the last, false where a comma announces another. */
  ends(sign: number): boolean {
    if (this.takes(comma)) return false
    this.expect(sign)
    return true
  }

  expectEnd(at: number): void {
    this.#skipBlanks()
    if (this.#at !== at) throw this.#wrong()
  }

  value(): Part {
    this.#skipBlanks()
    const from = this.#at
    const first = this.#text[from]
    if (first === quote) this.#skipText()
    else if (first === brace || first === bracket) this.#skipNested()
    else this.#skipWord()
    if (this.#at === from) throw this.#wrong()
    return { from, to: this.#at }
  }

  #skipBlanks(): void {
    while (blanks.has(this.#text[this.#at] ?? 0)) this.#at++
  }

  #skipText(): void {
    const from = this.#at
    let end = from
    do {
      end = this.#text.indexOf(quote, end + 1)
      if (end === -1) throw this.#wrong()
    } while (this.#isEscaped(end, from))
    this.#at = end + 1
  }

  #isEscaped(at: number, from: number): boolean {
    let first = at
    while (first - 1 > from && this.#text[first - 1] === backslash) first--
    return (at - first) % 2 === 1
  }

  /** That what opens closes with its own sign, whoever parses the part will see. */
  #skipNested(): void {
    let depth = 0
    do {
      const sign = this.#text[this.#at]
      if (sign === undefined) throw this.#wrong()
      if (sign === quote) {
        this.#skipText()
        continue
      }
      if (sign === brace || sign === bracket) depth++
      else if (sign === braceEnd || sign === bracketEnd) depth--
      this.#at++
    } while (depth > 0)
  }

  /** A number, true, false or null. */
  #skipWord(): void {
    const most = this.#at + longestWord
    while (wordSigns.has(this.#text[this.#at] ?? 0)) {
      if (this.#at === most) throw this.#wrong()
      this.#at++
    }
  }

  #wrong(): SyntaxError {
    return new SyntaxError(`it is no JSON at byte ${this.#at + 1}`)
  }
}
