import { systemClock } from '@sekisho/shared/clock.ts'
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import { describe, expect, test } from 'vitest'
import { censusBegin, censusEnd, entry, file, finding } from '../../support/batches.ts'
import { CaptureHouse, honest, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { heartbeat } from '../../support/heartbeat.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by } from '../../support/store-house.ts'

/** In batches of which each comes through. */
async function census(house: CaptureHouse, name: string, contents: readonly string[]) {
  const { chain, host } = await house.stores.shop(name)
  const entries = contents.map((content, nth) => entry(`${nth}.php`, file(content)))
  await house.stores.send(host, chain.seal(censusBegin()))
  for (let from = 0; from < entries.length; from += 400)
    await house.stores.send(host, chain.seal(...entries.slice(from, from + 400)))
  await house.stores.send(host, chain.seal(censusEnd()))
  return { chain, host }
}

async function wantedOf(house: CaptureHouse, host: string): Promise<number> {
  const { items } = await house.stores.store.contents.reads.contents({ customer: 1, filter: { host, limit: 2_000 } })
  return items.length
}

describe('what is wanted', () => {
  test('of a first census is at once what is critical alone', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 10_000 } }).open()
    const [shell, page] = [shellOf(70), shellOf(71)]
    const { chain, host } = await house.stores.shop('web1')
    const planted = entry('upload/x.php', seen(shell))
    const census = chain.seal(censusBegin(), planted, entry('index.php', seen(page)), censusEnd())
    await house.stores.send(host, census, systemClock.now())
    await eventually(async () => (await house.rows()).length > 0)
    expect(await house.rows()).toMatchObject([{ sha256: sha256Of(shell), severity: 'critical' }])
    // A later change of the other is no census.
    const changed = shellOf(72)
    await house.stores.send(host, chain.seal(finding('index.php', seen(page), seen(changed))))
    await eventually(async () => (await house.rows()).length === 2)
    expect((await house.rows())[0]).toMatchObject({ sha256: sha256Of(changed), state: 'wanted' })
  })

  test('of a first census is a day later also what nothing covers by then, as far as a quarter of the room goes', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 4_000 } }).open()
    const { chain, host } = await house.stores.shop('web1')
    const contents = [shellOf(600), shellOf(600), shellOf(300)]
    const released = { 'a.php': 'good' }
    await house.stores.publish(released)
    const entries = contents.map((content, nth) => entry(`${nth}.php`, seen(content)))
    // Received long ago.
    const census = chain.seal(censusBegin(), entry('a.php', file('good')), ...entries, censusEnd())
    await house.stores.send(host, census)
    await eventually(async () => (await house.rows()).some(({ path }) => path === '2.php'))
    // The second finds no room, and takes none from the third.
    expect((await house.rows()).map(({ path, state }) => [path, state])).toEqual([
      ['2.php', 'wanted'],
      ['0.php', 'wanted'],
    ])
    const agent = await house.connect(chain, honest(...contents))
    await eventually(async () => (await house.rows()).every(({ state }) => state === 'kept'))
    expect(agent.orders.map(({ path }) => path)).toEqual(['0.php', '2.php'])
  })

  test('of a first census a day later is no less once a collector that failed goes on', async () => {
    const faults = [1, 2, 3].map(nth => ({ step: 'content' as const, nth, action: 'throw' as const }))
    const house = await new CaptureHouse({ faults, limits: { budgetBytes: 1_000_000 } }).open()
    const { chain, host } = await house.stores.shop('web1')
    const entries = Array.from({ length: 6 }, (_, nth) => entry(`${nth}.php`, seen(shellOf(64))))
    await house.stores.send(host, chain.seal(censusBegin(), ...entries, censusEnd()))
    await eventually(async () => {
      await house.stores.store.writes.audit({ ...by, what: 'test', detail: {} })
      return (await house.rows()).length === entries.length
    })
    expect((await house.stores.store.contents.reads.contentLook({ now: 0 })).waiting).toBe(entries.length)
  })

  test('of a first census a day later waits for no host that was revoked, and nothing more is taken of that one', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 4 * 10_100 } }).open()
    await census(
      house,
      'web1',
      Array.from({ length: 1_200 }, (_, nth) => `${nth}`.padStart(10, '0')),
    )
    await eventually(async () => (await wantedOf(house, 'web1')) === 1_000)
    await house.stores.store.writes.revokeHost({ ...by, host: 'web1' })
    await census(house, 'web2', ['of the other shop'.padEnd(200)])
    await eventually(async () => (await wantedOf(house, 'web2')) === 1)
    expect(await wantedOf(house, 'web1')).toBe(1_000)
  })

  test('of a first census a day later waits for no host that was not heard of for a day, which has what is wanted of it all the same', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 4 * 100_000 } }).open()
    const digits = Array.from({ length: 1_200 }, (_, nth) => `${nth}`.padStart(10, '0'))
    const { host: away, chain } = await census(house, 'web1', digits)
    await eventually(async () => (await wantedOf(house, 'web1')) === 1_000)
    const receivedAt = systemClock.now() - 86_400_001
    await house.stores.store.agents.heartbeat({ host: away.id, heartbeat: heartbeat(chain, receivedAt), receivedAt })
    await census(house, 'web2', ['of the other shop'.padEnd(200)])
    await eventually(async () => (await wantedOf(house, 'web2')) === 1)
    expect(await wantedOf(house, 'web1')).toBe(1_200)
  })

  test('of a first census a day later leaves room for what changes, also where it waits for a host that is away', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 4 * 1_000_000 } }).open()
    const { chain, host } = await house.stores.shop('web1')
    const receivedAt = systemClock.now() - 86_400_001
    await house.stores.store.agents.heartbeat({ host: host.id, heartbeat: heartbeat(chain, receivedAt), receivedAt })
    const entries = Array.from({ length: 11_000 }, (_, nth) => entry(`${nth}.php`, file(`${nth}`)))
    await house.stores.send(host, chain.seal(censusBegin()))
    for (let from = 0; from < entries.length; from += 500)
      await house.stores.send(host, chain.seal(...entries.slice(from, from + 500)))
    await house.stores.send(host, chain.seal(censusEnd()))
    const waiting = async () => (await house.stores.store.contents.reads.contentLook({ now: 0 })).waiting
    await eventually(async () => (await waiting()) >= 10_000)
    const shell = shellOf(70)
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    await eventually(async () => (await house.rows()).some(({ sha256 }) => sha256 === sha256Of(shell)))
    // After each write some of a census may be wanted.
    for (let nth = 0; nth < 20; nth++) await house.stores.store.writes.audit({ ...by, what: 'test', detail: {} })
    // One piece of 200 may go beyond.
    expect(await waiting()).toBeLessThan(10_300)
  })

  test('is neither what is permitted, nor empty, nor without a sha256, nor no file', async () => {
    const house = await new CaptureHouse().open()
    const { chain, host } = await house.stores.shop('web1')
    await house.stores.publish({ 'a.php': 'good' })
    const last = shellOf(70)
    await house.stores.send(
      host,
      chain.seal(
        finding('a.php', null, file('good')),
        finding('empty.php', null, file('')),
        finding('quick.php', null, file('x', { digest: { algorithm: 'xxh64', hex: '0123456789abcdef' } })),
        finding('link.php', null, file('', { type: 'symlink', target: '/etc' as never, digest: null, marks: null })),
        finding('last.php', null, seen(last)),
      ),
    )
    await eventually(async () => (await house.rows()).length > 0)
    expect((await house.rows()).map(({ path }) => path)).toEqual(['last.php'])
  })

  test('is not asked for once a release covers it', async () => {
    const house = await new CaptureHouse().open()
    const { chain, host } = await house.stores.shop('web1')
    await house.stores.send(host, chain.seal(finding('a.php', null, file('<?php 1;'))))
    await eventually(async () => (await house.rows()).length === 1)
    await house.stores.publish({ 'a.php': '<?php 1;' })
    const agent = await house.connect(chain, honest())
    const [row] = await house.rows()
    expect(await house.settled(row?.sha256 ?? '')).toMatchObject({ state: 'missed', why: 'authorised' })
    expect(agent.orders).toEqual([])
  })

  test('comes the most severe first, also before what has begun', async () => {
    const house = await new CaptureHouse().open()
    const [long, grave] = [shellOf(4 * contentPartBytes), shellOf(100)]
    const { chain, host } = await house.stores.shop('web1')
    const answer = honest(long, grave)
    let sent = false
    const wanted = () => house.stores.store.contents.reads.contentLook({ now: 0 })
    const agent = await house.connect(chain, (order, id) => {
      if (sent || order.from === 0) return answer(order, id)
      sent = true
      void house.stores
        .send(host, chain.seal(finding('upload/x.php', null, seen(grave))))
        .then(() => eventually(async () => (await wanted()).waiting === 2))
        .then(() => agent.raw.say({ message: 'content', order: id, answer: answer(order, id) }))
      return undefined
    })
    await house.stores.send(host, chain.seal(finding('notes.txt', null, seen(long))))
    await house.settled(sha256Of(long))
    const order = agent.orders.map(({ path, from }) => `${path} ${from / contentPartBytes}`)
    expect(order).toEqual(['notes.txt 0', 'notes.txt 1', 'upload/x.php 0', 'notes.txt 2', 'notes.txt 3'])
  })

  test('is asked of one host at its pace', async () => {
    const clock = new ManualClock()
    const house = await new CaptureHouse({ clock, limits: { bytesPerSecond: 1024 ** 2 } }).open()
    const shell = shellOf(2 * contentPartBytes)
    const answer = honest(shell)
    const asked: number[] = []
    const { chain, host, agent } = await house.host('web1', (order, id) => {
      asked.push(clock.now())
      return answer(order, id)
    })
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    const look = () => clock.advance(10)
    await eventually(async () => {
      look()
      return agent.orders.length === 1
    })
    await eventually(async () => (await house.stock()) === contentPartBytes)
    await eventually(async () => {
      look()
      return agent.orders.length === 2
    })
    // 256 KiB at 1 MiB a second, counted from when the first part came: never before the agent was asked for it.
    const [first = Number.NaN, second = Number.NaN] = asked
    expect(second - first).toBeGreaterThanOrEqual(250)
    await eventually(async () => {
      look()
      return (await house.rows())[0]?.state === 'kept'
    })
  })

  test('is lost by no failure between a finding and its being wanted, and doubled by none', async () => {
    const faults = [1, 2, 3].map(nth => ({ step: 'content' as const, nth, action: 'throw' as const }))
    const house = await new CaptureHouse({ faults }).open()
    const { chain, host } = await house.stores.shop('web1')
    const shells = Array.from({ length: 6 }, () => shellOf(64))
    for (const [n, shell] of shells.entries())
      await house.stores.send(host, chain.seal(finding(`upload/${n}.php`, null, seen(shell))))
    await eventually(async () => {
      // What failed goes on with the next write.
      await house.stores.store.writes.audit({ ...by, what: 'test', detail: {} })
      return (await house.rows()).length === shells.length
    })
    expect(new Set((await house.rows()).map(({ sha256 }) => sha256))).toEqual(new Set(shells.map(sha256Of)))
    expect((await house.stores.store.contents.reads.contentLook({ now: 0 })).waiting).toBe(shells.length)
  })
})

