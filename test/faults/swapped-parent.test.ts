// Owns the law that nothing outside a root is ever read (law 7), end to end: whoever swaps a parent folder for a link, at
// whatever moment between touch and read, learns and leaks nothing of what the link leads to.
import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { expect, test } from 'vitest'
import { brokenChains, digestOf, type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { faultsOf } from '../support/fingerprint-faults.ts'

const secret = '<?php // what lies outside the root, of a length like no other file here'
const files = { 'app/plugin/a.php': '<?php // a', 'app/plugin/b.php': '<?php // b' }

/** A folder like the shop's, outside of it. */
function makeOutside(estate: Estate): string {
  const outside = join(estate.folder, 'outside')
  mkdirSync(join(outside, 'plugin'), { recursive: true })
  for (const place of ['', 'plugin'])
    for (const name of ['a.php', 'b.php']) writeFileSync(join(outside, place, name), secret)
  return outside
}

function tellsOf(finding: FindingRow): boolean {
  const { before, after } = finding
  return [before, after].some(seen => seen?.sha256 === digestOf(secret) || seen?.size === secret.length)
}

async function expectNothingRead(estate: Estate): Promise<void> {
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  const findings = await estate.findings()
  expect(findings.filter(tellsOf)).toEqual([])
  expect(brokenChains(findings)).toEqual([])
  for await (const row of estate.client.files()) expect(row.sha256).not.toBe(digestOf(secret))
}

test.each([
  ['the folder is opened', 'folder', 'app/plugin'],
  ['the file is looked at', 'lstat', 'a.php'],
  ['the file is opened', 'open', 'a.php'],
  ['the file is read', 'read', 'a.php'],
])('a parent swapped for a link just before %s leads nowhere', async (_, at, name) => {
  const estate = openEstate({ files, agent: { fingerprint: { threads: 1 } } })
  const outside = makeOutside(estate)
  const armed = join(estate.folder, 'armed')
  const faults = faultsOf({ at, name, armed, swap: join(estate.shop, 'app'), for: outside })
  await estate.startCollector()
  await estate.enrol()
  await estate.atRest(await estate.startAgent(estate.agentState, { fingerprint: { faults } }))
  writeFileSync(armed, '')
  estate.write('app/plugin/a.php', '<?php // touched')
  await eventually(() => estate.disk().app?.startsWith('symlink'))
  await expectNothingRead(estate)
  const link = (await estate.findings()).findLast(({ path }) => path === 'app')
  expect(link).toMatchObject({ type: 'symlink', verdict: 'unauthorised', severity: 'high' })
  expect((await estate.host()).notWatched).toContainEqual({
    what: 'not-watched.link-target',
    path: `${estate.root}/app`,
  })
})

test('a parent that is swapped for a link and back, again and again while its files change, leads nowhere', async () => {
  const estate = openEstate({ files })
  const outside = makeOutside(estate)
  await estate.open()
  const [app, away] = [join(estate.shop, 'app'), join(estate.folder, 'away')]
  for (let n = 0; n < 300; n++) {
    writeFileSync(join(app, 'plugin', n % 2 === 0 ? 'a.php' : 'b.php'), `<?php // ${n}`)
    renameSync(app, away)
    symlinkSync(outside, app)
    // A turn of the loop: the agent of this process hears and reads meanwhile.
    await new Promise(resolve => setImmediate(resolve))
    unlinkSync(app)
    renameSync(away, app)
    if (n % 20 === 0) await estate.client.order('web1', { what: 'walk', root: null })
  }
  await estate.client.order('web1', { what: 'walk', root: null })
  await expectNothingRead(estate)
})
