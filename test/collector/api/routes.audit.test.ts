// The laws of the route of the audit trail: it hands on what is asked, and its cursors are for one customer and one question.
import type { AuditFilter } from '@sekisho/shared/api.audit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

async function open() {
  const house = await openApiHouse()
  const asked: { customer: number; filter: AuditFilter }[] = []
  house.store.reads.auditLines = async wish => {
    asked.push(wish)
    return { items: [], next: 'inner' }
  }
  return { house, asked, token: await house.token('admin') }
}

test('what is asked of the audit trail reaches the store, and its next page by the cursor that was given', async () => {
  const { house, asked, token } = await open()
  const what = 'audit?what=release&since=2026-01-01T00:00:00Z&limit=2'
  const { next } = (await (await house.ask('GET', what, { token })).json()) as { next: string }
  expect((await house.ask('GET', `${what}&cursor=${next}`, { token })).status).toBe(200)
  const filter = { what: 'release', since: '2026-01-01T00:00:00Z', limit: 2 }
  expect(asked).toEqual([
    { customer: 1, filter },
    { customer: 1, filter: { ...filter, cursor: 'inner' } },
  ])
  expect((await house.ask('GET', `${what.replace('limit=2', 'limit=3')}&cursor=${next}`, { token })).status).toBe(200)
})

test('a cursor of the audit trail is refused to another customer, and to another question', async () => {
  const { house, asked, token } = await open()
  const { next } = (await (await house.ask('GET', 'audit', { token })).json()) as { next: string }
  const other = await house.token('admin', 2)
  expect((await house.ask('GET', `audit?cursor=${next}`, { token: other })).status).toBe(400)
  expect((await house.ask('GET', `audit?what=site&cursor=${next}`, { token })).status).toBe(400)
  expect((await house.ask('GET', 'audit?what=Release%25', { token })).status).toBe(400)
  expect(asked.length).toBe(1)
})
