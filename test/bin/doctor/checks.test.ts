// Owns the laws of doctor's look at the collector's clock.
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { checkSkew } from '../../../bin/doctor/checks.ts'

test('only what a slow answer cannot explain is skew, to either side', () => {
  const say = translator('en')
  const [asked, heard] = [100_000, 109_000]
  const found = (told: number) => {
    const { outcome, found: words } = checkSkew(asked, told, heard, say)
    return [outcome, words]
  }
  expect(found(104_000)).toEqual(['ok', '0.0 s apart'])
  expect(found(98_000)).toEqual(['ok', '2.0 s apart'])
  expect(found(97_900)).toEqual(['warning', '2.1 s apart'])
  expect(found(112_000)).toEqual(['warning', '3.0 s apart'])
})
