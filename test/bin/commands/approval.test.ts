// The laws of `sekisho approval`: what is to be approved is said in one of three ways, and what came of it is shown with who
// gave it, and that payment files wait.
import type { ApprovalRow } from '@sekisho/shared/api.approvals.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

const row: ApprovalRow = {
  id: 7,
  state: 'waiting',
  site: 'shop',
  path: 'payment/card\u202E.php',
  type: 'file',
  sha256: 'a'.repeat(64),
  reason: 'ticket 88',
  askedBy: 'user:sato',
  askedAt: '2026-11-29T01:02:03.000Z',
  second: true,
  confirmed: null,
  withdrawn: null,
}

async function open() {
  const house = await openApiHouse()
  house.store.approvals.rows.push(row)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('approve') }
  const run = (...words: string[]) =>
    runSekisho(['approval', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  const written = () => house.store.written.at(-1)
  return { run, written }
}

describe('sekisho approval', () => {
  test('add takes findings, or a path with its content, and says that payment files wait', async () => {
    const { run, written } = await open()
    const { code, out } = await run('add', '--finding', '31', '--finding', '32', '--reason', 'ticket 88')
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('7  waits for a second person  shop: payment/card⟨U+202E⟩.php')
    expect(out).toContain('1 of them are payment files and permit nothing yet')
    expect(written()).toMatchObject(['approve', { approve: { findings: [31, 32], reason: 'ticket 88' } }])
    await run('add', '--site', 'shop', '--path', 'a.php', '--sha256', 'A'.repeat(64), '--reason', 'x')
    const approve = { site: 'shop', path: 'a.php', sha256: 'a'.repeat(64), reason: 'x' }
    expect(written()).toMatchObject(['approve', { approve }])
  })

  test.each([
    ['nothing', []],
    ['a path without its content', ['--site', 'shop', '--path', 'a.php']],
    ['findings and an incident', ['--finding', '31', '--incident', '12']],
  ])('add refuses %s, and says what it takes', async (_what, words) => {
    const { run } = await open()
    const { code, err } = await run('add', '--reason', 'x', ...words)
    expect(code).toBe(exitCodes.refused)
    expect(err).toContain('--finding, or --incident, or --site with --path and --sha256')
  })

  test('list, confirm and withdraw show who gave it and who has to say something yet', async () => {
    const { run, written } = await open()
    expect((await run('list', '--in', 'waiting')).out).toMatch(
      /approved by user:sato .*ticket 88; nobody has confirmed it/,
    )
    expect(JSON.parse((await run('list', '--json')).out)).toEqual(row)
    await run('confirm', '7')
    expect(written()).toMatchObject(['confirmApproval', { id: 7 }])
    await run('withdraw', '7', '--reason', 'over')
    expect(written()).toMatchObject(['withdrawApproval', { id: 7, reason: 'over' }])
    expect((await run('confirm', '8')).code).toBe(exitCodes.refused)
  })
})
