// Owns the laws of the kinds that the page's audit trail offers.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { detailsOf, kinds } from '../../../../../collector/dashboard/src/audit/kinds.ts'

const collector = join(import.meta.dirname, '../../../../../collector')

/** Of these `what` is no line of the trail, but what is wrong with a window that is announced. */
const elsewhere = new Set(['announce'])

/** First words of whatever is written there by name. */
function written(): ReadonlySet<string> {
  const files = globSync('**/*.ts', { cwd: collector, exclude: ['**/node_modules', 'dashboard'] })
  const text = files.map(file => readFileSync(join(collector, file), 'utf8')).join('\n')
  const audited = text.matchAll(/(?:auditBy\([^)]*?|#tell\([^)]*?|\bwhat(?:: | = ))'([a-z]+)\.[a-z-]+'/g)
  return new Set([...audited].map(([, kind = '']) => kind).filter(kind => !elsewhere.has(kind)))
}

test('whatever the collector writes into the trail is of a kind that the page offers', () => {
  expect(written().size).toBeGreaterThan(10)
  expect([...written()].filter(kind => !(kinds as readonly string[]).includes(kind))).toEqual([])
})

test('details are shown as they were written, text without quotes and all else as JSON', () => {
  expect(detailsOf({ reason: 'as "agreed"', before: null, files: 5, list: ['a'] })).toEqual([
    { name: 'reason', value: 'as "agreed"' },
    { name: 'before', value: 'null' },
    { name: 'files', value: '5' },
    { name: 'list', value: '["a"]' },
  ])
})
