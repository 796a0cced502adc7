// Owns the measurement of what a collector takes: findings of distinct paths by one agent's uplink, verified, judged against
// a release, committed and acknowledged.
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOfDirectory } from '@sekisho/publisher/source/directory.ts'
import type { Bench } from '../bench.ts'
import { Child } from '../child.ts'
import { openHouse } from '../house/house.ts'
import { megabytes, thousands } from '../numbers.ts'
import { privateBytes, processorMs } from '../resources.ts'
import { makeTree } from '../tree.ts'
import type { FeedCalls } from './entry.ts'

/** Twice the target: whatever is left over was prepared in vain. */
const preparedPerSecond = 20_000
/** As the uplink seals. */
const recordsOfBatch = 200

export const ingestBench: Bench = async ({ folder, size, seconds, say }) => {
  const tree = join(folder, `tree-${size.files}`)
  makeTree(tree, size)
  const home = join(folder, 'ingest')
  const house = await openHouse(home)
  const feeder = new Child<FeedCalls>(new URL('./entry.ts', import.meta.url))
  try {
    await house.release(tree)
    await house.bind(tree)
    const { hostState, collector } = house
    const { entries: released } = await entriesOfDirectory(tree)
    const records = seconds * preparedPerSecond
    say(`  preparing ${records} findings`)
    const file = join(home, 'batches')
    await feeder.ask('prepare', { hostState, file, root: tree, released, records, recordsOfBatch })
    const [usedBefore, memoryBefore] = [processorMs(collector.pid), privateBytes(collector.pid)]
    const sent = await feeder.ask('send', { hostState, seconds })
    const [used, memory] = [processorMs(collector.pid) - usedBefore, privateBytes(collector.pid)]
    const perSecond = sent.findings / (sent.elapsedMs / 1000)
    const store = join(home, 'collector', 'collector', 'store.db')
    const bytes = [store, `${store}-wal`].reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0)
    return [
      {
        title: `Findings into the collector, judged against a release of ${released.length} files`,
        columns: ['findings/s', 'findings', 'processor time of one', 'disk of one', 'memory before', 'and after'],
        rows: [
          [
            thousands(perSecond),
            thousands(sent.findings),
            `${((used / sent.findings) * 1000).toFixed(0)} µs`,
            `${(bytes / sent.findings).toFixed(0)} bytes`,
            megabytes(memoryBefore),
            megabytes(memory),
          ],
        ],
        notes: [`Over ${(sent.elapsedMs / 1000).toFixed(0)} s, one agent, ${recordsOfBatch} findings a batch.`],
      },
    ]
  } finally {
    await feeder.end()
    await house.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
