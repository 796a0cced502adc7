// Owns every look at the time and every timer: nothing else touches Date or setTimeout, so tests bring their own clock.

export interface Timer {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since 1970; may step when the machine's clock is set. */
  now(): number
  /** Milliseconds from an arbitrary start; never steps. */
  monotonic(): number
  /** Runs `task` once after `delayMs`, soon where that is over already. The timer does not keep the process alive. */
  after(delayMs: number, task: () => void): Timer
  /** Runs `task` each `periodMs`. The timer does not keep the process alive. */
  every(periodMs: number, task: () => void): Timer
  /**
   * As `every`, but the first time comes within one period: in step with others of the same or a multiple of it. For what is done
   * at rest, since each waking of a thread costs more than what it then does.
   */
  inStep(periodMs: number, task: () => void): Timer
}

/** Node's timers have whole milliseconds and its clock has not. */
const earlyMs = 2

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, task) => {
    // Node warns on standard error of times that have just passed.
    const handle = setTimeout(task, Math.max(delayMs, 0))
    handle.unref()
    return { cancel: () => clearTimeout(handle) }
  },
  every: (periodMs, task) => {
    const handle = setInterval(task, periodMs)
    handle.unref()
    return { cancel: () => clearInterval(handle) }
  },
  inStep: (periodMs, task) => {
    let timer = untilNext(periodMs, run)
    function run(): void {
      timer = untilNext(periodMs, run)
      task()
    }
    return { cancel: () => timer.cancel() }
  },
}

/** At the next whole multiple of the period since this thread began; one that is reached a moment early counts as passed. */
function untilNext(periodMs: number, task: () => void): Timer {
  const rest = periodMs - (systemClock.monotonic() % periodMs)
  const isEarly = rest < Math.min(earlyMs, periodMs / 2)
  return systemClock.after(isEarly ? rest + periodMs : rest, task)
}

/** Resolves after `delayMs` of the given clock. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise(resolve => clock.after(delayMs, resolve))
}

/** UTC, ISO 8601 with milliseconds: the one form in which times leave the program. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

// The years 0 and 9999: RFC 3339 has four digits for them, and file systems hold times far outside.
const earliest = -62_167_219_200_000
const latest = 253_402_300_799_999

/** As `isoTime`, for times that somebody else said: what cannot be written becomes the nearest that can. */
export function safeTime(ms: number): string {
  return isoTime(Math.min(Math.max(ms, earliest), latest))
}
