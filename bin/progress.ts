// Owns the progress line of work that takes over two seconds: how much, how fast, how long still. Draws on standard error
// and only for people. The text is a pure function of what was done by when.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { columnsOf } from './columns.ts'
import type { Terminal } from './terminal.ts'

/** Nothing is drawn for shorter work: a flash of a bar tells nobody anything. */
const quietMs = 2000
const redrawMs = 200
/** The rate is that of the last seconds: work that starts slowly would else never seem to end. */
const rateOverMs = 5000

export interface ProgressFacts {
  readonly label: string
  readonly done: number
  /** Null when the whole is not known. */
  readonly total: number | null
  readonly perSecond: number
}

/** One line of at most `columns`: label, bar, count, rate, time left. */
export function progressText(facts: ProgressFacts, say: Say, columns: number): string {
  const { label, done, total, perSecond } = facts
  const rate = say('progress.rate', { rate: rounded(perSecond) })
  if (total === null || total <= 0) return `${label}  ${done}  ${rate}`
  const share = Math.min(done / total, 1)
  const left = perSecond > 0 ? say('progress.left', { left: roughTime(((total - done) / perSecond) * 1000, say) }) : ''
  const tail = `${Math.floor(share * 100)} %  ${done}/${total}  ${rate}  ${left}`.trimEnd()
  const room = Math.min(columns - columnsOf(label) - columnsOf(tail) - 5, 30)
  if (room < 5) return `${label}  ${tail}`
  const full = Math.round(share * room)
  return `${label} [${'#'.repeat(full)}${'.'.repeat(room - full)}] ${tail}`
}

export interface Progress {
  to(done: number, total?: number | null): void
  /** Takes the line away. */
  end(): void
}

/** Starts telling of some work; silent where nobody looks. */
export function openProgress(terminal: Terminal, clock: Clock, label: string): Progress {
  if (!terminal.drawsProgress) return { to: () => {}, end: () => {} }
  const startedAt = clock.monotonic()
  let done = 0
  let total: number | null = null
  let drawn = false
  let lookedAt = startedAt
  let samples = [{ at: startedAt, done }]
  const redraw = () => {
    const at = clock.monotonic()
    lookedAt = at
    samples = [...samples.filter(sample => sample.at >= at - rateOverMs), { at, done }]
    if (at - startedAt < quietMs) return
    drawn = true
    const facts = { label, done, total, perSecond: rateOf(samples) }
    terminal.draw(`\r\u001b[K${progressText(facts, terminal.say, terminal.columns)}`)
  }
  const timer = clock.every(redrawMs, redraw)
  return {
    to: (nowDone, nowTotal) => {
      done = nowDone
      if (nowTotal !== undefined) total = nowTotal
      // Work that goes on without a rest leaves no timer its turn.
      if (clock.monotonic() - lookedAt >= redrawMs) redraw()
    },
    end: () => {
      timer.cancel()
      if (drawn) terminal.draw('\r\u001b[K')
    },
  }
}

function rateOf(samples: readonly { readonly at: number; readonly done: number }[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at <= first.at) return 0
  return ((last.done - first.done) * 1000) / (last.at - first.at)
}

function rounded(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1)
}

function roughTime(ms: number, say: Say): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0)
  if (seconds < 60) return say('progress.seconds', { seconds })
  return say('progress.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
}
