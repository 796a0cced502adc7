// The durability order of the collector, shown by dying between each pair of its steps: a batch is whole or absent, nothing
// is acknowledged before it is on the disk, and what comes again is known.
import { execFile } from 'node:child_process'
import { copyFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LogFields, silentLog } from '@sekisho/shared/log.ts'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../collector/handover.ledger.ts'
import { type AgentChain, file, finding } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { StoreHouse } from '../../support/store-house.ts'

const crash = fileURLToPath(new URL('../../support/store-crash.ts', import.meta.url))
const perBatch = 5

function makeBatches(chain: AgentChain, count: number) {
  return Array.from({ length: count }, (_, batch) => {
    const paths = Array.from({ length: perBatch }, (_, index) => `b${batch}-${index}.php`)
    return chain.seal(...paths.map(path => finding(path, null, file(path))))
  })
}

/** Answers that reached the outside before the process was killed. */
function runUntilKilled(args: readonly string[]): Promise<{ signal: string | null; answers: readonly string[] }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [crash, ...args], (_error, stdout) => {
      resolve({ signal: child.signalCode, answers: stdout.split('\n').filter(line => line !== '') })
    })
  })
}

describe('the durability order', () => {
  // Each batch of 5 reaches `verdict`, `finding` and `inventory` 5 times, the others once: all die in the third batch.
  const points: [Fault['step'], number][] = [
    ['evidence', 3],
    ['verdict', 12],
    ['finding', 13],
    ['inventory', 14],
    ['commit', 3],
    ['acknowledge', 3],
  ]

  test.each(points)('holds when the collector is killed at %s', async (step, nth) => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.store.stop()
    const batches = makeBatches(chain, 5)
    const given = join(temporaryFolder(), 'batches.json')
    const texts = batches.map(({ digest, bytes }) => ({ digest, bytes: bytes.toString('base64') }))
    writeFileSync(given, JSON.stringify(texts))
    const { signal, answers } = await runUntilKilled([house.file, given, String(host.id), step, String(nth)])
    expect(signal).toBe('SIGKILL')
    expect(answers).toEqual(['{"outcome":"committed"}', '{"outcome":"committed"}'])

    await house.open()
    const kept = step === 'acknowledge' ? 3 : 2
    expect(await house.files()).toHaveLength(kept * perBatch)
    const head = (await house.store.agents.arrived(arrival(host.id, chain))).head
    expect(head).toMatchObject({ sequence: kept, digest: batches[kept - 1]?.digest })
    for (const [index, batch] of batches.entries()) {
      expect(await house.send(host, batch)).toEqual({ outcome: index < kept ? 'repeat' : 'committed' })
    }
    const places = (await house.findings()).map(row => `${row.evidence.sequence}/${row.evidence.index}`)
    expect(new Set(places).size).toBe(5 * perBatch)
    expect(places).toHaveLength(5 * perBatch)
    expect(await house.store.reads.counts({ customer: 1 })).toMatchObject({ files: 25, findings: 25, batches: 5 })
  })

  test.each(['evidence', 'verdict', 'finding', 'inventory', 'commit'] as const)(
    'acknowledges nothing when the collector fails at %s, and takes the same bytes afterwards',
    async step => {
      const house = await new StoreHouse().open({ faults: [{ step, nth: 1, action: 'throw' }] })
      const { chain, host } = await house.shop()
      const [batch] = makeBatches(chain, 1)
      if (batch === undefined) throw new Error('no batch')
      expect(await house.send(host, batch)).toMatchObject({ outcome: 'refused', code: 'store-busy', retry: true })
      expect(await house.files()).toEqual([])
      expect(await house.findings()).toEqual([])
      expect(house.news.filter(item => item.event === 'finding')).toEqual([])
      expect(await house.send(host, batch)).toEqual({ outcome: 'committed' })
      expect(await house.files()).toHaveLength(perBatch)
    },
  )

  test('rests on commits that are on the disk: the write connection is synchronous in full', async () => {
    const house = await new StoreHouse().open()
    expect(await house.store.synchronous()).toBe(2)
  })

  test('answers store-full while there is no space, and loses nothing once there is', async () => {
    const errors: unknown[] = []
    const log = { ...silentLog, error: (_: string, fields?: LogFields) => errors.push(fields?.code) }
    const house = await new StoreHouse().open({ maxPages: 150, log })
    const { chain, host } = await house.shop()
    const paths = Array.from({ length: 400 }, (_, index) => `${'long/'.repeat(200)}${index}.php`)
    const halves = [paths.slice(0, 200), paths.slice(200)]
    const batches = halves.map(half => chain.seal(...half.map(path => finding(path, null, file(path)))))
    const answers = await Promise.all(batches.map(batch => house.send(host, batch)))
    // In a turn of its own, too: that it comes too early shows nothing of the disk.
    if (batches[1] !== undefined) answers.push(await house.send(host, batches[1]))
    const refused = answers.filter(answer => answer.outcome === 'refused')
    // What follows a refused one waits for it.
    expect(refused[0]).toMatchObject({ code: 'store-full', retry: true })
    expect(refused.every(answer => answer.retry)).toBe(true)
    expect(house.store.reports().store.phase).toBe('refusing')
    expect(errors).toEqual(['store-full'])
    const before = (await house.store.reads.counts({ customer: 1 })).files
    expect(before).toBe(answers[0]?.outcome === 'committed' ? 200 : 0)
    await house.store.stop()
    await house.open()
    for (const batch of batches) expect((await house.send(host, batch)).outcome).not.toBe('refused')
    expect((await house.store.reads.counts({ customer: 1 })).files).toBe(400)
  })
})

describe('a database whose WAL was cut', () => {
  test('opens at its last whole commit, and takes what is missing from the agent again', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    const batches = makeBatches(chain, 6)
    // Copied while open: closing would move everything from the WAL into the database.
    const cut = join(temporaryFolder(), 'store.db')
    copyFileSync(house.file, cut)
    copyFileSync(`${house.file}-wal`, `${cut}-wal`)
    truncateSync(`${cut}-wal`, statSync(`${cut}-wal`).size - 10_000)

    const restored = await new StoreHouse(cut).open()
    const head = (await restored.store.agents.arrived(arrival(host.id, chain))).head
    const kept = head?.sequence ?? 0
    expect(kept).toBeLessThan(6)
    expect(await restored.files()).toHaveLength(kept * perBatch)
    for (const [index, batch] of batches.entries()) {
      expect(await restored.send(host, batch)).toEqual({ outcome: index < kept ? 'repeat' : 'committed' })
    }
    expect(await restored.files()).toHaveLength(6 * perBatch)
  })
})

function arrival(host: number, { epoch, boot, sequence, digest }: AgentChain) {
  const head = digest === null ? null : { epoch, sequence, digest }
  return { host, boot, epoch, head, localRoots: [], at: 4_000 }
}
