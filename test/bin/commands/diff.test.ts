// The law of `sekisho diff`: what is refused is refused before anything is told, and else coverage stands above every difference.
import type { DifferenceRow } from '@sekisho/shared/api.exposure.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { calmHosts } from '../../support/fixture-shop.ts'
import { runSekisho } from '../../support/shell.ts'

const time = '2025-01-01T00:00:00.000Z'

function removed(path: string): DifferenceRow {
  const place = {
    host: 'web1',
    root: '/var/www/shop',
    site: 'minato-shop',
    path,
    class: 'code',
    payment: false,
  } as const
  return { ...place, change: 'removed', before: null, after: null }
}

/** A host whose root was walked, and where two files are gone: each comes on a page of its own. */
async function shop() {
  const house = await openApiHouse({
    doors: {
      coverage: async ({ host, root }) => ({
        ...{ host, root, from: time, to: time, missed: 'unknown', gaps: [], knownUntil: null, notWatched: [] },
        pieces: [{ from: time, to: time, state: 'covered', grade: 'walked', causes: [], late: false }],
      }),
      exposure: {
        exposure: async () => null,
        filesAt: async () => ({ items: [], next: null, notKeptBefore: null }),
        changesBetween: async ({ filter }) => ({
          items: [removed(filter.cursor === undefined ? 'a.php' : 'b.php')],
          ...{ next: filter.cursor === undefined ? 'a' : null, notKeptBefore: null },
        }),
      },
    },
  })
  const [host] = calmHosts(0)
  if (host === undefined) throw new Error('there is no host')
  house.store.hosts.push({ customer: 1, row: host })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('read') }
  return (...words: string[]) => runSekisho(['diff', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
}

test('a time that ends before it begins, or has not come, is refused, and nothing else is told', async () => {
  const diff = await shop()
  for (const to of ['2025-01-31', '2125-01-01']) {
    const { code, out, err } = await diff('--from', '2025-02-01', '--to', to)
    expect({ code, out }).toEqual({ code: exitCodes.refused, out: '' })
    expect(err).not.toContain('openapi')
  }
})

test('how each root was watched at both moments stands above all that differs, page by page', async () => {
  const diff = await shop()
  const { code, out } = await diff('--from', '2025-01-01', '--to', '2025-02-01', '--json')
  expect(code).toBe(exitCodes.ok)
  const told = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { row: string; path?: string; at?: string })
  expect(told.map(({ row, path, at }) => [row, path ?? at])).toEqual([
    ['cover', '2025-01-01T00:00:00.000Z'],
    ['cover', '2025-02-01T00:00:00.000Z'],
    ['difference', 'a.php'],
    ['difference', 'b.php'],
  ])
})
