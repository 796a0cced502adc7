// The laws of `sekisho window`: what is announced reaches the collector as it was meant, and how a window stands is shown with
// whose it is and how much rests on it.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { windowRow } from '../../support/memory-store.ts'
import { runSekisho } from '../../support/shell.ts'

async function open() {
  const house = await openApiHouse()
  house.store.windows.rows.push({ ...windowRow(3), reason: 'ticket 88\u202E', covers: 12 })
  house.store.windows.rows.push({ ...windowRow(4), anyActor: true, actors: [] })
  house.store.windows.rows.push({ ...windowRow(5), state: 'ended', expected: 40, uncovered: 2 })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('approve') }
  const run = (...words: string[]) =>
    runSekisho(['window', ...words], { ...environment, SEKISHO_STATE: '/nonexistent' })
  const written = () => house.store.written.at(-1)
  return { run, written }
}

describe('sekisho window', () => {
  test('open announces it, and says whose it is, how much rests on it, and until when', async () => {
    const { run, written } = await open()
    const { code, out } = await run('open', '--site', 'shop', '--for', '30m', '--actor', 'user=deploy')
    expect(code).toBe(exitCodes.ok)
    expect(out).toMatch(/3 {2}open {2}shop: .* – .* {2}user=deploy/)
    expect(out).toContain('announced by token:ci')
    expect(out).toContain('ticket 88⟨U+202E⟩')
    expect(out).toContain('findings that rest on it alone: 12')
    expect(written()).toMatchObject([
      'openWindow',
      { window: { site: 'shop', minutes: 30, actors: [{ user: 'deploy' }], anyActor: false, reason: '' } },
    ])
  })

  test('open takes several actors, a beginning, a grace time and a reason', async () => {
    const { run, written } = await open()
    const actors = ['--actor', 'user=deploy,exe=/usr/bin/100%', '--actor', 'unit=deploy.service']
    const from = ['--from', '2026-12-01T02:00+09:00', '--grace', '0', '--reason', 'release 2']
    expect((await run('open', '--site', 'shop', '--for', '2h', ...actors, ...from)).code).toBe(exitCodes.ok)
    expect(written()).toMatchObject([
      'openWindow',
      {
        window: {
          minutes: 120,
          from: '2026-11-30T17:00:00.000Z',
          graceMinutes: 0,
          actors: [{ user: 'deploy', exe: '/usr/bin/100%25' }, { unit: 'deploy.service' }],
          reason: 'release 2',
        },
      },
    ])
  })

  test.each([
    ['nobody', []],
    ['somebody and anybody', ['--actor', 'user=deploy', '--any-actor']],
  ])('open refuses %s, and says what it takes', async (_who, words) => {
    const { run, written } = await open()
    const { code, err } = await run('open', '--site', 'shop', '--for', '30m', ...words)
    expect(code).toBe(exitCodes.refused)
    expect(err).toContain("--actor 'user=deploy' (again for each), or --any-actor")
    expect(written()?.[0]).not.toBe('openWindow')
  })

  test.each([
    ['--actor', 'deploy', 'user=NAME, exe=/PATH and unit=NAME'],
    ['--for', 'ever', '30m'],
  ])('open names what %s takes, when it is %s', async (flag, value, hint) => {
    const { run } = await open()
    const usual = flag === '--for' ? ['--any-actor'] : ['--for', '30m']
    const { code, err } = await run('open', '--site', 'shop', ...usual, flag, value)
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain(hint)
  })

  test('close and list show how it stands, also as JSON, and any actor as weaker', async () => {
    const { run, written } = await open()
    expect((await run('close', '3', '--grace', '5m')).code).toBe(exitCodes.ok)
    expect(written()).toMatchObject(['closeWindow', { id: 3, graceMinutes: 5 }])
    expect((await run('close', '9')).code).toBe(exitCodes.refused)
    const [first = ''] = (await run('list', '--in', 'open', '--json')).out.split('\n')
    expect(JSON.parse(first)).toMatchObject({ id: 3, covers: 12 })
    expect((await run('list', '--site', 'shop')).out).toContain('ticket 88')
    const { out } = await run('list')
    expect(out).toContain('whoever it is (weaker)')
    expect(out).toContain('made expected: 40; that rested on it alone when it ended: 2')
  })
})
