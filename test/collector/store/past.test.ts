// The laws of past moments: what stood there is what a replay of every finding by then says, what differs between two moments is
// what differs between the two, and pages hold all of it once.
import type { DifferenceRow, PastFileRow } from '@sekisho/shared/api.exposure.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absent, file, finding, sha256, unreadable } from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

const paths = ['a.php', 'lib/b.php', 'lib/c.php', 'z'] as const
const contents = ['one', 'two', null] as const

interface Step {
  readonly path: (typeof paths)[number]
  readonly content: (typeof contents)[number]
}

const steps = fc.array(fc.record({ path: fc.constantFrom(...paths), content: fc.constantFrom(...contents) }), {
  minLength: 1,
  maxLength: 30,
})

const seen = (content: string | null, at: number) => (content === null ? { ...absent, at } : file(content, { at }))

/** One finding each 10 ms, from 1000 on; what would be no finding is left out. */
function recordsOf(all: readonly Step[]) {
  const standing = new Map<string, string | null>()
  return all.flatMap(({ path, content }, index) => {
    const before = standing.get(path) ?? null
    if (before === content) return []
    standing.set(path, content)
    const at = 1_000 + index * 10
    return [finding(path, before === null ? null : seen(before, 0), seen(content, at), { at })]
  })
}

function replay(all: readonly Step[], until: number): Record<string, string> {
  const standing: Record<string, string> = {}
  all.forEach(({ path, content }, index) => {
    if (1_000 + index * 10 > until) return
    if (content === null) delete standing[path]
    else standing[path] = content
  })
  return standing
}

class Pages {
  readonly #house: StoreHouse

  constructor(house: StoreHouse) {
    this.#house = house
  }

  async filesAt(at: number, filter: { path?: string; host?: string; limit?: number } = {}): Promise<PastFileRow[]> {
    const { exposure } = this.#house.store
    return all(cursor => exposure.filesAt({ customer: 1, at, filter: { ...filter, ...cursor } as never }))
  }

  async changes(from: number, to: number, limit = 200): Promise<DifferenceRow[]> {
    const { exposure } = this.#house.store
    return all(cursor => exposure.changesBetween({ customer: 1, from, to, filter: { limit, ...cursor } }))
  }
}

async function all<T>(
  ask: (cursor: { cursor?: string }) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: readonly T[]; next: string | null } = await ask(cursor === '' ? {} : { cursor })
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

const textOf = (row: { sha256: string | null } | null, known: ReadonlyMap<string, string>) =>
  row === null ? null : (known.get(row.sha256 ?? '') ?? 'other')

async function opened() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  return { house, chain, host, pages: new Pages(house) }
}

describe('a past moment', () => {
  test('is what a replay of every finding says, and so is what differs between two', async () => {
    const { house, chain, host, pages } = await opened()
    const known = new Map(['one', 'two'].map(content => [sha256(content), content]))
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(35), fc.nat(35), async (life, first, second) => {
        // Each run begins where nothing is, in a time of its own and on roots of its own.
        const root = `/shop${house.news.length}-${Math.max(first, second)}-${life.length}-${chain.sequence}`
        chain.roots.splice(0, 1, root as never)
        const records = recordsOf(life)
        if (records.length > 0) await house.send(host, chain.seal(...records))
        const [from, to] = [Math.min(first, second), Math.max(first, second)].map(step => 995 + step * 10) as [
          number,
          number,
        ]
        const own = (rows: readonly { root: string }[]) => rows.filter(row => row.root === root)
        const stood = own(await pages.filesAt(to, { limit: 2 })) as PastFileRow[]
        expect(Object.fromEntries(stood.map(row => [row.path, textOf(row, known)]))).toEqual(replay(life, to))
        const [was, is] = [replay(life, from), replay(life, to)]
        const differing = paths.filter(path => was[path] !== is[path])
        const told = own(await pages.changes(from, to, 3)) as DifferenceRow[]
        expect(told.map(({ path }) => path)).toEqual([...differing].sort())
        for (const { path, change, before, after } of told) {
          expect([textOf(before, known), textOf(after, known)]).toEqual([was[path] ?? null, is[path] ?? null])
          expect(change).toBe(was[path] === undefined ? 'added' : is[path] === undefined ? 'removed' : 'changed')
        }
      }),
      { numRuns: 25 },
    )
  })

  test('holds what could not be read, with what is known of it, and no directories', async () => {
    const { house, chain, host, pages } = await opened()
    await house.send(
      host,
      chain.seal(
        finding('secret.php', null, { ...unreadable('EACCES', file('x')), at: 1_000 }, { at: 1_000 }),
        finding('a.php', null, file('one', { at: 1_000 }), { at: 1_000 }),
      ),
    )
    expect(await pages.filesAt(1_000)).toMatchObject([
      { path: 'a.php', state: 'present', sha256: expect.any(String), mode: '0644', class: 'code' },
      { path: 'secret.php', state: 'unreadable', sha256: null, size: 1 },
    ])
    expect(await pages.filesAt(999)).toEqual([])
  })

  test('is narrowed to a path, a folder and a host, and a host that is not there is no empty answer', async () => {
    const { house, chain, host, pages } = await opened()
    const added = (path: string) => finding(path, null, file(path, { at: 1_000 }), { at: 1_000 })
    await house.send(host, chain.seal(...['a.php', 'lib/b.php', 'lib/c.php', 'lib0'].map(added)))
    const named = async (filter: { path?: string; host?: string }) =>
      (await pages.filesAt(2_000, filter)).map(({ path }) => path)
    expect(await named({ path: 'lib/' })).toEqual(['lib/b.php', 'lib/c.php'])
    expect(await named({ path: '/shop/a.php' })).toEqual(['a.php'])
    expect(await named({ host: 'web1' })).toHaveLength(4)
    await expect(named({ host: 'web9' })).rejects.toMatchObject({ code: 'name-unknown' })
  })

  test('is not what another process saw', async () => {
    const { house, chain, host, pages } = await opened()
    const one = file('one', { at: 1_000 })
    await house.send(
      host,
      chain.seal(
        finding('a.php', null, one, { at: 1_000 }),
        finding('a.php', one, file('seen by php', { at: 1_500 }), { at: 1_500, kind: 'other-view' } as never),
      ),
    )
    expect(await pages.filesAt(2_000)).toMatchObject([{ path: 'a.php', size: 3 }])
    expect(await pages.changes(1_200, 2_000)).toEqual([])
  })

  test('tells a change of mode, and nothing of what came back to what it was', async () => {
    const { house, chain, host, pages } = await opened()
    const was = (mode: number, at: number) => file('one', { mode, at })
    const records = [
      finding('a.php', null, was(0o644, 1_000), { at: 1_000 }),
      finding('a.php', was(0o644, 1_000), was(0o777, 1_100), { at: 1_100 }),
      finding('a.php', was(0o777, 1_100), was(0o644, 1_200), { at: 1_200 }),
    ]
    await house.send(host, chain.seal(...records))
    expect(await pages.changes(1_000, 1_100)).toMatchObject([
      { change: 'changed', before: { mode: '0644' }, after: { mode: '0777' } },
    ])
    expect(await pages.changes(1_000, 1_200)).toEqual([])
  })
})
