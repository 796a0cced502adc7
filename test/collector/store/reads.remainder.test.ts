// The laws of what is read to tell what no release explains: of large releases only what a page asks for.
import { parsePathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test } from 'vitest'
import { openReadConnection } from '../../../collector/store/connection.ts'
import { readRemainder } from '../../../collector/store/reads.remainder.ts'
import { file, finding } from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

const held = ['app/Plugin/Foreign/deep/a.php', 'app/Plugin/Foreign/b.php', 'lib/c/d.php', 'm500/n/e.php', 'm500/f.php']
const topmost = { 'app/Plugin/Foreign': 2, 'lib/c': 1, 'm500/n': 1, m500: 1 }

async function remainderOf(large: Record<string, string>, others: Record<string, string>) {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  await house.publish(others, { component: 'others', site: null })
  const known = await house.publish(large, { component: 'large', site: null })
  await house.send(host, chain.seal(...held.map(path => finding(path, null, file('x')))))
  const { roots } = await house.store.reads.composable({ customer: 1, site: 'shop', host: 'web1', root: null })
  const [root] = roots
  if (root === undefined) throw new Error('the site has no root')
  const connection = openReadConnection(house.file)
  onTestFinished(() => connection.close())
  const rows = countedRows(connection)
  const explaining = [{ prefix: parsePathText(''), releases: [known] }]
  const asked = { root, after: '', limit: 5_000, part: 'unauthorised', explaining } as const
  const { pieces } = readRemainder(connection, () => 'code', asked)
  return { folders: Object.fromEntries(pieces.map(({ folder, files }) => [folder, files])), rows: rows() }
}

/** Counts what the connection hands out from here on. */
function countedRows(connection: ReturnType<typeof openReadConnection>): () => number {
  const [all, each] = [connection.all.bind(connection), connection.each.bind(connection)]
  let rows = 0
  connection.all = <T>(...asked: Parameters<typeof all>) => {
    const found = all<T>(...asked)
    rows += found.length
    return found
  }
  connection.each = function* <T>(...asked: Parameters<typeof each>) {
    for (const row of each<T>(...asked)) {
      rows++
      yield row
    }
  }
  return () => rows
}

function filesIn(count: number, folder: (n: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder(n)}/known.php`, 'k']))
}

const large = { ...filesIn(2_000, n => `m${n}`), ...filesIn(500, n => `app/Plugin/P${n}`), 'lib/z/z.php': 'z' }

test('a page reads of a release of thousands of folders what the page’s own folders and those above them ask for', async () => {
  const { folders, rows } = await remainderOf(large, { 'app/Plugin/A/a.php': 'a' })
  expect(folders).toEqual(topmost)
  expect(rows).toBeLessThan(20)
})

test('where others have too much below a folder to be looked through, the topmost unknown folder is the same', async () => {
  const others = { ...filesIn(9_000, n => `app/Plugin/A${n}`), ...filesIn(10, n => `app/Plugin/Foreign/deep/${n}`) }
  const { folders, rows } = await remainderOf(large, others)
  expect(folders).toEqual(topmost)
  expect(rows).toBeLessThan(8_000)
})
