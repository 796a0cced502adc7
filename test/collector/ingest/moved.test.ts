// The laws of files that tools write beside their place, or empty in it, and of what is no such file.
import { describe, expect, test } from 'vitest'
import { absent, file, finding } from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

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

  test('stays flagged where it guards the payment, and the same came back', async () => {
    const { house, chain, host } = await open()
    await house.send(host, chain.seal(finding('payment/card.php', null, file('card'))))
    await house.send(host, chain.seal(finding('payment/card.php', file('card'), empty)))
    await house.send(host, chain.seal(finding('payment/card.php', empty, file('card'))))
    expect(await flags(house)).toEqual([['payment/card.php', 'content-differs', 'payment']])
  })
})
