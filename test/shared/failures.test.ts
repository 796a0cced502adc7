// Owns the law that the failure table and its readable twin say the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { describeError, errnoOf, Failure, failures } from '@sekisho/shared/failures.ts'
import { expect, test } from 'vitest'

test('docs/failures.md has exactly the rows of the failure table, word for word', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/failures.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+) \|$/gm)].map(([, code, worth, done]) => [
    code,
    { worth, done },
  ])
  expect(Object.fromEntries(rows)).toEqual(failures)
})

test('a failure keeps its cause, and says whether a retry can help', () => {
  const failure = new Failure('link-down', 'no answer', { cause: new Error('ECONNREFUSED'), place: 'ws://127.0.0.1' })
  expect(failure.worthRetrying).toBe(true)
  expect(describeError(failure)).toBe('no answer: ECONNREFUSED')
  expect(new Failure('config-invalid', 'wrong').worthRetrying).toBe(false)
})

test('an errno has its name, ESTALE too, which Node does not know', () => {
  const codeOf = (errno: number) => errnoOf(Object.assign(new Error(), { code: getSystemErrorName(-errno) }))
  expect([2, 24, 116].map(codeOf)).toEqual(['ENOENT', 'EMFILE', 'ESTALE'])
  expect([null, new Error(), Object.assign(new Error(), { code: 116 })].map(errnoOf)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
