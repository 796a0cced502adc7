// The laws of files that tools write beside their place, or empty in it, and of what is no such file.
import { describe, expect, test } from 'vitest'
import { maxPaths } from '../../../collector/store/changes.ts'
import { absent, file, finding } from '../../support/batches.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const hourMs = 3_600_000
const passing = 'lib/.a.php.Xk3v9Q'

async function open() {
  const house = await new StoreHouse().open()
  const opened = { house, ...(await house.shop()) }
  await house.publish({ 'lib/a.php': 'a', 'payment/card.php': 'card' })
  return opened
}

async function flags(house: StoreHouse) {
  return (await house.findings()).filter(row => row.open).map(({ path, reasons }) => [path, ...reasons])
}

describe('a file that is renamed into its place', () => {
  const moved = { ...file('a'), inode: 77 }

  test('is no longer flagged under its passing name, whichever of the two is reported first', async () => {
    for (const order of [0, 1]) {
      const { house, chain, host } = await open()
      await house.send(host, chain.seal(finding(passing, null, moved)))
      expect(await flags(house)).toEqual([[passing, 'unknown-file']])
      const both = [finding('lib/a.php', null, moved), finding(passing, moved, absent)]
      await house.send(host, chain.seal(...(order === 0 ? both : both.toReversed())))
      expect(await flags(house)).toEqual([])
      expect((await house.findings())[0]).toMatchObject({ path: passing, verdict: 'authorised', reasons: ['moved'] })
    }
  })

  test('is no longer flagged where it was seen under that name before anything was written to it', async () => {
    const { house, chain, host } = await open()
    const empty = { ...file(''), size: 0, inode: 77 }
    await house.send(host, chain.seal(finding(passing, null, empty)))
    await house.send(host, chain.seal(finding('lib/a.php', null, moved), finding(passing, empty, absent)))
    expect(await flags(house)).toEqual([])
    await house.send(host, chain.seal(finding(passing, null, { ...empty, inode: 78 }), finding(passing, empty, absent)))
    expect(await flags(house)).toEqual([[passing, 'unknown-file']])
  })

  test('is flagged there if no release permits it there', async () => {
    const { house, chain, host } = await open()
    const shell = { ...file('shell'), inode: 78 }
    await house.send(host, chain.seal(finding(passing, null, shell)))
    await house.send(host, chain.seal(finding('lib/a.php', null, shell), finding(passing, shell, absent)))
    expect(await flags(house)).toEqual([['lib/a.php', 'content-differs']])
  })

  test('stays flagged where another file stands in that place, it stands there itself, or a class rule covers the place', async () => {
    const { house, chain, host } = await open()
    const other = { ...file('a'), inode: 79 }
    await house.send(host, chain.seal(finding(passing, null, moved), finding('lib/a.php', null, other)))
    expect(await flags(house)).toEqual([[passing, 'unknown-file']])
    await house.send(host, chain.seal(finding(passing, moved, absent)))
    expect(await flags(house)).toEqual([[passing, 'unknown-file']])
    const photo = { ...file('photo'), inode: 80 }
    await house.send(host, chain.seal(finding('upload/photo.jpg.php', null, photo)))
    const renamed = [finding('upload/photo.jpg', null, photo), finding('upload/photo.jpg.php', photo, absent)]
    await house.send(host, chain.seal(...renamed))
    expect((await flags(house)).map(([path]) => path)).toEqual([passing, 'upload/photo.jpg.php'])
  })
})

describe('a file that was seen empty while it was written', () => {
  const empty = { ...file(''), size: 0 }

  test('is not flagged for it once its released content is there', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('lib/a.php', null, empty)))
    expect(await flags(house)).toEqual([['lib/a.php', 'content-differs']])
    await house.send(host, chain.seal(finding('lib/a.php', empty, file('a'))))
    expect(await flags(house)).toEqual([])
    expect((await house.findings())[0]).toMatchObject({ verdict: 'authorised', reasons: ['returned'] })
  })

  test('stays flagged where it guards the payment, the same came back, and no release came with it', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('payment/card.php', null, file('card'))))
    await house.send(host, chain.seal(finding('payment/card.php', file('card'), empty)), by.at + hourMs + 1)
    await house.send(host, chain.seal(finding('payment/card.php', empty, file('card'))), by.at + hourMs + 2)
    expect(await flags(house)).toEqual([['payment/card.php', 'content-differs', 'payment']])
  })
})

