// Owns the laws of how what a root holds stands to a release.
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { standingOf } from '../../../collector/allowlist/standing.ts'
import { file, finding } from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

const root = '/shop' as PathText

async function open() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  return { house, chain, host }
}

test('each entry of a release below the root is as released, differs or is missing there, whatever is current', async () => {
  const { house, chain, host } = await open()
  const old = await house.publish({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c', 'd/e.php': 'e' })
  await house.publish({ 'a.php': 'A' })
  const seen = { 'a.php': 'a', 'b.php': 'changed', 'd/e.php': 'e', 'own.php': 'own' }
  const records = Object.entries(seen).map(([path, content]) => finding(path, null, file(content)))
  await house.send(host, chain.seal(...records))
  const asked = { customer: 1, release: old, host: 'web1', root }
  const standing = await standingOf(house.store.reads, asked)
  expect(standing).toEqual({
    host: 'web1',
    root,
    released: 2,
    differs: 1,
    missing: 1,
    unknown: 0,
    entries: [
      { path: 'b.php', standing: 'differs' },
      { path: 'c.php', standing: 'missing' },
    ],
  })
})

test('what was observed without a sha256 is not known to be as released, nor to differ', async () => {
  const { house, chain, host } = await open()
  const release = await house.publish({ 'big.mp4': 'a', 'link.php': 'b' })
  const bulky = file('a', { digest: { algorithm: 'xxh64', hex: '0'.repeat(16) } })
  const link = file('b', { type: 'symlink', target: 'b' as PathText, digest: null })
  await house.send(host, chain.seal(finding('big.mp4', null, bulky), finding('link.php', null, link)))
  expect(await standingOf(house.store.reads, { customer: 1, release, host: 'web1', root })).toMatchObject({
    ...{ released: 0, differs: 1, missing: 0, unknown: 1 },
    entries: [
      { path: 'big.mp4', standing: 'unknown' },
      { path: 'link.php', standing: 'differs' },
    ],
  })
})

test('a component that lies below a prefix is looked for below it, page by page', async () => {
  const { house, chain, host } = await open()
  const release = await house.publish({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c' }, { prefix: 'plugins/x' })
  await house.send(host, chain.seal(finding('plugins/x/b.php', null, file('b')), finding('a.php', null, file('a'))))
  const page = (after: string) =>
    house.store.reads.standing({ customer: 1, release, host: 'web1', root, after: after as PathText, limit: 2 })
  expect(await page('')).toEqual({
    released: 1,
    others: [{ path: 'plugins/x/a.php', standing: 'missing' }],
    last: 'b.php',
  })
  expect(await page('b.php')).toEqual({
    released: 0,
    others: [{ path: 'plugins/x/c.php', standing: 'missing' }],
    last: null,
  })
})

test('a root without the component has no standing, nor has another customer’s', async () => {
  const { house } = await open()
  const release = await house.publish({ 'a.php': 'a' })
  const asked = { release, host: 'web1', root }
  expect(await standingOf(house.store.reads, { ...asked, customer: 2 })).toBeNull()
  expect(await standingOf(house.store.reads, { ...asked, customer: 1, root: '/elsewhere' as PathText })).toBeNull()
})
