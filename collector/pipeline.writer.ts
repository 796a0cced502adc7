// The writer thread of the collector's store: the one place where store, ingest and judge meet.
import { parentPort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { TurnTaking } from './ingest/intake.ts'
import { judge } from './judge/judge.ts'
import { serveWriter } from './store/writer.ts'

if (parentPort === null) throw new Error('this is a worker thread')
serveWriter(parentPort, place => new TurnTaking(place, judge), systemClock)
