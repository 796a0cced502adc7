// A program that stop tests start: `sekisho agent` with faults in its fingerprint threads, which the command cannot give.
// Arguments: the state folder, the address of the faults (see fingerprint-faults.ts).
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { startAgent } from '@sekisho/agent/main.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { openLog } from '@sekisho/shared/log.ts'
import { openTerminal } from '../../bin/terminal.ts'
import { runUntilStopped } from '../../bin/until-stopped.ts'

const [, , state = '', faults = ''] = process.argv
const terminal = openTerminal(process.env)
const shell = { terminal, environment: process.env, clock: systemClock, outcome: { code: exitCodes.ok } }
const config = AgentConfigSchema.parse({ outbox: { keepFreePercent: 0, maxPercentOfFree: 50 } })
await runUntilStopped(
  shell,
  () => startAgent({ state, config, log: openLog('agent', 'warn'), fingerprint: { faults } }),
  () => terminal.warn(terminal.say('agent.running', { state })),
)
