// The laws of `sekisho adopt` before anything is adopted: what would be, what could not be, and what goes on without an answer.
import type { FileRow } from '@sekisho/shared/api.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { composed } from '../../support/composed.ts'
import { calmHosts } from '../../support/fixture-shop.ts'
import { fileRow } from '../../support/memory-store.ts'
import { runSekisho } from '../../support/shell.ts'

const customer = 1

async function open(found: typeof composed | null) {
  const house = await openApiHouse({ releases: { compose: async () => found } })
  const [host] = calmHosts(0)
  if (host === undefined) throw new Error('there is no host')
  house.store.hosts.push({ customer, row: host })
  const at = { root: '/var/www/shop', site: 'minato-shop' }
  const rows: FileRow[] = [
    { ...fileRow('index.php'), ...at },
    { ...fileRow('growing.php'), ...at, state: 'unstable' },
    { ...fileRow('pipe'), ...at, type: 'fifo', sha256: null },
  ]
  for (const row of rows) house.store.files.push({ customer, row })
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const words = ['adopt', '/var/www/shop', '--by', 'Hanako Sato', '--reason', 'looked through', '--preview']
  const run = () => runSekisho(words, { ...environment, SEKISHO_STATE: '/nonexistent', TZ: 'UTC' })
  return { run }
}

test('a preview counts what would be adopted, and names what cannot be: what was not read in one piece, and no files', async () => {
  const { run } = await open(composed)
  const { code, out } = await run()
  expect(code).toBe(exitCodes.ok)
  expect(out).toContain('eccube 4.2.2')
  expect(out).toContain('2 cannot be adopted, because they were not read or are no files:\n  growing.php\n  pipe\n')
  expect(out).toMatch(/1 file of \/var\/www\/shop would be adopted\. Nothing was\.\n$/)
})

test('a collector that looks through a host for somebody else keeps nobody from a preview: a line says what is not shown', async () => {
  const { run } = await open(null)
  const { code, out } = await run()
  expect(code).toBe(exitCodes.ok)
  expect(out).toMatch(/^What no known component explains is not shown: .* for somebody else/)
  expect(out).toContain('sekisho site compose --site minato-shop --host web1 --root /var/www/shop')
  expect(out).toContain('1 file of /var/www/shop would be adopted')
})
