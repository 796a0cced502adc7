// Owns a store with the notifier behind it, by a clock that a test moves, for tests of what reaches whom and when.
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@sekisho/shared/clock.ts'
import { type Log, silentLog } from '@sekisho/shared/log.ts'
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
  postpone?: Error | undefined
  bundle?: Error | undefined
  part?: Error | undefined
  /** What came is said to be in no incident yet. */
  ungrouped?: boolean
}

export interface AlarmHouse {
  readonly house: StoreHouse
  readonly notifier: Notifier
  readonly clock: ManualClock
  /**
   * Moves the clock on, second by second, until the probe holds. The time stands still while the notifier reads, writes or
   * sends, and while the writer's thread puts findings into incidents: however slow the machine, no more of it passes than
   * these two have seen.
   */
  until<T>(probe: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>
  /** Resolves when the notifier waits for nothing but the clock. */
  rest(): Promise<void>
}

interface Before extends Partial<Pick<AlarmHouse, 'house' | 'clock'>> {
  /** A channel that never answers, for which the time does not stand still. */
  readonly hangs?: string
  readonly faults?: AlarmFaults
  readonly log?: Log
}

/** `before`: a store that is there already, as after a start, a clock, faults, and a log. */
export async function openAlarmHouse(
  config: unknown,
  environment: Readonly<Record<string, string>> = {},
  before: Before = {},
): Promise<AlarmHouse> {
  const faults = before.faults ?? {}
  const house = before.house ?? (await new StoreHouse().open())
  const { notify, incidents, reads, disk } = house.store
  // The writer's thread has the machine's clock: what it raises is of now.
  const clock = before.clock ?? new ManualClock(systemClock.now())
  const parsed = NotifyConfigSchema.parse(config)
  const flights = new Flights()
  const notifier = new Notifier({
    channels: openChannels(parsed, environment).map(channel =>
      channel.name === before.hangs ? channel : flights.counted(channel),
    ),
    reads: flights.counted({
      ...notify.reads,
      isGrouped: input => (faults.ungrouped === true ? Promise.resolve(false) : notify.reads.isGrouped(input)),
      incident: input => unless(faults.incident, () => incidents.reads.incident(input)),
      diskReport: input => disk.reads.diskReport(input),
      coverage: wish => answerCoverage(wish, question => reads.coverage(question), clock.now()),
    }),
    writes: flights.counted({
      ...notify.writes,
      bundleDeliveries: input => unless(faults.bundle, () => notify.writes.bundleDeliveries(input)),
      partBundle: input => unless(faults.part, () => notify.writes.partBundle(input)),
      settleDeliveries: input => unless(faults.settle, () => notify.writes.settleDeliveries(input)),
      postponeDeliveries: input => unless(faults.postpone, () => notify.writes.postponeDeliveries(input)),
    }),
    writing: {
      locale: parsed.language,
      timeZone: parsed.timeZone,
      contacts: parsed.contacts,
      link: () => 'https://sekisho.example.jp',
    },
    clock,
    log: before.log ?? silentLog,
    random: () => 0.5,
  })
  onTestFinished(() => notifier.stop())
  const isGrouped = groupingOf(house)
  return {
    house,
    notifier,
    clock,
    until: probe =>
      eventually(async () => {
        for (let second = 0; second < 60; second++) {
          const value = await probe()
          if (value !== undefined && value !== false) return value
          await flights.landed()
          if (!isGrouped()) await eventually(isGrouped)
          clock.advance(1_000)
        }
        return undefined
      }),
    rest: () => flights.landed(),
  }
}

/** Whether the writer's thread has put all that was sent into incidents: it does so by itself, and answers nobody. */
function groupingOf({ file }: StoreHouse): () => boolean {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  onTestFinished(() => database.close())
  const waits = database.prepare(
    `SELECT 1 FROM finding WHERE id > (SELECT finding FROM incident_cursor) UNION ALL SELECT 1 FROM revision LIMIT 1`,
  )
  return () => waits.get() === undefined
}

/** What is on its way through doors that answer later. */
class Flights {
  readonly #open = new Set<Promise<unknown>>()

  /** The same doors; what they have not answered yet is on its way. */
  counted<T extends object>(doors: T): T {
    return new Proxy(doors, {
      get: (target, name) => {
        const door: unknown = Reflect.get(target, name)
        if (typeof door !== 'function') return door
        return (...words: unknown[]) => this.#take(Reflect.apply(door, target, words))
      },
    })
  }

  /** Resolves when nothing is on its way, and nothing has set out upon the last answer. */
  async landed(): Promise<void> {
    do {
      await Promise.allSettled(this.#open)
      await new Promise(resolve => setImmediate(resolve))
    } while (this.#open.size > 0)
  }

  #take(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer
    this.#open.add(answer)
    const land = () => this.#open.delete(answer)
    answer.then(land, land)
    return answer
  }
}

function unless<T>(fault: Error | undefined, act: () => Promise<T>): Promise<T> {
  return fault === undefined ? act() : Promise.reject(fault)
}
