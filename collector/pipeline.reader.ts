// The reader thread of the collector's store, with the judge's looks at patterns and at what runs.
import { parentPort } from 'node:worker_threads'
import { runningOf } from './judge/content.ts'
import { whyOutsidePattern } from './judge/pattern.ts'
import { serveReader } from './store/reader.ts'

if (parentPort === null) throw new Error('this is a worker thread')
serveReader(parentPort, whyOutsidePattern, runningOf)
