// Owns a program for tests that makes much garbage as a busy queue does, in two threads, and tells how large their heaps
// became, in bytes. Its first word says whether the heaps are to be kept small.
import { once } from 'node:events'
import { getHeapStatistics } from 'node:v8'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { keepHeapSmall } from '../../bin/heap.ts'

/** Each entry lives long enough to be taken for old, and then dies. */
function churn(): number {
  const queue: { readonly path: string; readonly next: number[] }[] = []
  for (let made = 0; made < 1_500_000; made++) {
    queue[made % 20_000] = { path: `folder/${made}.php`, next: [made, made + 1, made + 2] }
  }
  return getHeapStatistics().total_heap_size
}

if (isMainThread) {
  if (process.argv[2] === 'small') keepHeapSmall()
  const worker = new Worker(new URL(import.meta.url))
  const [threads] = await once(worker, 'message')
  process.stdout.write(JSON.stringify({ main: churn(), thread: threads }))
} else parentPort?.postMessage(churn())
