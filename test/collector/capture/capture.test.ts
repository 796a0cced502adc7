// The laws of taking contents, over a real store and a real gateway: what is wanted is asked for once, the worst first, at a
// pace; what an agent sends is believed only as far as it can be checked; and nothing of it lies readable on the disk.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentPartBytes, maxContentBytes } from '@sekisho/shared/wire.content.ts'
import { describe, expect, test } from 'vitest'
import { absent, censusBegin, censusEnd, entry, file, finding } from '../../support/batches.ts'
import { CaptureHouse, honest, partOf, sha256Of, shellOf } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by } from '../../support/store-house.ts'

/** As a finding sees such a file. */
function seen(bytes: Buffer, size = bytes.length) {
  const marks = { version: 1, found: ['php-open-tag' as const] }
  return file('', { size, digest: { algorithm: 'sha256', hex: sha256Of(bytes) }, marks })
}

function glimpse(bytes: Buffer) {
  const digest = { algorithm: 'sha256', hex: sha256Of(bytes) }
  return { at: 900, size: bytes.length, digest, marks: { version: 1, found: [] } }
}

describe('a content', () => {
  test('of an unauthorised file is asked for once per hash, and handed out as it was', async () => {
    const house = await new CaptureHouse().open()
    const shell = shellOf(3 * contentPartBytes + 7)
    const { chain, host, agent } = await house.host('web1', honest(shell))
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    const sha256 = sha256Of(shell)
    expect(await house.settled(sha256)).toMatchObject({
      ...{ state: 'kept', why: null, whole: true, size: shell.length, bytes: shell.length },
      ...{ host: 'web1', root: '/shop', path: 'upload/x.php', stat: { uid: 33, gid: 33, mode: '0644' } },
    })
    expect(agent.orders.map(({ from }) => from)).toEqual([0, 1, 2, 3].map(part => part * contentPartBytes))
    const other = shellOf(100)
    await house.stores.send(
      host,
      chain.seal(finding('upload/y.php', null, seen(shell)), finding('upload/z.php', null, seen(other))),
    )
    expect(await house.settled(sha256Of(other))).toMatchObject({ state: 'missed', why: 'gone' })
    expect(agent.orders.length).toBe(5)
    expect(await house.capture.take(by, sha256)).toEqual(shell)
    expect(await house.capture.take({ ...by, customer: 2 }, sha256)).toBeNull()
    expect(await house.capture.take(by, sha256Of(other))).toBeNull()
  })

  test('lies nowhere in the database as it was, nor does its key, and each look at it is in the audit trail', async () => {
    const house = await new CaptureHouse().open()
    const shell = shellOf(contentPartBytes + 1000)
    const { chain, host } = await house.host('web1', honest(shell))
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    await house.settled(sha256Of(shell))
    await house.capture.take(by, sha256Of(shell))
    const look = () => filesOf(house.folder).filter(({ name }) => name.startsWith('store.db'))
    const key = readFileSync(house.keyFile, 'utf8').trim()
    const hidden = [shell.subarray(0, 64), shell.subarray(-64), Buffer.from(key, 'hex'), Buffer.from(key)]
    const base64 = shell.subarray(9, 57).toString('base64')
    await house.stop()
    const found = look().flatMap(({ name, bytes }) =>
      [...hidden, Buffer.from(base64)].flatMap(part => (bytes.includes(part) ? [name] : [])),
    )
    expect(look().length).toBeGreaterThan(0)
    expect(found).toEqual([])
    // The search would find it: the path, which is no secret, is there.
    expect(look().some(({ bytes }) => bytes.includes('upload/x.php'))).toBe(true)
    const database = new DatabaseSync(join(house.folder, 'store.db'), { readOnly: true })
    const audited = database.prepare(`SELECT who, detail FROM audit WHERE what = 'content.download'`).all()
    database.close()
    expect(audited.map(row => ({ ...row }))).toEqual([
      { who: 'test', detail: JSON.stringify({ sha256: sha256Of(shell), bytes: shell.length }) },
    ])
  })

  test('goes on where it stopped after the connection, and the collector, broke', async () => {
    const shell = shellOf(3 * contentPartBytes)
    const house = await new CaptureHouse().open()
    const answer = honest(shell)
    const { chain, host } = await house.stores.shop('web1')
    const first = await house.connect(chain, (order, id) => {
      if (order.from < contentPartBytes) return answer(order, id)
      first.raw.socket.terminate()
      return undefined
    })
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    await first.raw.ended
    await house.stop()
    const again = await new CaptureHouse({ folder: house.folder }).open()
    const second = await again.connect(chain, answer)
    expect(await again.settled(sha256Of(shell))).toMatchObject({ state: 'kept', whole: true })
    expect(second.orders.map(({ from }) => from)).toEqual([contentPartBytes, 2 * contentPartBytes])
    expect(await again.capture.take(by, sha256Of(shell))).toEqual(shell)
  })

  test('of more than 20 MB is taken in part, and nobody says that it was compared', async () => {
    const house = await new CaptureHouse().open()
    const begin = shellOf(maxContentBytes)
    const size = 10 * 1024 ** 3
    const { chain, host, agent } = await house.host('web1', ({ from }) => ({ ...partOf(begin, from), size }))
    await house.stores.send(host, chain.seal(finding('upload/dump.sql', null, seen(begin, size))))
    const sha256 = sha256Of(begin)
    expect(await house.settled(sha256)).toMatchObject({ state: 'kept', whole: false, size, bytes: maxContentBytes })
    expect(agent.orders.length).toBe(maxContentBytes / contentPartBytes)
    expect(sha256Of((await house.capture.take(by, sha256)) ?? Buffer.of())).toBe(sha256)
  })

  test('that stood there only for a moment is wanted as well', async () => {
    const house = await new CaptureHouse().open()
    const [brief, between] = [shellOf(90), shellOf(80)]
    const { chain, host } = await house.host('web1', honest(brief, between))
    const transient = { kind: 'transient', between: [glimpse(brief)] } as object
    await house.stores.send(
      host,
      chain.seal(
        finding('upload/t.php', null, absent, transient),
        finding('index.php', file('a'), file('a'), { kind: 'rewritten', between: [glimpse(between)] } as object),
      ),
    )
    expect(await house.settled(sha256Of(brief))).toMatchObject({ state: 'kept', stat: null })
    expect(await house.settled(sha256Of(between))).toMatchObject({ state: 'kept', path: 'index.php' })
  })

  test('that one host no longer has is asked of the next one that showed it', async () => {
    const house = await new CaptureHouse().open()
    const shell = shellOf(500)
    const one = await house.stores.shop('web1')
    const two = await house.stores.shop('web2')
    await house.stores.send(one.host, one.chain.seal(finding('upload/x.php', null, seen(shell))))
    await house.stores.send(two.host, two.chain.seal(finding('upload/y.php', null, seen(shell))))
    await eventually(async () => (await house.stores.store.contents.reads.contentLook({ now: 0 })).waiting === 2)
    const gone = await house.connect(one.chain, honest())
    await eventually(() => gone.orders.length === 1)
    await house.connect(two.chain, honest(shell))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'kept', host: 'web2', path: 'upload/y.php' })
  })
})

