// Owns the laws of the order of a walk and of going on with one: wherever it is cut short, what the next one has not read is
// what the first had read, and everything is looked at.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileProfile } from '@sekisho/shared/classify.ts'
import { folderOf, joinPath, type PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { donePart, WalkOrder } from '../../../agent/walk/order.ts'
import type { Place, WalkMode, WalkRequest } from '../../../agent/walk/request.ts'
import { Tally } from '../../../agent/walk/tally.ts'
import { walkTree } from '../../../agent/walk/tree.ts'
import { BaselineRows } from '../../support/baseline-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'

const profile: WalkRequest['profile'] = {
  rules: [
    { pattern: 'b/**', class: 'upload' },
    { pattern: 'b/c/**', class: 'code' },
  ],
  payment: ['c/a/**', 'b/b/a/**'],
}
const classify = compileProfile(profile)

/** A tree by what lies in each folder. */
type Tree = { readonly [name: string]: Tree }
const names = fc.constantFrom('a', 'b', 'c', 'ç', 'a b')
const treesOf = fc.memo(
  (depth): fc.Arbitrary<Tree> =>
    depth <= 1 ? fc.constant({}) : fc.dictionary(names, treesOf(depth - 1), { maxKeys: 4 }),
)
const trees = treesOf(5)

function childrenOf(tree: Tree, path: PathText): string[] {
  let at: Tree | undefined = tree
  if (path !== '') for (const name of path.split('/')) at = at?.[name]
  return Object.keys(at ?? {})
}

/** Walks until `steps` directories are done; the place is asked for while the next one is being walked. */
function walkPart(tree: Tree, steps: number): { done: PathText[]; place: Place | null } {
  const order = new WalkOrder(classify)
  order.add({ path: '' as PathText, parentDevice: null })
  const done: PathText[] = []
  for (let next = order.next(); next; next = order.next()) {
    if (done.length === steps) return { done, place: order.place() }
    for (const name of childrenOf(tree, next.path))
      order.add({ path: joinPath(next.path, name as PathText), parentDevice: 1 })
    done.push(next.path)
  }
  return { done, place: order.place() }
}

describe('the place of a walk', () => {
  test('names exactly what was done, wherever a walk over any tree is cut', () => {
    fc.assert(
      fc.property(trees, fc.nat(60), (tree, cut) => {
        const all = walkPart(tree, Number.POSITIVE_INFINITY).done
        const { done, place } = walkPart(tree, cut)
        // Once all is done there is no place any more.
        const isDone = place === null ? () => true : donePart(place, classify)
        expect(all.filter(isDone).sort()).toEqual([...done].sort())
      }),
      { numRuns: 500 },
    )
  })

  test('has done nothing that came since, next to what is left', () => {
    const { place } = walkPart({ a: { a: {} }, c: {} }, 2)
    expect(place).not.toBeNull()
    const isDone = donePart(place as Place, classify)
    expect(isDone('' as PathText)).toBe(true)
    expect(isDone('c/new' as PathText)).toBe(false)
  })

  test('is not told of a tree so deep that it would be long', () => {
    const order = new WalkOrder(classify)
    order.add({ path: '' as PathText, parentDevice: null })
    let deepest = '' as PathText
    for (let depth = 0; depth < 700; depth++) {
      const next = order.next()
      if (next === undefined) break
      for (const name of ['a', 'b']) order.add({ path: joinPath(next.path, name as PathText), parentDevice: 1 })
      deepest = next.path
    }
    expect(deepest.split('/').length).toBeGreaterThan(600)
    expect(order.place()).toBeNull()
  })
})

describe('a walk that goes on', () => {
  function open() {
    const root = temporaryFolder()
    const rows = new BaselineRows()
    for (let folder = 0; folder < 30; folder++) {
      mkdirSync(join(root, `b/d${folder}/sub`), { recursive: true })
      for (const file of ['x', 'sub/y']) writeFileSync(join(root, `b/d${folder}/${file}`), file)
    }
    rows.observe(root)
    const walk = (mode: WalkMode, after: Place | null, steps = Number.POSITIVE_INFINITY) => {
      const tally = new Tally()
      const request = { root: root as PathText, from: '' as PathText, mode, profile, roots: [root as PathText], after }
      const walking = walkTree(request, rows, tally)
      let step = walking.next()
      for (let at = 1; !step.done && at < steps; at++) step = walking.next()
      const touched = tally
        .takeTouched()
        .flatMap(({ directory, names }) => names.map(name => joinPath(directory, name)))
      const place = tally.place()
      walking.return('stopped')
      return { touched, place, files: tally.files }
    }
    return { root, walk }
  }

  test('reads the rest, and of what was done what differs alone, while it looks at all', () => {
    const { root, walk } = open()
    const first = walk('full', null, 31)
    expect(first.touched.length).toBeGreaterThan(10)
    expect(first.place).not.toBeNull()
    const changed = first.touched[0] as PathText
    writeFileSync(join(root, changed), 'changed since')
    const second = walk('full', first.place)
    expect(second.files).toBe(60)
    // The directory that was being walked when the first was cut is read again.
    const again = new Set(second.touched.filter(path => first.touched.includes(path)).map(folderOf))
    expect(again.size).toBeLessThanOrEqual(2)
    expect(second.touched).toContain(changed)
    const read = new Set([...first.touched, ...second.touched])
    expect(read.size).toBe(60 + (read.has(folderOf(changed)) ? 1 : 0))
  })

  test('reads of what was done what a guarded walk would, and guides no other walk', () => {
    const { walk } = open()
    const { place } = walk('full', null, 31)
    expect(walk('stat', place).touched).toEqual([])
    expect(walk('guarded', place).touched).toEqual([])
  })
})
