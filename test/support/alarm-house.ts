// Owns a store with the notifier behind it, by a clock that a test moves, for tests of what reaches whom and when.
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { onTestFinished } from 'vitest'
import { answerCoverage } from '../../collector/coverage/coverage.ts'
import { openChannels } from '../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../collector/notify/config.ts'
import { Notifier } from '../../collector/notify/notifier.ts'
import { eventually } from './eventually.ts'
import { ManualClock } from './manual-clock.ts'
import { StoreHouse } from './store-house.ts'

/** What of the store fails while it is set. */
export interface AlarmFaults {
  incident?: Error | undefined
  settle?: Error | undefined
}

export interface AlarmHouse {
  readonly house: StoreHouse
  readonly notifier: Notifier
  readonly clock: ManualClock
  /** Moves the clock on, second by second, until the probe holds. */
  until<T>(probe: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>
}

/** `before`: a store that is there already, as after a start, a clock, and faults. */
export async function openAlarmHouse(
  config: unknown,
  environment: Readonly<Record<string, string>> = {},
  before: Partial<Pick<AlarmHouse, 'house' | 'clock'> & { readonly faults: AlarmFaults }> = {},
): Promise<AlarmHouse> {
  const faults = before.faults ?? {}
  const house = before.house ?? (await new StoreHouse().open())
  const { notify, incidents, reads } = house.store
  // The writer's thread has the machine's clock: what it raises is of now.
  const clock = before.clock ?? new ManualClock(systemClock.now())
  const parsed = NotifyConfigSchema.parse(config)
  const notifier = new Notifier({
    channels: openChannels(parsed, environment),
    reads: {
      ...notify.reads,
      incident: input => unless(faults.incident, () => incidents.reads.incident(input)),
      coverage: wish => answerCoverage(wish, question => reads.coverage(question), clock.now()),
    },
    writes: {
      ...notify.writes,
      settleDeliveries: input => unless(faults.settle, () => notify.writes.settleDeliveries(input)),
    },
    writing: {
      locale: parsed.language,
      timeZone: parsed.timeZone,
      contacts: parsed.contacts,
      link: () => 'https://sekisho.example.jp',
    },
    clock,
    log: silentLog,
    random: () => 0.5,
  })
  onTestFinished(() => notifier.stop())
  return {
    house,
    notifier,
    clock,
    until: probe =>
      eventually(() => {
        clock.advance(1_000)
        return probe()
      }),
  }
}

function unless<T>(fault: Error | undefined, act: () => Promise<T>): Promise<T> {
  return fault === undefined ? act() : Promise.reject(fault)
}