describe('a content that several hosts show', () => {
  test('is taken from one of them, and nobody is asked for what another has begun to give', async () => {
    const shell = shellOf(5 * contentPartBytes)
    const house = await new CaptureHouse({ limits: { leastPauseMs: 30 } }).open()
    const hosts = [await house.host('web1', honest(shell)), await house.host('web2', honest(shell))]
    for (const { host, chain } of hosts)
      await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'kept', whole: true })
    const orders = hosts.flatMap(({ agent }) => agent.orders).map(({ from }) => from)
    expect(orders.filter(from => from > 0).length).toBe(4)
  })

  test('goes on with another one where the first is gone', async () => {
    const shell = shellOf(3 * contentPartBytes)
    const house = await new CaptureHouse().open()
    const answer = honest(shell)
    const one = await house.stores.shop('web1')
    const first = await house.connect(one.chain, (order, id) => {
      if (order.from === 0) return answer(order, id)
      first.raw.socket.terminate()
      return undefined
    })
    await house.stores.send(one.host, one.chain.seal(finding('upload/x.php', null, seen(shell))))
    await first.raw.ended
    const two = await house.host('web2', answer)
    await house.stores.send(two.host, two.chain.seal(finding('upload/y.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'kept', host: 'web2' })
  })

  test('is had from whoever gives it, though another says that it leaves no host', async () => {
    const shell = shellOf(500)
    const house = await new CaptureHouse().open()
    const liar = await house.host('web1', () => ({ outcome: 'withheld', why: 'cards' }))
    await house.stores.send(liar.host, liar.chain.seal(finding('upload/y.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'withheld', why: 'cards' })
    const two = await house.host('web2', honest(shell))
    await house.stores.send(two.host, two.chain.seal(finding('upload/x.php', null, seen(shell))))
    await eventually(async () => (await house.rows({ sha256: sha256Of(shell) }))[0]?.state === 'kept')
  })
})

test('a shell under the name of settings is had under its other name', async () => {
  const shell = shellOf(500)
  const house = await new CaptureHouse().open()
  const { chain, host } = await house.host('web1', order =>
    order.path === 'upload/.env.php' ? { outcome: 'withheld', why: 'settings' } : partOf(shell, order.from),
  )
  await house.stores.send(host, chain.seal(finding('upload/.env.php', null, seen(shell))))
  expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'withheld', why: 'settings' })
  await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
  await eventually(async () => (await house.rows({ sha256: sha256Of(shell) }))[0]?.state === 'kept')
})

describe('an agent that lies', () => {
  const shell = shellOf(contentPartBytes + 5000)
  const other = shellOf(shell.length)
  test.each([
    ['sends other bytes', (from: number) => partOf(other, from)],
    ['sends more bytes than there are', (from: number) => partOf(Buffer.concat([shell, other]), from)],
    [
      'sends more bytes than it says',
      (from: number) => ({ ...partOf(Buffer.concat([shell, other]), 6000), size: shell.length, from }),
    ],
    ['says another offset', (from: number) => ({ ...partOf(shell, from), from: from + 1 })],
    ['sends crumbs', (from: number) => partOf(shell, from, 1)],
    ['sends nothing', (from: number) => partOf(shell, from, 0)],
    ['says another size', (from: number) => ({ ...partOf(shell, from), size: maxContentBytes + 1 })],
  ])('and %s is asked three times, and nothing of it is kept', async (_, answer) => {
    const house = await new CaptureHouse().open()
    const { chain, host, agent } = await house.host('web1', ({ from }) => answer(from))
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'missed', why: 'mismatch', bytes: 0 })
    expect(agent.orders.filter(({ from }) => from === 0).length).toBe(3)
    expect(await house.stock()).toBe(0)
    expect(await house.capture.take(by, sha256Of(shell))).toBeNull()
  })

  test.each([
    ['a whole file', 0],
    ['the beginning of a larger one', maxContentBytes],
  ])('and sends card numbers in %s has them counted and masked, and nothing of it kept', async (_, more) => {
    const numbers = ['4111111111111111', '5555555555554444', '378282246310005']
    const begin = Buffer.alloc(more === 0 ? 100 : maxContentBytes, 'x')
    begin.write(numbers.join('\n'))
    const size = begin.length + more
    const house = await new CaptureHouse().open()
    const { chain, host } = await house.host('web1', ({ from }) => ({ ...partOf(begin, from), size }))
    await house.stores.send(host, chain.seal(finding('upload/c.txt', null, seen(begin, size))))
    expect(await house.settled(sha256Of(begin))).toMatchObject({
      ...{ state: 'withheld', why: 'cards', bytes: 0 },
      cards: { count: 3, shown: ['411111******1111', '555555******4444', '378282*****0005'] },
    })
    expect(await house.stock()).toBe(0)
    expect(await house.capture.take(by, sha256Of(begin))).toBeNull()
  })

  test('and does not answer leaves its place to others, and is not asked again until it does', async () => {
    const house = await new CaptureHouse({ limits: { answerMs: 20, hostsAtOnce: 1 } }).open()
    const [mute, told] = [shellOf(100), shellOf(200)]
    const silent = await house.host('web1', () => undefined)
    const honestly = await house.host('web2', honest(told))
    await house.stores.send(silent.host, silent.chain.seal(finding('upload/x.php', null, seen(mute))))
    await eventually(() => silent.agent.orders.length === 1)
    await house.stores.send(honestly.host, honestly.chain.seal(finding('upload/y.php', null, seen(told))))
    expect(await house.settled(sha256Of(told))).toMatchObject({ state: 'kept' })
    expect(house.capture.report().oldestAgeMs).toBeGreaterThan(0)
    expect(silent.agent.orders.length).toBe(1)
  })
})

