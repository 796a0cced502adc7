// Owns the dead-man ping: a request at an interval to an address that somebody else watches. It goes out only while the collector
// works: it writes, its queues move, and alarms are looked at. What would hold it back for good needs no code here.
//
// pinging  the last one was taken → held-back, failing
// held-back  the collector does not work: nothing is sent → pinging, failing
// failing  the address does not take it → pinging, held-back
import { backoffMs } from '@sekisho/shared/backoff.ts'
import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { type Say, translator } from '@sekisho/shared/messages.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Beat, QueueMark } from '../handover.notify.ts'
import { opened } from './channel.ts'
import type { NotifyConfig } from './config.ts'
import { ask, type Way, webUrl } from './http.ts'
import { type Environment, readSecret } from './secrets.ts'
import { trustOf } from './tls.ts'

type PingConfig = NonNullable<NotifyConfig['ping']>

/** How long after one look the next can tell whether what then waited was worked on. */
const firstMs = 5_000
const backoff = { firstMs: 2_000, longestMs: 60_000 }

export interface PingDoors {
  /** Writes, and says how far each queue is. @throws when the store keeps nothing */
  beat(input: { now: number }): Promise<Beat>
  /** Whether batches are kept. */
  keeps(): boolean
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
}

type Phase = 'starting' | 'pinging' | 'held-back' | 'failing' | 'stopped'

/** Where a ping goes. */
export interface PingTarget extends Pick<PingConfig, 'every' | 'method'>, Way {
  readonly url: URL
}

/** Null where none is configured. @throws Failure config-invalid, which says nothing of the address */
export function openPing(
  { ping, language }: Pick<NotifyConfig, 'ping' | 'language'>,
  environment: Environment,
  say: Say = translator(language),
): PingTarget | null {
  if (ping === undefined) return null
  const { every, method, allowPrivate, urlFile, urlEnv, ca } = ping
  return opened('notify.ping', () => {
    const url = webUrl(readSecret(urlFile, urlEnv, environment), allowPrivate)
    const trust = trustOf(ca, say)
    if (url !== null) return { url, every, method, allowPrivate, trust }
    throw new ToldFailure('config-invalid', reason('notify.needs-https'))
  })
}

export class Ping {
  readonly #target: PingTarget
  readonly #doors: PingDoors
  #nextAt: number
  #before: Beat | null = null
  #flight: Promise<void> | null = null
  #begunAt = 0
  #failures = 0
  #phase: Phase = 'starting'
  #since: number

  constructor(target: PingTarget, doors: PingDoors) {
    this.#target = target
    this.#doors = doors
    this.#since = this.#nextAt = doors.clock.monotonic()
  }

  /** Alarms were looked at. Does not wait for the ping, and while one is on its way there is no other. */
  looked(): void {
    const { clock } = this.#doors
    if (this.#phase === 'stopped' || this.#flight !== null || clock.monotonic() < this.#nextAt) return
    this.#flight = this.#turn().finally(() => {
      this.#flight = null
    })
  }

  report(): RoomReport {
    const now = this.#doors.clock.monotonic()
    const oldestAgeMs = this.#flight === null ? 0 : now - this.#begunAt
    return { phase: this.#phase, sinceMs: now - this.#since, depth: this.#flight === null ? 0 : 1, oldestAgeMs }
  }

  async stop(): Promise<void> {
    this.#enter('stopped', null)
    await this.#flight
  }

  async #turn(): Promise<void> {
    const { clock, random } = this.#doors
    this.#begunAt = clock.monotonic()
    this.#nextAt = this.#begunAt + this.#target.every
    const trouble = await this.#trouble()
    if (trouble === 'unknown') {
      this.#nextAt = clock.monotonic() + Math.min(firstMs, this.#target.every)
      return
    }
    if (trouble !== null) {
      this.#enter('held-back', trouble)
      return
    }
    try {
      await this.#send()
      this.#failures = 0
      this.#enter('pinging', null)
    } catch (error) {
      this.#enter('failing', describeError(error))
      // Who watches would think that it is the collector that is dead.
      this.#nextAt = clock.monotonic() + Math.min(this.#target.every, backoffMs(backoff, this.#failures++, random()))
    }
  }

  /** Null where all of it works; `unknown` before there was a second look. */
  async #trouble(): Promise<string | null> {
    const { beat, keeps, clock } = this.#doors
    const before = this.#before
    try {
      this.#before = await beat({ now: clock.now() })
    } catch (error) {
      return `the store does not write: ${describeError(error)}`
    }
    if (!keeps()) return 'the store keeps no batches'
    if (before === null) return 'unknown'
    return stuckIn(before, this.#before)
  }

  #send(): Promise<void> {
    const { url, method } = this.#target
    const body = method === 'POST' ? JSON.stringify({ program: 'sekisho', at: isoTime(this.#doors.clock.now()) }) : ''
    const headers = method === 'POST' ? { 'content-type': 'application/json', 'content-length': body.length } : {}
    return ask(url, { method, headers, body }, this.#target)
  }

  /** Said once, however long it lasts. */
  #enter(phase: Phase, why: string | null): void {
    const { clock, log } = this.#doors
    if (this.#phase === phase || this.#phase === 'stopped') return
    const was = this.#phase
    this.#phase = phase
    this.#since = clock.monotonic()
    if (phase === 'held-back') log.error('the dead-man ping is held back: the collector does not work', { why })
    else if (phase === 'failing') log.warn('the dead-man ping was not taken', { why })
    else if (phase === 'pinging' && was !== 'starting') log.info('the dead-man ping goes out again')
  }
}

/** A queue is stuck in which something waited at the last look and nothing was worked on since. */
export function stuckIn(before: Beat, now: Beat): string | null {
  const names = ['incidents', 'revisions', 'alarms'] as const
  const stuck = names.find(name => isStuck(before[name], now[name]))
  return stuck === undefined ? null : `its ${stuck} wait and nothing is done with them`
}

function isStuck(before: QueueMark, now: QueueMark): boolean {
  return before.done < before.newest && now.done <= before.done
}
