// Owns the walker's thread as a whole: walks, with the journal's baseline to compare with. Decides nothing itself.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { type BaselineOptions, openBaseline } from './journal/baseline.ts'
import { serveWalks } from './walk/serve.ts'

if (parentPort === null) throw new Error('runs in a worker thread only')
serveWalks(parentPort, openBaseline(workerData as BaselineOptions), systemClock)
