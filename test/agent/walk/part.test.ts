// Owns the laws of a walk that several threads share: together they find what one alone finds, and nothing twice.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, joinPath, type PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOwn, joinReports, mayHoldOwn, partsBetween, partsOf, sharesOf } from '../../../agent/walk/part.ts'
import type { Part, WalkMode, WalkReport, WalkRequest } from '../../../agent/walk/request.ts'
import { Tally } from '../../../agent/walk/tally.ts'
import { walkTree } from '../../../agent/walk/tree.ts'
import { BaselineRows } from '../../support/baseline-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'

const profile: WalkRequest['profile'] = { rules: [{ pattern: 'a/**', class: 'upload' }], payment: ['b/**'] }

function walk(
  root: string,
  rows: BaselineRows,
  mode: WalkMode,
  part?: Part,
  between: () => void = () => {},
): WalkReport & { paths: PathText[]; passed: number } {
  const tally = new Tally()
  const [rootPath, from] = [root as PathText, '' as PathText]
  const request = { root: rootPath, from, mode, profile, roots: [rootPath], ...(part === undefined ? {} : { part }) }
  const steps = walkTree(request, rows, tally)
  let step = steps.next()
  while (!step.done) {
    between()
    step = steps.next()
  }
  const paths = tally.takeTouched().flatMap(({ directory, names }) => names.map(name => joinPath(directory, name)))
  return { ...tally.reportOf(request, step.value, 0), paths, passed: tally.passed }
}

function shared(root: string, rows: BaselineRows, mode: WalkMode, cuts: readonly PathText[]) {
  const [first, ...others] = partsBetween(cuts).map(part => walk(root, rows, mode, part))
  if (first === undefined) throw new Error('no part')
  return { ...joinReports([first, ...others]), paths: [first, ...others].flatMap(({ paths }) => paths).sort() }
}

// Of the last two the one is behind the other by its bytes and before it by its units; `a-b` stands between `a` and what lies in it.
const name = fc.constantFrom('a', 'b', 'a-b', 'é', 'x.php', '\uff5e', '\u{1f5ff}')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => names.join('/'))
const change = fc.record({ path, what: fc.constantFrom('write', 'remove', 'link') })

function make(root: string, { path, what }: { readonly path: string; readonly what: string }): void {
  const place = join(root, path)
  try {
    if (what !== 'remove') mkdirSync(join(place, '..'), { recursive: true })
    if (what === 'remove') rmSync(place, { recursive: true, force: true })
    else if (what === 'write') writeFileSync(place, `${path} and more`)
    else symlinkSync('/etc/hostname', place)
  } catch {
    // Something else stands there: another change that was none.
  }
}

describe('a walk that is shared', () => {
  test('finds what one alone finds, and nothing twice', () => {
    fc.assert(
      fc.property(
        fc.array(path, { minLength: 1, maxLength: 30 }),
        fc.array(change, { maxLength: 12 }),
        fc.constantFrom<WalkMode>('stat', 'guarded'),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
        (paths, changes, mode, shares) => {
          const root = join(temporaryFolder(), 'root')
          mkdirSync(root)
          for (const path of paths) make(root, { path, what: 'write' })
          const rows = new BaselineRows()
          rows.observe(root)
          for (const one of changes) make(root, one)
          const { paths: alone, passed: _, links, ...report } = walk(root, rows, mode)
          const together = shared(root, rows, mode, rows.foldersAt(root as PathText, shares.toSorted()))
          expect(together).toMatchObject({ ...report, paths: [...alone].sort() })
          expect(new Set(together.links)).toEqual(new Set(links))
        },
      ),
      { numRuns: 150 },
    )
  })

  test.each([0, 1])('touches a directory that part %i alone cannot open, whosever it is', index => {
    const part = partsBetween(['a' as PathText])[index]
    const root = join(temporaryFolder(), 'root')
    mkdirSync(join(root, 'a/b'), { recursive: true })
    const rows = new BaselineRows()
    rows.observe(root)
    let begun = false
    const { paths } = walk(root, rows, 'stat', part, () => {
      if (begun) return
      begun = true
      renameSync(join(root, 'a'), `${root}.a`)
    })
    expect(paths).toContain('a')
  })

  test('names a directory once that each of its parts found closed', () => {
    const report = { ...walk(temporaryFolder(), new BaselineRows(), 'stat'), unreadable: ['a' as PathText] }
    expect(joinReports([report, report]).unreadable).toEqual(['a'])
  })

  test('is missing its root as soon as one part is, and whole only when all are', () => {
    const report = (end: WalkReport['end']) => ({ ...walk(temporaryFolder(), new BaselineRows(), 'stat'), end })
    const of = (...ends: [WalkReport['end'], WalkReport['end']]) => joinReports([report(ends[0]), report(ends[1])]).end
    expect(of('completed', 'completed')).toBe('completed')
    expect(of('completed', 'stopped')).toBe('stopped')
    expect(of('stopped', 'root-missing')).toBe('root-missing')
  })

  test('opens no directory twice but those above a cut', () => {
    const root = join(temporaryFolder(), 'root')
    for (const folder of ['a/b', 'a/c/d', 'a/e', 'f/g/h', 'i']) mkdirSync(join(root, folder), { recursive: true })
    const opened = partsBetween(['a/c' as PathText]).map(part => walk(root, new BaselineRows(), 'stat', part))
    expect(opened.map(({ directories }) => directories)).toEqual([4, 6])
    expect(opened.map(({ passed }) => passed)).toEqual([0, 3])
  })

  test('leaves the first part what that one has looked at before the others start, and so the less the larger it is', () => {
    expect(sharesOf(2, 48_000, 0)).toEqual([expect.closeTo(0.55)])
    expect(sharesOf(2, 4_800_000, 0)).toEqual([expect.closeTo(0.5005)])
    expect(sharesOf(3, 48_000, 0)).toEqual([expect.closeTo(0.4), expect.closeTo(0.7)])
    expect(sharesOf(2, 100, 0)).toEqual([1])
    expect(sharesOf(2, 0, 0)).toEqual([0.5])
    expect(sharesOf(2, 48_000, 500)).toEqual([expect.closeTo(0.5 + 15 / 48_000)])
  })

  test('has every directory in one part, which every other finds where it goes through those above', () => {
    fc.assert(
      fc.property(path, fc.array(path, { minLength: 1, maxLength: 3 }), (directory, cuts) => {
        const parts = partsBetween(cuts.toSorted() as PathText[])
        const [own, ...more] = parts.filter(part => isOwn(part, directory as PathText))
        expect(more).toEqual([])
        for (let above = directory as PathText; above !== ''; ) {
          above = folderOf(above)
          expect(mayHoldOwn(own, above)).toBe(true)
        }
      }),
    )
  })

  test('is of a large root alone, and never one that reads every file', () => {
    const [root, folder] = ['' as PathText, 'lib' as PathText]
    expect(partsOf({ from: root, mode: 'stat' }, 50_000)).toBe(2)
    expect(partsOf({ from: root, mode: 'guarded' }, 50_000)).toBe(2)
    expect(partsOf({ from: root, mode: 'stat' }, 5_000)).toBe(1)
    expect(partsOf({ from: root, mode: 'full' }, 50_000)).toBe(1)
    expect(partsOf({ from: folder, mode: 'stat' }, 50_000)).toBe(1)
  })
})
