// Owns the laws of doctor's looks at the machine: what is short is a warning with its mend, and what cannot be known is no ok.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { lockState } from '@sekisho/shared/state.ts'
import { expect, onTestFinished, test } from 'vitest'
import { checkCapabilities, checkClockKept, checkInodes, checkMemory } from '../../../bin/doctor/machine.ts'
import { temporaryFolder } from '../../support/folder.ts'

const say = translator('en')
const meminfo = (available: number) => `MemTotal:        4096000 kB\nMemFree: 1 kB\nMemAvailable:   ${available} kB\n`

test('memory is what programs could still take, and short below a gibibyte', () => {
  expect(checkMemory(say, meminfo(2_097_152))).toMatchObject({ outcome: 'ok', found: '2048 of 4000 MiB available' })
  const short = checkMemory(say, meminfo(524_288))
  expect(short).toMatchObject({ outcome: 'warning', found: '512 of 4000 MiB available' })
  expect(short.mend).toContain('watch: walk')
})

test('inodes are short below a twentieth, and never where the file system counts none', () => {
  const look = (files: number, ffree: number) => () => ({ files, ffree }) as never
  expect(checkInodes('/', say, look(100, 5)).outcome).toBe('ok')
  expect(checkInodes('/', say, look(100, 4))).toMatchObject({ outcome: 'warning', found: '4 % of the disk' })
  expect(checkInodes('/', say, look(0, 0)).outcome).toBe('ok')
  expect(checkInodes('/', say).name).toBe('doctor.inodes')
})

test('a clock that nothing keeps in step is a warning, and so is one of which nobody can tell', () => {
  expect(checkClockKept(say, true).outcome).toBe('ok')
  expect(checkClockKept(say, false)).toMatchObject({ outcome: 'warning', found: 'nothing keeps it in step' })
  expect(checkClockKept(say, null)).toMatchObject({ outcome: 'warning', found: 'cannot be read' })
})

test('capabilities are those of the agent that runs, else of who asks, and each that is missing is named', () => {
  const state = join(temporaryFolder(), 'state')
  mkdirSync(state, { mode: 0o700 })
  const asked: string[] = []
  const look = (mask: bigint) => (file: string) => {
    asked.push(file)
    return `Name: node\nCapEff:\t${mask.toString(16).padStart(16, '0')}\n`
  }
  expect(checkCapabilities(state, say, look(0x200004n))).toMatchObject({ outcome: 'ok' })
  const without = checkCapabilities(state, say, look(0n))
  expect(without.outcome).toBe('warning')
  expect(without.found).toMatch(/^this user: without CAP_DAC_READ_SEARCH .*; without CAP_SYS_ADMIN /)
  expect(without.mend).toContain('install agent')
  const lock = lockState(state, 'agent')
  onTestFinished(() => lock.release())
  expect(checkCapabilities(state, say, look(0x4n)).found).toBe(
    `agent, process ${process.pid}: without CAP_SYS_ADMIN there is no fanotify, and losses of the watch are not noticed`,
  )
  expect(asked).toEqual(['/proc/self/status', '/proc/self/status', `/proc/${process.pid}/status`])
  expect(checkCapabilities(state, say, () => null)).toMatchObject({ outcome: 'warning', found: 'cannot be read' })
})
