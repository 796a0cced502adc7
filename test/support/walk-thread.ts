// Owns a walker's thread for tests: walks with rows taken from the disk when the thread starts, or with none.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { serveWalks } from '../../agent/walk/serve.ts'
import { BaselineRows } from './baseline-rows.ts'

const { observed } = workerData as { observed: string | null }
const rows = new BaselineRows()
if (observed !== null) rows.observe(observed)
if (parentPort) serveWalks(parentPort, Object.assign(rows, { withInodes: () => [] }), systemClock)
