// The laws of roots that cannot be kept up with: ten minutes of an hour in gaps are told once an hour, with who wrote there.
import type { GapCause } from '@sekisho/shared/finding.ts'
import { describe, expect, test } from 'vitest'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { openHook } from '../../support/receivers.ts'

const minute = 60_000
const cron = {
  ...{ pid: 7, executable: '/usr/bin/php8.2', name: 'php\u202ecron', command: null, user: 'www-data' },
  ...{ parents: [], unit: 'cron.service' },
}

async function shop() {
  const hook = await openHook()
  const config = { webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'high' }] }
  const alarms = await openAlarmHouse(config, { HOOK: hook.url })
  const { house, clock } = alarms
  const { chain, host } = await house.shop()
  const start = clock.now()
  let gaps = 0
  /** From and to in minutes after the start. */
  const gap = (from: number, to: number, cause: GapCause = 'overflow') => {
    const [fromMs, toMs] = [start + from * minute, start + to * minute]
    const id = `7f1f4a52-5a0c-4a55-9d2b-0d6d2f0a1e${String(++gaps).padStart(2, '0')}`
    const walk = { from: toMs - 1, to: toMs }
    return house.send(host, chain.seal({ record: 'gap', id, root: 0, cause, from: fromMs, to: toMs, walk }))
  }
  const wrote = (path: string, at: number) =>
    house.send(host, chain.seal(finding(path, null, file(path), { at: start + at * minute, actor: cron })))
  /** What the collector does each few seconds. */
  const look = async (at: number) => {
    const to = start + at * minute
    if (to > clock.now()) clock.advance(to - clock.now())
    await house.store.agents.noticeSilence({ now: to })
  }
  const told = () =>
    hook.posted
      .map(({ body }) => JSON.parse(body) as { cause: string; host: string | null; text: string })
      .filter(({ host: named }) => named !== null)
  return { ...alarms, gap, wrote, look, told }
}

describe('a root that cannot be kept up with', () => {
  test('is told of with its minutes, causes and writers when ten minutes of an hour lie in gaps', async () => {
    const { gap, wrote, look, told, until } = await shop()
    for (const at of [2, 3, 4]) await wrote(`var/cache/${at}`, at)
    await gap(0, 4)
    await gap(10, 15, 'queue-full')
    await look(20)
    await gap(20, 21)
    await look(21)
    await until(() => told().length === 1)
    expect(told()[0]).toMatchObject({ cause: 'gap-often', host: 'web1', severity: 'high' })
    expect(told()[0]?.text).toMatch(
      /^- \/shop: in 10 of 60 minutes \(.*, .*\)\n {2}written by www-data .*: 3 findings$/m,
    )
    expect(told()[0]?.text).not.toContain('\u202e')
  })

  test('says so where nobody was seen writing', async () => {
    const { gap, look, told, until } = await shop()
    await gap(0, 11)
    await look(12)
    await until(() => told().length === 1)
    expect(told()[0]?.text).toContain('who wrote there is not known')
  })

  test('is told of once an hour as long as it stays so', async () => {
    const { gap, look, told, until } = await shop()
    await gap(0, 30)
    for (const at of [30, 40, 50, 60, 75]) await look(at)
    await until(() => told().length === 1)
    await gap(100, 115)
    await look(120)
    await until(() => told().length === 2)
    expect(told().map(({ cause }) => cause)).toEqual(['gap-often', 'gap-often'])
  })

  test('is not one whose gaps lie over each other, are of the hour before, or are only its silence', async () => {
    const { gap, look, told, until, house } = await shop()
    await gap(0, 9)
    await gap(3, 9, 'watch-lost')
    await look(20)
    await gap(70, 79)
    await look(80)
    await house.store.agents.noticeSilence({ now: Date.parse('2999-01-01') })
    await gap(80, 82)
    await look(83)
    await until(() => told().length > 0)
    expect(told()).toMatchObject([{ cause: 'gap-often' }])
    expect(told()[0]?.text).toContain('- /shop: in 11 of 60 minutes (')
  })
})
