// Owns the law of failures that are told to people: each in the reader's language, and in English for logs.
import { Failure } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { ThreadError } from '@sekisho/shared/thread.ts'
import { reasonIn, reasonOf, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'

test('a reason is told in the reader’s language where it has words in it, and logs have it in English', () => {
  const told = new ToldFailure('release-refused', say => say('signed.large'), { place: 'shop.json' })
  expect(told).toMatchObject({ message: 'it is too large for a release', place: 'shop.json', code: 'release-refused' })
  expect(reasonOf(told, translator('en'))).toBe(told.message)
  expect(reasonOf(told, translator('ja'))).toBe('リリースとしては大きすぎます')
  expect(reasonOf(new Failure('release-refused', 'as it is'), translator('ja'))).toBe('as it is')
})

test('a reason is told in a language wherever it failed: here, in another thread, or behind a failure that says where', () => {
  const told = new ToldFailure('release-refused', say => say('signed.large'))
  const crossed = new ThreadError(told.message, told.code, undefined, told.told)
  for (const error of [told, crossed, new Failure('release-refused', crossed.message, { cause: crossed })])
    expect([reasonIn(error, 'en'), reasonIn(error, 'ja')]).toEqual([
      'it is too large for a release',
      'リリースとしては大きすぎます',
    ])
  for (const error of [new Error('no words'), new ThreadError('no words', undefined)])
    expect(reasonIn(error, 'ja')).toBe('no words')
})
