// Owns the laws of giving memory back: what has it to itself is freed, and what shares it is left as it is.
import { expect, test } from 'vitest'
import { freeBuffer, ownMemory } from '../../../collector/allowlist/memory.ts'

test('bytes that have their memory to themselves are freed, and those that share it stay', () => {
  const alone = Buffer.alloc(1_000, 'a')
  const half = Buffer.alloc(1_000, 'b').subarray(0, 500)
  const shared = new Uint8Array(new SharedArrayBuffer(8))
  expect([alone, half, shared].map(ownMemory)).toEqual([true, false, false])
  for (const bytes of [alone, half, shared]) freeBuffer(bytes)
  expect([alone, half, shared].map(({ length }) => length)).toEqual([0, 500, 8])
  expect(half.every(byte => byte === 0x62)).toBe(true)
})
