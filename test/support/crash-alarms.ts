// A collector with channels in a process of its own, to be killed: by a fault between grouping and commit or between an alarm's row
// and its planning, or by its parent while a receiver waits to answer. Arguments: state folder, step of the fault (none: ''), by how
// many days its clock is ahead.
// HOOK: the receiver's address of alarms; DAILY: of the daily digest.
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { termsOf } from '../../collector/keeping/config.ts'
import { openCollector } from '../../collector/pipeline.ts'

const [, , state = '', step = '', days = '0'] = process.argv
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
const { keeping, ...config } = CollectorConfigSchema.parse({
  listen: { port: 0 },
  notify: {
    webhook: [
      { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'low' },
      // Nothing of what happens there is critical.
      { name: 'daily', urlEnv: 'DAILY', allowPrivate: true, least: 'critical', digest: '08:00' },
    ],
  },
})
await openCollector({
  ...config,
  ...{ state, tls: null, publicAddress: null, profiles: null, keeping: termsOf(keeping), log: silentLog },
  clock: { ...systemClock, now: () => systemClock.now() + Number(days) * 86_400_000 },
  faults: step === 'incident' || step === 'alarm' ? [{ step, nth: 1, action: 'kill' }] : [],
})
