// Owns a worker for tests of threads that starts no sooner than it is let: says that it loads, waits, says that it has loaded.
import { parentPort, workerData } from 'node:worker_threads'
import { serveCalls } from '@sekisho/shared/thread.ts'

const steps = workerData as Int32Array
Atomics.store(steps, 0, 1)
Atomics.wait(steps, 1, 0)
Atomics.store(steps, 2, 1)
if (parentPort !== null) serveCalls(parentPort, {})
