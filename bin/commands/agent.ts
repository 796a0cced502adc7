// Owns `sekisho agent`: runs the agent alone until it is told to stop.
import type { Command } from 'commander'
import { addCommand, option, type Shell, type StateOption } from '../command.ts'

interface AgentOptions extends StateOption {
  readonly config?: string
}

export function addAgent(parent: Command, shell: Shell): void {
  addCommand(parent, shell, 'agent', 'agent', ['sekisho agent', 'sekisho agent --config /etc/sekisho/agent.yaml'])
    .addOption(option(shell, '--config <file>', 'agent-config'))
    .action((_options, command: Command) => run(shell, command.optsWithGlobals<AgentOptions>()))
}

async function run(shell: Shell, options: AgentOptions): Promise<void> {
  const { keepHeapSmall } = await import('../heap.ts')
  const { optimiseLate } = await import('../optimising.ts')
  keepHeapSmall()
  optimiseLate()
  const { makeStateFolder, refuseStateInside, stateFolder } = await import('@sekisho/shared/state.ts')
  const { openLog } = await import('@sekisho/shared/log.ts')
  const { startAgent } = await import('@sekisho/agent/main.ts')
  const { readAgentConfig } = await import('../configs.ts')
  const { runUntilStopped } = await import('../until-stopped.ts')
  const { terminal } = shell
  const state = stateFolder(options.state, shell.environment)
  const config = readAgentConfig(state, options.config, terminal.say)
  makeStateFolder(state)
  for (const { path } of config.roots) refuseStateInside(state, path)
  const log = openLog('agent', config.log.level)
  await runUntilStopped(
    shell,
    () => startAgent({ state, config, log, say: terminal.say }),
    () => terminal.warn(terminal.say('agent.running', { state })),
  )
}
