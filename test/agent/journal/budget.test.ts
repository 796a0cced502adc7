import { tmpdir } from 'node:os'
import { defaultBudget, probeFolder, refusal } from '@sekisho/agent/journal/budget.ts'
import { expect, test } from 'vitest'

const gib = 1024 ** 3

test('what waits may take the smaller of 1 GiB and a twentieth of what is free', () => {
  const large = { free: 500 * gib, total: 1000 * gib }
  const small = { free: 2 * gib, total: 10 * gib }
  expect(refusal(gib, large, defaultBudget)).toBeNull()
  expect(refusal(gib + 1, large, defaultBudget)).toContain('wait for the collector')
  expect(refusal(0.1 * gib, small, defaultBudget)).toBeNull()
  expect(refusal(0.1 * gib + 1, small, defaultBudget)).toContain('wait for the collector')
})

test('a tenth of the disk stays free even of an empty outbox', () => {
  expect(refusal(0, { free: gib, total: 10 * gib }, defaultBudget)).toBeNull()
  expect(refusal(0, { free: gib - 1, total: 10 * gib }, defaultBudget)).toContain('stay free')
})

test('a folder tells the space of its disk', () => {
  const { free, total } = probeFolder(tmpdir())()
  expect(total).toBeGreaterThan(free)
  expect(free).toBeGreaterThan(0)
})
