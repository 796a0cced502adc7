// Owns the laws of gathering: nothing that fits is lost, what does not fit is declared, and who did what is told apart.
import type { Glimpse, KnownActor } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import type { Touch } from '../../../../agent/handover.ts'
import { type Ceiling, Gathering } from '../../../../agent/watch/linux/gathering.ts'
import { ManualClock } from '../../../support/manual-clock.ts'

const root = '/srv/shop' as PathText
const at = (path: string) => ({ root, path: path as PathText })

function actor(pid: number): KnownActor {
  return { pid, executable: null, command: null, user: null, parents: [], unit: null }
}

function glimpse(digit: number): Glimpse {
  const digest = { algorithm: 'sha256', hex: String(digit).repeat(64) } as const
  return { at: digit, size: digit, digest, marks: { version: 2, found: [] } }
}

function open(ceiling?: Ceiling) {
  const sent: Touch[][] = []
  const lost: string[] = []
  const clock = new ManualClock()
  const gathering = new Gathering(
    {
      send: touches => sent.push([...touches]),
      lost: (of, cause) => lost.push(`${of} ${cause}`),
      monotonic: () => clock.monotonic(),
    },
    ceiling,
  )
  return { gathering, sent, lost, clock }
}

describe('gathering', () => {
  test('a path is told once for what one process did to it, and in order for what several did', () => {
    const { gathering, sent } = open()
    const [one, other] = [actor(1), actor(2)]
    gathering.add(at('a'), { saw: ['created'], settled: false, witness: one })
    gathering.add(at('a'), { saw: ['written'], settled: null, witness: one })
    gathering.add(at('a'), { saw: ['attributes'], settled: null, witness: other })
    gathering.add(at('a'), { saw: [], settled: true, witness: 'unknown' })
    gathering.flush()
    expect(sent.flat().map(({ saw, settled, witnesses }) => ({ saw, settled, witnesses }))).toEqual([
      { saw: ['created', 'written'], settled: false, witnesses: [one] },
      { saw: ['attributes'], settled: false, witnesses: [other] },
      { saw: [], settled: true, witnesses: ['unknown'] },
    ])
  })

  test('where more take turns than are told apart, the last of them is nobody', () => {
    const { gathering, sent } = open()
    for (let pid = 1; pid <= 20; pid++)
      gathering.add(at('a'), { saw: ['written'], settled: false, witness: actor(pid) })
    gathering.flush()
    expect(sent.flat()).toHaveLength(8)
    expect(sent.flat().at(-1)?.witnesses).toEqual(['unknown'])
  })

  test('a glimpse goes with what else is told of its path, and alone it names nobody', () => {
    const { gathering, sent } = open()
    const one = actor(1)
    gathering.add(at('a'), { saw: ['written'], settled: true, witness: one })
    for (const digit of [1, 2, 1]) gathering.glimpsed(at('a'), glimpse(digit))
    gathering.glimpsed(at('b'), glimpse(3))
    gathering.flush()
    expect(sent.flat()).toMatchObject([
      { path: 'a', witnesses: [one], glimpses: [glimpse(1), glimpse(2)] },
      { path: 'b', saw: [], settled: true, witnesses: [], glimpses: [glimpse(3)] },
    ])
  })

  test('what does not fit is a loss of its root, declared once, and a path that is known always fits', () => {
    const { gathering, sent, lost } = open({ paths: 2, text: 1000 })
    const sign = { saw: [], settled: true, witness: 'unknown' } as const
    for (const path of ['a', 'b', 'c', 'd', 'a']) gathering.add(at(path), sign)
    gathering.glimpsed(at('e'), glimpse(1))
    gathering.flush()
    expect(lost).toEqual(['/srv/shop queue-full'])
    expect(sent.flat().map(({ path }) => path)).toEqual(['a', 'b'])
  })

  test('long paths have room for as many characters as the ceiling says, those under way among them, and again once one is taken', () => {
    const sign = { saw: [], settled: true, witness: 'unknown' } as const
    const { gathering, sent, lost } = open({ paths: 100, text: 3 * (root.length + 1 + 200) })
    const [a = '', b = '', c = '', d = ''] = ['a', 'b', 'c', 'd'].map(letter => letter.repeat(200))
    gathering.add(at(a), sign)
    gathering.flush()
    for (const path of [b, c, d, b]) gathering.add(at(path), sign)
    gathering.flush()
    expect(lost).toEqual(['/srv/shop queue-full'])
    gathering.taken()
    gathering.add(at(d), sign)
    gathering.flush()
    expect(sent.map(touches => touches.map(({ path }) => path))).toEqual([[a], [b, c], [d]])
    expect(lost).toHaveLength(1)
  })

  test('of paths as long as the kernel takes them far fewer gather than of usual ones', () => {
    const sign = { saw: [], settled: true, witness: 'unknown' } as const
    const { gathering, lost } = open()
    const folder = 'd'.repeat(4000)
    for (let name = 0; name < 20_000; name++) gathering.add(at(`${folder}/${name}`), sign)
    expect(gathering.depth).toBeLessThan(10_000)
    gathering.flush()
    expect(lost).toEqual(['/srv/shop queue-full'])
  })

  test('while sixteen messages are under way the rest gathers, until one is taken', () => {
    const { gathering, sent } = open()
    for (let message = 0; message < 20; message++) {
      gathering.add(at(`${message}`), { saw: [], settled: true, witness: 'unknown' })
      gathering.flush()
    }
    expect(sent).toHaveLength(16)
    gathering.taken()
    gathering.flush()
    expect(sent.at(-1)?.map(({ path }) => path)).toEqual(['16', '17', '18', '19'])
  })

  test('says how many paths wait and for how long, and since when no further message may go', () => {
    const { gathering, clock } = open()
    clock.advance(10)
    expect(gathering.report()).toEqual({ phase: 'reading', sinceMs: 10, depth: 0, oldestAgeMs: 0 })
    for (let message = 0; message < 16; message++) {
      gathering.add(at('a'), { saw: ['written'], settled: false, witness: 'unknown' })
      gathering.flush()
    }
    clock.advance(3)
    gathering.add(at('a'), { saw: ['written'], settled: false, witness: 'unknown' })
    clock.advance(4)
    gathering.add(at('b'), { saw: ['written'], settled: false, witness: 'unknown' })
    gathering.flush()
    expect(gathering.report()).toEqual({ phase: 'held up', sinceMs: 7, depth: 2, oldestAgeMs: 4 })
    gathering.taken()
    gathering.flush()
    clock.advance(1)
    expect(gathering.report()).toMatchObject({ depth: 0, oldestAgeMs: 0 })
  })
})
