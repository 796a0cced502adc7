import type { Present } from '@sekisho/shared/observation.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../collector/judge/judge.ts'
import { type Combination, caseOf, combinations } from './cases.ts'

const released: Combination = { kind: 'changed', there: 'file', class: 'code', payment: false, permit: 'released' }

describe('the judge', () => {
  test('the same question always gets the same verdict and is left as it was', () => {
    for (const combination of combinations()) {
      const question = deepFreeze(caseOf(combination))
      expect(judge(question)).toEqual(judge(question))
    }
  })

  test('a release is named as the permit even where an adoption covers the same content', () => {
    expect(judge(caseOf(released)).permit).toEqual({ kind: 'release', ref: '1', name: 'shop 1.0.0' })
  })

  test('an expected verdict names the rule of the class that covered it', () => {
    const verdict = judge(caseOf({ ...released, class: 'upload', permit: 'none' }))
    expect(verdict.permit).toEqual({ kind: 'class-rule', ref: 'shop/**', name: 'upload shop/**' })
    expect(judge(caseOf({ ...released, permit: 'none' })).permit).toBeNull()
  })

  test('an xxh64 that is all there is never meets a permit', () => {
    const question = caseOf(released)
    const after: Present = { ...(question.after as Present), digest: { algorithm: 'xxh64', hex: 'a'.repeat(16) } }
    expect(judge({ ...question, after })).toMatchObject({ verdict: 'unauthorised', reasons: ['content-differs'] })
  })

  test('an upload that is executable by name and by content says both', () => {
    const question = caseOf({ ...released, there: 'executable content', class: 'upload', permit: 'none' })
    expect(judge({ ...question, path: pathTextOfString('upload/shell.php') })).toMatchObject({
      severity: 'critical',
      reasons: ['executable-in-upload', 'executable-name', 'executable-content', 'unknown-file'],
    })
  })

  test('a link whose target is the very bytes that were released is authorised, and one to elsewhere is not', () => {
    const question = caseOf({ ...released, kind: 'link', there: 'link' })
    expect(judge(question).verdict).toBe('authorised')
    const after: Present = { ...(question.after as Present), target: pathTextOfString('../elsewhere') }
    expect(judge({ ...question, after })).toMatchObject({ verdict: 'unauthorised', reasons: ['link-differs'] })
  })

  test('one of several current releases is enough', () => {
    const question = caseOf({ ...released, permit: 'other content' })
    const permits = [...question.permits, ...caseOf(released).permits]
    expect(judge({ ...question, permits }).verdict).toBe('authorised')
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
