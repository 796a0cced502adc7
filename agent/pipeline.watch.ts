// Owns the reader's thread as a whole: the kernel's events, read where nothing else can hold them up. Decides nothing itself.
import { parentPort } from 'node:worker_threads'
import { serveReader } from './watch/linux/serve.ts'

if (parentPort === null) throw new Error('runs in a worker thread only')
serveReader(parentPort, null)
