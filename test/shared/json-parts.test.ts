// Owns the laws of finding the parts of a JSON text: what is found is what a parser of the whole would have, or nothing is.
import { elementsOf, membersOf } from '@sekisho/shared/json-parts.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Parts = Iterable<{ readonly from: number; readonly to: number }>

function parsed(text: Buffer, parts: Parts): unknown[] {
  return [...parts].map(({ from, to }) => JSON.parse(text.toString('utf8', from, to)))
}

function objectOf(text: Buffer): unknown {
  const members = membersOf(text)
  const values = parsed(text, members.values())
  return Object.fromEntries([...members.keys()].map((name, index) => [name, values[index]]))
}

function elementsIn(text: Buffer): unknown[] {
  return parsed(text, elementsOf(text, { from: 0, to: text.length }))
}

const spacing = fc.constantFrom(undefined, 1, '\t')

describe('the parts of a JSON text', () => {
  test('of any object and any array are those that a parser of the whole finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.jsonValue()),
        spacing,
        (object, list, gap) => {
          expect(objectOf(Buffer.from(JSON.stringify(object, null, gap)))).toEqual(JSON.parse(JSON.stringify(object)))
          expect(elementsIn(Buffer.from(JSON.stringify(list, null, gap)))).toEqual(JSON.parse(JSON.stringify(list)))
        },
      ),
    )
  })

  test('are found behind a byte order mark, and of two members of one name the last counts', () => {
    expect(objectOf(Buffer.from('\ufeff{"a":1,"\\u0061":2}'))).toEqual({ a: 2 })
  })

  test('are never found in what no parser takes for an object or an array', () => {
    const broken = fc
      .tuple(fc.constantFrom('{"a":[1,"}\\\\\\""],"b":{"c":null}}', '[{"a":"\\""},[],-1.5e3]'), fc.nat(), fc.string())
      .map(([text, at, other]) => text.slice(0, at % text.length) + other + text.slice((at % text.length) + 1))
    fc.assert(
      fc.property(broken, text => {
        const whole = tried(() => JSON.parse(text) as unknown)
        for (const [read, isOne] of [
          [elementsIn, Array.isArray(whole)],
          [objectOf, typeof whole === 'object' && whole !== null && !Array.isArray(whole)],
        ] as const) {
          const found = tried(() => read(Buffer.from(text)))
          expect(found).toEqual(isOne ? whole : undefined)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('are no more than a hundred members with names of a thousand bytes', () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `"${index}":0`)
    expect(membersOf(Buffer.from(`{${members(100)}}`)).size).toBe(100)
    expect(() => membersOf(Buffer.from(`{${members(101)}}`))).toThrow('too large an object')
    expect(() => membersOf(Buffer.from(`{"${'n'.repeat(1_000)}":0}`))).toThrow('too large an object')
  })

  test('are counted as they come, also where all have one name', () => {
    const members = (count: number) => Array.from({ length: count }, () => '"a":0')
    expect(membersOf(Buffer.from(`{${members(100)}}`)).size).toBe(1)
    // What stands behind the hundredth is not even looked at.
    expect(() => membersOf(Buffer.from(`{${members(100)},"a":0 and no JSON`))).toThrow('too large an object')
  })

  test('hold no number of more than 64 KiB: nothing behind that is looked at', () => {
    const ones = (count: number) => Buffer.from(`[${'1'.repeat(count)}]`)
    const all = (text: Buffer) => [...elementsOf(text, { from: 0, to: text.length })]
    expect(all(ones(65_536))).toEqual([{ from: 1, to: 65_537 }])
    for (const count of [65_537, 1_000_000]) expect(() => all(ones(count))).toThrow('it is no JSON at byte 65538')
  })
})

function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return undefined
  }
}
