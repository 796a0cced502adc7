// Owns the law of the directories of a commit: each root's are asked of, however they alternate.
import { DatabaseSync } from 'node:sqlite'
import { BaselineRows } from '@sekisho/agent/journal/baseline-rows.ts'
import { Parents } from '@sekisho/agent/journal/parents.ts'
import { Roots } from '@sekisho/agent/journal/roots.ts'
import { migrations } from '@sekisho/agent/journal/schema.ts'
import { expect, test } from 'vitest'
import { path } from '../../support/journal.ts'

test('a directory that no row tells of is unseen in each root in which something was put into it', () => {
  const database = new DatabaseSync(':memory:')
  for (const migration of migrations) database.exec(migration)
  const roots = new Roots(database)
  const parents = new Parents()
  const [shop, blog] = [roots.known(path('/srv/shop')), roots.known(path('/srv/blog'))]
  for (const root of [shop, shop, blog, shop]) parents.add(root, path('lib/a.php'))
  parents.add(shop, path('var/b.php'))
  parents.add(blog, path('at-the-top.php'))
  const unseen = parents.lost(new BaselineRows(database)).unseen.map(place => `${place.root}/${place.path}`)
  expect(unseen.toSorted()).toEqual(['/srv/blog/lib', '/srv/shop/lib', '/srv/shop/var'])
})
