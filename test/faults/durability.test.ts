// The durability order as law: what the page says of it, that commits reach the disk, and that nothing leaves either program
// before them. That kills between the steps lose nothing is kill.test.ts's.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { durabilitySteps as agentSteps } from '@sekisho/agent/journal/faults.ts'
import { openJournal } from '@sekisho/agent/journal/journal.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { unpackEvidence } from '../../collector/store/evidence.ts'
import { durabilitySteps as collectorSteps } from '../../collector/store/faults.ts'
import { brokenChains, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { failCommits } from '../support/fail-commits.ts'
import { temporaryFolder } from '../support/folder.ts'
import { StoreHouse } from '../support/store-house.ts'

const house = new URL('../..', import.meta.url).pathname

describe('the page on the durability order', () => {
  const page = readFileSync(join(house, 'docs/durability.md'), 'utf8')
  const chapters: readonly [string, readonly string[]][] = [
    ['The agent', agentSteps],
    ['The collector', collectorSteps],
  ]
  test.each(chapters)(
    'names the steps of the chapter "%s" as the code passes them, each with what a crash does',
    (title, steps) => {
      const chapter = page.split(/^## /m).find(text => text.startsWith(title)) ?? ''
      const rows = [...chapter.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)]
      expect(rows.map(([, step]) => step)).toEqual(steps)
    },
  )
})

describe('commits are on the disk before they return', () => {
  test('through every connection that writes a database: the journal and the store are synchronous in full', async () => {
    const journal = await openJournal({
      file: join(temporaryFolder(), 'journal.db'),
      key: generateKeyPair(),
      entry: new URL('../../agent/pipeline.journal.ts', import.meta.url),
      clock: systemClock,
    })
    onTestFinished(() => journal.close())
    const { store } = await new StoreHouse().open()
    // https://www.sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
    expect([await journal.pragma('synchronous'), await store.synchronous()]).toEqual(['2', 2])
  })

  test('and no other connection writes: whoever opens one must name it here', () => {
    const sources = globSync('{agent,collector,publisher,shared,bin}/**/*.ts', { cwd: house, exclude: isForeign })
    const writers = sources.filter(source => {
      const text = readFileSync(join(house, source), 'utf8')
      return [...text.matchAll(/new (?:DatabaseSync|Sqlite)\(.*/g)].some(
        ([opening]) => !opening.includes('readOnly: true'),
      )
    })
    // The last holds a lock, to which nothing is ever written.
    expect(writers.toSorted()).toEqual([
      'agent/journal/database.ts',
      'collector/store/connection.ts',
      'shared/state.ts',
    ])
  })
})

describe('where COMMIT fails', () => {
  test('in the seal, nothing is sent; once it works, the batch arrives as if nothing had been', async () => {
    const estate = openEstate({ files: { 'index.php': '<?php 1' } })
    await estate.open()
    await estate.stopAgent()
    const { counts } = await estate.client.status()
    const mend = failCommits(join(estate.agentState, 'agent', 'journal.db'), 'batches')
    await estate.startAgent()
    estate.write('skimmer.php', '<?php 2')
    await eventually(() => estate.logged(/the outbox failed/).length >= 3)
    expect((await estate.client.status()).counts).toEqual(counts)
    expect(await estate.inventory()).not.toHaveProperty('skimmer.php')
    mend()
    await eventually(async () => (await estate.inventory())['skimmer.php'])
    expect(brokenChains(await estate.findings())).toEqual([])
  })

  test('in the journal, nothing of what was observed is sent; the loss is declared, and a walk finds it again', async () => {
    const estate = openEstate({ files: { 'index.php': '<?php 1' } })
    const agent = await estate.open()
    const mend = failCommits(join(estate.agentState, 'agent', 'journal.db'), 'baseline')
    estate.write('skimmer.php', '<?php 2')
    await eventually(async () => (await estate.gaps('journal-lost')).length === 1)
    expect(await estate.inventory()).not.toHaveProperty('skimmer.php')
    expect((await estate.findings()).map(({ path }) => path)).toEqual(['index.php'])
    mend()
    await eventually(async () => (await estate.inventory())['skimmer.php'])
    await estate.atRest(agent)
    expect((await estate.gaps('journal-lost')).map(({ to }) => to)).not.toContain(null)
  })

  test('at the collector, nothing is acknowledged, and the agent keeps the batch until it is taken', async () => {
    const estate = openEstate({ files: { 'index.php': '<?php 1' } })
    await estate.open()
    const store = join(estate.collectorState, 'collector', 'store.db')
    const journal = new DatabaseSync(join(estate.agentState, 'agent', 'journal.db'), { readOnly: true, timeout: 5000 })
    onTestFinished(() => journal.close())
    const acknowledged = () => journal.prepare('SELECT acknowledged FROM meta').get()?.acknowledged
    const kept = () => journal.prepare('SELECT sequence, hex(bytes) AS bytes FROM batches').all()
    await eventually(() => kept().length === 0)
    const before = acknowledged()
    const mend = failCommits(store, 'evidence')
    estate.write('skimmer.php', '<?php 2')
    await eventually(() => estate.logged(/refused a batch.*store-busy/).length >= 3)
    const [batch] = kept()
    expect(acknowledged()).toBe(before)
    expect(await estate.inventory()).not.toHaveProperty('skimmer.php')
    mend()
    await eventually(async () => (await estate.inventory())['skimmer.php'])
    await eventually(() => kept().length === 0)
    const database = new DatabaseSync(store, { readOnly: true, timeout: 5000 })
    onTestFinished(() => database.close())
    const row = database.prepare('SELECT bytes FROM evidence WHERE sequence = ?').get(Number(batch?.sequence))
    const taken = Buffer.from(unpackEvidence(row?.bytes as Uint8Array))
    expect(taken.toString('hex').toUpperCase()).toBe(batch?.bytes)
  })
})

const isForeign = (path: string) => path.includes('node_modules') || path.includes('/dist')
