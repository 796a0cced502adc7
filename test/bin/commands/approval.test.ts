// The laws of `sekisho approval`: what is to be approved is said in one of three ways, and what came of it is shown with who
// gave it, and that payment files wait.
import type { ContentApproval, PatternApproval } from '@sekisho/shared/api.approvals.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

const row: ContentApproval = {
  kind: 'content',
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

const pattern: PatternApproval = {
  ...{ kind: 'pattern', id: 9, state: 'in-force', site: 'shop', pattern: 'app/template/**' },
  ...{ classes: ['code'], extensions: ['twig'], largest: 204_800, until: '2027-01-01T00:00:00.000Z', covers: 3 },
  ...{ reason: 'edited by Sato', askedBy: 'user:sato', askedAt: '2026-11-29T01:02:03.000Z' },
  ...{ second: false, confirmed: null, withdrawn: null },
}

async function open() {
  const house = await openApiHouse()
  house.store.approvals.rows.push(row, pattern)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('approve') }
  const run = (...words: string[]) =>
    runSekisho(['approval', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  const written = () => house.store.written.at(-1)
  return { run, written, writtenAll: () => house.store.written }
}

describe('sekisho approval', () => {
  test('add takes findings, or a path with its content, and says that payment files wait', async () => {
    const { run, written } = await open()
    const { code, out } = await run('add', '--finding', '31', '--finding', '32', '--reason', 'ticket 88')
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('7  waits for a second person  shop: payment/card⟨U+202E⟩.php')
    expect(out).toContain('1 of them ask for a second person and permit nothing yet')
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

  test('add takes a pattern with its limits, and says first what it would permit', async () => {
    const { run, written, writtenAll } = await open()
    const words = ['--site', 'shop', '--pattern', 'app/template/**', '--class', 'code', '--extension', '.twig']
    const { code, out } = await run('add', ...words, '--largest', '200KiB', '--until', '2027-01-01', '--reason', 'x')
    expect(code).toBe(exitCodes.ok)
    expect(out).toMatch(
      /permit 2 files that nothing permits, and settle 3 open findings\.\n {2}app\/template\/a⟨U\+202E⟩\.twig\n.*\n {2}1: no pattern covers payment files.*\n.*40 files, 30 of them permitted.*\n9 {2}in force {2}shop: app\/template/s,
    )
    const limits = {
      site: 'shop',
      pattern: 'app/template/**',
      classes: ['code'],
      extensions: ['twig'],
      largest: 204_800,
    }
    expect(writtenAll().slice(-2)).toMatchObject([
      ['previewPattern', { wish: limits }],
      ['approvePattern', { approve: { ...limits, until: '2027-01-01T00:00:00.000Z', reason: 'x' } }],
    ])
    await run('add', ...words, '--preview', '--reason', 'x')
    expect(written()).toMatchObject(['previewPattern', {}])
  })

  test.each([
    ['without any limit', ['--site', 'shop', '--until', '90d'], 'name a class, an extension or a largest size'],
    ['without an end', ['--site', 'shop', '--class', 'code'], 'a pattern needs --site, and --until'],
    [
      'beside a finding',
      ['--site', 'shop', '--class', 'code', '--until', '90d', '--finding', '3'],
      'say what is to be',
    ],
    [
      'that is none',
      ['--site', 'shop', '--class', 'code', '--until', '90d', '--pattern', 'a**'],
      'must be a whole part',
    ],
    ['with a size that is none', ['--site', 'shop', '--largest', '5mb', '--until', '90d'], '200KiB'],
  ])('add refuses a pattern %s', async (_what, words, said) => {
    const { run } = await open()
    const { code, err } = await run('add', '--reason', 'x', '--pattern', 'app/**', ...words)
    expect(code).not.toBe(exitCodes.ok)
    expect(err).toContain(said)
  })

  test('list, confirm and withdraw show who gave it and who has to say something yet', async () => {
    const { run, written } = await open()
    expect((await run('list', '--in', 'waiting')).out).toMatch(
      /approved by user:sato .*ticket 88; nobody has confirmed it/,
    )
    expect(
      (await run('list', '--json')).out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([row, pattern])
    await run('confirm', '7')
    expect(written()).toMatchObject(['confirmApproval', { id: 7 }])
    await run('withdraw', '7', '--reason', 'over')
    expect(written()).toMatchObject(['withdrawApproval', { id: 7, reason: 'over' }])
    expect((await run('list')).out).toMatch(
      /9 {2}in force {2}shop: app\/template\/\*\*\n.*extension twig; at most 200KiB; until/,
    )
    expect((await run('confirm', '8')).code).toBe(exitCodes.refused)
  })
})
