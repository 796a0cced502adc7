// The laws of finding card numbers in bytes: those of known schemes however they are written, and nothing that only looks so.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CardReader, hasCheckDigit } from '../../shared/cards.ts'

function found(content: string | Buffer, ...cuts: readonly number[]) {
  const bytes = Buffer.from(content)
  const reader = new CardReader()
  let from = 0
  for (const to of [...cuts, bytes.length]) {
    reader.read(bytes.subarray(from, to))
    from = to
  }
  return reader.finish()
}

/** Numbers that the schemes give out for tests. */
const visa = '4111111111111111'
const numbers = {
  visa,
  mastercard: '5555555555554444',
  'mastercard of the second series': '2223003122003222',
  amex: '378282246310005',
  jcb: '3530111333300000',
  diners: '30569309025904',
  discover: '6011111111111117',
  unionpay: '6200000000000005',
}

describe('card numbers', () => {
  test.each(Object.entries(numbers))('of %s are found, and shown without their middle', (_, number) => {
    const stars = '*'.repeat(number.length - 10)
    expect(found(`pan=${number};cvv=1`)).toEqual({
      count: 1,
      shown: [`${number.slice(0, 6)}${stars}${number.slice(-4)}`],
    })
  })

  test('are found in groups, in UTF-16, beside a date, and across the borders of what is read', () => {
    expect(found('4111 1111 1111 1111').count).toBe(1)
    expect(found('4111-1111-1111-1111,09/27').count).toBe(1)
    expect(found('2026-11-29 4111 1111 1111 1111 09 27').count).toBe(1)
    expect(found(Buffer.from(`\ufeff${visa}\r\n`, 'utf16le')).count).toBe(1)
    for (let cut = 0; cut <= visa.length; cut++) expect(found(visa, cut).count).toBe(1)
  })

  test('count once each, and at most five are shown', () => {
    const all = Object.values(numbers)
    expect(found([...all, ...all].join('\n')).count).toBe(all.length)
    expect(found(all.join('\n')).shown).toHaveLength(5)
  })

  test('are not seen in longer runs of digits, in wrong check digits, and in numbers that no scheme gives out', () => {
    expect(found(`1${visa}`).count).toBe(0)
    expect(found(`${visa}1`).count).toBe(0)
    expect(found(`${visa.repeat(3)}`).count).toBe(0)
    expect(found('4111111111111112').count).toBe(0)
    expect(found('4111  1111  1111  1111').count).toBe(0)
    expect(found('0000000000000000 1796118825000000 9999999999999995').count).toBe(0)
    expect(found('4111.1111.1111.1111').count).toBe(0)
  })

  test('are as many however the bytes come', () => {
    const piece = fc.constantFrom(...Object.values(numbers), ' ', '-', '\n', '\0', 'x', '4', '12', '0'.repeat(25))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(400), { maxLength: 6 }), (pieces, cuts) => {
        const content = pieces.join('')
        const sorted = cuts.filter(cut => cut <= content.length).toSorted((one, other) => one - other)
        expect(found(content, ...sorted)).toEqual(found(content))
      }),
    )
  })

  test('are looked for in time that grows with the bytes alone', () => {
    const hostile = Buffer.from('1 '.repeat(1_000_000) + '1'.repeat(2_000_000) + '-1'.repeat(1_000_000))
    expect(found(hostile).count).toBe(0)
  })

  test('have the check digit of ISO/IEC 7812-1', () => {
    expect(Object.values(numbers).map(hasCheckDigit)).not.toContain(false)
    expect(hasCheckDigit('79927398713')).toBe(true)
    expect(hasCheckDigit('79927398714')).toBe(false)
  })
})
