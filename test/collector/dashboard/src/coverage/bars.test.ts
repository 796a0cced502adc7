// Owns the laws of the bars: they fill their line, and no gap vanishes among them, however many there are.
import { expect, test } from 'vitest'
import { barsOf, type Piece } from '../../../../../collector/dashboard/src/coverage/bars.ts'

const start = Date.UTC(2026, 0, 1)
const at = (ms: number) => new Date(start + ms).toISOString()

function pieces(...lengths: readonly [number, Partial<Piece>][]): Piece[] {
  let reached = 0
  return lengths.map(([length, over]) => {
    const from = reached
    reached += length
    return { from: at(from), to: at(reached), state: 'covered', grade: 'proven', causes: [], late: false, ...over }
  })
}

function bars(...lengths: readonly [number, Partial<Piece>][]) {
  const told = pieces(...lengths)
  return barsOf({ from: told[0]?.from ?? '', to: told.at(-1)?.to ?? '', pieces: told })
}

const gap: Partial<Piece> = { state: 'gap', causes: ['restart'] }

test('a bar looks like its grade where it was covered, else like its state', () => {
  const looks = bars(
    [10, {}],
    [10, { grade: 'watched' }],
    [10, { grade: 'walked' }],
    [10, gap],
    [10, { state: 'unknown', grade: null }],
  )
  expect(looks.map(({ look }) => look)).toEqual(['proven', 'watched', 'walked', 'gap', 'unknown'])
})

test('bars share their line by time', () => {
  expect(bars([30, {}], [10, gap], [60, { late: true }]).map(({ share }) => share)).toEqual([0.3, 0.1, 0.6])
})

test('of thousands of pieces few bars are left, the line stays whole, and each gap lies in a bar that shows one', () => {
  const many = Array.from({ length: 3_000 }, (_, index): [number, Partial<Piece>] =>
    index % 100 === 7 ? [1, gap] : [1_000 + (index % 3), { grade: index % 2 === 0 ? 'proven' : 'watched' }],
  )
  const drawn = bars(...many)
  expect(drawn.length).toBeLessThanOrEqual(61)
  expect(drawn.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  for (const { from, to } of pieces(...many).filter(({ state }) => state === 'gap')) {
    expect(drawn.find(bar => bar.from <= from && to <= bar.to)).toMatchObject({ look: 'gap', causes: ['restart'] })
  }
})
