// A program that stop tests start: `sekisho up`, which is asked to stop by one signal while it starts, and by a clock on which no
// deadline ever passes. Argument: the state folder.
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { openTerminal } from '../../bin/terminal.ts'
import { runUp } from '../../bin/up/up.ts'
import { ManualClock } from './manual-clock.ts'

const [, , state = ''] = process.argv
const still = new ManualClock(systemClock.now())
/** Deadlines are longer, and the pauses between two looks shorter, of which the start is made. */
const deadlineMs = 1_000
const clock = {
  now: () => still.now(),
  monotonic: () => still.monotonic(),
  after: (ms: number, task: () => void) => (ms < deadlineMs ? systemClock : still).after(ms, task),
  every: systemClock.every,
  inStep: systemClock.inStep,
}
const shell = { terminal: openTerminal(process.env), environment: process.env, clock, outcome: { code: exitCodes.ok } }
// The first moment at which a signal does not simply end the process: nothing has been started by then.
process.on('newListener', event => {
  if (event === 'SIGINT') setImmediate(() => process.kill(process.pid, 'SIGINT'))
})
await runUp(shell, undefined, { state, port: 0 })
