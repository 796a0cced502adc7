// The laws of `sekisho audit`: each line as it was written, with foreign text made visible, page after page.
import type { AuditFilter, AuditRow } from '@sekisho/shared/api.audit.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

const row = (id: number, over: Partial<AuditRow> = {}): AuditRow => ({
  id,
  at: '2026-11-29T01:02:03.000Z',
  who: 'user:sato',
  from: '10.0.0.7',
  what: 'incident.close',
  detail: { incident: 7, outcome: 'false-alarm', note: 'as agreed incident=8 \u202E', before: { state: 'open' } },
  ...over,
})

/** Two pages of it. */
async function open(role: 'admin' | 'approve' = 'admin') {
  const house = await openApiHouse()
  const asked: AuditFilter[] = []
  house.store.reads.auditLines = async ({ filter }) => {
    asked.push(filter)
    const last = row(1, { who: 'local', from: 'local', what: 'site.add', detail: {} })
    return filter.cursor === undefined ? { items: [row(2)], next: 'more' } : { items: [last], next: null }
  }
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token(role), TZ: 'UTC' }
  const run = (words: readonly string[], LANG = 'en') =>
    runSekisho(['audit', ...words], { ...environment, LANG, SEKISHO_STATE: '/nonexistent' })
  return { run, asked }
}

test('audit tells when, who, from where, what and with what, and no value passes for another', async () => {
  const { run } = await open()
  const { code, out } = await run([])
  expect(code).toBe(exitCodes.ok)
  expect(out.split('\n')).toEqual([
    expect.stringMatching(
      /^2026-11-29 \d\d:02:03 {2}user:sato {2}10\.0\.0\.7 {2}incident\.close {2}incident=7 outcome=false-alarm note="as agreed incident=8 ⟨U\+202E⟩" before=\{"state":"open"\}$/,
    ),
    expect.stringMatching(/^2026-11-29 \d\d:02:03 {2}local {2}local {2}site\.add$/),
    '',
  ])
})

test('audit tells programs each line whole, and asks for what it was told to', async () => {
  const { run, asked } = await open()
  const { out } = await run(['--json', '--what', 'incident', '--since', '2026-11-01'])
  expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual(row(2))
  expect(asked[0]).toMatchObject({ what: 'incident', since: '2026-11-01T00:00:00.000Z' })
  expect(asked[1]).toMatchObject({ what: 'incident', cursor: 'more' })
})

test('audit refuses what no line is called before it asks, and whoever is no admin', async () => {
  const { run, asked } = await open()
  const mistyped = await run(['--what', 'Release published'])
  expect(mistyped.code).toBe(exitCodes.usage)
  expect(mistyped.err).toContain('such as release.publish')
  expect((await run(['--what', 'Release published'], 'ja')).err).toContain('release.publishのような操作名')
  expect(asked).toEqual([])
  const approver = await open('approve')
  expect((await approver.run([])).code).toBe(exitCodes.refused)
  expect(approver.asked).toEqual([])
})
