// Owns the laws of walks that kill -9 cuts short, with a real agent: a first census and a walk that hashes all go on where they
// were, name nothing twice, and miss nothing of what changed while nobody looked.
import { unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdDecompressSync } from 'node:zlib'
import { readBatch } from '@sekisho/shared/seal.ts'
import { expect, onTestFinished, test } from 'vitest'
import { type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { type Program, startProgram } from '../support/sekisho.ts'

const count = 300
/** Files a second: what a test does in the midst of a walk must not take longer than what is left of it, on no machine. */
const slow = 25
const files = Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at % 30}/${at}.jpg`, `picture ${at}`]))

/** An agent that looks at so many files a second. */
function run(estate: Estate, filesPerSecond: number): Program {
  const config = join(estate.folder, 'agent.yaml')
  const outbox = '{ keepFreePercent: 0, maxPercentOfFree: 50 }'
  writeFileSync(config, `walk: { filesPerSecond: ${filesPerSecond} }\noutbox: ${outbox}\n`)
  const agent = startProgram(['agent', '--state', estate.agentState, '--config', config])
  onTestFinished(() => kill(agent))
  return agent
}

async function kill(agent: Program): Promise<void> {
  agent.signal('SIGKILL')
  await agent.ended
}

async function openShop(): Promise<Estate> {
  const estate = openEstate({ files })
  await estate.startCollector()
  await estate.enrol()
  return estate
}

function rowsOf<T>(file: string, question: string): T[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return database.prepare(question).all() as T[]
  } finally {
    database.close()
  }
}

interface KeptRoot {
  readonly phase: string
  readonly census: number
  readonly walk: string | null
  readonly hashedAt: number | null
}

function rootRow(estate: Estate): KeptRoot | undefined {
  const file = join(estate.agentState, 'agent', 'journal.db')
  return rowsOf<KeptRoot>(file, 'SELECT phase, census, walk, hashed_at AS hashedAt FROM roots')[0]
}

/** Files by how often a census's entry names each of them as present, in what the collector has accepted. */
function entriesOf(estate: Estate): Map<string, number> {
  const named = new Map<string, number>()
  for (const { bytes } of rowsOf<{ bytes: Uint8Array }>(
    join(estate.collectorState, 'collector', 'store.db'),
    `SELECT bytes FROM evidence WHERE state = 'accepted'`,
  )) {
    for (const record of readBatch(zstdDecompressSync(bytes)).records) {
      if (record.record !== 'entry' || record.after.state !== 'present' || record.after.type !== 'file') continue
      named.set(record.path, (named.get(record.path) ?? 0) + 1)
    }
  }
  return named
}

async function known(estate: Estate): Promise<number> {
  return Object.keys(await estate.inventory()).length
}

async function isDone(estate: Estate): Promise<void> {
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await eventually(async () => expect((await estate.host()).roots[0]).toMatchObject({ phase: 'watching', openGaps: 0 }))
}

test('a first census goes on after each kill -9, and names every file once', async () => {
  const estate = await openShop()
  for (const share of [0.2, 0.5]) {
    const agent = run(estate, slow)
    await eventually(async () => expect(await known(estate)).toBeGreaterThan(count * share))
    await kill(agent)
    expect(await known(estate)).toBeLessThan(count)
  }
  expect(rootRow(estate)).toMatchObject({ phase: 'running', census: 1, hashedAt: null })
  unlinkSync(join(estate.shop, 'd0/0.jpg'))
  writeFileSync(join(estate.shop, 'd0/30.jpg'), 'changed while nobody looked')
  run(estate, 100_000)
  await isDone(estate)
  expect(rootRow(estate)).toMatchObject({ phase: 'censused', census: 1, hashedAt: expect.any(Number) })
  expect([...entriesOf(estate)].filter(([, times]) => times > 1)).toEqual([])
  expect(entriesOf(estate).size).toBe(count)
  const told = (await estate.findings()).filter(({ noticed }) => noticed === 'walk')
  expect(told.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual(['changed d0/30.jpg', 'removed d0/0.jpg'])
  expect(await estate.gaps('restart')).toMatchObject([{ to: expect.any(String) }])
})

test('a walk that hashes all and was ordered is taken up again after kill -9', async () => {
  const estate = await openShop()
  const first = run(estate, 100_000)
  await isDone(estate)
  expect(rootRow(estate)?.hashedAt).not.toBeNull()
  await kill(first)
  const before = rootRow(estate)?.hashedAt ?? 0
  const slowed = run(estate, slow)
  await eventually(async () => expect((await estate.host()).roots[0]?.phase).toBe('walking'))
  // Under another profile every file is hashed.
  await estate.client.bindRoot({ host: 'web1', root: estate.root, site: 'shop', profile: 'eccube4' })
  await eventually(() => (rootRow(estate)?.walk ?? null) !== null)
  await kill(slowed)
  run(estate, 100_000)
  await isDone(estate)
  await eventually(() => expect(rootRow(estate)?.walk).toBeNull())
  expect(rootRow(estate)?.hashedAt).toBeGreaterThan(before)
})
