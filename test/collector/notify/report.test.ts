// The laws of what the room of alarms says of itself: what does not get out is seen to wait, by how many and for how long.
import { expect, test } from 'vitest'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { openHook } from '../../support/receivers.ts'

test('an alarm that its channel does not take grows older between the tries as well, until it is taken', async () => {
  const hook = await openHook()
  hook.answer = () => 503
  const config = { webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true }] }
  const { house, notifier, clock, rest, until } = await openAlarmHouse(config, { HOOK: hook.url })
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php system($_GET[0]);'))))
  await until(() => hook.posted.length >= 3)
  const tried = clock.now()
  for (let second = 0; second < 20 * 60; second++) {
    await rest()
    expect(notifier.report().depth).toBe(1)
    expect(notifier.report().oldestAgeMs).toBeGreaterThanOrEqual(clock.now() - tried)
    clock.advance(1_000)
  }
  // Some of the looks were between two tries.
  expect(hook.posted.length).toBeLessThan(60)
  hook.answer = () => 204
  await until(() => notifier.report().depth === 0)
  expect(notifier.report().oldestAgeMs).toBe(0)
})

test('an alarm that is to wait before it is told is not late before then', async () => {
  const hook = await openHook()
  const config = { webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, after: '30m' }] }
  const { house, notifier, clock, rest, until } = await openAlarmHouse(config, { HOOK: hook.url })
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php system($_GET[0]);'))))
  await until(async () => (await notifier.channels())[0]?.waiting === 1)
  clock.advance(10 * 60_000)
  await rest()
  expect(notifier.report()).toMatchObject({ depth: 0, oldestAgeMs: 0 })
  expect(hook.posted).toEqual([])
})
