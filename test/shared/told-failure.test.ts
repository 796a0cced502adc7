// Owns the law of failures that are told to people: each in the reader's language, and in English for logs.
import { Failure } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { ThreadError } from '@sekisho/shared/thread.ts'
import { fromThread, reasonIn, reasonOf, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'

test('a reason is told in the reader’s language where it has words in it, and logs have it in English', () => {
  const told = new ToldFailure('release-refused', say => say('signed.large'), { place: 'shop.json' })
  expect(told).toMatchObject({ message: 'it is too large for a release', place: 'shop.json', code: 'release-refused' })
  expect(reasonOf(told, translator('en'))).toBe(told.message)
  expect(reasonOf(told, translator('ja'))).toBe('リリースとしては大きすぎます')
  expect(reasonOf(new Failure('release-refused', 'as it is'), translator('ja'))).toBe('as it is')
})

test('a reason is told in a language wherever it failed, here or in another thread', () => {
  const told = new ToldFailure('release-refused', say => say('signed.large'))
  const crossed = new ThreadError(told.message, told.code, undefined, told.told)
  for (const error of [told, crossed])
    expect([reasonIn(error, 'en'), reasonIn(error, 'ja')]).toEqual([
      'it is too large for a release',
      'リリースとしては大きすぎます',
    ])
  for (const error of [new Error('no words'), new ThreadError('no words', undefined)])
    expect(reasonIn(error, 'ja')).toBe('no words')
})

test('what another thread refused is a failure again, with its code, its place and its words in both languages', () => {
  const told = new ToldFailure('release-refused', say => say('signed.large'), { place: 'shop.json' })
  const crossed = new ThreadError(told.message, told.code, told.place, told.told)
  const back = fromThread(crossed, 'elsewhere') as Failure
  expect(back).toBeInstanceOf(Failure)
  expect(back).toMatchObject({ code: 'release-refused', place: 'shop.json', message: told.message, cause: crossed })
  for (const locale of ['en', 'ja'] as const) {
    expect(reasonIn(back, locale)).toBe(reasonIn(told, locale))
    expect(reasonOf(back, translator(locale))).toBe(reasonIn(told, locale))
  }
})

test('of a failure without words of its own, and of a thread that is gone, the code and the message come back', () => {
  const plain = new ThreadError('schema 9', 'schema-newer')
  expect(fromThread(plain, 'store.db')).toMatchObject({ code: 'schema-newer', place: 'store.db', message: 'schema 9' })
  expect(fromThread(new ThreadError('gone', 'ERR_WORKER_DIED'))).toMatchObject({ code: 'worker-died' })
})

test('what is no failure of another thread comes back as it is', () => {
  for (const error of [new ThreadError('no such table', 'ERR_SQLITE_ERROR'), new Error('here'), 'a text'])
    expect(fromThread(error)).toBe(error)
})
