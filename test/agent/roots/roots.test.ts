import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestBindings } from '@sekisho/shared/bindings.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Bindings } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { Roots, type RootsChange } from '../../../agent/roots/roots.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const path = (text: string) => text as PathText
const shop = path('/srv/shop')
const blog = path('/srv/blog')

function bindingsOf(version: number, roots: Readonly<Record<string, string>>, uploads = 'upload/**'): Bindings {
  const rules: Bindings['profiles'][number]['rules'] = [{ pattern: uploads, class: 'upload' }]
  return {
    version,
    roots: Object.entries(roots).map(([root, profile]) => ({
      root: path(root),
      site: 'main',
      prefix: path(''),
      profile,
    })),
    profiles: [
      { name: 'php', title: 'PHP', telltale: [], rules, payment: ['pay/**'] },
      { name: 'plain', title: 'Plain', telltale: [], rules: [], payment: [] },
    ],
  }
}

function open(folder: string, local: readonly { root: PathText; profile: string }[] = []) {
  const changes: RootsChange[] = []
  const file = join(folder, 'bindings.json')
  const onChange = (change: RootsChange) => changes.push(change)
  const roots = new Roots({ file, local, clock: new ManualClock(), log: silentLog, onChange })
  return { roots, changes, file }
}

describe('bindings', () => {
  test('are in force once taken, and again after a restart', () => {
    const folder = temporaryFolder()
    const bindings = bindingsOf(1, { [shop]: 'php' })
    const { roots } = open(folder)
    expect(roots.digest).toBeNull()
    roots.take(bindings)
    const again = open(folder).roots
    for (const { digest, list } of [
      { digest: roots.digest, list: roots.list() },
      { digest: again.digest, list: again.list() },
    ]) {
      expect(digest).toBe(digestBindings(bindings))
      expect(list).toMatchObject([{ root: shop, profile: 'php', site: 'main', profileKnown: true }])
    }
    expect(again.classify(shop, path('upload/a.jpg'))).toMatchObject({ class: 'upload', payment: false })
    expect(again.classifyIn(shop, path('upload'))(path('a.jpg'))).toMatchObject({ class: 'upload', payment: false })
    expect(again.classify(shop, path('pay/a.php'))).toMatchObject({ class: 'code', payment: true })
  })

  test('tell which roots came, went, and were classified anew', () => {
    const { roots, changes } = open(temporaryFolder())
    roots.take(bindingsOf(1, { [shop]: 'php' }))
    roots.take(bindingsOf(2, { [shop]: 'php', [blog]: 'plain' }))
    roots.take(bindingsOf(3, { [blog]: 'plain' }))
    roots.take(bindingsOf(4, { [blog]: 'php' }))
    roots.take(bindingsOf(5, { [blog]: 'php' }, 'media/**'))
    const told = changes.map(({ added, removed, reclassified }) => [
      added.map(({ root }) => root),
      removed,
      reclassified,
    ])
    expect(told).toEqual([
      [[shop], [], []],
      [[blog], [], []],
      [[], [shop], []],
      [[], [], [blog]],
      [[], [], [blog]],
    ])
  })

  test('that change nothing are told to nobody', () => {
    const { roots, changes } = open(temporaryFolder())
    roots.take(bindingsOf(1, { [shop]: 'php' }))
    roots.take(bindingsOf(2, { [shop]: 'php' }))
    expect(changes).toHaveLength(1)
    expect(roots.digest).toBe(digestBindings(bindingsOf(2, { [shop]: 'php' })))
  })

  test('with a profile that they do not bring, or a root twice, are refused, and those in force stay', () => {
    const { roots, file } = open(temporaryFolder())
    roots.take(bindingsOf(1, { [shop]: 'php' }))
    const kept = readFileSync(file, 'utf8')
    const twice = bindingsOf(2, { [shop]: 'php' })
    const refused = expect.objectContaining({ code: 'order-refused' })
    expect(() => roots.take(bindingsOf(2, { [shop]: 'unknown' }))).toThrow(refused)
    expect(() => roots.take({ ...twice, roots: [...twice.roots, ...twice.roots] })).toThrow(refused)
    expect(roots.digest).toBe(digestBindings(bindingsOf(1, { [shop]: 'php' })))
    expect(readFileSync(file, 'utf8')).toBe(kept)
  })

  test.each(['', '{', '{"version":1}', '[]'])('damaged on the disk (%j) are asked for anew', text => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'bindings.json'), text)
    const { roots, changes } = open(folder)
    expect(roots.digest).toBeNull()
    expect(roots.list()).toEqual([])
    expect(roots.report().phase).toBe('awaiting-bindings')
    roots.take(bindingsOf(1, { [shop]: 'php' }))
    expect(changes).toHaveLength(1)
    expect(open(folder).roots.digest).toBe(roots.digest)
  })
})

describe('roots of the host’s own config', () => {
  test('are watched from the start, every path as code until their profile is known', () => {
    const { roots, changes, file } = open(temporaryFolder(), [{ root: blog, profile: 'php' }])
    expect(roots.list()).toMatchObject([{ root: blog, site: null, profileKnown: false }])
    expect(roots.classify(blog, path('upload/a.jpg'))).toMatchObject({ class: 'code' })
    expect(existsSync(file)).toBe(false)
    roots.take(bindingsOf(1, {}))
    expect(changes).toMatchObject([{ added: [], removed: [], reclassified: [blog] }])
    expect(roots.classify(blog, path('upload/a.jpg'))).toMatchObject({ class: 'upload' })
  })

  test('can neither rebind nor narrow what the collector bound', () => {
    const { roots } = open(temporaryFolder(), [{ root: shop, profile: 'plain' }])
    roots.take(bindingsOf(1, { [shop]: 'php' }))
    expect(roots.list()).toMatchObject([{ root: shop, profile: 'php', site: 'main' }])
  })

  test('stay when the collector unbinds them', () => {
    const { roots, changes } = open(temporaryFolder(), [{ root: shop, profile: 'plain' }])
    roots.take(bindingsOf(1, { [shop]: 'plain' }))
    roots.take(bindingsOf(2, {}))
    expect(roots.list()).toMatchObject([{ root: shop, site: null }])
    expect(changes.flatMap(({ removed }) => removed)).toEqual([])
  })
})

test('a path of a root that is no longer in force is code: nothing is let off because of a race', () => {
  const { roots } = open(temporaryFolder())
  const code = { class: 'code', payment: false, rule: null }
  expect(roots.classify(shop, path('upload/a.jpg'))).toEqual(code)
  expect(roots.classifyIn(shop, path('upload'))(path('a.jpg'))).toEqual(code)
})
