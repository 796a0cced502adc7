// The laws of what releases list in a folder of a site.
import { parsePathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { openReadConnection } from '../../../collector/store/connection.ts'
import { PlacedLists } from '../../../collector/store/placed-lists.ts'
import { sha256 } from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

const none = Array.from({ length: 200 }, (_, n) => 1_000 + n)

test.each([
  ['few', [] as number[]],
  ['many', none],
])('of %s releases those that list something in a folder are told, equal lists once, no others', async (_, besides) => {
  const house = await new StoreHouse().open()
  const one = await house.publish({ 'lib/a.php': 'a', 'b.php': 'b' }, { component: 'one', site: null })
  const same = await house.publish({ 'lib/a.php': 'a' }, { component: 'same', site: null })
  await house.publish({ 'lib/a.php': 'other' }, { component: 'other', site: null })
  const connection = openReadConnection(house.file)
  const lists = new PlacedLists(connection, { prefix: parsePathText('shop'), releases: [one, same, ...besides] })
  const found = [...lists.in(parsePathText('shop/lib'))]
  expect(found.map(([, releases]) => releases)).toEqual([[one, same]])
  expect(found.flatMap(([list]) => lists.entries(list)).map(entry => ({ ...entry }))).toEqual([
    { name: 'a.php', type: 'file', sha256: sha256('a') },
  ])
  expect([...lists.in(parsePathText('lib'))]).toEqual([])
  expect([...lists.in(parsePathText('shop/none'))]).toEqual([])
  expect([...lists.in(parsePathText('shop')).values()]).toEqual([[one]])
  connection.close()
})