describe('the budget', () => {
  test('when it is spent leaves out what is not critical, says so, and has a tenth more for what is', async () => {
    const house = await new CaptureHouse({ limits: { budgetBytes: 10_000 } }).open()
    const [first, plain, grave, late] = [shellOf(10_000), shellOf(100), shellOf(1_000), shellOf(1)]
    const { chain, host, agent } = await house.host('web1', honest(first, plain, grave, late))
    await house.stores.send(host, chain.seal(finding('notes.txt', null, seen(first))))
    expect(await house.settled(sha256Of(first))).toMatchObject({ state: 'kept' })
    await house.stores.send(
      host,
      chain.seal(finding('more.txt', null, seen(plain)), finding('upload/x.php', null, seen(grave))),
    )
    expect(await house.settled(sha256Of(plain))).toMatchObject({ state: 'missed', why: 'over-budget' })
    expect(await house.settled(sha256Of(grave))).toMatchObject({ state: 'kept', severity: 'critical' })
    await house.stores.send(host, chain.seal(finding('upload/y.php', null, seen(late))))
    expect(await house.settled(sha256Of(late))).toMatchObject({ state: 'missed', why: 'over-budget' })
    expect(await house.stock()).toBe(11_000)
    expect(agent.orders.map(({ path }) => path)).toEqual(['notes.txt', 'upload/x.php'])
    await eventually(() => house.capture.report().phase === 'full')
    expect(await house.capture.summary(1, 'en')).toMatchObject({
      ...{ bytes: 11_000, budget: 10_000, trouble: null },
      ...{ states: { kept: 2, missed: 2 }, whys: { 'over-budget': 2 } },
    })
  })
})
