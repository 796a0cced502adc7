import { join } from 'node:path'
import { type Journal, type JournalOptions, openJournal } from '@sekisho/agent/journal/journal.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { fileOf, packed, path, seen, shop } from '../../support/journal.ts'

async function open(options: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await openJournal({
    file: join(temporaryFolder(), 'journal.db'),
    key: generateKeyPair(),
    entry: new URL('../../../agent/pipeline.journal.ts', import.meta.url),
    clock: systemClock,
    budget: { keepFreeShare: 0, freeShare: 1 },
    ...options,
  })
  onTestFinished(() => journal.close())
  return journal
}

const limit = { records: 200, bytes: 1 << 20 }

test('the journal in its thread takes commits, seals them, and shows how it stands after each', async () => {
  const journal = await open()
  expect(journal.rootState(shop)).toEqual({
    censused: false,
    paths: 0,
    hashedAt: null,
    walk: null,
    openGaps: 0,
    mendableGaps: 0,
    refused: [],
  })
  await journal.beginCensus(shop)
  expect(await journal.commit(packed(seen('a.php', fileOf('a'))))).toMatchObject({ findings: 0, subtrees: [] })
  expect(await journal.endCensus(shop)).toBe(true)
  expect(journal.rootState(shop)).toMatchObject({ censused: true, paths: 1, openGaps: 0 })
  expect(journal.waiting()).toEqual({ fast: 2, bulk: 1 })
  expect(journal.report()).toMatchObject({ phase: 'working', depth: 3 })
  const sealed = await journal.seal(limit)
  expect(journal.waiting()).toEqual({ fast: 0, bulk: 0 })
  expect(journal.position()).toMatchObject({
    epoch: journal.opened.epoch,
    boot: 1,
    acknowledged: 0,
    head: { sequence: 1 },
  })
  expect(await journal.unacknowledged()).toEqual([sealed])
  await journal.acknowledge({ epoch: journal.position().epoch, sequence: 1 })
  expect(journal.position().acknowledged).toBe(1)
  expect(await journal.seal(limit)).toBeNull()
})

test('what a commit sealed goes before what is sealed otherwise, also while that commit is on its way', async () => {
  const journal = await open()
  journal.sealWithNext(limit)
  const committed = journal.commit(packed(seen('a.php', fileOf('a'))))
  const gap = journal.openGap({ root: shop, cause: 'overflow', from: 1 })
  expect(await journal.seal(limit)).toMatchObject({ sequence: 1 })
  await Promise.all([committed, gap])
  expect(journal.takeSealed()).toMatchObject({ sequence: 2 })
  expect(journal.takeSealed()).toBeNull()
})

test('a commit seals only where that was asked for since the last one and not taken back', async () => {
  const journal = await open()
  journal.sealWithNext(limit)
  journal.sealWithNext(null)
  await journal.commit(packed(seen('a.php', fileOf('a'))))
  expect(journal.takeSealed()).toBeNull()
  journal.sealWithNext(limit)
  await journal.commit(packed(seen('b.php', fileOf('b'))))
  await journal.commit(packed(seen('c.php', fileOf('c'))))
  expect(journal.waiting()).toEqual({ fast: 1, bulk: 0 })
  // A new connection sends all that is unacknowledged, and so must not get it twice.
  expect(await journal.unacknowledged()).toHaveLength(1)
  expect(journal.takeSealed()).toBeNull()
})

test('gaps are shown without asking the thread, and counted for their root alone', async () => {
  const journal = await open()
  const gap = await journal.openGap({ root: shop, cause: 'overflow', from: 1 })
  await journal.openGap({ root: path('/srv/other'), cause: 'overflow', from: 1 })
  expect(journal.openGaps()).toHaveLength(2)
  expect(journal.rootState(shop).openGaps).toBe(1)
  const later = systemClock.now() + 1000
  expect(await journal.closeGaps(shop, later, later)).toEqual([{ ...gap, to: later }])
  expect(journal.rootState(shop).openGaps).toBe(0)
})

test('when all was last hashed outlives a restart, so that the weekly hashing is not put off by restarts', async () => {
  const folder = temporaryFolder()
  const first = await open({ file: join(folder, 'journal.db') })
  await first.markHashed(shop, 1234)
  await first.close()
  const second = await open({ file: join(folder, 'journal.db') })
  expect(second.rootState(shop).hashedAt).toBe(1234)
})

test('the write connection in the thread commits with synchronous=FULL', async () => {
  const journal = await open()
  expect(await journal.pragma('synchronous')).toBe('2')
})

test('a refused commit carries its failure, and the report says so until one is taken', async () => {
  const journal = await open({ budget: { keepFreeShare: 0, freeShare: 1, outboxBytes: 10 } })
  await journal.commit(packed(seen('a.php', fileOf('a'))))
  const refused = journal.commit(packed(seen('b.php', fileOf('b'))))
  await expect(refused).rejects.toMatchObject({ name: 'Failure', code: 'outbox-budget' })
  expect(journal.report().phase).toBe('refusing')
  await journal.seal(limit)
  await journal.acknowledge({ epoch: journal.position().epoch, sequence: 1 })
  await journal.commit(packed(seen('b.php', fileOf('b'))))
  expect(journal.report().phase).toBe('working')
})

test('a record limit above the wire is lowered to it', async () => {
  const journal = await open()
  const many = Array.from({ length: 600 }, (_, n) => seen(`${n}.php`, fileOf(`${n}`)))
  await journal.commit(packed(...many))
  await journal.seal({ records: 10_000, bytes: 1e9 })
  expect(journal.waiting().fast).toBe(100)
})

test('calls to a thread that is gone are refused, and close is safe', async () => {
  const journal = await open()
  await journal.close()
  await expect(journal.seal(limit)).rejects.toMatchObject({ code: 'worker-died' })
  expect(journal.report().phase).toBe('closed')
  await journal.close()
})

test('a thread that dies tells its owner once, and every call after it is refused', async () => {
  const folder = temporaryFolder()
  const entry = new URL(`file://${join(folder, 'entry.ts')}`)
  const real = new URL('../../../agent/pipeline.journal.ts', import.meta.url)
  const { writeFileSync } = await import('node:fs')
  // It serves like the real one, and ends when it is asked for what stays aside.
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ name }) => { if (name === 'aside') process.exit(3) })
     await import(${JSON.stringify(real.href)})`,
  )
  const deaths: Error[] = []
  const journal = await open({ entry, onDeath: error => deaths.push(error) })
  await expect(journal.aside()).rejects.toMatchObject({ code: 'worker-died' })
  await expect(journal.commit([])).rejects.toMatchObject({ code: 'worker-died' })
  expect(deaths).toHaveLength(1)
  expect(journal.report().phase).toBe('gone')
})

test('a journal that cannot be opened leaves no thread behind', async () => {
  const file = join(temporaryFolder(), 'no', 'such', 'folder', 'journal.db')
  await expect(open({ file })).rejects.toThrow(/ENOENT/)
})
