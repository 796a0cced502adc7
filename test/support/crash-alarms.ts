// A collector's store with its alarms in a process of its own, to be killed: by a fault between grouping and commit, or by its
// parent while a receiver waits to answer. Arguments: database, fault (nth piece, 0 for none). HOOK: the receiver's address.
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { answerCoverage } from '../../collector/coverage/coverage.ts'
import { openChannels } from '../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../collector/notify/config.ts'
import { Notifier } from '../../collector/notify/notifier.ts'
import { openStore } from '../../collector/store/store.ts'

const [, , database = '', nth = '0'] = process.argv
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
const config = NotifyConfigSchema.parse({
  webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'low' }],
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
    coverage: wish => answerCoverage(wish, question => reads.coverage(question), systemClock.now()),
  },
  writes: notify.writes,
  writing: { locale: 'en', timeZone: 'UTC', contacts: [], link: () => '' },
  clock: systemClock,
  log: silentLog,
  random: () => 0,
})
notifier.wake()
