// The laws of what is compared to tell which components a site cannot have together: each pair once, a proposal a read, within
// bounds whoever publishes how much.
import { parsePathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { foremostOf } from '../../../collector/allowlist/compose.ts'
import { conflictsOf } from '../../../collector/allowlist/conflicts.ts'
import type { Composable, ComposeReads } from '../../../collector/handover.compose.ts'

const top = parsePathText('')
const both = parsePathText('index.php')

interface Wish {
  readonly had?: boolean
  readonly weak?: boolean
  readonly files?: number
}

function placed(id: number, { had = false, weak = false, files = 1 }: Wish = {}) {
  const current = { id, version: '1', weak, files, number: 1 }
  const component: Composable = {
    ...{ id, component: `c${id}`, owner: 'customer', current, subscribed: had ? top : null, releases: [current] },
  }
  return { component, prefix: top }
}

/** Compares by a rule instead of by lists, and keeps what it was asked. */
function open(isShared: (one: number, other: number) => boolean = () => false) {
  const asked: (readonly [number, readonly number[]])[] = []
  const shared: ComposeReads['sharedPaths'] = async ({ one, others }) => {
    asked.push([one.release, others.map(({ release }) => release)])
    return others.map(({ release }) => (isShared(one.release, release) ? both : null))
  }
  return { asked, shared }
}

test('each pair is compared once, one proposal a read, and what the site has with no other', async () => {
  const { asked, shared } = open()
  await conflictsOf(shared, [placed(1), placed(2), placed(3), placed(4, { had: true }), placed(5, { had: true })])
  expect(asked).toEqual([
    [1, [4, 5]],
    [2, [4, 5]],
    [3, [4, 5]],
    [1, [2, 3]],
    [2, [3]],
  ])
})

test('one comparison tells of both, save what the site has and what a weak one would keep out', async () => {
  const { asked, shared } = open(() => true)
  const found = await conflictsOf(shared, [placed(1), placed(2, { weak: true }), placed(3, { had: true, weak: true })])
  const told = [...found].map(([id, conflicts]) => [id, conflicts.map(one => one.with.id)])
  expect(told).toEqual([[2, [3, 1]]])
  expect(asked).toEqual([
    [2, [3]],
    [1, [2]],
  ])
})

test('a read compares no more files than it has time for, the smaller component of a pair counting', async () => {
  const { asked, shared } = open()
  const large = { files: 12_000 }
  await conflictsOf(shared, [placed(1, large), placed(2), placed(3, large), placed(4, large), placed(5)])
  expect(asked.slice(0, 2)).toEqual([
    [1, [2, 3]],
    [1, [4, 5]],
  ])
})

test('of many conflicts a part is told, each component that has any has one, and what is told enough is compared no more', async () => {
  const { asked, shared } = open(() => true)
  const found = await conflictsOf(
    shared,
    Array.from({ length: 200 }, (_, n) => placed(n)),
  )
  expect(new Set([...found.values()].map(({ length }) => length))).toEqual(new Set([20]))
  expect(found.size).toBe(200)
  expect(asked.reduce((sum, [, others]) => sum + others.length, 0)).toBeLessThanOrEqual(200 * 21)
})

test('400 are proposed at once, of which the most stands there, and all that the site has are told', () => {
  const standing = (id: number, had: boolean) => {
    const { component, prefix } = placed(id, { had })
    return { component, prefix, release: component.current, matches: id, differs: 0, unknown: 0 }
  }
  const told = foremostOf([
    ...Array.from({ length: 500 }, (_, n) => standing(n, false)),
    standing(1_000, true),
    standing(0, true),
  ])
  expect(told.map(({ matches }) => matches)).toEqual([...Array.from({ length: 400 }, (_, n) => 499 - n), 1_000, 0])
})
