// Owns `sekisho key`: makes signing keys in the state folder, and has the collector trust them.
import { join } from 'node:path'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type ListOptions = ConnectionOptions & { readonly json?: boolean }

export function addKey(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const key = addCommand(parent, shell, 'key', 'key', ['sekisho key create release --trust', 'sekisho key list'])
  withJson(
    withConnection(addCommand(key, shell, 'create', 'key.create', ['sekisho key create release --trust']), shell),
    shell,
  )
    .argument('<name>', say('argument.name'))
    .addOption(option(shell, '--trust', 'trust'))
    .action((name: string, _options, command: Command) => create(shell, name, command.optsWithGlobals()))
  const trustExample = `sekisho key trust ${'0123456789abcdef'.repeat(4)} --name ci`
  withConnection(addCommand(key, shell, 'trust', 'key.trust', [trustExample]), shell)
    .argument('<id>', say('argument.key-id'))
    .addOption(option(shell, '--name <name>', 'key-name').makeOptionMandatory())
    .action((id: string, _options, command: Command) => trust(shell, id, command.optsWithGlobals()))
  withJson(
    withConnection(addCommand(key, shell, 'list', 'key.list', ['sekisho key list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
}

async function create(shell: Shell, name: string, options: ListOptions & { trust?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { makeSigningKey } = await import('@sekisho/publisher/main.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { terminal } = shell
  // Found before the key is made: without a collector to trust it, there is nothing half-done to clean up.
  const client = options.trust ? connect(shell, options) : null
  const state = stateFolder(options.state, shell.environment)
  const { id } = makeSigningKey(state, name)
  const file = join(state, 'keys', `${name}.key`)
  await client?.trustKey(id, name)
  if (options.json) return terminal.json({ key: id, name, file, trusted: client !== null })
  terminal.line(id)
  terminal.warn(terminal.say('key.made', { file }))
  if (client === null) terminal.warn(terminal.say('key.not-trusted', { id, name }))
  else terminal.warn(terminal.say('key.trusted', { id, name }))
}

async function trust(shell: Shell, key: string, options: ConnectionOptions & { name: string }): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).trustKey(key, options.name)
  shell.terminal.tell('key.trusted', { id: key, name: options.name })
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  for (const row of await connect(shell, options).keys()) {
    if (options.json) shell.terminal.json(row)
    else shell.terminal.line(`${row.key}  ${visible(row.name)}  ${shownTime(row.trustedAt)}`)
  }
}
