// The laws of contents that are kept for a while: the newest are there, and never more than fits.
import { expect, test } from 'vitest'
import type { AttributesRead } from '../../../../agent/handover.ts'
import { Kept } from '../../../../agent/watch/linux/kept.ts'

const none: AttributesRead = { told: 'unsupported' }
const bytes = (length: number) => () => Buffer.alloc(length)
const lengths = (kept: Kept, ...digests: readonly string[]) => digests.map(digest => kept.of(digest)?.bytes.length)

test('the newest contents are kept, and the longest kept make room', () => {
  const kept = new Kept(10)
  kept.keep('a', none, bytes(4))
  kept.keep('b', none, bytes(4))
  kept.keep('a', none, () => expect.unreachable('it is there already'))
  kept.keep('c', none, bytes(4))
  expect(lengths(kept, 'a', 'b', 'c')).toEqual([4, undefined, 4])
})

test('what is larger than all that may be kept is not kept, and pushes nothing out', () => {
  const kept = new Kept(10)
  kept.keep('a', none, bytes(10))
  kept.keep('b', none, bytes(11))
  expect(lengths(kept, 'a', 'b')).toEqual([10, undefined])
})

test('attributes are those of the file that held the content last, and take room as it does', () => {
  const noted = (value: string): AttributesRead => {
    const attribute = { name: Buffer.from('user.note'), size: value.length, beginning: Buffer.from(value) }
    return { told: 'listed', list: [attribute], more: 0 }
  }
  const kept = new Kept(200)
  kept.keep('a', noted('first'), bytes(10))
  kept.keep('a', noted('last'), bytes(10))
  expect(kept.of('a')?.attributes).toEqual(noted('last'))
  kept.keep('b', none, bytes(50))
  expect(lengths(kept, 'a', 'b')).toEqual([10, 50])
  kept.keep('b', noted('x'.repeat(120)), bytes(50))
  expect(lengths(kept, 'a', 'b')).toEqual([undefined, 50])
})
