// Owns the laws of what a walk found in settle: names of one folder stay together, and whatever else is told of one of them
// is kept as for any path.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import type { FingerprintJob, Touch } from '../../../agent/handover.ts'
import { Settle } from '../../../agent/settle/settle.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const root = '/srv/shop' as PathText
const wanted = { algorithm: 'sha256' } as const

function open(most = 60_000) {
  const clock = new ManualClock()
  const settle = new Settle({ clock, onReady: () => {}, ceilings: { fast: most, bulk: most } })
  const walk = (directory: string, names: readonly string[], lane: Lane = 'fast') =>
    settle.addWalked(root, directory as PathText, names as readonly PathText[], lane, wanted)
  const touch = (path: string, more: Partial<Touch> = {}) => {
    const plain = { root, path: path as PathText, noticed: 'watch', saw: [], settled: true, witnesses: [] } as const
    return settle.add({ ...plain, ...more }, 'fast', wanted)
  }
  return { clock, settle, walk, touch }
}

const pathsOf = (jobs: readonly FingerprintJob[]) =>
  jobs.map(({ directory, items }) => items.map(({ name }) => joinPath(directory, name)))

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `f${at}`)

describe('what a walk found', () => {
  test('is ready at once, folder by folder, in jobs of at most 64 names that want the same', () => {
    const { settle, walk } = open()
    walk('lib', numbered(65))
    walk('', ['', 'a'])
    walk('img', ['b'], 'bulk')
    const jobs = settle.take(200)
    expect(pathsOf(jobs).map(paths => paths.length)).toEqual([64, 2, 1, 1])
    expect(pathsOf(jobs).slice(1)).toEqual([['', 'a'], ['lib/f64'], ['img/b']])
    expect(jobs[0]?.items[0]).toEqual({ name: 'f0', ...wanted, lane: 'fast', noticed: 'walk', saw: [], witnesses: [] })
    expect(settle.depth).toBe(68)
    for (const { id } of jobs) settle.done(id)
    expect(settle.report()).toMatchObject({ phase: 'idle', depth: 0, oldestAgeMs: 0 })
  })

  test('is found again by a walk without being read twice, also where it is told twice at once', () => {
    const { settle, walk } = open()
    expect(walk('lib', ['a', 'b', 'a'])).toBe(3)
    expect(walk('lib', ['b', 'c'])).toBe(2)
    expect(pathsOf(settle.take(10)).flat().sort()).toEqual(['lib/a', 'lib/b', 'lib/c'])
  })

  test('is found again in a folder of which all had been read before, also after other folders', () => {
    const { settle, walk } = open()
    walk('lib', ['a'])
    for (const { id } of settle.take(10)) settle.done(id)
    walk('lib', ['b'])
    walk('img', ['c'])
    expect(walk('lib', ['b'])).toBe(1)
    expect(pathsOf(settle.take(10)).flat().sort()).toEqual(['img/c', 'lib/b'])
  })

  test('takes what a source tells while it waits, and is read once', () => {
    const { settle, walk, touch } = open()
    walk('lib', ['a', 'b', 'c'])
    touch('lib/b', { saw: ['written'], settled: false })
    const jobs = settle.take(10)
    expect(pathsOf(jobs).flat().sort()).toEqual(['lib/a', 'lib/b', 'lib/c'])
    expect(jobs.flatMap(({ items }) => items).find(({ name }) => name === 'b')).toMatchObject({
      noticed: 'watch',
      saw: ['written'],
    })
    expect(settle.take(10)).toEqual([])
  })

  test('is read once more where a source or a walk tells of it while it is read', () => {
    const { settle, walk, touch } = open()
    walk('lib', ['a', 'b', 'c'])
    const [job] = settle.take(10)
    touch('lib/b', { saw: ['written'] })
    touch('lib/b', { saw: ['attributes'] })
    walk('lib', ['c'])
    expect(settle.take(10)).toEqual([])
    settle.done(job?.id ?? 0)
    const again = settle.take(10)
    expect(pathsOf(again).flat().sort()).toEqual(['lib/b', 'lib/c'])
    expect(again.flatMap(({ items }) => items)[0]).toMatchObject({ name: 'b', saw: ['written', 'attributes'] })
  })

  test('is read once more where another folder came to stand above it', () => {
    const { settle, walk } = open()
    walk('lib/deep', ['a', 'b'])
    walk('library', ['c'])
    const jobs = settle.take(10)
    settle.readAgainBelow(root, 'lib' as PathText)
    for (const { id } of jobs) settle.done(id)
    expect(pathsOf(settle.take(10))).toEqual([['lib/deep/a', 'lib/deep/b']])
  })

  test('fills no more of a lane than walks may, and goes on when half of it is done', async () => {
    const { settle, walk } = open(10)
    expect(walk('lib', numbered(12))).toBe(10)
    expect(walk('lib', ['f0', 'other'])).toBe(1)
    expect(walk('img', numbered(12), 'bulk')).toBe(10)
    const room = settle.room('fast')
    for (const { id } of settle.take(10)) settle.done(id)
    await room
    expect(walk('lib', ['other'])).toBe(1)
    expect(settle.depth).toBe(11)
  })

  test('is done for a barrier only with the last of it, whatever became of single names', async () => {
    const { settle, walk, touch } = open()
    walk('lib', ['a', 'b'])
    let passed = false
    const barrier = settle.barrier().then(() => {
      passed = true
    })
    touch('lib/a', { saw: ['written'] })
    touch('lib/b', { saw: ['written'] })
    const jobs = settle.take(1)
    settle.done(jobs[0]?.id ?? 0)
    await Promise.resolve()
    const [rest] = settle.take(10)
    await Promise.resolve()
    expect(passed).toBe(false)
    settle.done(rest?.id ?? 0)
    await barrier
  })

  test('gives a name that is too large a job of its own, which a barrier waits for', async () => {
    const { settle, walk, touch } = open()
    walk('lib', ['a', 'large', 'b'])
    const [job] = settle.take(10)
    let passed = false
    const barrier = settle.barrier().then(() => {
      passed = true
    })
    touch('lib/large', { saw: ['written'] })
    settle.done(job?.id ?? 0, ['large' as PathText])
    const alone = settle.take(10)
    expect(pathsOf(alone)).toEqual([['lib/large']])
    expect(passed).toBe(false)
    settle.done(alone[0]?.id ?? 0)
    await barrier
    expect(settle.take(10)[0]?.items).toMatchObject([{ name: 'large', saw: ['written'] }])
  })
})
