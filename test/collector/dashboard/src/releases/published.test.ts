// Owns the laws of the order of components and releases on the page.
import { expect, test } from 'vitest'
import { byComponent, releaseBefore, rootsOf } from '../../../../../collector/dashboard/src/releases/published.ts'
import { allowlist } from '../../../../support/fixture-allowlist.ts'
import { calmHosts } from '../../../../support/fixture-shop.ts'

const { components, releases } = allowlist(Date.UTC(2026, 10, 29))

test('components in which a release waits come first, the others by name, each with its releases from the newest', () => {
  const quiet = components.map(row => ({ ...row, held: 0 }))
  expect(byComponent(components, releases).map(({ component }) => component)).toEqual(['minato-shop', 'eccube'])
  expect(byComponent(quiet, releases).map(({ component }) => component)).toEqual(['eccube', 'minato-shop'])
  expect(byComponent(components, releases)[0]?.newestFirst.map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1])
})

test('the release before is the next lower number of the same component, whatever came of it since', () => {
  const before = (id: number) => {
    const row = releases.find(release => release.id === id)
    return row === undefined ? undefined : (releaseBefore(row, releases)?.id ?? null)
  }
  expect([before(7), before(5), before(1), before(20)]).toEqual([6, 4, null, null])
})

test('a component of the provider that bears the name of an own one keeps its releases apart', () => {
  const alike = components.map(row => ({ ...row, component: 'shop', held: 0 }))
  const rows = releases.map(row => ({ ...row, component: 'shop' }))
  expect(byComponent(alike, rows).map(({ owner, newestFirst }) => [owner, newestFirst.length])).toEqual([
    ['provider', 1],
    ['customer', 7],
  ])
})

test('a component is on the roots of the sites that have it, and on no root without a site', () => {
  const [first, ...others] = calmHosts(0)
  const unbound = others.map(host => ({ ...host, roots: host.roots.map(root => ({ ...root, site: null })) }))
  const hosts = first === undefined ? unbound : [first, ...unbound]
  const own = { component: 'minato-shop', owner: 'customer' } as const
  expect(rootsOf(own, components, hosts)).toEqual([{ host: 'web1', root: '/var/www/shop' }])
  expect(rootsOf({ component: 'eccube', owner: 'provider' }, components, hosts)).toEqual([])
})
