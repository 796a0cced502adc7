// The laws of contents that are kept for a while: the newest are there, and never more than fits.
import { expect, test } from 'vitest'
import { Kept } from '../../../../agent/watch/linux/kept.ts'

const bytes = (length: number) => () => Buffer.alloc(length)

test('the newest contents are kept, and the longest kept make room', () => {
  const kept = new Kept(10)
  kept.keep('a', bytes(4))
  kept.keep('b', bytes(4))
  kept.keep('a', () => expect.unreachable('it is there already'))
  kept.keep('c', bytes(4))
  expect(['a', 'b', 'c'].map(digest => kept.of(digest)?.length)).toEqual([4, undefined, 4])
})

test('what is larger than all that may be kept is not kept, and pushes nothing out', () => {
  const kept = new Kept(10)
  kept.keep('a', bytes(10))
  kept.keep('b', bytes(11))
  expect(['a', 'b'].map(digest => kept.of(digest)?.length)).toEqual([10, undefined])
})
