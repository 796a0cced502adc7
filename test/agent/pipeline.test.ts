// Owns the laws of the agent's corridor as a whole, with a real collector: how it starts, what it refuses to watch, and what
// becomes of what one room cannot take from another.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { failCommits } from '../support/fail-commits.ts'

test('an agent that could not start left nothing open, and starts once it can', async () => {
  const estate = openEstate({ files: { 'index.php': '<?php 1' } })
  await estate.open()
  await estate.stopAgent()
  const journal = join(estate.agentState, 'agent', 'journal.db')
  const mend = failCommits(journal, 'gaps')
  await expect(estate.startAgent()).rejects.toThrow()
  // SQLite removes it with the last connection: no thread has one.
  expect(existsSync(`${journal}-wal`)).toBe(false)
  mend()
  await estate.atRest(await estate.startAgent())
})

test('a root that holds the state of its agent is not watched, and the collector hears why', async () => {
  const estate = openEstate({ files: { 'index.php': '<?php 1' } })
  await estate.open()
  const root = pathTextOfString(estate.folder)
  await estate.client.bindRoot({ host: 'web1', root, site: 'shop', profile: 'php' })
  await eventually(async () => {
    const { roots } = await estate.host()
    const why = `${estate.agentState}: lies inside the watched root ${root}`
    expect(roots.find(known => known.root === root)).toMatchObject({ phase: 'refused', source: 'none', why, files: 0 })
    return true
  })
  estate.write('other.php', '<?php 2')
  await eventually(async () => (await estate.inventory())['other.php'])
  expect(Object.keys(await estate.inventory()).sort()).toEqual(['index.php', 'other.php'])
})

test('what a source tells beyond what may wait is a declared loss, and the walk after it finds all', async () => {
  const estate = openEstate({ files: { 'index.php': '<?php 1' } })
  await estate.startCollector()
  await estate.enrol()
  const agent = await estate.startAgent(estate.agentState, { ceilings: { fast: 8, bulk: 8 } })
  await estate.atRest(agent)
  for (let number = 0; number < 200; number++) estate.write(`lib/${number}.php`, `<?php ${number}`)
  await eventually(async () => (await estate.gaps('queue-full')).length > 0)
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await estate.atRest(agent)
  expect((await estate.gaps('queue-full')).map(({ to }) => to)).not.toContain(null)
})

test('the program is looked at anew with each walk of a whole root, also where it hashes nothing', async () => {
  const estate = openEstate({ files: { 'index.php': '<?php 1' } })
  const agent = await estate.open()
  const { program } = agent.status()
  const away = join(estate.folder, 'away')
  renameSync(estate.shop, away)
  await eventually(() => agent.status().roots[0]?.phase === 'missing')
  renameSync(away, estate.shop)
  await eventually(() => agent.status().roots[0]?.phase === 'watching')
  expect(agent.status().program).toEqual({ ...program, at: expect.any(Number) })
  expect(agent.status().program.at).toBeGreaterThan(program.at)
})
