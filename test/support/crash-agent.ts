// A program that crash tests start: an agent that a fault may end in the middle of its durability order. Tells its parent
// when it runs, answers with its own status when asked, and goes with its parent.
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import type { Fault } from '@sekisho/agent/journal/faults.ts'
import { startAgent } from '@sekisho/agent/main.ts'
import { openLog } from '@sekisho/shared/log.ts'

export interface AgentSettings {
  readonly state: string
  readonly faults: readonly Fault[]
}

const { state, faults } = JSON.parse(process.argv[2] ?? '') as AgentSettings
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
// The disk of the machine that runs the tests may be as full as it likes.
const config = AgentConfigSchema.parse({ outbox: { keepFreePercent: 0, maxPercentOfFree: 50 } })
const agent = await startAgent({ state, config, log: openLog('agent', 'warn'), faults })
process.on('message', () => process.send?.(agent.status()))
process.send?.('runs')
