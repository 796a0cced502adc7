// Owns the law of refused releases: whoever sent one reads why in their own language.
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { refuse } from '../../../collector/allowlist/refusals.ts'

test('a refused release names its place, and why in the words of whoever sent it', () => {
  const refused = refuse('publish.replaced', { place: 'shop 1.0.0' })
  expect(refused).toMatchObject({ code: 'release-refused', place: 'shop 1.0.0' })
  expect(reasonIn(refused, 'en')).toBe('a newer release has replaced it: to roll back, activate it')
  expect(reasonIn(refused, 'ja')).toBe('新しいリリースに置き換えられています。戻すには有効化してください')
})
