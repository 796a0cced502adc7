// Holds the judge to the hand-written table in docs/verdicts.md: every combination, row by row.
import { readFileSync } from 'node:fs'
import { pathClasses } from '@sekisho/shared/profile.ts'
import { reasonCodes, severities, verdicts } from '@sekisho/shared/verdict.ts'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../collector/judge/judge.ts'
import { type Combination, caseOf, combinations, kinds, permitStates, things } from './cases.ts'

interface Row {
  readonly number: string
  readonly kind: readonly string[]
  readonly there: readonly string[]
  readonly class: readonly string[]
  readonly permit: readonly string[]
  readonly verdict: string
  readonly severity: string
  readonly payment: string
  readonly reasons: readonly string[]
}

const rows = readTable(readFileSync(new URL('../../../docs/verdicts.md', import.meta.url), 'utf8'))

describe('the verdict table in docs/verdicts.md', () => {
  test('it uses only the words of the verdict, the kinds, the classes and its own introduction', () => {
    for (const row of rows) {
      const words: [readonly string[], readonly string[]][] = [
        [row.kind, ['any', ...kinds]],
        [row.there, ['any', ...things]],
        [row.class, ['any', ...pathClasses]],
        [row.permit, ['any', 'named', ...permitStates]],
        [[row.verdict], verdicts],
        [[row.severity, row.payment], severities],
        [row.reasons, ['unpermitted', ...reasonCodes]],
      ]
      for (const [used, allowed] of words) for (const word of used) expect(allowed, `row ${row.number}`).toContain(word)
    }
  })

  test('its rows are numbered from 1 without a hole', () => {
    expect(rows.map(row => row.number)).toEqual(rows.map((_, index) => String(index + 1)))
  })

  test('every combination of kind, thing, class, payment and permit has a row', () => {
    const uncovered = [...combinations()].filter(combination => decidingRow(combination) === undefined)
    expect(uncovered).toEqual([])
  })

  test('every row decides at least one combination', () => {
    const deciding = new Set([...combinations()].map(combination => decidingRow(combination)?.number))
    expect(rows.filter(row => !deciding.has(row.number)).map(row => row.number)).toEqual([])
  })

  for (const row of rows) {
    const conditions = [row.kind, row.there, row.class, row.permit].map(cell => cell.join('/')).join(' · ')
    test(`row ${row.number} is judged as written: ${conditions}`, () => {
      for (const combination of combinations()) {
        if (decidingRow(combination)?.number !== row.number) continue
        const { verdict, severity, reasons } = judge(caseOf(combination))
        expect({ verdict, severity, reasons }, JSON.stringify(combination)).toEqual({
          verdict: row.verdict,
          severity: combination.payment ? row.payment : row.severity,
          reasons: reasonsOf(row, combination),
        })
      }
    })
  }
})

function readTable(page: string): Row[] {
  const lines = page.split('\n').filter(line => /^\| \d+ \|/.test(line))
  return lines.map(line => {
    const [number, kind, there, pathClass, permit, verdict, severity, payment, reasons] = line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
    const list = (cell: string | undefined) => (cell ?? '').split(', ')
    return {
      number: number ?? '',
      kind: list(kind),
      there: list(there),
      class: list(pathClass),
      permit: list(permit),
      verdict: verdict ?? '',
      severity: severity ?? '',
      payment: payment ?? '',
      reasons: list(reasons),
    }
  })
}

const named: ReadonlySet<string> = new Set([
  'released',
  'approved',
  'adopted',
  'overlap',
  'window',
  'any window',
  'pattern',
  'wide pattern',
  'other content',
  'other type',
])

function isRewritten({ kind }: Pick<Combination, 'kind'>): boolean {
  return kind === 'rewritten' || kind === 'rewritten by web server'
}

function plainKind(kind: Combination['kind']): string {
  if (kind === 'rewritten by web server') return 'rewritten'
  return kind === 'second content' ? 'changed' : kind
}

/** Only the rule of class `generated` asks what code looks like. */
function plainThing(there: Combination['there']): string {
  return there === 'foreign code' || there === 'orphan code' ? 'executable content' : there
}

/** The first row that fits decides. */
function decidingRow(combination: Combination): Row | undefined {
  const fits = (cell: readonly string[], value: string) => cell[0] === 'any' || cell.includes(value)
  const isNamed = named.has(combination.permit)
  return rows.find(
    row =>
      (fits(row.kind, combination.kind) || row.kind.includes(plainKind(combination.kind))) &&
      (fits(row.there, combination.there) || row.there.includes(plainThing(combination.there))) &&
      fits(row.class, combination.class) &&
      (fits(row.permit, combination.permit) || (isNamed && row.permit.includes('named'))),
  )
}

function reasonsOf(row: Row, { kind, there, payment, permit }: Combination): string[] {
  const isLink = there === 'link' || there === 'link out'
  const differs = isLink ? 'link-differs' : 'content-differs'
  const unpermitted = {
    none: 'unknown-file',
    'other content': differs,
    window: differs,
    'any window': differs,
    pattern: differs,
    'wide pattern': differs,
    'other type': 'type-differs',
    stale: 'unknown-file',
  }
  const own = row.reasons.map(reason =>
    reason === 'unpermitted' ? unpermitted[permit as keyof typeof unpermitted] : reason,
  )
  if (there === 'link out' && kind !== 'removed') own.push('target-not-watched')
  if (row.verdict === 'unauthorised' && payment) own.push('payment')
  if (kind === 'metadata') own.push('metadata-only')
  if (isRewritten({ kind })) own.push('rewritten-same')
  if (kind === 'rewritten by web server') own.push('web-server-wrote')
  return own
}
