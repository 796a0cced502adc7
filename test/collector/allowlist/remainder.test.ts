// The laws of how what nobody explains is ranked, joined and bounded.
import { type Suspicion, suspicions } from '@sekisho/shared/api.compose.ts'
import { parsePathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Remainder } from '../../../collector/allowlist/remainder.ts'
import { suspicionOf } from '../../../collector/allowlist/suspicion.ts'
import type { RemainderFacts, RemainderPiece } from '../../../collector/handover.compose.ts'

const usual: RemainderFacts = {
  ...{ verdict: 'unauthorised', severity: 'high', reasons: ['unknown-file'] },
  ...{ pathClass: 'code', payment: false, running: 'code', standing: 'apart' },
}
const root = parsePathText('/shop')
const minute = 60_000

function piece(over: Partial<RemainderPiece> = {}): RemainderPiece {
  return { folder: parsePathText('x'), facts: usual, from: 0, to: 0, files: 1, examples: [], ...over }
}

const ranked: readonly (readonly [Suspicion, Partial<RemainderFacts>])[] = [
  ['malicious', { reasons: ['malicious', 'payment'], payment: true }],
  ['executable-upload', { pathClass: 'upload', reasons: ['executable-in-upload', 'executable-name'], payment: true }],
  ['executable-upload', { pathClass: 'log', reasons: ['executable-content', 'unknown-file'] }],
  ['payment', { payment: true, standing: 'named', running: 'nothing' }],
  ['directives', { running: 'directives', standing: 'named' }],
  ['directives', { pathClass: 'config', reasons: ['execution-directive', 'unreadable'] }],
  ['directives', { pathClass: 'generated', running: 'directives', reasons: ['generated-rewritten', 'unknown-file'] }],
  ['generated', { pathClass: 'generated', reasons: ['generated-rewritten', 'unknown-file'] }],
  ['generated', { pathClass: 'generated', reasons: ['not-compiled', 'unknown-file'], standing: 'beside' }],
  ['generated', { pathClass: 'generated', reasons: ['source-unpermitted', 'unknown-file'] }],
  ['hidden', { pathClass: 'generated', reasons: ['executable-content', 'unstable'] }],
  ['odd-upload', { pathClass: 'generated', reasons: ['unknown-file'], running: 'nothing' }],
  ['odd-upload', { pathClass: 'upload', reasons: ['type-unlisted', 'unknown-file'], running: 'directives' }],
  ['intruder', { standing: 'beside' }],
  ['unknown-code', {}],
  ['unknown-code', { pathClass: 'config' }],
  ['changed', { standing: 'named', reasons: ['content-differs'] }],
  ['hidden', { reasons: ['unreadable'], standing: 'named' }],
  ['hidden', { reasons: ['special-file'], running: 'nothing' }],
  ['odd-upload', { pathClass: 'upload', reasons: ['type-disagrees', 'unknown-file'], standing: 'beside' }],
  ['unknown-file', { running: 'nothing', standing: 'beside' }],
  ['stale', { reasons: ['stale', 'payment'], payment: true }],
  ['vouched', { verdict: 'authorised', reasons: ['adopted'], payment: true }],
  ['vouched', { verdict: 'expected', reasons: ['window', 'unknown-file'] }],
]

test.each(ranked)('what stands there is %s for %o', (suspicion, over) => {
  expect(suspicionOf({ ...usual, ...over })).toBe(suspicion)
})

test('pieces of one folder that follow within an hour are one group, in whatever order they come', () => {
  const remainder = new Remainder()
  const at = (from: number, to: number) => piece({ from: from * minute, to: to * minute })
  remainder.add(root, [at(200, 210), at(0, 50)])
  remainder.add(root, [at(300, 300), at(110, 140)])
  remainder.add(parsePathText('/other'), [at(140, 140)])
  expect(
    remainder.told().groups.map(({ root, files, from, to }) => [root, files, from.slice(11, 16), to.slice(11, 16)]),
  ).toEqual([
    ['/shop', 1, '05:00', '05:00'],
    ['/shop', 3, '00:00', '03:30'],
    ['/other', 1, '02:20', '02:20'],
  ])
})

test('a flood of one suspicion is counted whole, told in part, and displaces nothing graver', () => {
  const remainder = new Remainder()
  for (let page = 0; page < 6; page++) {
    const flood = Array.from({ length: 5_000 }, (_, n) =>
      piece({ folder: parsePathText(`f${page}-${n}`), from: n, to: n }),
    )
    remainder.add(root, flood)
  }
  remainder.add(root, [piece({ facts: { ...usual, payment: true }, folder: parsePathText('pay') })])
  const { files, suspicions: found, groups, more } = remainder.told()
  expect({ files, more, shown: groups.length }).toEqual({ files: 30_001, more: 29_801, shown: 200 })
  expect(found).toEqual([
    { suspicion: 'payment', files: 1 },
    { suspicion: 'unknown-code', files: 30_000 },
  ])
  expect(groups.map(({ folder }) => folder).slice(0, 2)).toEqual(['pay', 'f0-4999'])
})

test('a flood of the gravest suspicion hides no group of another: each has its share, and the flood what is left', () => {
  const remainder = new Remainder()
  const flood = (count: number, facts: Partial<RemainderFacts>) =>
    remainder.add(
      root,
      Array.from({ length: count }, (_, n) => piece({ folder: parsePathText(`f${n}`), facts: { ...usual, ...facts } })),
    )
  flood(300, { pathClass: 'upload', reasons: ['executable-name'] })
  flood(1, { payment: true })
  flood(20, { running: 'directives' })
  flood(300, { reasons: ['stale'] })
  const { groups, more } = remainder.told()
  const shown = suspicions.map(suspicion => groups.filter(group => group.suspicion === suspicion).length)
  expect(Object.fromEntries(suspicions.map((suspicion, at) => [suspicion, shown[at]]))).toMatchObject({
    ...{ 'executable-upload': 169, payment: 1, directives: 15, stale: 15 },
  })
  expect({ shown: groups.length, more }).toEqual({ shown: 200, more: 421 })
  expect(groups.map(({ suspicion }) => suspicions.indexOf(suspicion))).toEqual(
    groups.map(({ suspicion }) => suspicions.indexOf(suspicion)).toSorted((a, b) => a - b),
  )
})

test('groups are told by suspicion first, then by severity, then the latest first', () => {
  const remainder = new Remainder()
  const named = (folder: string, facts: Partial<RemainderFacts>, from: number) =>
    piece({ folder: parsePathText(folder), facts: { ...usual, ...facts }, from, to: from })
  remainder.add(root, [
    named('last', { reasons: ['stale'], severity: 'low' }, 9),
    named('old', {}, 1),
    named('new', {}, 2),
    named('grave', { severity: 'critical' }, 0),
  ])
  const { groups } = remainder.told()
  expect(groups.map(({ folder }) => folder)).toEqual(['grave', 'new', 'old', 'last'])
  expect(suspicions.indexOf('unknown-code')).toBeLessThan(suspicions.indexOf('stale'))
})
