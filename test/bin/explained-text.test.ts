// The laws of the words about one path: each reasoning has its sentence in both languages, and no foreign text breaks it.
import type { ExplanationRow } from '@sekisho/shared/api.ts'
import { describe, expect, test } from 'vitest'
import { changeTexts, coverageTexts, permitTexts, ruleTexts, severityTexts } from '../../bin/explained-text.ts'
import { tampered } from '../support/fixture-shop.ts'
import { recordingTerminal } from '../support/shell.ts'

const english = recordingTerminal({}, [], [])
const japanese = recordingTerminal({ LANG: 'ja_JP.UTF-8' }, [], [])
const at = '2026-11-29T00:00:00.000Z'
const finding = tampered(1, 1_700_000_000_000)
const file: NonNullable<ExplanationRow['file']> = {
  ...{ ...finding, state: 'present', size: 1, payment: true },
  ...{ verdict: 'unauthorised', severity: 'critical', reasons: ['content-differs', 'payment'] },
}
const where = { class: 'code', payment: true, rule: 'app/**' } as const

const facts: ExplanationRow = {
  ...{ root: '/srv/shop', site: 'shop', waits: false, class: where, profile: 'eccube4', permits: [] },
  pruned: null,
  file,
  decision: {
    ...{ path: 'app/pay.php', where, rule: 3, also: ['**/*.php'], payment: 'app/pay*' },
    ...{ digest: 'sha256', keep: true, executableName: true },
  },
  ...{ considered: [], moreConsidered: 0, windows: [], patterns: [], findings: [finding], changes: [], coverage: null },
}
const permit: ExplanationRow['considered'][number] = {
  ...{ kind: 'release', weak: false, ref: '7', name: 'shop 2.0', type: 'file', sha256: 'b'.repeat(64) },
  ...{ state: 'revoked', why: 'revoked', by: 'user:sato', reason: 'a hole', at },
}

describe('the words about one path', () => {
  test('name the rule by its place, those that fit as well, and what makes it a payment path', () => {
    expect(ruleTexts(facts, english)).toEqual([
      'It is rule 3 of eccube4, the first that fits. Later ones fit as well: **/*.php',
      expect.stringContaining('payment path by app/pay*'),
    ])
    expect(ruleTexts(facts, japanese)[0]).toContain('eccube4の3番目の規則')
    expect(ruleTexts({ ...facts, decision: null }, english)).toEqual([])
  })

  test('say where the severity comes from: the payment mark, the rule, or the table', () => {
    const of = (over: Partial<ExplanationRow>) => severityTexts({ ...facts, ...over }, english)[0]
    const plain: typeof file = { ...file, payment: false, severity: 'low', reasons: ['unknown-file'] }
    expect(of({})).toMatch(/^Severity critical, because it is a payment path: /)
    const decision = { ...facts.decision, where: { ...where, severity: 'low' } } as ExplanationRow['decision']
    expect(of({ file: plain, decision })).toMatch(/^Severity low, because the rule says so: /)
    expect(of({ file: plain })).toMatch(/^Severity low, as the verdict table has it for code: /)
    expect(of({ file: { ...plain, severity: 'none' } })).toBeUndefined()
    expect(of({ file: null })).toBeUndefined()
  })

  test('say of each permit what becomes of it, who said so, when and why', () => {
    const told = permitTexts({ ...facts, considered: [permit], moreConsidered: 3 }, english)
    expect(told[0]).toBe('Permits nothing any more: release shop 2.0 was revoked.')
    expect(told[1]).toMatch(/^ {2}revoked .+, user:sato: a hole$/)
    expect(told[2]).toBe('3 more permits name it.')
    expect(permitTexts({ ...facts, considered: [permit] }, japanese)[0]).toContain('失効しています')
    expect(permitTexts(facts, english)).toEqual(['No permit names this path.'])
    expect(permitTexts({ ...facts, site: null }, english)[0]).toContain('sekisho root bind')
  })

  test('tell how a verdict changed, and what was done in between', () => {
    const [from, to] = (['authorised', 'unauthorised'] as const).map(verdict => ({
      ...{ verdict, severity: 'high' as const, reasons: ['released' as const], permit: null },
    }))
    if (from === undefined || to === undefined) throw new Error('two were made')
    const because = [
      { at, what: 'release.revoke' as const, who: 'user:sato', about: 'shop 2.0' },
      { at, what: 'release.expire' as const, who: null, about: 'shop 1.0' },
    ]
    const changes = [{ finding: 1, at, from, to, because }]
    const told = changeTexts(changes, 1, english)
    expect(told[0]).toMatch(/ judged again: authorised \(.+\) → unauthorised \(.+\)$/)
    expect(told[1]).toMatch(/release shop 2\.0 was revoked, by user:sato$/)
    expect(told[2]).toMatch(/release shop 1\.0 expired$/)
    expect(changeTexts(changes, 2, english)).toEqual([])
    expect(changeTexts(changes, 1, japanese)[0]).toContain('再判定')
  })

  test('say what could have been missed there', () => {
    const gaps = [
      { cause: 'overflow' as const, from: at, to: at },
      { cause: 'silence' as const, from: at, to: null },
    ]
    const coverage = { from: at, to: at, missed: 'yes' as const, grade: null, knownUntil: at, gaps }
    const told = coverageTexts({ ...facts, coverage }, english)
    expect(told[0]).toMatch(/Yes: something could have been missed\. Watched last: in a gap, or not known\.$/)
    expect(told[1]).toContain('the kernel lost events')
    expect(told[2]).toContain('open since')
    expect(coverageTexts(facts, japanese)).toEqual(['監視の状況は不明です。'])
  })

  test('hold no control character of what others typed', () => {
    const nasty = 'a\u001b[2J\nb\u202ec'
    const considered = [{ ...permit, name: nasty, by: nasty, reason: nasty }]
    const because = [{ at, what: 'root.bind' as const, who: nasty, about: nasty }]
    const verdict = { verdict: 'expected', severity: 'none', reasons: [], permit: nasty } as const
    const changes = [{ finding: 1, at, from: { ...verdict, reasons: [] }, to: { ...verdict, reasons: [] }, because }]
    const told = [
      ...permitTexts({ ...facts, considered }, english),
      ...permitTexts({ ...facts, root: nasty, site: null }, english),
      ...changeTexts(changes, 1, english),
      ...ruleTexts({ ...facts, profile: nasty }, english),
    ]
    for (const line of told) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
