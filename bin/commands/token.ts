// Owns `sekisho token create`: makes an API token for a script or a person, shown once.

import { type Right, rights } from '@sekisho/shared/api.people.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface CreateOptions extends ConnectionOptions {
  readonly role: Right
  readonly expiresIn?: number
  readonly json?: boolean
}

export function addToken(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const examples = ['sekisho token create ci --role publish --expires-in 90d > ci.token']
  const token = addCommand(parent, shell, 'token', 'token', examples)
  withJson(withConnection(addCommand(token, shell, 'create', 'token.create', examples), shell), shell)
    .argument('<name>', say('argument.name'))
    .addOption(option(shell, '--role <role>', 'role').argParser(oneOf(shell, rights)).makeOptionMandatory())
    .addOption(option(shell, '--expires-in <time>', 'expires').argParser(lifetime(shell)))
    .action((name: string, _options, command: Command) => create(shell, name, command.optsWithGlobals<CreateOptions>()))
}

async function create(shell: Shell, name: string, options: CreateOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const hours = options.expiresIn === undefined ? {} : { expiresInHours: options.expiresIn / 3_600_000 }
  const made = await connect(shell, options).makeToken({ name, role: options.role, ...hours })
  if (options.json) return terminal.json({ name, role: options.role, ...made })
  // The token alone on standard output, so that it can be sent into a file.
  terminal.line(visible(made.token))
  const until = made.expiresAt === null ? terminal.say('token.endless') : shownTime(made.expiresAt)
  terminal.warn(terminal.say('token.made', { name, role: options.role, until }))
}

function lifetime({ terminal }: Shell) {
  return (text: string): number => {
    const ms = parseDuration(text)
    if (ms === null || ms < 60_000) throw new InvalidArgumentError(terminal.say('usage.lifetime'))
    return ms
  }
}
