// Owns the laws of which approvals are decided together, and where their findings are looked for.
import type { ApprovalRow } from '@sekisho/shared/api.approvals.ts'
import { expect, test } from 'vitest'
import { grouped, pathInRoot } from '../../../../../collector/dashboard/src/approvals/groups.ts'
import { allowlist } from '../../../../support/fixture-allowlist.ts'
import { calmHosts } from '../../../../support/fixture-shop.ts'

const rows = allowlist(Date.UTC(2026, 10, 29)).approvals

test('what one person asked for in one go is one matter, and nobody else’s, nor of another state, joins it', () => {
  expect(grouped(rows).map(({ head, rows }) => [head.state, head.askedBy, rows.length])).toEqual([
    ['waiting', 'user:sato', 1],
    ['waiting', 'user:tanaka', 2],
    ['in-force', 'user:tanaka', 1],
    ['in-force', 'user:tanaka', 25],
    ['withdrawn', 'user:tanaka', 1],
  ])
})

test('one of several that was confirmed by somebody stands apart', () => {
  const [first, ...others] = rows.filter(({ state, kind }) => state === 'in-force' && kind === 'content') as [
    ApprovalRow,
    ...ApprovalRow[],
  ]
  const confirmed = { ...first, second: true, confirmed: { at: first.askedAt, by: 'user:sato' } }
  expect(grouped([confirmed, ...others]).map(({ rows }) => rows.length)).toEqual([1, 24])
})

test('the findings of an approval are looked for below the root that holds its path', () => {
  const hosts = calmHosts(0).map(host => ({
    ...host,
    roots: ['html', 'html/upload', ''].flatMap(prefix => host.roots.map(root => ({ ...root, prefix }))),
  }))
  const approval = { site: 'minato-shop', path: 'html/upload/a.php' }
  expect(pathInRoot(approval, hosts)).toBe('a.php')
  expect(pathInRoot({ ...approval, path: 'html/uploads/a.php' }, hosts)).toBe('uploads/a.php')
  expect(pathInRoot({ ...approval, site: 'other' }, hosts)).toBe('html/upload/a.php')
})
