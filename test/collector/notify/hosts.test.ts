// The laws of alarms of hosts: whoever may miss something is told so after a while, once, and that it is over; a fork at once.
import { describe, expect, test } from 'vitest'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { mailTo, openHook, openMail } from '../../support/receivers.ts'

const minute = 60_000
const ids = ['7f1f4a52-5a0c-4a55-9d2b-0d6d2f0a1e11', '7f1f4a52-5a0c-4a55-9d2b-0d6d2f0a1e12'] as const

async function shop() {
  const hook = await openHook()
  const alarms = await openAlarmHouse(
    { webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true }] },
    { HOOK: hook.url },
  )
  const { house, clock } = alarms
  const { chain, host } = await house.shop()
  const began = clock.now()
  /** `toMs`: after so long a walk closed it. */
  const gap = (id: string, toMs: number | null = null) =>
    ({
      record: 'gap',
      id,
      root: 0,
      cause: 'overflow',
      from: began,
      to: toMs === null ? null : began + toMs,
      ...(toMs === null ? {} : { walk: { from: began + 2_000, to: began + toMs } }),
    }) as const
  /** What the collector does each few seconds. */
  const look = () => house.store.agents.noticeSilence({ now: clock.now() })
  const heard = () => {
    const { epoch, sequence, digest } = chain
    const head = digest === null ? null : { epoch, sequence, digest }
    return house.store.agents.arrived({ host: host.id, epoch, boot: 1, head, localRoots: [], at: clock.now() })
  }
  const told = () => hook.posted.map(({ body }) => JSON.parse(body) as { cause: string; host: string; text: string })
  return { ...alarms, hook, chain, host, gap, look, heard, told }
}

describe('an alarm of a host', () => {
  test('tells once of a host that has fallen silent, after two minutes, and once that it is back', async () => {
    const { clock, look, heard, told, until, rest } = await shop()
    await heard()
    clock.advance(minute)
    await look()
    clock.advance(2 * minute - 1)
    await look()
    await rest()
    expect(told()).toEqual([])
    clock.advance(1)
    await look()
    await look()
    await until(() => told().length === 1)
    expect(told()[0]).toMatchObject({ cause: 'gap', host: 'web1', incident: null, severity: 'high' })
    expect(told()[0]?.text).toMatch(/^- all roots: the agent was silent, since /m)
    clock.advance(20 * minute)
    await heard()
    await look()
    await until(() => told().length === 2)
    expect(told()[1]).toMatchObject({ cause: 'gap-over', host: 'web1' })
  })

  test('is not raised for gaps that a walk closes soon', async () => {
    const { house, host, chain, clock, gap, look, heard, told, until } = await shop()
    await heard()
    await house.send(host, chain.seal(gap(ids[0])))
    await look()
    clock.advance(minute)
    await heard()
    await house.send(host, chain.seal(gap(ids[0], 9_000)))
    for (let at = 0; at < 5; at++) {
      await heard()
      await look()
      clock.advance(minute)
    }
    await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php'))))
    await until(() => told().length === 1)
    expect(told()[0]?.cause).toBe('new')
  })

  test('names each gap that is open, with its cause, and is one for all of them', async () => {
    const { house, host, chain, clock, gap, look, heard, told, until, rest } = await shop()
    await heard()
    await house.send(host, chain.seal(gap(ids[0])))
    await look()
    clock.advance(2 * minute)
    await heard()
    await house.send(host, chain.seal(gap(ids[1])))
    await look()
    await until(() => told().length === 1)
    expect(told()[0]?.text.match(/^- \/shop: .*, since /gm)).toHaveLength(2)
    for (let at = 0; at < 4; at++) {
      clock.advance(minute)
      await heard()
      await look()
    }
    await house.send(host, chain.seal(gap(ids[0], 9_000)))
    await heard()
    await look()
    clock.advance(1_000)
    await rest()
    expect(told()).toHaveLength(1)
  })

  test('of a fork is critical and told at once, by mail too, and once however often it is seen', async () => {
    const mail = await openMail()
    const { house, until } = await openAlarmHouse({ email: [mailTo(mail)] })
    const { host } = await house.shop()
    for (let at = 0; at < 3; at++)
      await house.store.agents.forked({
        host: host.id,
        detail: 'two live <b>connections</b>',
        at: Date.parse('2026-11-29') + at,
      })
    await until(() => mail.mails.length > 0)
    expect(mail.mails).toHaveLength(1)
    expect(mail.mails[0]).toContain('Subject: [Sekisho] critical: two speak in the name of web1')
    expect(mail.mails[0]).toContain('two live <b>connections</b>')
  })

  test('of a fork names the gaps that are open', async () => {
    const { house, host, chain, clock, gap, look, heard, told, until } = await shop()
    await heard()
    await house.send(host, chain.seal(gap(ids[0])))
    await look()
    clock.advance(2 * minute)
    await heard()
    await look()
    await house.store.agents.forked({ host: host.id, detail: 'two live connections', at: clock.now() })
    const fork = await until(() => told().find(({ cause }) => cause === 'fork'))
    expect(fork.text).toMatch(/^two live connections\n- \/shop: .*, since /m)
  })
})
