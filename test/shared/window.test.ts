// The laws of how the actors of a window are written, and of the time of a deed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actorMatchText, parseActorMatch, timeOfDeed, whyOutside } from '../../shared/window.ts'
import { absent, file } from '../support/batches.ts'
import { deploy } from '../support/window-house.ts'

describe('the actors of a window', () => {
  test.each([
    ['user=deploy', { user: 'deploy' }],
    [
      'user=deploy,exe=/usr/bin/rsync,unit=deploy.service',
      {
        user: 'deploy',
        exe: '/usr/bin/rsync',
        unit: 'deploy.service',
      },
    ],
    ['exe=/srv/a,b=c/run,user=x', { exe: '/srv/a,b=c/run', user: 'x' }],
  ])('are read from %s, and written so again', (text, match) => {
    expect(parseActorMatch(text)).toEqual(match)
    expect(parseActorMatch(actorMatchText(match))).toEqual(match)
  })

  test.each(['', 'deploy', 'user=', 'uid=0', 'user=a,user=b', ',user=a', 'USER=a'])('are not %j', text => {
    expect(parseActorMatch(text)).toBeNull()
  })

  test('no text makes the reader take something that it does not write again', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const match = parseActorMatch(`user=${text}`)
        if (match !== null) expect(parseActorMatch(actorMatchText(match))).toEqual(match)
      }),
    )
  })
})

describe('a deed', () => {
  const heard = { at: 50, receivedAt: 40 }

  test('was done when a source saw it, never after the collector heard of it, or when the inode changed', () => {
    expect(timeOfDeed('watch', { at: 30, receivedAt: 40 }, absent)).toBe(30)
    expect(timeOfDeed('watch', heard, absent)).toBe(40)
    expect(timeOfDeed('walk', heard, file('a', { ctimeMs: 10 }))).toBe(10)
    expect(timeOfDeed('census', heard, file('a', { ctimeMs: 60 }))).toBe(40)
    expect(timeOfDeed('walk', heard, absent)).toBeNull()
  })

  test('of which nobody knows the time is covered by no window, for whomever it is', () => {
    expect(whyOutside({ from: 0, until: 100, actors: null }, { actor: deploy, at: null })).toBe('time-unknown')
    expect(whyOutside({ from: 0, until: 100, actors: null }, { actor: deploy, at: 0 })).toBeNull()
  })
})