describe('an agent that withholds', () => {
  test('card numbers is believed in their count and their masks, of which alone anything is kept', async () => {
    const house = await new CaptureHouse().open()
    const dump = Buffer.from('4111111111111111\n5555555555554444\n378282246310005\n')
    const cards = { count: 3, shown: ['411111******1111', '555555******4444'] }
    const { chain, host, agent } = await house.host('web1', () => ({ outcome: 'withheld', why: 'cards', cards }))
    await house.stores.send(host, chain.seal(finding('upload/c.txt', null, seen(dump))))
    expect(await house.settled(sha256Of(dump))).toMatchObject({ state: 'withheld', why: 'cards', cards, bytes: 0 })
    await house.stores.send(host, chain.seal(finding('upload/d.txt', null, seen(dump))))
    const marker = shellOf(50)
    await house.stores.send(host, chain.seal(finding('upload/e.php', null, seen(marker))))
    await house.settled(sha256Of(marker))
    expect(agent.orders.filter(({ sha256 }) => sha256 === sha256Of(dump)).length).toBe(1)
    await house.stop()
    const numbers = ['4111111111111111', '5555555555554444', '378282246310005']
    const all = filesOf(house.folder)
    expect(numbers.filter(number => all.some(({ bytes }) => bytes.includes(number)))).toEqual([])
    expect(all.some(({ bytes }) => bytes.includes('411111******1111'))).toBe(true)
  })

  test('with a number that is not masked is cut off, and the number is not kept', async () => {
    const house = await new CaptureHouse().open()
    const dump = Buffer.from('x')
    const cards = { count: 3, shown: ['4111111111111111'] }
    const { chain, host, agent } = await house.host('web1', () => ({ outcome: 'withheld', why: 'cards', cards }))
    await house.stores.send(host, chain.seal(finding('upload/c.txt', null, seen(dump))))
    expect(await agent.raw.ended).toMatchObject({ code: 4400 })
    expect(await house.rows()).toMatchObject([{ state: 'wanted', cards: null }])
  })

  test.each([
    ['settings', 'withheld', 1],
    ['changed', 'missed', 1],
    ['no-file', 'missed', 1],
    ['unreadable', 'missed', 3],
  ])('and says %s is believed', async (why, state, asked) => {
    const house = await new CaptureHouse().open()
    const shell = shellOf(60)
    const { chain, host, agent } = await house.host('web1', () => ({ outcome: 'withheld', why }))
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state, why })
    expect(agent.orders.length).toBe(asked)
  })

  test('because it is too old to know the order is given up, and asked again when the file is seen again', async () => {
    const house = await new CaptureHouse().open()
    const shell = shellOf(60)
    const { chain, host } = await house.stores.shop('web1')
    const old = await house.connect(chain, (_order, id) => {
      old.raw.say({ message: 'done', order: id, outcome: 'refused', detail: 'there is no such order' })
      return undefined
    })
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'missed', why: 'refused' })
    old.raw.socket.close()
    await old.raw.ended
    await house.connect(chain, honest(shell))
    await house.stores.send(host, chain.seal(finding('upload/y.php', null, seen(shell))))
    await eventually(async () => (await house.rows())[0]?.state === 'kept')
  })
})

