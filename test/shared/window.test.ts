// The laws of how the actors of a window are written, and of the time of a deed.
import type { Noticed } from '@sekisho/shared/finding.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actorMatchText, deedOf, parseActorMatch, whyOutside } from '../../shared/window.ts'
import { absent, file } from '../support/batches.ts'
import { deploy, minute } from '../support/window-house.ts'

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
  const rule = { from: 10 * minute, until: 20 * minute, actors: null }
  const why = (noticed: Noticed, at: number, receivedAt: number, after: Observation = absent) =>
    whyOutside(rule, deedOf({ actor: deploy, noticed, at, receivedAt, after }))

  test('was done when a source saw it, give or take a minute, and never after the collector heard of it', () => {
    expect(why('watch', 9 * minute, 10 * minute)).toBeNull()
    expect(why('watch', 9 * minute - 1, 10 * minute)).toBe('before')
    expect(why('watch', 10 * minute, 10 * minute - 1)).toBe('before')
    expect(why('watch', 21 * minute, 60 * minute)).toBeNull()
    expect(why('watch', 21 * minute + 1, 60 * minute)).toBe('after')
    expect(why('watch', 99 * minute, 21 * minute)).toBeNull()
  })

  test('that a walk or a census found was done when the inode changed, and nobody knows when something went', () => {
    const changed = (at: number) => file('a', { ctimeMs: at })
    expect(why('walk', 15 * minute, 15 * minute, changed(8 * minute))).toBe('before')
    expect(why('census', 30 * minute, 30 * minute, changed(15 * minute))).toBeNull()
    expect(why('walk', 15 * minute, 15 * minute)).toBe('time-unknown')
  })
})
