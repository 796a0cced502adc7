// Owns `sekisho up`: collector and agent in one process, watching one folder, with what a newcomer needs to see.
import type { Command } from 'commander'
import { addCommand, numberBetween, option, type Shell, type StateOption } from '../command.ts'

interface Options extends StateOption {
  readonly profile?: string
  readonly site?: string
  readonly name?: string
  readonly port?: number
  readonly config?: string
}

export function addUp(parent: Command, shell: Shell): void {
  const examples = ['sekisho up', 'sekisho up /var/www/html', 'sekisho up /var/www/html --profile eccube4 --port 0']
  addCommand(parent, shell, 'up', 'up', examples)
    .argument('[docroot]', shell.terminal.say('argument.docroot'))
    .addOption(option(shell, '--profile <profile>', 'profile'))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--name <name>', 'host-name'))
    .addOption(option(shell, '--port <port>', 'port').argParser(numberBetween(shell, 0, 65_535)))
    .addOption(option(shell, '--config <file>', 'agent-config'))
    .action((docroot: string | undefined, _options, command: Command) =>
      run(shell, docroot, command.optsWithGlobals<Options>()),
    )
}

async function run(shell: Shell, docroot: string | undefined, options: Options): Promise<void> {
  const { runUp } = await import('../up/up.ts')
  await runUp(shell, docroot, options)
}
