// A collector's store with its alarms in a process of its own, to be killed: by a fault between grouping and commit, or by its
// parent while a receiver waits to answer. Arguments: database, fault (nth piece, 0 for none), by how many days the notifier's
// clock is ahead. HOOK: the receiver's address of alarms; DAILY: of the daily digest.
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { answerCoverage } from '../../collector/coverage/coverage.ts'
import { openChannels } from '../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../collector/notify/config.ts'
import { Notifier } from '../../collector/notify/notifier.ts'
import { openStore } from '../../collector/store/store.ts'

const [, , database = '', nth = '0', days = '0'] = process.argv
const clock = { ...systemClock, now: () => systemClock.now() + Number(days) * 86_400_000 }
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
const config = NotifyConfigSchema.parse({
  webhook: [
    { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'low' },
    // Nothing of what happens there is critical.
    { name: 'daily', urlEnv: 'DAILY', allowPrivate: true, least: 'critical', digest: '08:00' },
  ],
})
const store = await openStore({
  file: database,
  profiles: [],
  clock: systemClock,
  log: silentLog,
  onNews: () => {},
  onBindings: () => {},
  faults: nth === '0' ? [] : [{ step: 'incident', nth: Number(nth), action: 'kill' }],
})
const { notify, incidents, reads } = store
const notifier = new Notifier({
  channels: openChannels(config, process.env),
  reads: {
    ...notify.reads,
    incident: input => incidents.reads.incident(input),
    diskReport: input => store.disk.reads.diskReport(input),
    coverage: wish => answerCoverage(wish, question => reads.coverage(question), clock.now()),
  },
  writes: notify.writes,
  writing: { locale: 'en', timeZone: 'UTC', contacts: [], link: () => '' },
  clock,
  log: silentLog,
  random: () => 0,
})
notifier.wake()
