// The laws of the words beside an export: all that is to be filled in is, in both languages, and nothing that somebody named is
// taken for a place of its own.
import { expect, test } from 'vitest'
import { exportReadme, type ReadmeFacts } from '../../../collector/evidence/readme.ts'

const facts: ReadmeFacts = {
  ...{ incident: 7, madeAt: '2026-11-30T10:00:00.000Z', version: '0.1.0', collector: 'c'.repeat(64) },
  ...{ findings: 12, batches: 34, by: { user: 'aiko{{incident}}$&', sudoUser: null, machine: 'web\n1' } },
  contents: { written: 5, bytes: 678, sealed: true, absent: { cards: 1 }, trouble: null } as ReadmeFacts['contents'],
  sites: [{ site: 'shop', fourEyes: false }] as unknown as ReadmeFacts['sites'],
}

test('each fact of an export stands in both languages, and what a user is called stays as it is, on one line', () => {
  const text = exportReadme(facts)
  const rest = text.replaceAll('aiko{{incident}}$& @ web?1', 'BY')
  expect(rest.match(/\{\{|\bundefined\b|\[object/g)).toBeNull()
  for (const fact of [
    /INCIDENT 7$/m,
    /インシデント 7 の証拠$/m,
    /^Findings +12$/m,
    /^検知 +12 件$/m,
    /^バッチ +34 個$/m,
  ])
    expect(text).toMatch(fact)
  for (const twice of [
    'BY',
    facts.madeAt,
    'Sekisho 0.1.0',
    `node verify.mjs ${facts.collector}`,
    '678',
    'contents.zip  ',
    ': shop\n',
  ])
    expect(rest.split(twice).length - 1, twice).toBe(2)
})
