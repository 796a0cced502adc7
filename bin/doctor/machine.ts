// Owns the checks of the machine that an agent or a collector finds: memory, clock, inodes, and the privileges of the agent
// that runs, or of who asks. Looks, and changes nothing.
import { readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { isClockKept } from '@sekisho/shared/kernel.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { isRunning } from '@sekisho/shared/state.ts'

/** An agent with its threads takes half of it at 50,000 files, and the shop needs the rest. */
const advisedMemoryMb = 1024
const leastInodeShare = 0.05

/** @param meminfo proc_meminfo(5) */
export function checkMemory(say: Say, meminfo = readFileSync('/proc/meminfo', 'utf8')): Check {
  const name = 'doctor.memory'
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1] ?? 0)
  // proc_meminfo(5): an estimate of what programs can take without swapping.
  const [free, total] = [kilobytes('MemAvailable'), kilobytes('MemTotal')].map(value => Math.floor(value / 1024))
  const found = say('doctor.memory.found', { free: free ?? 0, total: total ?? 0 })
  if ((free ?? 0) >= advisedMemoryMb) return { name, outcome: 'ok', found, mend: '' }
  return { name, outcome: 'warning', found, mend: say('doctor.memory.mend', { advised: advisedMemoryMb }) }
}

/** @param folder one that exists */
export function checkInodes(folder: string, say: Say, look = statfsSync): Check {
  const name = 'doctor.inodes'
  const { files, ffree } = look(folder)
  // btrfs makes them as they are needed, and says 0.
  const percent = files === 0 ? 100 : Math.floor((ffree / files) * 100)
  const found = say('doctor.inodes.found', { percent })
  if (percent >= leastInodeShare * 100) return { name, outcome: 'ok', found, mend: '' }
  return { name, outcome: 'warning', found, mend: say('doctor.inodes.mend') }
}

export function checkClockKept(say: Say, kept = isClockKept()): Check {
  const name = 'doctor.clock'
  if (kept === true) return { name, outcome: 'ok', found: say('doctor.clock.kept'), mend: '' }
  const found = say(kept === null ? 'doctor.limit.unknown' : 'doctor.clock.free')
  return { name, outcome: 'warning', found, mend: say('doctor.clock.mend') }
}

/** capabilities(7), by their numbers. */
const capabilities = [
  { name: 'CAP_DAC_READ_SEARCH', bit: 2, without: 'doctor.capabilities.no-read' },
  { name: 'CAP_SYS_ADMIN', bit: 21, without: 'doctor.capabilities.no-fanotify' },
] as const

/** Of the agent that runs on this state folder, else of this process, which an agent would be started as. */
export function checkCapabilities(state: string, say: Say, look = textOf): Check {
  const name = 'doctor.capabilities'
  const process = runningAgent(state) ?? 'self'
  const text = look(`/proc/${process}/status`)
  const hex = /^CapEff:\s+([0-9a-f]+)/m.exec(text ?? '')?.[1]
  if (hex === undefined)
    return { name, outcome: 'warning', found: say('doctor.limit.unknown'), mend: say('doctor.proc.mend') }
  const held = BigInt(`0x${hex}`)
  const missing = capabilities.filter(({ bit }) => (held & (1n << BigInt(bit))) === 0n)
  const whose = say(process === 'self' ? 'doctor.capabilities.own' : 'doctor.capabilities.agent', { process })
  if (missing.length === 0)
    return { name, outcome: 'ok', found: `${whose}: ${capabilities.map(known => known.name).join(', ')}`, mend: '' }
  const found = `${whose}: ${missing.map(({ without }) => say(without)).join('; ')}`
  return { name, outcome: 'warning', found, mend: say('doctor.capabilities.mend') }
}

function runningAgent(state: string): string | null {
  if (!isRunning(state, 'agent')) return null
  const pid = textOf(join(state, 'agent', 'pid'))?.trim()
  return pid !== undefined && /^\d+$/.test(pid) ? pid : null
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It ended just now, or belongs to somebody else: the check says that it does not know.
    return null
  }
}
