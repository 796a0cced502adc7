// Owns `sekisho collector`: runs the collector alone until it is told to stop.
import type { CollectorConfig } from '@sekisho/collector/config.ts'
import type { Command } from 'commander'
import { addCommand, numberBetween, option, type Shell, type StateOption } from '../command.ts'

interface CollectorOptions extends StateOption {
  readonly config?: string
  readonly host?: string
  readonly port?: number
  readonly publicAddress?: string
  readonly allowPlain?: boolean
}

export function addCollector(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho collector',
    'sekisho collector --config /etc/sekisho/collector.yaml',
    'sekisho collector --port 0',
  ]
  addCommand(parent, shell, 'collector', 'collector', examples)
    .addOption(option(shell, '--config <file>', 'collector-config'))
    .addOption(option(shell, '--host <address>', 'listen-host'))
    .addOption(option(shell, '--port <port>', 'port').argParser(numberBetween(shell, 0, 65_535)))
    .addOption(option(shell, '--public-address <url>', 'public-address'))
    .addOption(option(shell, '--allow-plain', 'allow-plain'))
    .action((_options, command: Command) => run(shell, command.optsWithGlobals<CollectorOptions>()))
}

async function run(shell: Shell, options: CollectorOptions): Promise<void> {
  const { makeStateFolder, stateFolder } = await import('@sekisho/shared/state.ts')
  const { openLog } = await import('@sekisho/shared/log.ts')
  const { startCollector } = await import('@sekisho/collector/main.ts')
  const { readCollectorConfig } = await import('../configs.ts')
  const { runUntilStopped } = await import('../until-stopped.ts')
  const { connectOwn } = await import('../connect.ts')
  const { tellFirstLink } = await import('../first-link.ts')
  const { terminal } = shell
  const state = stateFolder(options.state, shell.environment)
  const config = overridden(readCollectorConfig(state, options.config, terminal.say), options)
  makeStateFolder(state)
  const log = openLog('collector', config.log.level)
  await runUntilStopped(
    shell,
    () => startCollector({ state, config, log, say: terminal.say }),
    collector => {
      terminal.warn(terminal.say('collector.running', { http: collector.http, ws: collector.ws, state }))
      // A log must not carry a way in: the link is for the person who looks at this terminal.
      if (terminal.interactive) void tellFirstLink(terminal, connectOwn(shell, collector))
    },
  )
}

/** What the command line says goes before the file. */
function overridden(config: CollectorConfig, options: CollectorOptions): CollectorConfig {
  const { host = config.listen.host, port = config.listen.port } = options
  const allowPlain = options.allowPlain ?? config.listen.allowPlain
  const address = options.publicAddress ?? config.publicAddress
  return { ...config, listen: { host, port, allowPlain }, ...(address === undefined ? {} : { publicAddress: address }) }
}
