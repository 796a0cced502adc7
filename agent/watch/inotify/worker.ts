// Owns inotify's thread as a whole: its events, read where nothing else can hold them up. Decides nothing itself.
import { parentPort } from 'node:worker_threads'
import { serveThread } from '../linux/serve.ts'
import { InotifyReader } from './reader.ts'

if (parentPort === null) throw new Error('runs in a worker thread only')
serveThread(parentPort, (parts, doors) => new InotifyReader(parts, doors))
