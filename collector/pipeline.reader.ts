// The reader thread of the collector's store, with the judge's look at patterns.
import { parentPort } from 'node:worker_threads'
import { whyOutsidePattern } from './judge/pattern.ts'
import { serveReader } from './store/reader.ts'

if (parentPort === null) throw new Error('this is a worker thread')
serveReader(parentPort, whyOutsidePattern)
