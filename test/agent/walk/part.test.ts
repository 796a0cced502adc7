// Owns the laws of a walk that several threads share: together they find what one alone finds, and nothing twice.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aheadOf, isOwn, joinReports, partsOf } from '../../../agent/walk/part.ts'
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
): WalkReport & { paths: PathText[] } {
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
  return { ...tally.reportOf(request, step.value, 0), paths }
}

function shared(root: string, rows: BaselineRows, mode: WalkMode, of: number, ahead: number) {
  const [first, ...others] = Array.from({ length: of }, (_, index) => walk(root, rows, mode, { index, of, ahead }))
  if (first === undefined) throw new Error('no part')
  return { ...joinReports([first, ...others]), paths: [first, ...others].flatMap(({ paths }) => paths).sort() }
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'é', 'x.php')
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
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(0, 0.3, 1),
        (paths, changes, mode, of, ahead) => {
          const root = join(temporaryFolder(), 'root')
          mkdirSync(root)
          for (const path of paths) make(root, { path, what: 'write' })
          const rows = new BaselineRows()
          rows.observe(root)
          for (const one of changes) make(root, one)
          const { paths: alone, links, ...report } = walk(root, rows, mode)
          const together = shared(root, rows, mode, of, ahead)
          expect(together).toMatchObject({ ...report, paths: [...alone].sort() })
          expect(new Set(together.links)).toEqual(new Set(links))
        },
      ),
      { numRuns: 150 },
    )
  })

  test.each([0, 1])('touches a directory that part %i alone cannot open, whosever it is', index => {
    const root = join(temporaryFolder(), 'root')
    mkdirSync(join(root, 'a/b'), { recursive: true })
    const rows = new BaselineRows()
    rows.observe(root)
    let begun = false
    const { paths } = walk(root, rows, 'stat', { index, of: 2, ahead: 0 }, () => {
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

  test('leaves the first part what that one has looked at before the others start, and so the less the larger it is', () => {
    expect(aheadOf(36_000, 0)).toBeCloseTo(0.1)
    expect(aheadOf(3_600_000, 0)).toBeCloseTo(0.001)
    expect(aheadOf(100, 0)).toBe(1)
    expect(aheadOf(0, 0)).toBe(0)
    expect(aheadOf(36_000, 500)).toBeCloseTo(30 / 36_000)
  })

  test.each([
    [0, 0.5],
    [0.2, 0.6],
    [1, 1],
  ])('where %d is taken ahead, the first of two has its share of the directories', (ahead, share) => {
    const folders = Array.from({ length: 10_000 }, (_, number) => `lib/Folder${number}` as PathText)
    const own = folders.filter(folder => isOwn({ index: 0, of: 2, ahead }, folder))
    expect(own.length / folders.length).toBeCloseTo(share, 1)
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
