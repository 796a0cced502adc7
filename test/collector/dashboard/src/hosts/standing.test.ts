// Owns the laws of the sums over all hosts.
import { expect, test } from 'vitest'
import { byUrgency, standingOf } from '../../../../../collector/dashboard/src/hosts/standing.ts'
import { calmHosts, troubledHosts } from '../../../../support/fixture-shop.ts'

const now = 1_700_000_000_000

test('coverage is whole where every host answers, every root is counted and no gap is open', () => {
  expect(standingOf(calmHosts(now))).toMatchObject({
    hosts: 2,
    online: 2,
    roots: 2,
    counted: 2,
    files: 27_327,
    whole: true,
  })
})

test.each([
  [
    'a host that does not answer',
    (host: ReturnType<typeof calmHosts>[number]) => ({ ...host, state: 'silent' as const }),
  ],
  ['an open gap', host => ({ ...host, roots: host.roots.map(root => ({ ...root, openGaps: 1 })) })],
  [
    'a root without a complete census',
    host => ({ ...host, roots: host.roots.map(root => ({ ...root, censusAt: null })) }),
  ],
] satisfies [string, (host: ReturnType<typeof calmHosts>[number]) => unknown][])(
  'coverage is not whole with %s',
  (_what, change) => {
    const [first, ...rest] = calmHosts(now)
    if (first === undefined) throw new Error('the fixture has no hosts')
    expect(standingOf([change(first), ...rest]).whole).toBe(false)
  },
)

test('without any root nothing is covered, so nothing is whole', () => {
  expect(standingOf([]).whole).toBe(false)
})

test('the oldest walk is unknown as long as one root was never walked', () => {
  const [first, ...rest] = calmHosts(now)
  if (first === undefined) throw new Error('the fixture has no hosts')
  const never = { ...first, roots: first.roots.map(root => ({ ...root, lastWalkAt: null })) }
  expect(standingOf([first, ...rest]).oldestWalkAt).not.toBeNull()
  expect(standingOf([never, ...rest]).oldestWalkAt).toBeNull()
})

test('hosts that need somebody come first, revoked ones last and uncounted', () => {
  const states = byUrgency(troubledHosts(now)).map(({ state }) => state)
  expect(states).toEqual(['forked', 'silent', 'enrolled', 'online', 'revoked'])
  expect(standingOf(troubledHosts(now)).hosts).toBe(4)
})
