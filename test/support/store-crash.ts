// A collector's store in a process of its own, to be killed by a fault: sends the batches that a file holds and prints each
// answer. Arguments: database, batches (JSON), host, step, nth.
import { readFileSync } from 'node:fs'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { Fault } from '../../collector/handover.ledger.ts'
import { openStore } from '../../collector/store/store.ts'

interface Given {
  readonly digest: string
  readonly bytes: string
}

const [, , file = '', batches = '', host = '', step = '', nth = ''] = process.argv
const store = await openStore({
  file,
  profiles: [],
  clock: systemClock,
  log: silentLog,
  onNews: () => {},
  onBindings: () => {},
  faults: [{ step: step as Fault['step'], nth: Number(nth), action: 'kill' }],
})
for (const { digest, bytes } of JSON.parse(readFileSync(batches, 'utf8')) as Given[]) {
  const received = { host: Number(host), digest, bytes: Buffer.from(bytes, 'base64'), receivedAt: 3_000 }
  process.stdout.write(`${JSON.stringify(await store.agents.receive(received))}\n`)
}
await store.stop()
