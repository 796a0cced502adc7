// The laws of terms: seven years unless set, never so short that a slip erases everything, and the audit trail as long as the
// longest. And of the collector that has them: it records them at its start, and says when they count.
import { parseConfig } from '@sekisho/shared/config.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { CollectorConfigSchema } from '../../../collector/config.ts'
import { termsOf } from '../../../collector/keeping/config.ts'
import { eventually } from '../../support/eventually.ts'
import { dayMs, termsOf as termsOfDays } from '../../support/keeping-house.ts'
import { StoreHouse } from '../../support/store-house.ts'

const read = (text: string) => parseConfig(text, 'collector.yaml', CollectorConfigSchema, translator('en')).keeping

test('everything is kept for seven years unless set', () => {
  const terms = termsOf(read(''))
  expect(new Set(Object.values(terms))).toEqual(new Set([2557 * dayMs]))
})

test('a term that would erase nearly everything is refused with its place', () => {
  expect(() => read('keeping:\n  findings: 30d\n')).toThrow(/"keeping\.findings" must be .*90d/)
  expect(() => read('keeping:\n  audit: 7m\n')).toThrow(/"keeping\.audit" must be .*90d/)
  expect(() => read('keeping:\n  findngs: 900d\n')).toThrow(/findings/)
})

test('the audit trail is kept as long as the longest of the others, and shorter where somebody says so', () => {
  expect(termsOf(read('keeping:\n  evidence: 4000d\n')).audit).toBe(4000 * dayMs)
  expect(termsOf(read('keeping:\n  evidence: 4000d\n  audit: 400d\n')).audit).toBe(400 * dayMs)
})

test('a collector records its terms when it starts, and they count a day later', async () => {
  const { store } = await new StoreHouse().open({ keeping: termsOfDays(100) })
  const from = Date.now()
  await store.writes.audit({ customer: 1, at: from, who: 'test', from: 'local', what: 'test', detail: {} })
  const report = await eventually(async () => {
    const found = await store.keeping.keeping({ now: from })
    return found.nextAt === null ? undefined : found
  })
  expect(Date.parse(report.nextAt ?? '')).toBeGreaterThan(from + dayMs - 60_000)
  expect(report).toMatchObject({ running: null, last: null })
  expect(report.kinds.find(({ kind }) => kind === 'audit')).toMatchObject({ days: 100, due: 0 })
  expect(store.reports().keeping.phase).toBe('waiting')
})
