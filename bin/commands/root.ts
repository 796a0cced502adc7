// Owns `sekisho root bind`: says at the collector which folder of which host is watched, for which site, by which profile.
import { type Command, InvalidArgumentError } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection } from '../command.ts'

interface BindOptions extends ConnectionOptions {
  readonly site: string
  readonly profile: string
  readonly prefix?: string
}

export function addRoot(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const bindExamples = ['sekisho root bind web1 /var/www/html --site shop --profile eccube4']
  const root = addCommand(parent, shell, 'root', 'root', bindExamples)
  withConnection(addCommand(root, shell, 'bind', 'root.bind', bindExamples), shell)
    .argument('<host>', say('argument.host'))
    .argument('<dir>', say('argument.dir'), absoluteFolder(shell))
    .addOption(option(shell, '--site <site>', 'site').makeOptionMandatory())
    .addOption(option(shell, '--profile <profile>', 'profile').makeOptionMandatory())
    .addOption(option(shell, '--prefix <path>', 'prefix'))
    .action((host: string, dir: string, _options, command: Command) =>
      bind(shell, host, dir, command.optsWithGlobals<BindOptions>()),
    )
}

async function bind(shell: Shell, host: string, dir: string, options: BindOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const root = typedPath(dir)
  const { site, profile } = options
  await connect(shell, options).bindRoot({ host, root, site, profile, prefix: typedPath(options.prefix ?? '') })
  shell.terminal.tell('root.bound', { host, root, site, profile })
}

/** It is a folder of another machine: there is nothing here that it could be relative to. */
function absoluteFolder({ terminal }: Shell) {
  return (dir: string): string => {
    if (!dir.startsWith('/')) throw new InvalidArgumentError(terminal.say('usage.absolute'))
    return dir === '/' ? dir : dir.replace(/\/+$/, '')
  }
}
