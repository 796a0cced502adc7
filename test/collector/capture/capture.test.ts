// The laws of taking contents, over a real store and a real gateway: what is wanted is asked for once, the worst first, at a
// pace; what an agent sends is believed only as far as it can be checked; and nothing of it lies readable on the disk.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentPartBytes, maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { describe, expect, test } from 'vitest'
import { absent, file, finding } from '../../support/batches.ts'
import { CaptureHouse, glimpse, honest, partOf, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { by } from '../../support/store-house.ts'

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
    const stat = { mode: 0o4751, uid: 33, gid: 34, mtimeMs: 1_000, ctimeMs: 2_000 }
    const transient = { kind: 'transient', between: [{ ...glimpse(brief), stat }] } as object
    await house.stores.send(
      host,
      chain.seal(
        finding('upload/t.php', null, absent, transient),
        finding('index.php', file('a'), file('a'), { kind: 'rewritten', between: [glimpse(between)] } as object),
      ),
    )
    const times = { mtime: '1970-01-01T00:00:01.000Z', ctime: '1970-01-01T00:00:02.000Z' }
    expect(await house.settled(sha256Of(brief))).toMatchObject({
      ...{ state: 'kept', stat: { mode: '4751', uid: 33, gid: 34, ...times } },
    })
    // An older agent tells none.
    expect(await house.settled(sha256Of(between))).toMatchObject({ state: 'kept', path: 'index.php', stat: null })
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
    const house = await new CaptureHouse({ limits: { answerMs: 500, hostsAtOnce: 1 } }).open()
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

function filesOf(folder: string) {
  return readdirSync(folder).map(name => ({ name, bytes: readFileSync(join(folder, name)) }))
}
