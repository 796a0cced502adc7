// Owns changes of several steps in one place, where a rename would be another file: whoever watches stands still until all are made.
import { readdirSync, readFileSync } from 'node:fs'
import { systemClock } from '@sekisho/shared/clock.ts'

const askAgainMs = 1
/** Against hanging: nothing else of the test runs meanwhile, its own time limit included. */
const longestMs = 60_000
const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Makes it while no thread of the process runs (SIGSTOP of signal(7)); `isMade`: what others have to make for it is there. */
export function whileItStands(pid: number, make: () => void, isMade: () => boolean = () => true): void {
  process.kill(pid, 'SIGSTOP')
  try {
    wait(() => standsStill(pid))
    make()
    wait(isMade)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

function wait(isSo: () => boolean): void {
  const from = systemClock.monotonic()
  while (!isSo()) {
    if (systemClock.monotonic() - from > longestMs) throw new Error(`did not come true in ${longestMs} ms`)
    Atomics.wait(nothing, 0, 0, askAgainMs)
  }
}

/** As proc_pid_stat(5) has it: the state follows the name, which may hold anything. */
function standsStill(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.every(thread => {
    try {
      return /\) T [^)]*$/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))
    } catch {
      // A thread that has ended meanwhile does nothing any more.
      return true
    }
  })
}
