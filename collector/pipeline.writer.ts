// The writer thread of the collector's store: the one place where store, ingest, judge, incidents and capture meet.
import { parentPort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { Wanting } from './capture/wanting.ts'
import { IncidentDesk } from './incidents/desk.ts'
import { TurnTaking } from './ingest/intake.ts'
import { judge } from './judge/judge.ts'
import { Pruning } from './keeping/pruning.ts'
import { serveWriter } from './store/writer.ts'

if (parentPort === null) throw new Error('this is a worker thread')
serveWriter(
  parentPort,
  {
    keeper: ledger => new IncidentDesk(ledger),
    wanting: (ledger, roomBytes) => new Wanting(ledger, roomBytes),
    pruning: (ledger, terms, told) => new Pruning(ledger, terms, told),
    intake: (place, chores, last) => new TurnTaking(place, judge, chores, last),
  },
  systemClock,
)
