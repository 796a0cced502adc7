// The laws of `sekisho mute`: it says what is covered, who answers for it and until when, and that grave findings are told anyway.
import type { MuteRow } from '@sekisho/shared/api.mutes.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

const row: MuteRow = {
  id: 3,
  state: 'in-force',
  site: 'shop',
  host: null,
  path: 'upload/\u202E**',
  sha256: null,
  incident: null,
  reason: 'ticket 91',
  owner: 'sato',
  madeBy: 'user:hanako',
  madeAt: '2026-11-29T01:02:03.000Z',
  until: '2026-12-01T00:00:00.000Z',
  ended: null,
}

async function open() {
  const house = await openApiHouse()
  house.store.mutes.rows.push(row)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('approve') }
  const run = (...words: string[]) => runSekisho(['mute', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  const written = () => house.store.written.at(-1)
  return { run, written }
}

describe('sekisho mute', () => {
  test('add takes a scope, a reason and an end, and says what is told all the same', async () => {
    const { run, written } = await open()
    const until = '2026-12-01T00:00:00.000Z'
    const { code, out } = await run('add', '--site', 'shop', '--path', 'a/**', '--until', '2026-12-01', '--reason', 'x')
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('site shop, path a/**')
    expect(out).toContain('Critical findings in payment files and uploads are told all the same')
    expect(written()).toMatchObject(['addMute', { mute: { site: 'shop', path: 'a/**', until, reason: 'x' } }])
    const exact = ['--path', '100%.php', '--sha256', 'A'.repeat(64)]
    const { out: quiet } = await run('add', ...exact, '--until', '7d', '--reason', 'x', '--owner', 'sato')
    expect(quiet).not.toContain('all the same')
    expect(written()).toMatchObject([
      'addMute',
      { mute: { path: '100%25.php', sha256: 'a'.repeat(64), owner: 'sato' } },
    ])
  })

  test.each([
    ['no scope', []],
    ['a sha256 without its path', ['--site', 'shop', '--sha256', 'a'.repeat(64)]],
  ])('add refuses %s, naming what it takes', async (_what, words) => {
    const { run } = await open()
    const { code, err } = await run('add', '--until', '1h', '--reason', 'x', ...words)
    expect(code).toBe(exitCodes.refused)
    expect(err).toMatch(/name what it covers|goes with the path/)
  })

  test('list shows each with its owner and its end, and end takes a reason', async () => {
    const { run, written } = await open()
    const { out } = await run('list')
    expect(out).toContain('3  in force  site shop, path upload/⟨U+202E⟩**')
    expect(out).toMatch(/sato answers for it; made by user:hanako at .*: ticket 91/)
    expect(JSON.parse((await run('list', '--json', '--in', 'in-force')).out)).toEqual(row)
    await run('end', '3', '--reason', 'over')
    expect(written()).toMatchObject(['endMute', { id: 3, reason: 'over' }])
    expect((await run('end', '4', '--reason', 'over')).code).toBe(exitCodes.refused)
  })
})