describe('a payment file that was away and came back as it was', () => {
  const card = 'payment/card.php'
  const missing = [[card, 'missing', 'payment']]

  async function away(receivedAt: number) {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding(card, null, file('card'))))
    await house.send(host, chain.seal(finding(card, file('card'), absent)), receivedAt)
    expect(await flags(house)).toEqual(missing)
    await house.send(host, chain.seal(finding(card, null, file('card'))), receivedAt + 1)
    return house
  }

  test('is no longer flagged where a release came at most an hour before', async () => {
    const house = await away(by.at + hourMs)
    expect(await flags(house)).toEqual([])
    expect((await house.findings())[1]).toMatchObject({ verdict: 'authorised', reasons: ['returned'] })
  })

  test('stays flagged until a release comes within the hour after, though that says nothing new of it', async () => {
    const at = by.at + 5 * hourMs
    const house = await away(at)
    expect(await flags(house)).toEqual(missing)
    await house.publish({ 'lib/a.php': 'a later one', [card]: 'card' }, { at: at + hourMs })
    expect(await flags(house)).toEqual([])
  })

  test.each([
    ['came too late', { 'lib/a.php': 'a later one', [card]: 'card' }, hourMs + 1],
    ['says something else of it', { [card]: 'another' }, 0],
  ] as const)('stays flagged where the release %s', async (_, files, later) => {
    const at = by.at + 5 * hourMs
    const house = await away(at)
    await house.publish(files, { at: at + later })
    expect(await flags(house)).toContainEqual(missing[0])
  })

  test('is settled by its component’s release however much another component misses', async () => {
    const at = by.at + 5 * hourMs
    const { house, chain, host } = await open()
    const others = Array.from({ length: maxPaths + 1 }, (_, n) => `a/${n}.php`)
    await house.publish(Object.fromEntries(others.map(path => [path, 'other'])), { component: 'other', at: by.at })
    await house.send(host, chain.seal(finding(card, null, file('card')), finding(card, file('card'), absent)), at)
    await house.send(host, chain.seal(finding(card, null, file('card'))), at + 1)
    // Of a root with few files all is judged again, whatever changed.
    await house.send(host, chain.seal(...others.slice(0, 100).map(path => finding(`b/${path}`, null, file('any')))), at)
    for (let from = 0; from < others.length; from += 200) {
      const gone = others.slice(from, from + 200).map(path => finding(path, file('other'), absent))
      await house.send(host, chain.seal(...gone), at)
    }
    await house.publish({ 'lib/a.php': 'a later one', [card]: 'card' }, { at: at + hourMs })
    const [, away] = (await house.store.reads.findings({ customer: 1, filter: { path: card } })).items
    expect(away).toMatchObject({ kind: 'removed', verdict: 'authorised', reasons: ['returned'] })
  })

  test('of a component below the top of its site is settled by that component’s release', async () => {
    const at = by.at + 5 * hourMs
    const { house, chain, host } = await open()
    await house.publish({ 'card.php': 'inner' }, { component: 'pay', prefix: 'payment/inner' })
    const path = 'payment/inner/card.php'
    await house.send(host, chain.seal(finding(path, null, file('inner'))))
    await house.send(host, chain.seal(finding(path, file('inner'), absent)), at)
    await house.send(host, chain.seal(finding(path, null, file('inner'))), at + 1)
    expect(await flags(house)).toEqual([[path, 'missing', 'payment']])
    const files = { 'card.php': 'inner', 'other.php': 'other' }
    await house.publish(files, { component: 'pay', prefix: 'payment/inner', at: at + hourMs })
    expect(await flags(house)).toEqual([])
  })
})