describe('what is wanted', () => {
  test('of a first census is what is critical alone', async () => {
    const house = await new CaptureHouse().open()
    const [shell, page] = [shellOf(70), shellOf(71)]
    const { chain, host } = await house.stores.shop('web1')
    const planted = entry('upload/x.php', seen(shell))
    await house.stores.send(host, chain.seal(censusBegin(), planted, entry('index.php', seen(page)), censusEnd()))
    await eventually(async () => (await house.rows()).length > 0)
    expect(await house.rows()).toMatchObject([{ sha256: sha256Of(shell), severity: 'critical' }])
    // A later change of the other is no census.
    const changed = shellOf(72)
    await house.stores.send(host, chain.seal(finding('index.php', seen(page), seen(changed))))
    await eventually(async () => (await house.rows()).length === 2)
    expect((await house.rows())[0]).toMatchObject({ sha256: sha256Of(changed), state: 'wanted' })
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
    const { chain, host, agent } = await house.host('web1', honest(shell))
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
    const look = () => clock.advance(10)
    await eventually(async () => {
      look()
      return agent.orders.length === 1
    })
    await eventually(async () => (await house.stock()) === contentPartBytes)
    const at = clock.now()
    await eventually(async () => {
      look()
      return agent.orders.length === 2
    })
    // 256 KiB at 1 MiB a second.
    expect(clock.now() - at).toBeGreaterThanOrEqual(240)
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
    expect(await house.capture.summary(1)).toMatchObject({
      ...{ bytes: 11_000, budget: 10_000, trouble: null },
      ...{ states: { kept: 2, missed: 2 }, whys: { 'over-budget': 2 } },
    })
  })
})

function filesOf(folder: string) {
  return readdirSync(folder).map(name => ({ name, bytes: readFileSync(join(folder, name)) }))
}
