// The laws of which deeds a deployment window covers: whose they are, when they were done, and what they were done to.
import { describe, expect, test } from 'vitest'
import { absent, censusBegin, censusEnd, entry, file, finding, unstable } from '../../support/batches.ts'
import { actor, deploy, minute, windowHouse } from '../../support/window-house.ts'

const expected = 'expected window,unknown-file'
const flagged = 'unauthorised unknown-file open'
/** When a window of half an hour that began at 1,000 has ended, with its grace time. */
const over = 1_000 + 60 * minute

describe('a window over what is done', () => {
  test('asks for all that a name of actors says, and takes any of several names', async () => {
    const { open, does, told } = await windowHouse()
    const exe = '/usr/bin/rsync'
    await open({ actors: [{ user: 'deploy', exe }, { unit: 'deploy.service' }] })
    await does(deploy, 'a.php', null, file('a'))
    await does(actor('deploy', { executable: '/bin/cp' }), 'b.php', null, file('b'))
    await does(actor('alice', { unit: 'deploy.service' }), 'c.php', null, file('c'))
    expect([await told('a.php'), await told('b.php'), await told('c.php')]).toEqual([[expected], [flagged], [expected]])
  })

  test('covers neither what was done before it nor after it, and not what the collector heard of before', async () => {
    const { house, chain, host, open, does, told } = await windowHouse()
    await open({ from: '1970-01-01T00:10:00.000Z' })
    await does(deploy, 'before.php', null, file('a'), 9 * minute)
    await does(deploy, 'after.php', null, file('b'), 41 * minute + 1)
    await does(deploy, 'late.php', null, file('c'), 41 * minute)
    // The host's clock is ahead.
    const ahead = finding('ahead.php', null, file('d'), { actor: deploy, at: 12 * minute } as object)
    await house.send(host, chain.seal(ahead), 9 * minute)
    const paths = ['before.php', 'after.php', 'late.php', 'ahead.php']
    expect(await Promise.all(paths.map(told))).toEqual([[flagged], [flagged], [expected], [flagged]])
  })

  test('covers what a walk or a census finds by the time that its inode has, and nothing that they find missing', async () => {
    const { open, send, told } = await windowHouse()
    await send([finding('old.php', null, file('old'))], 900)
    await open({ anyActor: true, actors: [], from: '1970-01-01T00:10:00.000Z' })
    const weak = 'expected window-any-actor,unknown-file'
    const walk = { noticed: 'walk', at: 12 * minute } as object
    await send(
      [
        finding('in.php', null, file('in', { ctimeMs: 11 * minute }), walk),
        finding('earlier.php', null, file('earlier', { ctimeMs: 900 }), walk),
        censusBegin(),
        entry('in.php', file('in', { ctimeMs: 11 * minute })),
        entry('earlier.php', file('earlier', { ctimeMs: 900 })),
        entry('counted.php', file('counted', { ctimeMs: 11 * minute })),
        censusEnd(),
      ],
      12 * minute,
    )
    expect(await told('in.php')).toEqual([weak])
    expect(await told('earlier.php')).toEqual([flagged])
    expect(await told('counted.php')).toEqual([weak])
    expect(await told('old.php')).toEqual([flagged, 'authorised not-named'])
  })
})

describe('what a window covers at a path', () => {
  test('is a passing name until the file is in its place, whatever becomes of the window', async () => {
    const { open, does, passes, told } = await windowHouse()
    await open()
    await does(deploy, '.a.php.Xk3v9Q', null, file('a'))
    expect(await told('.a.php.Xk3v9Q')).toEqual([expected])
    await does(deploy, '.a.php.Xk3v9Q', file('a'), absent)
    await does(deploy, 'a.php', null, file('a'))
    expect((await told('.a.php.Xk3v9Q'))[0]).toBe('authorised moved')
    await passes(over)
    expect((await told('.a.php.Xk3v9Q'))[0]).toBe('authorised moved')
    expect(await told('a.php')).toEqual([flagged])
  })

  test('is a file that kept changing, until what it became is released', async () => {
    const { house, open, does, told } = await windowHouse()
    await open()
    await does(deploy, 'big.php', null, unstable('half'))
    await does(deploy, 'big.php', unstable('half'), file('whole'))
    expect(await told('big.php')).toEqual(['expected window,unstable', expected])
    await house.publish({ 'big.php': 'whole' })
    expect(await told('big.php')).toEqual(['authorised returned', 'authorised released'])
  })

  test('keeps its mode and owner only if the same window covers that deed and the content', async () => {
    const { open, does, standing, told } = await windowHouse()
    const chmod = (content: string) => [file(content), file(content, { mode: 0o600 })] as const
    await does('unknown', 'old.php', null, file('old'), 900)
    await open()
    await does(deploy, 'new.php', null, file('new'))
    await does(deploy, 'theirs.php', null, file('theirs'))
    await does(deploy, 'old.php', ...chmod('old'))
    await does(deploy, 'new.php', ...chmod('new'))
    await does(actor('www-data'), 'theirs.php', ...chmod('theirs'))
    expect((await told('old.php'))[1]).toBe('unauthorised unknown-file,metadata-only open')
    expect(await standing('old.php')).toMatchObject({ verdict: 'unauthorised' })
    expect((await told('new.php'))[1]).toBe('expected window,unknown-file,metadata-only')
    expect((await told('theirs.php'))[1]).toBe('unauthorised unknown-file,metadata-only open')
    expect(await standing('theirs.php')).toMatchObject({ verdict: 'expected' })
  })

  test('is not what came in between unseen, though the window covers what was there before and after', async () => {
    const { open, does, standing, told } = await windowHouse()
    await open()
    await does(deploy, 'a.php', null, file('a'))
    // The agent had seen another content by then, and nobody who wrote it.
    await does(deploy, 'a.php', file('b'), file('b', { mode: 0o600 }))
    expect(await told('a.php')).toEqual([expected, flagged, 'unauthorised unknown-file,metadata-only open'])
    expect(await standing('a.php')).toMatchObject({ verdict: 'unauthorised' })
  })
})
