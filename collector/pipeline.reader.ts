// The reader thread of the collector's store.
import { parentPort } from 'node:worker_threads'
import { serveReader } from './store/reader.ts'

if (parentPort === null) throw new Error('this is a worker thread')
serveReader(parentPort)
