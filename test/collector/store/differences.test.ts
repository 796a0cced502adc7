// The laws of in what two releases differ, as judging again asks: exactly these paths, however a folder's list was cut, and no
// list at all where they are too many.
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { listsOf } from '../../../collector/allowlist/lists.ts'
import { openWriteConnection } from '../../../collector/store/connection.ts'
import { Desk } from '../../../collector/store/desk.ts'
import { differingPaths } from '../../../collector/store/differences.ts'
import { stageLists, stageRelease } from '../../../collector/store/releases.ts'
import { migrate } from '../../../collector/store/schema.ts'
import { sha256 } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'

type Files = ReadonlyMap<string, string>
function openStore() {
  const file = join(temporaryFolder(), 'store.db')
  const connection = openWriteConnection(file, null)
  onTestFinished(() => connection.close())
  migrate(connection, file)
  const desk = new Desk(connection, { profiles: [], announce: () => {} })
  let staged = 0
  const stage = (files: Files): number => {
    const version = `${++staged}`
    const by = { customer: 0, who: 'w', from: 'local', at: 1 } as const
    const kind = { component: 'shop', version, kind: 'release', weak: false, adoption: null } as const
    const release = stageRelease(desk, { ...by, ...kind, signer: 's', digest: sha256(version), createdAt: 1 })
    connection.transaction('BEGIN', () => stageLists(desk, { release, lists: listsOf(entriesOf(files)) }))
    return release
  }
  return (was: Files | null, is: Files | null, limit: number) =>
    differingPaths(connection, was && stage(was), is && stage(is), limit)?.toSorted() ?? null
}

function entriesOf(files: Files): readonly ReleaseEntry[] {
  return [...files].map(([path, content]) => ({ path: path as PathText, type: 'file', sha256: sha256(content) }))
}

function differing(was: Files, is: Files): readonly string[] {
  return [...new Set([...was.keys(), ...is.keys()])].filter(path => was.get(path) !== is.get(path)).sort()
}

const anyFiles = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'a/b', ''), fc.integer({ min: 0, max: 30 })), { selector: String })
  .chain(places => fc.tuple(...places.map(place => fc.tuple(fc.constant(place), fc.constantFrom('1', '2')))))
  .map(
    files =>
      new Map(files.map(([[folder, name], content]) => [folder === '' ? `${name}` : `${folder}/${name}`, content])),
  )

test('are exactly the paths that are not named alike, of any two', () => {
  const asked = openStore()
  fc.assert(
    fc.property(anyFiles, anyFiles, (was, is) => {
      expect(asked(was, is, 1000)).toEqual(differing(was, is))
    }),
    { numRuns: 60 },
  )
})

test('are all of a release where the other is none', () => {
  const asked = openStore()
  const files = new Map([
    ['a/x.php', '1'],
    ['y.php', '1'],
  ])
  expect(asked(null, files, 2)).toEqual(['a/x.php', 'y.php'])
  expect(asked(files, null, 2)).toEqual(['a/x.php', 'y.php'])
  expect(asked(files, null, 1)).toBeNull()
})

test('of a folder that is cut into several lists are those names alone that changed, wherever it is cut after that', () => {
  const asked = openStore()
  const names = Array.from({ length: 4_000 }, (_, n): [string, string] => [`large/${n}.php`, `${n}`])
  const was = new Map(names)
  expect(listsOf(entriesOf(was)).length).toBeGreaterThan(2)
  for (const changed of ['large/7.php', 'large/2222.php', 'large/3999.php']) {
    const without = new Map(names.filter(([path]) => path !== changed))
    expect(asked(was, without, 10)).toEqual([changed])
    expect(asked(without, was, 10)).toEqual([changed])
    expect(asked(was, new Map([...names, [changed, 'other']]), 10)).toEqual([changed])
  }
})

test('are not listed where they are more than asked for', () => {
  const asked = openStore()
  const files = (content: string) => new Map(Array.from({ length: 50 }, (_, n) => [`${n}/x.php`, `${content}${n}`]))
  expect(asked(files('a'), files('b'), 49)).toBeNull()
  expect(asked(files('a'), files('b'), 50)).toHaveLength(50)
})

test('are not listed where a folder of tens of thousands changed throughout, however many are asked for', () => {
  const asked = openStore()
  const files = (content: string) => new Map(Array.from({ length: 40_000 }, (_, n) => [`large/${n}.php`, content]))
  const [was, is] = [files('a'), files('b')]
  expect(listsOf(entriesOf(was)).length).toBeGreaterThan(50)
  expect(asked(was, is, 100_000)).toBeNull()
})
