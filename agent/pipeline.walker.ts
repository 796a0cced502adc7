// Owns the walker's thread as a whole: walks, with the journal's baseline to compare with, behind everybody else on the
// machine. Decides nothing itself.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { stepBack } from '@sekisho/shared/kernel.ts'
import { type BaselineOptions, openBaseline } from './journal/baseline.ts'
import { serveWalks } from './walk/serve.ts'

if (parentPort === null) throw new Error('runs in a worker thread only')
stepBack()
serveWalks(parentPort, openBaseline(workerData as BaselineOptions), systemClock)
