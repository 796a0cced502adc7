// The laws of taking what grows: its beginning as far as a finding read it, checked by its digest, and of one path once an hour.
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import { describe, expect, test } from 'vitest'
import { Growing } from '../../../collector/capture/growing.ts'
import { finding } from '../../support/batches.ts'
import { CaptureHouse, partOf, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const place = { host: 1, root: '/shop', path: 'a.php', content: 1 } as Parameters<Growing['isDue']>[0]

describe('a file that grows', () => {
  test('is taken as far as the finding read it, says so, and is let be for the hour that follows', async () => {
    const house = await new CaptureHouse().open()
    const grown = shellOf(4 * contentPartBytes)
    const [first, second] = [grown.subarray(0, contentPartBytes + 9), grown.subarray(0, 3 * contentPartBytes)]
    const { chain, host, agent } = await house.host('web1', ({ size, whole, from }) =>
      whole ? { outcome: 'withheld', why: 'changed' } : { ...partOf(grown.subarray(0, size), from), grown: true },
    )
    const found = (bytes: Buffer) => finding('src/log.php', null, { ...seen(bytes), state: 'unstable' })
    await house.stores.send(host, chain.seal(found(first)))
    expect(await house.settled(sha256Of(first))).toMatchObject({
      ...{ state: 'kept', whole: true, growing: true, size: first.length, bytes: first.length },
    })
    await house.stores.send(
      host,
      chain.seal(found(second), finding('src/other.php', null, seen(grown.subarray(0, 99)))),
    )
    expect(await house.settled(sha256Of(second))).toMatchObject({ state: 'missed', why: 'changed', growing: true })
    // Of another path that hour has not begun.
    expect(await house.settled(sha256Of(grown.subarray(0, 99)))).toMatchObject({ state: 'kept', growing: false })
    expect(agent.orders.filter(({ path }) => path === 'src/log.php').map(({ size, whole }) => [size, whole])).toEqual([
      [first.length, undefined],
      [first.length, undefined],
      [second.length, true],
    ])
  })

  test.each(['cards', 'changed'])('is let be for an hour as well where its beginning was withheld as %s', async why => {
    const house = await new CaptureHouse().open()
    const grown = shellOf(900)
    const { chain, host, agent } = await house.host('web1', () => ({ outcome: 'withheld', why }))
    for (const length of [300, 600]) {
      const beginning = grown.subarray(0, length)
      const found = finding('dump.sql', null, { ...seen(beginning), state: 'unstable' })
      await house.stores.send(host, chain.seal(found))
      await house.settled(sha256Of(beginning))
    }
    expect(agent.orders.map(({ size, whole }) => [size, whole])).toEqual([
      [300, undefined],
      [600, true],
    ])
  })

  test('whose beginning is not what the finding read is thrown away', async () => {
    const house = await new CaptureHouse({ limits: { tries: 1 } }).open()
    const shell = shellOf(500)
    const other = { ...partOf(shellOf(500), 0), grown: true }
    const { chain, host } = await house.host('web1', () => other)
    await house.stores.send(host, chain.seal(finding('src/log.php', null, { ...seen(shell), state: 'unstable' })))
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'missed', why: 'mismatch', bytes: 0 })
  })
})

describe('the beginning of a path', () => {
  test('is due once an hour, and what was begun is due to its end', () => {
    const clock = new ManualClock()
    const growing = new Growing(clock)
    expect(growing.isDue(place)).toBe(true)
    growing.took(place)
    clock.advance(1_800_000)
    growing.took(place)
    expect(growing.isDue(place)).toBe(true)
    expect(growing.isDue({ ...place, content: 2 })).toBe(false)
    expect(growing.isDue({ ...place, host: 2, content: 2 })).toBe(true)
    clock.advance(1_800_000)
    expect(growing.isDue({ ...place, content: 2 })).toBe(true)
  })

  test('is forgotten where more paths grow than are remembered, the one taken longest ago first', () => {
    const growing = new Growing(new ManualClock(), 2)
    for (const content of [1, 2, 3]) growing.took({ ...place, path: `${content}.php` as typeof place.path, content })
    const isDue = (name: string) => growing.isDue({ ...place, path: name as typeof place.path, content: 9 })
    expect(['1.php', '2.php', '3.php'].map(isDue)).toEqual([true, false, false])
  })
})
