// Owns what a service manager hears of a program: that it is ready, that it stops, and that its threads still answer.
// The words are sd_notify(3)'s. Where no service manager listens nothing is said.
import { type Clock, pause } from '@sekisho/shared/clock.ts'
import { sendDatagram } from '@sekisho/shared/kernel.ts'
import type { Environment } from './terminal.ts'

/** A program that can be asked whether its threads answer; resolves also where they answer that they cannot. */
export interface Living {
  alive(): Promise<void>
}

export interface Service {
  ready(program: Living): void
  stopping(): void
}

export function openService(environment: Environment, clock: Clock): Service {
  const { NOTIFY_SOCKET: socket } = environment
  const periodMs = watchdogMs(environment)
  let stopping = false
  const say = (words: string) => {
    if (socket) sendDatagram(socket, words)
  }
  return {
    ready(program) {
      say('READY=1')
      if (socket && periodMs !== null) void keepSaying(program, periodMs / 2)
    },
    stopping() {
      stopping = true
      say('STOPPING=1')
    },
  }

  /** Half of the time that the manager waits, as sd_watchdog_enabled(3) advises. A thread that hangs ends the words. */
  async function keepSaying(program: Living, everyMs: number): Promise<void> {
    while (!stopping) {
      await program.alive()
      say('WATCHDOG=1')
      await pause(clock, everyMs)
    }
  }
}

/** sd_watchdog_enabled(3): microseconds, and the process that is meant. */
function watchdogMs({ WATCHDOG_USEC: usec, WATCHDOG_PID: pid }: Environment): number | null {
  if (usec === undefined || !/^[1-9]\d{3,15}$/.test(usec)) return null
  return pid === undefined || pid === String(process.pid) ? Number(usec) / 1000 : null
}
