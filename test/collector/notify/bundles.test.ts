// The laws of what several alarms in one message do to one another: none is given up for what another of them is.
import { describe, expect, test } from 'vitest'
import { openBesideConnection } from '../../../collector/store/connection.ts'
import type { AlarmFaults } from '../../support/alarm-house.ts'
import { ids, limitedHouse, named, shells, texts, waiting } from '../../support/limited-house.ts'

const hour = 3_600_000

/** The alarm is older by that, was tried so often, and is due. */
function age(file: string, alarm: number, { ms, tries }: { readonly ms: number; readonly tries: number }): void {
  const connection = openBesideConnection(file)
  connection.run('UPDATE alarm SET made_at = made_at - ? WHERE id = ?', ms, alarm)
  connection.run('UPDATE delivery SET attempts = ?, next_at = 0 WHERE alarm = ?', tries, alarm)
  connection.close()
}

describe('of several alarms in one message', () => {
  test.each([
    ['was made two days ago, those made now', { ms: 0, tries: 20 }],
    ['was tried for two days, those not tried yet', { ms: 49 * hour, tries: 0 }],
  ])('one that %s are not given up with', async (_what, others) => {
    const { hook, house, host, chain, notifier, until, rest } = await limitedHouse({ most: '1/minute' })
    hook.answer = () => 503
    await house.send(host, chain.seal(...shells('lib', 1, 1)))
    await until(() => hook.posted.length === 1)
    await house.send(host, chain.seal(...shells('lib', 20, 3)))
    await until(waiting({ notifier }, 4))
    age(house.file, 1, { ms: 49 * hour, tries: 20 })
    for (const alarm of [2, 3, 4]) age(house.file, alarm, others)
    await until(() => hook.posted.length === 2)
    expect(ids(hook)[1]).toBe('1+3-chat')
    await rest()
    expect(await notifier.channels()).toMatchObject([{ waiting: 4, failed: 0 }])
    for (const alarm of [1, 2, 3, 4]) age(house.file, alarm, { ms: 49 * hour, tries: 20 })
    await until(async () => (await notifier.channels())[0]?.failed === 4)
  })

  test('the one that its receiver refuses is given up by itself, and the others are told each by itself', async () => {
    const { hook, house, host, chain, notifier, until } = await limitedHouse({ most: '1/minute' })
    hook.answer = ({ body }) => (body.includes('incident 3') ? 400 : 204)
    await house.send(host, chain.seal(...shells('lib', 1, 5)))
    await until(async () => hook.posted.length > 0 && (await waiting({ notifier }, 0)()))
    expect(ids(hook)).toEqual(['1+4-chat', '1-chat', '2-chat', '3-chat', '4-chat', '5-chat'])
    expect(await notifier.channels()).toMatchObject([{ failed: 1, lastError: 'it answered 400' }])
  })

  test('none is given up because all were refused, while that cannot be noted', async () => {
    const faults: AlarmFaults = { part: new Error('disk full') }
    const { hook, house, host, chain, notifier, until } = await limitedHouse({ most: '1/minute', faults })
    hook.answer = () => 400
    await house.send(host, chain.seal(...shells('lib', 1, 2)))
    await until(() => hook.posted.length === 3)
    expect(ids(hook)).toEqual(['1+1-chat', '1+1-chat', '1+1-chat'])
    expect(await notifier.channels()).toMatchObject([{ waiting: 2, failed: 0 }])
    delete faults.part
    await until(async () => (await notifier.channels())[0]?.failed === 2)
  })

  test('what was refused is told together with nothing again, while what comes meanwhile is told as one', async () => {
    const { hook, house, host, chain, notifier, until } = await limitedHouse({ most: '1/minute' })
    hook.answer = ({ headers }) => (headers['sekisho-delivery'] === '1+1-chat' ? 400 : 204)
    await house.send(host, chain.seal(...shells('lib', 1, 2)))
    await until(() => hook.posted.length === 1)
    await house.send(host, chain.seal(...shells('lib', 20, 3)))
    await until(() => hook.posted.length > 3)
    await until(waiting({ notifier }, 0))
    expect(ids(hook)).toEqual(['1+1-chat', '1-chat', '2-chat', '3+2-chat'])
  })
})

describe('while critical alarms fill each minute, what is less bad', () => {
  test.each([
    [1, '1/minute'],
    [6, '8/minute'],
  ])('and has waited for a minute stands in one message with the next of them: %i of %s', async (perMinute, most) => {
    const { hook, house, host, chain, clock, notifier, until } = await limitedHouse({ most })
    const [begun, spacing] = [clock.now(), 60_000 / perMinute - 1_000]
    const critical = async (nth: number) => {
      await until(() => clock.now() - begun >= (nth - 1) * spacing)
      await house.send(host, chain.seal(...shells('upload', nth, 1)))
    }
    for (let nth = 1; nth <= perMinute; nth++) await critical(nth)
    await until(() => hook.posted.length === perMinute)
    await house.send(host, chain.seal(...shells('lib', 100, 2)))
    await until(async () => (await notifier.channels())[0]?.held === 2)
    const held = clock.now()
    const lesser = [perMinute + 1, perMinute + 2]
    const told = () => texts(hook).find(text => lesser.some(id => named(text).includes(id)))
    for (let nth = perMinute + 1; nth <= 5 * perMinute && told() === undefined; nth++) await critical(nth)
    const text = told() ?? ''
    expect(named(text)).toEqual([expect.any(Number), ...lesser])
    expect(text).toContain('do not delete anything')
    expect(clock.now() - held).toBeGreaterThanOrEqual(59_000)
    expect(clock.now() - held).toBeLessThan(180_000)
  })
})
