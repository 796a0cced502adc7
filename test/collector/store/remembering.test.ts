// The law of what is remembered of rows: a text that comes again is read once, and neither long texts nor very many are kept.
import { describe, expect, test } from 'vitest'
import { remembering } from '../../../collector/store/remembering.ts'

function counted(most?: number) {
  const read: string[] = []
  const lengthOf = remembering(text => {
    read.push(text)
    return text.length
  }, most)
  return { read, lengthOf }
}

describe('a text of a row', () => {
  test('is read once, however often it comes', () => {
    const { read, lengthOf } = counted()
    expect(['a', 'bc', 'a', 'bc'].map(lengthOf)).toEqual([1, 2, 1, 2])
    expect(read).toEqual(['a', 'bc'])
  })

  test('is not kept where it is long', () => {
    const { read, lengthOf } = counted()
    const long = 'x'.repeat(2_000)
    expect([long, long].map(lengthOf)).toEqual([2_000, 2_000])
    expect(read).toHaveLength(2)
  })

  test('is forgotten when many others came since', () => {
    const { read, lengthOf } = counted()
    for (let index = 0; index < 10_000; index++) lengthOf(`${index}`)
    lengthOf('0')
    expect(read).toHaveLength(10_001)
  })

  test('is kept beside as many others as there may be where more of them are expected', () => {
    const { read, lengthOf } = counted(10_000)
    for (let round = 0; round < 2; round++) for (let index = 0; index < 10_000; index++) lengthOf(`${index}`)
    expect(read).toHaveLength(10_000)
  })
})
