import type { MarkName, Present } from '@sekisho/shared/observation.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../collector/judge/judge.ts'
import { type Combination, caseOf, combinations } from './cases.ts'

const released: Combination = { kind: 'changed', there: 'file', class: 'code', payment: false, permit: 'released' }

const anyWindow = { ref: '4', name: 'window 4 (token:ci)', anyActor: false }

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

  test('a release of weak sums permits, and says so, where neither a better release nor a person says the same', () => {
    const [, permit] = caseOf(released).permits
    if (permit === undefined) throw new Error('the case brings a permit')
    const weak = { ...permit, ref: '5', weak: true }
    const approval = { ...permit, kind: 'approval', ref: '6' } as const
    const adoption = { ...permit, kind: 'adoption', ref: '7' } as const
    const overlap = { ...permit, ref: '8', standing: 'overlap', replacedAt: 1 } as const
    const ask = (...permits: (typeof permit)[]) => {
      const { permit: by, reasons } = judge({ ...caseOf(released), permits })
      return [by?.ref, ...reasons]
    }
    expect(ask(adoption, weak)).toEqual(['5', 'released', 'weak-sum'])
    expect(ask(weak, approval)).toEqual(['6', 'approved'])
    expect(ask(weak, approval, permit)).toEqual([permit.ref, 'released'])
    expect(ask(weak, overlap)).toEqual(['5', 'released', 'weak-sum'])
    expect(ask({ ...overlap, weak: true })).toEqual(['8', 'overlap', 'weak-sum'])
  })

  test('an adoption that covers no executable upload takes nothing from a release that does in its overlap', () => {
    const [permit] = caseOf(released).permits
    if (permit === undefined) throw new Error('the case brings a permit')
    const question = { ...caseOf({ ...released, class: 'upload', permit: 'none' }), path: 'form.php' as PathText }
    const adoption = { ...permit, kind: 'adoption' } as const
    const overlap = { ...permit, kind: 'release', standing: 'overlap', replacedAt: 1 } as const
    expect(judge({ ...question, permits: [adoption] })).toMatchObject({ verdict: 'unauthorised' })
    expect(judge({ ...question, permits: [adoption, overlap] })).toMatchObject({
      verdict: 'authorised',
      permit: { kind: 'release' },
    })
  })

  test('a window changes nothing for payment paths, nor for what is covered without it', () => {
    const window = { ref: '4', name: 'window 4 (token:ci)', anyActor: false }
    for (const combination of combinations()) {
      const question = caseOf(combination)
      const without = judge({ ...question, window: null })
      if (combination.payment || without.verdict !== 'unauthorised')
        expect(judge({ ...question, window }), JSON.stringify(combination)).toEqual(without)
    }
  })

  test('a window is named as the permit, and does not cover a directive that was taken out', () => {
    const question = caseOf({ ...released, permit: 'window' })
    expect(judge(question)).toMatchObject({
      verdict: 'expected',
      permit: { kind: 'window', ref: '4', name: 'window 4 (token:ci)' },
    })
    const before = caseOf({ ...released, there: 'execution directive', permit: 'window' }).after
    expect(judge({ ...question, before })).toMatchObject({ verdict: 'unauthorised' })
  })

  test('a window covers no content that stood there in between and would not be covered', () => {
    const marks = { version: 1, found: ['php-open-tag' as const] }
    const glimpse = { at: 1, size: 3, marks, digest: { algorithm: 'sha256', hex: 'c'.repeat(64) } as const }
    const question = caseOf({ ...released, class: 'upload', there: 'unlisted content', permit: 'window' })
    expect(judge(question)).toMatchObject({ verdict: 'expected' })
    expect(judge({ ...question, between: [glimpse] })).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
  })

  test('a window covers nothing of a file that held a directive for a moment, or what its actor wrote over', () => {
    const digest = { algorithm: 'sha256', hex: 'c'.repeat(64) } as const
    const held = (...found: MarkName[]) => ({ at: 1, size: 3, marks: { version: 1, found }, digest })
    const gone = { ...caseOf({ ...released, kind: 'removed', permit: 'other content' }), window: anyWindow }
    expect(judge({ ...gone, between: [] })).toMatchObject({ verdict: 'expected' })
    expect(judge({ ...gone, between: [held('execution-directive')] })).toMatchObject({ verdict: 'unauthorised' })
    const over = { ...caseOf(released), window: anyWindow }
    expect(judge({ ...over, between: [held()] })).toMatchObject({
      verdict: 'unauthorised',
      reasons: ['content-differs', 'stood-between'],
    })
  })

  test('what guards the payments, or could have run, is not settled by what stands there since', () => {
    const returned = caseOf(released).after as Present
    const unstable = { ...released, kind: 'unstable' } as const
    for (const question of [
      caseOf({ ...unstable, payment: true }),
      caseOf({ ...unstable, there: 'execution directive' }),
      caseOf({ ...unstable, class: 'upload', there: 'executable content' }),
    ])
      expect(judge({ ...question, returned })).toEqual(judge(question))
  })

  test('what kept changing while it was read is settled once what stands there is permitted', () => {
    const question = caseOf({ ...released, kind: 'unstable' })
    expect(judge(question)).toMatchObject({ verdict: 'unauthorised' })
    const returned = caseOf(released).after as Present
    expect(judge({ ...question, returned })).toMatchObject({ verdict: 'authorised', reasons: ['returned'] })
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

  test('a content that was there in between is judged as if it stood there still', () => {
    const question = caseOf({ ...released, kind: 'rewritten' })
    const glimpse = { at: 1, size: 3, marks: { version: 1, found: [] } }
    const held = (hex: string) => ({ ...glimpse, digest: { algorithm: 'sha256', hex } as const })
    expect(judge({ ...question, between: [held('a'.repeat(64))] })).toEqual(judge(question))
    expect(judge({ ...question, between: [held('a'.repeat(64)), held('b'.repeat(64))] })).toMatchObject({
      verdict: 'unauthorised',
      severity: 'high',
      reasons: ['content-differs', 'stood-between', 'rewritten-same'],
    })
    const payment = { ...question, where: { ...question.where, payment: true }, between: [held('b'.repeat(64))] }
    expect(judge(payment).severity).toBe('critical')
  })

  test('of what comes and goes by its nature, contents in between count where they could be executed', () => {
    const grown = { at: 1, size: 3, digest: { algorithm: 'sha256', hex: 'b'.repeat(64) } as const }
    const text = { ...grown, marks: { version: 2, found: [], type: 'text' as const } }
    const script = { ...grown, marks: { version: 2, found: ['php-open-tag' as const] } }
    const empty = { ...text, size: 0 }
    for (const kind of ['added', 'changed', 'removed'] as const) {
      const upload = caseOf({ ...released, kind, class: 'upload', permit: 'none' })
      expect(judge({ ...upload, between: [text, empty] })).toEqual(judge(upload))
      expect(judge({ ...upload, between: [text, script] })).toMatchObject({
        severity: 'critical',
        reasons: ['executable-in-upload', 'executable-content', 'unknown-file', 'stood-between'],
      })
    }
    const code = caseOf({ ...released, kind: 'changed' })
    expect(judge({ ...code, between: [empty] })).toEqual(judge(code))
    expect(judge({ ...code, between: [text] }).verdict).toBe('unauthorised')
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

  test('the severity of a rule takes the place of the table, but makes nothing critical less', () => {
    const where = { ...caseOf(released).where, severity: 'low' } as const
    const unknown = caseOf({ ...released, permit: 'none' })
    expect(judge({ ...unknown, where })).toMatchObject({ verdict: 'unauthorised', severity: 'low' })
    expect(judge({ ...unknown, where: { ...where, payment: true } }).severity).toBe('critical')
    const directives = caseOf({ ...released, permit: 'none', there: 'directives' })
    expect(judge({ ...directives, where }).severity).toBe('critical')
    expect(judge({ ...caseOf(released), where }).severity).toBe('none')
  })

  test('a rule that lists its own types takes those and no others as passive', () => {
    const question = caseOf({ ...released, there: 'unlisted content', class: 'upload', permit: 'none' })
    expect(judge(question).reasons).toEqual(['type-unlisted', 'unknown-file'])
    const markup = { ...question.where, types: ['markup'] } as const
    expect(judge({ ...question, where: markup }).verdict).toBe('expected')
    const image = caseOf({ ...released, there: 'file', class: 'upload', permit: 'none' })
    expect(judge({ ...image, where: markup }).reasons).toEqual(['type-unlisted', 'unknown-file'])
  })

  test('marks of before types were told leave an upload as it was judged then', () => {
    const question = caseOf({ ...released, there: 'posing content', class: 'upload', permit: 'none' })
    const after: Present = { ...(question.after as Present), marks: { version: 1, found: [] } }
    expect(judge({ ...question, after }).verdict).toBe('expected')
  })

  test('a removal is settled once released content is back, save where payment or directives were gone', () => {
    const missing = (wish: Partial<Combination>) => {
      const question = caseOf({ ...released, kind: 'removed', ...wish })
      return { ...question, returned: caseOf({ ...released, ...wish }).after as Present }
    }
    expect(judge(missing({}))).toMatchObject({ verdict: 'authorised', severity: 'none', reasons: ['returned'] })
    for (const guarded of [{ payment: true }, { there: 'directives' } as const]) {
      const same = missing(guarded)
      expect(judge(same)).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
      const digest = { algorithm: 'sha256', hex: 'c'.repeat(64) } as const
      const newer = { ...same, returned: { ...same.returned, digest } }
      expect(judge(newer)).toMatchObject({ verdict: 'authorised', reasons: ['returned'] })
      expect(judge({ ...same, deployed: true })).toMatchObject({ verdict: 'authorised', reasons: ['returned'] })
    }
  })

  test('what only a replaced release names is not missed, and a folder may stand in its place', () => {
    for (const permit of ['overlap', 'stale'] as const) {
      const permits = caseOf({ ...released, permit }).permits.filter(({ standing }) => standing !== 'current')
      const removed = caseOf({ ...released, kind: 'removed', permit: 'none' })
      expect(judge({ ...removed, permits })).toMatchObject({ verdict: 'authorised', reasons: ['not-named'] })
      const folder = caseOf({ ...released, kind: 'added', there: 'directory', permit: 'none' })
      expect(judge({ ...folder, permits })).toMatchObject({ verdict: 'expected', reasons: ['directory'] })
    }
  })

  test('malicious content is so in a root of no site, too', () => {
    const question = caseOf({ ...released, permit: 'unbound' })
    expect(judge({ ...question, malicious: true })).toMatchObject({ severity: 'critical', reasons: ['malicious'] })
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
