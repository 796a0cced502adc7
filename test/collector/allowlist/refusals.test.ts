// Owns the law of refused releases: whoever sent one reads why in their own language, though another thread refused it.
import { Failure } from '@sekisho/shared/failures.ts'
import { ThreadError } from '@sekisho/shared/thread.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { asFailure, refuse } from '../../../collector/allowlist/refusals.ts'

test('a refusal keeps its words over the threads, and what is none stays what it is', () => {
  const refused = refuse('publish.replaced', { place: 'shop 1.0.0' })
  expect(refused).toMatchObject({ code: 'release-refused', place: 'shop 1.0.0' })
  const told = { en: refused.message, ja: reasonIn(refused, 'ja') }
  const back = asFailure(new ThreadError(refused.message, refused.code, refused.place, told))
  expect(back).toBeInstanceOf(Failure)
  expect(back).toMatchObject({ code: 'release-refused', place: 'shop 1.0.0', message: told.en })
  expect(reasonIn(back as Failure, 'ja')).toBe('新しいリリースに置き換えられています。戻すには有効化してください')
  const other = new ThreadError('no such table', 'ERR_SQLITE_ERROR')
  expect(asFailure(other)).toBe(other)
  expect(asFailure(new ThreadError('gone', 'ERR_WORKER_DIED'))).toMatchObject({ code: 'worker-died' })
})
