// Owns what /proc says of a process: its private memory and its processor time. Linux alone has it.
import { readdirSync, readFileSync } from 'node:fs'
import { pause, systemClock } from '@sekisho/shared/clock.ts'

/** Private pages in memory, bytes: RssAnon, without what is mapped from files and shared. */
export function privateBytes(pid: number): number {
  const found = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (found === undefined) throw new Error(`process ${pid} tells no RssAnon`)
  return Number(found) * 1024
}

// proc(5): counted in ticks, which are 1/100 s on every Linux that Node runs on.
const tickMs = 10

/** Time on processors, user and system, milliseconds. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** Processes of a group, by its number (setpgid(2)): a shell, and what it started. */
export function processesOf(group: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => groupOf(pid) === group)
}

function groupOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    // No process, or gone meanwhile.
    return null
  }
}

/** Private bytes as they are when the process is at rest: the least of several looks. */
export async function privateBytesAtRest(pid: number, looks = 10): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < looks; look++) {
    await pause(systemClock, 200)
    least = Math.min(least, privateBytes(pid))
  }
  return least
}
